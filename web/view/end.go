package view

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// End is the page of a transaction that is final.
func (v Viewer) End(frame templates.Page, c approval.Caller) templates.EndPage {
	tx, k := *c.Transaction, v.kind(c.Transaction.Kind)
	p := templates.EndPage{Page: frame, Subject: v.subject(tx, false), Past: v.past(c)}
	state := tx.At(v.Now)
	p.Tone = stateTone[state]
	undone := k.Undone.In(v.Lang)
	switch state {
	case approval.Confirmed:
		p.Title, p.Step = k.Done.In(v.Lang), stepResult
		p.Lines = []string{v.T("done.how"), v.T("done.when", "time", v.isolatedWhen(tx.ConfirmedAt))}
		p.Receipt = &templates.Action{Label: v.T("done.receipt"), Href: TransactionPath(tx.ID) + "/receipt"}
	case approval.Rejected:
		p.Title, p.SignOut = v.T("notice.mismatch.title"), true
		p.Lines = []string{undone, v.T("notice.mismatch.text"), v.callUs(frame)}
	case approval.Expired:
		p.Title, p.Next = v.T("ended.expired.title"), v.again(tx)
		p.Lines = []string{undone, v.T("ended.expired.text")}
	default:
		v.cancelled(&p, tx, undone)
	}
	return p
}

// cancelled distinguishes a transaction that the customer cancelled from one that another
// version replaced.
func (v Viewer) cancelled(p *templates.EndPage, tx approval.Transaction, undone string) {
	if tx.ReplacedBy == "" {
		p.Title, p.Lines, p.Next = v.T("ended.cancelled.title"), []string{undone}, v.again(tx)
		return
	}
	p.Title, p.Lines = v.T("ended.replaced.title"), []string{v.T("ended.replaced.text")}
	p.Next = &templates.Action{Label: v.T("ended.replaced.next"), Href: TransactionPath(tx.ReplacedBy)}
}

// callUs is the line for a customer whose transaction another person's face answered.
func (v Viewer) callUs(frame templates.Page) string {
	if frame.Phone == "" {
		return v.T("notice.mismatch.call", "entity", frame.Entity)
	}
	return v.T("notice.mismatch.call_phone", "phone", i18n.LTR(frame.Phone))
}

// past is what happened to a transaction, oldest first.
func (v Viewer) past(c approval.Caller) []templates.Moment {
	tx := c.Transaction
	list := []templates.Moment{v.moment("past.created", tx.CreatedAt)}
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
