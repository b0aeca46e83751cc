package modeltest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
)

func transfer(amount string) url.Values {
	values := apptest.Transfer()
	values.Set("amount", amount)
	values.Set("key", string(approval.NewID()))
	return values
}

func (s *sequence) create(t *rapid.T) { s.createAt(s.somewhere(t, s.somebody()), drawAmount(t)) }

func (s *sequence) createAt(p place, amount string) {
	s.Helper()
	person := s.m.person(p.browser)
	after := s.m.after(func(m *model) {
		if person != "" {
			m.create(person, amount, 1)
		}
	})
	page := s.ask(p.browser, p.replica, http.MethodPost, "/"+langs[p.browser]+"/new/transfer", transfer(amount), p.fault)
	s.keepSeen(&after)
	s.settleStep(p.fault, after)
	switch {
	case p.fault.kind != no:
	case person == "":
		s.leads(page, http.StatusOK, "/")
	default:
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[len(s.m.transactions)-1].id)
	}
}

// keepSeen takes over what requests did to the sessions of the model before it is
// replaced by one that was made earlier.
func (s *sequence) keepSeen(after *model) {
	for b := range s.m.browsers {
		after.browsers[b].idles = s.m.browsers[b].idles
	}
}

// onOwn reports whether the browser's session is that of a transaction's owner. If it is
// not, what was asked must have led nowhere.
func (s *sequence) onOwn(b, t int) bool {
	return s.m.person(b) != "" && s.m.person(b) == s.m.transactions[t].owner
}

func (s *sequence) leadsNowhere(page *apptest.Page, b int) {
	s.Helper()
	if s.m.person(b) == "" {
		s.leads(page, http.StatusOK, "/")
		return
	}
	s.leads(page, http.StatusNotFound, "")
}

// change is what edit, cancel and begin have in common: a form about a transaction, by
// whomever, that is refused to everybody but its owner.
func (s *sequence) change(p place, t int, below string, values url.Values, step func(*model)) *apptest.Page {
	s.Helper()
	own := s.onOwn(p.browser, t)
	after := s.m.after(func(m *model) {
		if own {
			step(m)
		}
	})
	page := s.ask(p.browser, p.replica, http.MethodPost, s.page(p.browser, t, below), values, p.fault)
	s.keepSeen(&after)
	s.settleStep(p.fault, after)
	if p.fault.kind != no {
		return nil
	}
	if !own {
		s.leadsNowhere(page, p.browser)
		return nil
	}
	return page
}

func (s *sequence) edit(t *rapid.T) {
	tx := s.pickTransaction(t)
	if p, amount := s.somewhere(t, s.browserOf(tx)), drawAmount(t); tx != none {
		s.editAt(p, tx, amount)
	}
}

func (s *sequence) editAt(p place, tx int, amount string) {
	s.Helper()
	before, pending := s.m.transactions[tx], s.m.standing(tx) == approval.Pending
	values := transfer(amount)
	values.Set("version", strconv.Itoa(before.version))
	page := s.change(p, tx, "/edit", values, func(m *model) { m.edit(tx, amount) })
	switch after := s.m.transactions[tx]; {
	case page == nil:
	case !pending:
		s.leads(page, http.StatusConflict, "")
	case before.amount == amount:
		s.leads(page, http.StatusOK, "/transactions/"+before.id)
	default:
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[after.replacedBy].id)
	}
}

func (s *sequence) cancel(t *rapid.T) {
	tx := s.pickTransaction(t)
	p := s.somewhere(t, s.browserOf(tx))
	if tx == none {
		return
	}
	if page := s.change(p, tx, "/cancel", url.Values{}, func(m *model) { m.cancel(tx) }); page != nil {
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[tx].id)
	}
}

func (s *sequence) begin(t *rapid.T) {
	tx := s.pickTransaction(t)
	if p := s.somewhere(t, s.browserOf(tx)); tx != none {
		s.beginAt(p, tx)
	}
}

// beginAt presses the confirm button. Whose browser got the cookie of the new attempt
// has its secret; if the answer was lost, nobody has.
func (s *sequence) beginAt(p place, tx int) {
	s.Helper()
	attempts, secret := len(s.m.attempts), s.secret(p.browser)
	replaced, may := s.m.transactions[tx].replacedBy != none, s.m.mayBegin(tx)
	values := url.Values{"version": {strconv.Itoa(s.m.transactions[tx].version)}}
	page := s.change(p, tx, "/confirm", values, func(m *model) { m.begin(tx) })
	began := len(s.m.attempts) > attempts
	if s.secret(p.browser) != secret {
		if !began {
			s.Fatal("a secret was handed out for no attempt")
		}
		s.m.browsers[p.browser].bound = attempts
	}
	switch {
	case page == nil:
	case replaced:
		s.leads(page, http.StatusConflict, "")
	case !may:
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[tx].id)
	default:
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[tx].id+"/handover")
		if s.m.browsers[p.browser].bound != attempts {
			s.Fatal("an attempt began, and its secret was not handed out")
		}
	}
}

// look opens the page of a transaction, and asks what a waiting script asks.
func (s *sequence) look(t *rapid.T) {
	tx := s.pickTransaction(t)
	b, replica := drawBrowser(t, s.browserOf(tx)), drawReplica(t)
	if tx == none {
		return
	}
	s.clear()
	own := s.onOwn(b, tx)
	page := s.ask(b, replica, http.MethodGet, s.page(b, tx, ""), nil, noFault)
	if !own {
		s.leadsNowhere(page, b)
		return
	}
	s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[tx].id)
	if confirmed := s.m.transactions[tx].state == approval.Confirmed; confirmed != (page.Heading() == s.done[langs[b]]) {
		s.Fatalf("the page of a transaction that is %s says %q", s.m.transactions[tx].state, page.Heading())
	}
	s.lookAsTheScriptDoes(b, replica, tx)
}

func (s *sequence) lookAsTheScriptDoes(b, replica, tx int) {
	s.Helper()
	var status struct{ Stage, State string }
	body := s.ask(b, replica, http.MethodGet, s.page(b, tx, "/status"), nil, noFault).Body
	if err := json.Unmarshal([]byte(body), &status); err != nil {
		s.Fatalf("the status is no JSON: %v", err)
	}
	if status.Stage != s.m.stage(tx, b) || status.State != string(s.m.standing(tx)) {
		s.Fatalf("the status is %+v, and not %s of what is %s", status, s.m.stage(tx, b), s.m.standing(tx))
	}
}
