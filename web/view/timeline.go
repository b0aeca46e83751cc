package view

import (
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// Timeline is what the customer saw of a transaction, beside what happened. The transaction
// is shown in the state it had when the timeline was read.
func (v Viewer) Timeline(frame templates.Page, line audit.Timeline) templates.TimelinePage {
	tx, then := line.Transaction, v
	then.Now = line.Now
	p := templates.TimelinePage{Page: frame}
	p.Title, p.Section = v.T("timeline.title", "reference", i18n.LTR(tx.ID.Reference())), "events"
	p.Subject = then.subject(tx, false)
	if tx.Erased {
		p.Erased = v.T("timeline.erased")
	}
	p.Other = tx.Sentence.In(v.Lang.Other())
	p.Events, p.Reads = v.timelineEvents(line), v.Events(line.Reads)
	p.Facts = then.timelineFacts(line)
	if tx.Client != "" {
		p.Facts = append([]templates.Row{{Label: v.T("timeline.asked_by"), Text: tx.Client, Dir: "ltr"}}, p.Facts...)
	}
	p.Links = []templates.Action{
		{Label: v.T("timeline.customer"), Href: PersonPath(tx.PersonID)},
		{Label: v.T("timeline.search"), Href: SearchPath(audit.Query{}.With(audit.Transaction, string(tx.ID)))},
		{Label: v.T("delivery.of_transaction"), Href: DeliveriesPath(integration.DeliveryQuery{Transaction: tx.ID})},
	}
	return p
}

func (v Viewer) timelineFacts(line audit.Timeline) []templates.Row {
	tx := line.Transaction
	rows := []templates.Row{
		{Label: v.T("label.digest"), Text: tx.Digest.String(), Dir: "ltr"},
		{Label: v.T("timeline.version"), Text: strconv.Itoa(tx.Version), Dir: "ltr"},
		{Label: v.T("past.created"), Text: StaffTime(tx.CreatedAt), Dir: "ltr"},
		{Label: v.T("timeline.expires"), Text: StaffTime(tx.ExpiresAt), Dir: "ltr"},
		{Label: v.T("timeline.attempts"), Text: strconv.Itoa(len(line.Attempts)), Dir: "ltr"},
	}
	for _, a := range line.Attempts {
		rows = append(rows, v.attemptRow(a))
	}
	return rows
}

// attemptRow is the status of an attempt in words, or its reason if it has one.
func (v Viewer) attemptRow(a approval.Attempt) templates.Row {
	status := a.At(v.Now)
	row := templates.Row{Label: i18n.LTR(StaffTime(a.StartedAt)), Text: v.T("attempt." + string(status)), Dir: "auto", Code: string(status)}
	if a.Reason.Known() {
		row.Text, row.Code = v.happened(a.Reason.Event()), string(a.Reason)
	}
	return row
}

// longGap is the shortest time without an event that is pointed out.
const longGap = 30 * time.Second

// timelineEvents marks where nothing happened for long, where lines are left out, and where
// the chain is broken.
func (v Viewer) timelineEvents(line audit.Timeline) []templates.EventLine {
	all := v.Events(line.Lines)
	for i := 1; i < len(line.Lines); i++ {
		if gap := line.Lines[i].At.Sub(line.Lines[i-1].At); gap >= longGap {
			all[i].Gap = v.T("timeline.gap", "time", v.length(gap))
		}
	}
	if i, count := line.Omission(); count > 0 {
		all[i].Gap = v.T("timeline.cut", "count", i18n.N(v.lang(), "count.events", int(count)))
	}
	for _, i := range line.Gaps() {
		all[i].Gap = v.T("timeline.broken")
	}
	return all
}
