package gallery

import (
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/templates"
)

// records are what the back office shows of one event, transaction or person.
func records() []Entry {
	events := transactionStream(1)
	forged := events[matchPosition]
	forged.Code = approval.EventIdentityMismatch // the hash is still that of the original event
	return slices.Concat([]Entry{
		event("event", events[matchPosition], events[matchPosition-1]),
		entry("event-proof-follows", func(s screen) templ.Component {
			p := s.Event(s.operator(), events[matchPosition], events[matchPosition-1])
			s.EventProof(&p, events[matchPosition].Number, false)
			return templates.Event(p)
		}),
		event("event-of-client", ofClient()[1], ofClient()[0]),
		event("event-broken", forged, events[matchPosition-1]),
		entry("event-every-meaning", func(s screen) templ.Component {
			p := s.Event(s.operator(), events[matchPosition], events[matchPosition-1])
			var all []string
			for _, code := range slices.Sorted(maps.Keys(approval.EventCodes)) {
				all = append(all, s.T("event."+string(code)))
			}
			p.Meaning = strings.Join(all, " · ")
			return templates.Event(p)
		}),
		entry("timeline", func(s screen) templ.Component {
			return templates.Timeline(s.Timeline(s.operator(), timeline(kind("transfer"), usual, approval.Confirmed)))
		}),
		entry("timeline-broken", brokenTimeline),
	}, people(), erased())
}

func event(name string, l, before audit.Line) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.Event(s.operator(), l, before)
		s.EventProof(&p, l.Number, true)
		return templates.Event(p)
	})
}

// timeline is the timeline of a transaction whose second attempt succeeded.
func timeline(k approval.Kind, typed typing, state approval.State) audit.Timeline {
	tx := transaction(k, typed, state, createdAt)
	declined, succeeded := attempt(tx, approval.Failed, approval.ReasonProviderCancelled), attempt(tx, approval.Succeeded, "")
	succeeded.StartedAt = transactionStream(1)[matchPosition-2].At
	return audit.Timeline{Now: now, Transaction: tx, Attempts: []approval.Attempt{*declined, *succeeded}, Lines: transactionStream(1)}
}

// brokenTimeline is a timeline too long to be shown whole, in which an event was altered.
// Only the events around the gaps are shown.
func brokenTimeline(s screen) templ.Component {
	broken := timeline(kind("disclosure"), longest, approval.Rejected)
	broken.Transaction.Client = clientID
	const cut = audit.TimelineEnd
	all := transactionStream(201)
	broken.Lines = slices.Concat(all[:cut], all[len(all)-cut:])
	broken.Lines[cut+1].ToState = "attempt:expired"
	broken.Reads = []audit.Line{readEvent(19_806, readerID), readEvent(19_805, staffID)}
	for _, status := range approval.AttemptStatuses {
		broken.Attempts = append(broken.Attempts, *attempt(broken.Transaction, status, ""))
	}
	p := s.Timeline(s.operator(), broken)
	p.Events = p.Events[cut-3 : cut+6]
	return templates.Timeline(p)
}

// people are customers as the staff see them.
func people() []Entry {
	return []Entry{
		person("person", name, true, nil),
		entry("person-disabled", func(s screen) templ.Component {
			d := dossier(mixedName)
			d.Disabled = true
			return s.person(s.Person(s.operator(), d, nil, false))
		}),
		person("person-revealed", longName, false, func(s screen, p *templates.StaffPersonPage) { s.Reveal(p, customer(longName).Identity) }),
		person("person-reason-wrong", name, true, refusedReveal(audit.ErrPurpose)),
		person("person-case-wrong", name, true, refusedReveal(audit.ErrCase)),
		person("person-personal-wrong", name, true, refusedReveal(audit.ErrCasePersonal)),
	}
}

func person(name string, who approval.Text, mayAsk bool, change func(screen, *templates.StaffPersonPage)) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.Person(s.operator(), dossier(who), ofCustomer(), mayAsk)
		if change != nil {
			change(s, &p)
		}
		return s.person(p)
	})
}

func (s screen) person(p templates.StaffPersonPage) templ.Component {
	p.Path = s.path
	return templates.StaffPerson(p)
}

func dossier(who approval.Text) audit.Dossier {
	return audit.Dossier{Person: personID, Identity: office.Mask(customer(who).Identity), Enrolled: now.AddDate(-1, 0, 0), SignedIn: now}
}

// refusedReveal shows why a reason for revealing identifiers was not accepted.
func refusedReveal(err error) func(screen, *templates.StaffPersonPage) {
	return func(s screen, p *templates.StaffPersonPage) { s.ReasonFault(&p.Page, &p.Reason, err, "", "") }
}
