package gallery

import (
	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/templates"
)

// erased are the pages of the back office about a person who was erased.
func erased() []Entry {
	events := erasedStream()
	old := transactionStream(1)[matchPosition]
	old.Body = ""
	return []Entry{
		event("event-erased", events[matchPosition], events[matchPosition-1]),
		event("event-erased-old", old, transactionStream(1)[matchPosition-1]),
		entry("timeline-erased", func(s screen) templ.Component {
			line := timeline(kind("transfer"), usual, approval.Confirmed)
			line.Transaction.Document = approval.Document{ID: line.Transaction.ID, Kind: line.Transaction.Kind, Version: line.Transaction.Version}
			line.Transaction.Erased, line.Lines = true, events
			return templates.Timeline(s.Timeline(s.operator(), line))
		}),
		entry("person-erased", func(s screen) templ.Component {
			d := audit.Dossier{Person: personID, Enrolled: now.AddDate(-1, 0, 0), Disabled: true, Erased: now}
			said := line(now, approval.EventPersonErased, approval.System, "person", string(personID), "why", string(audit.ForCustomer), "case", "CRM-2026/00417", "bodies", "15")
			said.Stream = office.OfErasure
			return s.person(s.Person(s.operator(), d, append([]audit.Line{said}, events...), true))
		}),
	}
}

// erasedStream is transactionStream as audit/v2 has it, after the bodies went.
func erasedStream() []audit.Line {
	all := transactionStream(1)
	for i := range all {
		l := &all[i]
		if commitment := audit.Commit(make([]byte, len(approval.Salt{})), l.Body); i > 0 {
			l.Commitment, l.Prev = commitment[:], all[i-1].Hash
		} else {
			l.Commitment = commitment[:]
		}
		sum := l.Sum()
		l.Hash, l.Body = sum[:], ""
	}
	return all
}
