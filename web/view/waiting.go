package view

import (
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
)

// Waiting is the page on which the customer waits for the face check, or for us.
func (v Viewer) Waiting(frame templates.Page, c approval.Caller, by integration.Institution) templates.WaitingPage {
	p := templates.WaitingPage{Page: frame, Subject: v.subjectAskedBy(*c.Transaction, by, false)}
	p.Step, p.Status, p.Stage = stepFace, TransactionPath(c.Transaction.ID)+"/status", string(StageOf(c))
	if StageOf(c) == StageChecking {
		title, body := "checking.title", "checking.body"
		if c.Transaction.Unsettled {
			title, body = "checking.unsettled_title", "checking.unsettled_body"
		}
		p.Title = v.T(title)
		p.Standing = templates.Standing{Tone: "info", Icon: "clock", Lines: []string{v.T(body)}}
		return p
	}
	p.Title = v.T("waiting.title")
	p.Standing = templates.Standing{Tone: "info", Icon: "face", Lines: []string{v.T("waiting.body"), v.T("waiting.until", "time", v.clock(c.Last.ExpiresAt))}}
	p.Left = v.timeLeft(c.Last.ExpiresAt)
	p.Again = &templates.Action{Label: v.T("waiting.again"), Href: TransactionPath(c.Transaction.ID) + "/go"}
	p.Cancel = v.cancelLabel(*c.Transaction)
	return p
}
