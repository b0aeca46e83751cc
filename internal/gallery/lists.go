package gallery

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/templates"
	"takeed/web/view"
)

// every returns a transaction of each kind, one a day, with the states in turn.
func every(typed typing) []approval.Transaction {
	var all []approval.Transaction
	states := append(slices.Clone(approval.States), approval.Checking)
	for i, k := range append(kinds(), forgotten()) {
		tx := transaction(k, typed, states[i%len(states)], now.AddDate(0, 0, -i))
		tx.Unsettled = tx.State == approval.Checking
		all = append(all, tx)
	}
	return all
}

// aYear returns one transaction for each month of a year.
func aYear() []approval.Transaction {
	var all []approval.Transaction
	for month := range 12 {
		all = append(all, transaction(kind("transfer"), usual, approval.Confirmed, now.AddDate(0, -month, -month)))
	}
	return all
}

// pendingTransactions is the transaction that a customer has yet to confirm.
func pendingTransactions(id string, typed typing) []approval.Transaction {
	return []approval.Transaction{transaction(kind(id), typed, approval.Pending, now)}
}

// onHome is what a start page shows of a list.
func onHome(all []approval.Transaction) []approval.Transaction {
	const items = 5
	return all[:items]
}

// homes are the start pages of customers who are signed in.
func homes() []Entry {
	first := customer(name)
	first.LastSignIn = time.Time{}
	return []Entry{
		home("home-first", first, nil, nil),
		home("home", customer(name), nil, onHome(every(usual))),
		home("home-waiting", customer(name), pendingTransactions("transfer", usual), onHome(every(usual))),
		home("home-mixed", customer(mixedName), nil, onHome(every(mixed))),
		entry("home-longest", func(s screen) templ.Component {
			return templates.Home(s.Home(s.branded(s.page()), customer(longName), pendingTransactions("disclosure", longest), onHome(every(longest)), nil))
		}),
	}
}

func home(name string, who approval.Person, waiting, recent []approval.Transaction) Entry {
	return entry(name, func(s screen) templ.Component { return templates.Home(s.Home(s.page(), who, waiting, recent, nil)) })
}

// histories are lists of transactions.
func histories() []Entry {
	narrowed := view.HistoryChoice{Kind: "transfer", State: string(approval.Confirmed), From: "2026-01-01", To: "2026-11-21"}
	return []Entry{
		history("history-empty", view.HistoryChoice{}, nil, "", ""),
		history("history", view.HistoryChoice{}, every(usual), "", ""),
		history("history-year", view.HistoryChoice{}, aYear(), "", "/transactions?after=x"),
		history("history-filtered", narrowed, every(longest), "/transactions", "/transactions?after=x"),
	}
}

func history(name string, chosen view.HistoryChoice, list []approval.Transaction, newest, older string) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.History(s.page(), chosen, list, nil)
		p.Newest, p.Older = newest, older
		return templates.History(p)
	})
}

// profiles are what UAE PASS told us about different people.
func profiles() []Entry {
	visitor := customer(mixedName)
	visitor.Identity.Visitor, visitor.Identity.EmiratesID = true, ""
	return []Entry{
		entry("profile", func(s screen) templ.Component {
			frame := s.page()
			frame.Waiting = view.TransactionPath(otherID)
			return templates.Profile(s.Profile(frame, customer(name)))
		}),
		entry("profile-saved", func(s screen) templ.Component {
			p := s.Profile(s.page(), customer(name))
			p.Note = &templates.Note{Tone: "info", Lines: []string{s.T("profile.saved")}}
			return templates.Profile(p)
		}),
		profile("profile-visitor", visitor),
		profile("profile-longest", customer(longName)),
	}
}

func profile(name string, who approval.Person) Entry {
	return entry(name, func(s screen) templ.Component { return templates.Profile(s.Profile(s.page(), who)) })
}
