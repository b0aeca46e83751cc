package view

import (
	"strconv"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// Allowance is whether the customer may try again.
type Allowance struct {
	Left  int               // attempts left for this transaction
	Limit *approval.TooMany // the limit that keeps them from another attempt; nil if none does
}

// Review is where the details are checked, and confirmed.
func (v Viewer) Review(frame templates.Page, c approval.Caller, by integration.Institution, may Allowance) templates.ReviewPage {
	k, tx := v.kind(c.Transaction.Kind), *c.Transaction
	p := templates.ReviewPage{
		Page: frame, Subject: v.subjectAskedBy(tx, by, tx.Client == ""), Heading: k.Review.In(v.Lang),
		Version: strconv.Itoa(tx.Version), Cancel: v.cancelLabel(tx), Lead: v.T("review.lead"), Scam: v.T("review.scam"),
		Identifier: v.identifierLine(*c.Person), Button: v.T("review.confirm"),
	}
	if tx.Client != "" {
		p.Lead, p.Scam = v.T("asked.lead"), v.T("asked.scam", "entity", i18n.Isolate(frame.Entity))
	}
	p.Title, p.Step = p.Heading, stepReview
	p.Until = v.T("review.until", "time", v.clock(tx.ExpiresAt), "minutes", v.minutes(tx.AttemptTTL))
	if c.Waiting != "" && c.Waiting != tx.ID {
		p.Other = v.T("review.another")
	}
	p.Confirm = may.Limit == nil && p.Identifier != ""
	if c.Last != nil {
		p.Left = v.T("review.left", "attempts", i18n.N(v.lang(), "count.attempts", max(0, may.Left)))
		v.tellFailure(&p, k, c.Last.Notice(v.Now))
	}
	if !p.Confirm {
		v.withoutButton(&p, tx, may.Limit)
	}
	if StageOf(c) == StageElsewhere {
		v.startedElsewhere(&p, c)
	}
	return p
}

// identifierLine says which of the customer's identifiers will be sent, masked.
func (v Viewer) identifierLine(p approval.Person) string {
	kind, _, ok := p.Username()
	if !ok {
		return ""
	}
	return v.T("review.identifier", "identifier", v.T("identifier."+string(kind)), "value", i18n.LTR(maskedIdentifier(p, kind)))
}

func maskedIdentifier(p approval.Person, kind approval.Identifier) string {
	switch kind {
	case approval.ByEmiratesID:
		return i18n.MaskEmiratesID(p.Identity.EmiratesID)
	case approval.ByMobile:
		return i18n.MaskMobile(p.Identity.Mobile)
	}
	return i18n.MaskEmail(p.Identity.Email)
}

// noticeTone is how grave a notice is.
var noticeTone = map[approval.Notice]string{
	approval.NoticeCancelled: "info", approval.NoticeTryAgain: "warn", approval.NoticeTooLate: "warn",
	approval.NoticeLate: "warn", approval.NoticeUnavailable: "warn", approval.NoticeNotEligible: "bad",
	approval.NoticeUnclear: "warn", approval.NoticeChanged: "info", approval.NoticeSignedOut: "info",
	approval.NoticeSuperseded: "info",
}

// tellFailure tells about an attempt that did not succeed: what happened, that nothing was
// done, why, and what to do if another may follow. NoticeNone adds nothing to the page.
func (v Viewer) tellFailure(p *templates.ReviewPage, k approval.Kind, n approval.Notice) {
	tone, ok := noticeTone[n]
	if !ok {
		return
	}
	key := "notice." + string(n)
	why := v.T(key + ".text")
	if p.Confirm {
		why += " " + v.T(key+".again")
	}
	p.Title = v.T(key + ".title")
	p.Failure = &templates.Standing{Tone: tone, Lines: []string{k.Undone.In(v.Lang), why}}
}

// withoutButton says why there is no button to confirm with, and what to do instead: start
// again with the same details, or wait until a given time.
func (v Viewer) withoutButton(p *templates.ReviewPage, tx approval.Transaction, limit *approval.TooMany) {
	if limit != nil && !limit.Until.IsZero() {
		p.Exhausted = v.T("review.limited", "time", v.isolatedWhen(limit.Until))
		return
	}
	v.exhausted(p, tx, "review.exhausted")
}

// exhausted says that this transaction cannot be confirmed any more, and what can be done.
func (v Viewer) exhausted(p *templates.ReviewPage, tx approval.Transaction, key string) {
	p.Exhausted = v.T(key)
	if p.Again = v.again(tx); tx.Client != "" {
		p.Exhausted, p.Again = v.T("asked.exhausted", "entity", i18n.Isolate(p.Entity)), nil
	}
}

// again leads to a new form with the same values.
func (v Viewer) again(tx approval.Transaction) *templates.Action {
	return &templates.Action{Label: v.T("action.again"), Href: "/new/" + tx.Kind + "?from=" + string(tx.ID)}
}

// startedElsewhere is the review page of a transaction whose callback cannot come to this
// browser: the attempt was begun in another one, or the answer with its secret was lost.
func (v Viewer) startedElsewhere(p *templates.ReviewPage, c approval.Caller) {
	lines := []string{v.T("elsewhere.text", "time", v.clock(c.Last.ExpiresAt))}
	if p.Confirm {
		lines = append(lines, v.T("elsewhere.again"))
	}
	p.Title = v.T("elsewhere.title")
	stranger := v.T("elsewhere.stranger")
	if c.Transaction.Client != "" {
		stranger = v.T("asked.stranger")
	}
	p.Failure = &templates.Standing{Tone: "info", Icon: "face", Lines: append(lines, stranger)}
	p.Button, p.Status, p.Stage = v.T("elsewhere.confirm"), TransactionPath(c.Transaction.ID)+"/status", string(StageElsewhere)
	if p.Again != nil {
		v.exhausted(p, *c.Transaction, "elsewhere.exhausted")
	}
}
