package view

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// End is the page of a transaction that is final.
func (v Viewer) End(frame templates.Page, c approval.Caller, by integration.Institution) templates.EndPage {
	tx, k := *c.Transaction, v.kind(c.Transaction.Kind)
	p := templates.EndPage{Page: frame, Subject: v.subjectAskedBy(tx, by, false), Past: v.past(c), Back: v.back(tx, by)}
	state := tx.At(v.Now)
	p.Tone = stateTone[state]
	undone := k.Undone.In(v.Lang)
	switch state {
	case approval.Confirmed:
		p.Title, p.Step = k.Done.In(v.Lang), stepResult
		p.Lines = []string{v.T("done.how"), v.T("done.when", "time", v.isolatedWhen(tx.ConfirmedAt))}
		p.Receipt = &templates.Action{Label: v.T("done.receipt"), Href: TransactionPath(tx.ID) + "/receipt"}
		v.execution(&p, tx, by)
	case approval.Rejected:
		p.Title, p.SignOut = v.T("notice.mismatch.title"), true
		p.Lines = []string{undone, v.T("notice.mismatch.text"), v.callUs(frame)}
	case approval.Expired:
		p.Title, p.Lines = v.T("ended.expired.title"), []string{undone, v.T("ended.expired.text")}
		v.restarts(&p, tx)
	default:
		v.cancelled(&p, tx, undone)
	}
	return p
}

// cancelled distinguishes a transaction that the customer cancelled from one that another
// version replaced, and from one that a client asked for, which may also have withdrawn it.
func (v Viewer) cancelled(p *templates.EndPage, tx approval.Transaction, undone string) {
	switch {
	case tx.ReplacedBy != "":
		p.Title, p.Lines = v.T("ended.replaced.title"), []string{v.T("ended.replaced.text")}
		p.Next = &templates.Action{Label: v.T("ended.replaced.next"), Href: TransactionPath(tx.ReplacedBy)}
		return
	case tx.Client != "":
		p.Title, p.Lines = v.T("ended.declined.title"), []string{undone, v.T("ended.declined.text")}
	default:
		p.Title, p.Lines = v.T("ended.cancelled.title"), []string{undone}
	}
	v.restarts(p, tx)
}

// callUs is the line for a customer whose transaction another person's face answered.
func (v Viewer) callUs(frame templates.Page) string {
	if frame.Phone == "" {
		return v.T("notice.mismatch.call", "entity", frame.Entity)
	}
	return v.T("notice.mismatch.call_phone", "phone", i18n.LTR(frame.Phone))
}

// WrongPerson is the page of somebody who opened the link of a request that is addressed to
// somebody else.
func (v Viewer) WrongPerson(frame templates.Page, requestID string, err error) templates.ErrorPage {
	p := v.Failure(frame, "error.request_person", requestID, err)
	p.Tone, p.SignOut = "bad", true
	p.Lines = append(p.Lines, v.T("error.request_person.again", "entity", p.Entity))
	return p
}

// past is what happened to a transaction, oldest first.
func (v Viewer) past(c approval.Caller) []templates.Moment {
	tx := c.Transaction
	list := []templates.Moment{v.moment("past.created", tx.CreatedAt)}
	if tx.Client != "" {
		list[0].What = v.T("past.opened")
	}
	if c.Last != nil {
		list = append(list, v.moment("past.sent", c.Last.StartedAt))
	}
	switch tx.At(v.Now) {
	case approval.Confirmed:
		return append(list, v.moment("past.matched", tx.ConfirmedAt))
	case approval.Rejected:
		return append(list, v.moment("past.other_person", c.Last.FinishedAt))
	case approval.Expired:
		return append(list, v.moment("past.expired", tx.ExpiresAt))
	}
	return list
}

func (v Viewer) moment(key string, at time.Time) templates.Moment {
	return templates.Moment{What: v.T(key), When: v.isolatedWhen(at)}
}
