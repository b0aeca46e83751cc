package gallery

import (
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
	"takeed/web/view"
)

// The names of a system of the institution, and one as long as it may be.
var (
	clientName     = approval.Text{EN: "Example Core Banking", AR: "النظام المصرفي الأساسي"}
	longClientName = approval.Text{
		EN: "Card Services and Merchant Acquiring of the First Consolidated Example Bank of the Northern Emirates (CSMA-2)",
		AR: "خدمات البطاقات وقبول المدفوعات لدى البنك النموذجي الموحد الأول للإمارات الشمالية (CSMA-2)",
	}
)

// asking is a system of the institution that asked for a transaction.
var asking = integration.Institution{Name: clientName, ReturnURL: "https://core.example.ae/pay/done?step=4", ReturnState: "a1b2c3"}

// fates are what can become of a confirmed transaction that a client may consume.
var fates = []struct {
	name   string
	became integration.Institution
}{
	{"awaited", integration.Institution{Awaited: true}},
	{"consumed", integration.Institution{Consumption: &integration.Consumption{ExecutionReference: "HUB-2026-1187734-1", At: now.Add(-5 * time.Second)}}},
	{"lapsed", integration.Institution{Consumption: &integration.Consumption{Lapsed: true, At: now.Add(-time.Second)}}},
}

// requests are the pages of what systems of the institution ask for, and of what they carry
// out.
func requests() []Entry {
	all := []Entry{
		invitation("invitation", screen.outside),
		invitation("invitation-branded", func(s screen) templates.Page { return s.branded(s.outside()) }),
		asked("asked-review", approval.Pending, "", "", untried),
		asked("asked-review-after-cancelled", approval.Pending, approval.Failed, approval.ReasonProviderCancelled, triedOnce),
		asked("asked-exhausted", approval.Pending, approval.Failed, approval.ReasonProviderError, exhausted),
		asked("asked-elsewhere", approval.Pending, approval.Started, "", triedOnce),
		asked("asked-elsewhere-exhausted", approval.Pending, approval.Started, "", exhausted),
		askedLongest(),
		entry("asked-waiting", func(s screen) templ.Component {
			c := askedFor(approval.Pending, approval.Started, "")
			c.Here = true
			return templates.Waiting(s.Waiting(s.page(), c, asking))
		}),
		askedEnd("asked-rejected", approval.Rejected, approval.ReasonIdentityMismatch),
		askedEnd("asked-expired", approval.Expired, approval.ReasonProviderCancelled),
		askedEnd("asked-declined", approval.Cancelled, approval.ReasonTransactionCancelled),
	}
	for _, f := range fates {
		all = append(all, became("confirmed-"+f.name, "", f.became), became("asked-"+f.name, clientID, then(asking, f.became)),
			becamePaper("receipt-"+f.name, "", f.became), becamePaper("receipt-asked-"+f.name, clientID, then(asking, f.became)))
	}
	return append(all, askedLists()...)
}

const clientID = "core"

// then is who asked, and what became of it.
func then(by, became integration.Institution) integration.Institution {
	by.Awaited, by.Consumption = became.Awaited, became.Consumption
	return by
}

func invitation(name string, frame func(screen) templates.Page) Entry {
	return entry(name, func(s screen) templ.Component {
		p := templates.InvitationPage{Page: frame(s), To: "/" + string(s.Lang) + "/a"}
		p.Title = s.T("invitation.title")
		return templates.Invitation(p)
	})
}

// askedFor is a customer who opens a transaction that a client asked for. status is that of
// their latest attempt, empty if there is none.
func askedFor(state approval.State, status approval.AttemptStatus, why approval.Reason) approval.Caller {
	tx := transaction(kind("transfer"), usual, state, createdAt)
	tx.Client = clientID
	if state == approval.Expired {
		tx.ExpiresAt = now.Add(-time.Minute)
	}
	if status == "" {
		return caller(tx, nil)
	}
	return caller(tx, attempt(tx, status, why))
}

func asked(name string, state approval.State, status approval.AttemptStatus, why approval.Reason, may view.Allowance) Entry {
	return entry(name, func(s screen) templ.Component {
		return templates.Review(s.Review(s.page(), askedFor(state, status, why), asking, may))
	})
}

// askedLongest has the longest names there are.
func askedLongest() Entry {
	return entry("asked-review-longest", func(s screen) templ.Component {
		tx := transaction(kind("disclosure"), longest, approval.Pending, createdAt)
		tx.Client = clientID
		return templates.Review(s.Review(s.branded(s.page()), caller(tx, nil), integration.Institution{Name: longClientName}, untried))
	})
}

func askedEnd(name string, state approval.State, why approval.Reason) Entry {
	return entry(name, func(s screen) templ.Component {
		return templates.End(s.End(s.page(), askedFor(state, approval.Failed, why), asking))
	})
}

func became(name, client string, by integration.Institution) Entry {
	return entry(name, func(s screen) templ.Component {
		return templates.End(s.End(s.page(), confirmedFor(client), by))
	})
}

func confirmedFor(client string) approval.Caller {
	c := askedFor(approval.Confirmed, approval.Succeeded, "")
	c.Transaction.Client, c.Transaction.Consumer = client, clientID
	return c
}

func becamePaper(name, client string, by integration.Institution) Entry {
	return entry(name, func(s screen) templ.Component {
		c := confirmedFor(client)
		p, err := s.Receipt(s.page(), c, by, proved(*c.Transaction, approval.Text{EN: c.Person.Identity.NameEN, AR: c.Person.Identity.NameAR}))
		must(err)
		return templates.Receipt(p)
	})
}

// askedLists are the lists in which what clients asked for stands beside what the customer did.
func askedLists() []Entry {
	clients := view.Clients{clientID: clientName, "cards": longClientName}
	recent, waiting := onHome(every(usual)), pendingTransactions("disclosure", usual)
	waiting[0].Client, recent[1].Client, recent[2].Client = clientID, clientID, "cards"
	return []Entry{
		entry("asked-home", func(s screen) templ.Component {
			return templates.Home(s.Home(s.page(), customer(name), waiting, recent, clients))
		}),
		entry("asked-history", func(s screen) templ.Component {
			return templates.History(s.History(s.page(), view.HistoryChoice{}, recent, clients))
		}),
		entry("error-request_person", func(s screen) templ.Component { return s.wrongPerson(s.page()) }),
		entry("error-request_person-branded", func(s screen) templ.Component { return s.wrongPerson(s.branded(s.page())) }),
	}
}

func (s screen) wrongPerson(frame templates.Page) templ.Component {
	p := s.WrongPerson(frame, requestID, nil)
	p.Path, p.Next = s.path, &templates.Action{Label: s.T("action.transactions"), Href: "/transactions"}
	return templates.Error(p)
}
