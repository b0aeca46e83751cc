package modeltest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
)

// goAllTheWay signs in if need be, creates, begins and answers, and then comes back, at
// once or late, or does not: what takes five steps seldom happens by chance.
func (s *sequence) goAllTheWay(t *rapid.T) {
	p := place{browser: drawBrowser(t, s.somebody()), replica: drawReplica(t)}
	person, amount, who := drawCustomer(t), drawAmount(t), rapid.SampledFrom(faces).Draw(t, "face")
	ends, lapse := rapid.SampledFrom(endings).Draw(t, "ends"), rapid.SampledFrom(delays).Draw(t, "delay")
	s.clear()
	if s.m.person(p.browser) == "" {
		s.enter(p.browser, p.replica, person, noFault)
		s.clear()
	}
	s.createAt(p, amount)
	s.clear()
	s.beginAt(p, len(s.m.transactions)-1)
	s.clear()
	s.answerAt(p.browser, p.replica, who, false)
	if s.held == none {
		s.advance(lapse)
	}
	s.comeBack(t, p.browser, ends)
}

// ending is how somebody comes back from the provider.
type ending int

const (
	never ending = iota
	asTheyLeft
	afterAnEdit
	elsewhere
	asSomebodyElse // another person has signed in in the browser
	withAnotherCode
	toAHeldExchange
)

var (
	endings = []ending{asTheyLeft, asTheyLeft, never, afterAnEdit, elsewhere, asSomebodyElse, withAnotherCode, toAHeldExchange, toAHeldExchange}
	delays  = []time.Duration{0, 0, 0, 2 * codeLife, attemptLife + time.Minute}
)

func (s *sequence) comeBack(t *rapid.T, b int, how ending) {
	s.Helper()
	p := place{browser: b, replica: drawReplica(t)}
	p.fault = s.fault(t, p.replica)
	other, next := rapid.IntRange(0, len(langs)-1).Draw(t, "elsewhere"), drawCustomer(t)
	old, _ := s.drawReply(t)
	s.clear()
	r := s.replies[len(s.replies)-1]
	c := brought{r, r}
	switch {
	case how == never:
		return
	case how == toAHeldExchange && s.held == none:
		s.holdAt(t, p, r)
		return
	case how == afterAnEdit:
		s.editAt(place{browser: b, replica: p.replica}, s.m.attempts[r.attempt].transaction, "300.00")
		s.clear()
	case how == elsewhere:
		p.browser = other
	case how == withAnotherCode:
		c.code = old
	case how == asSomebodyElse:
		s.enter(b, p.replica, next, noFault)
		s.clear()
	}
	s.callbackAt(p, c)
}

// brought is a callback: the state of one reply, mostly with its own code.
type brought struct{ state, code reply }

// drawReply returns false while nobody was sent back.
func (s *sequence) drawReply(t *rapid.T) (reply, bool) {
	i := pick(t, len(s.replies), "reply")
	if i == none {
		return reply{}, false
	}
	return s.replies[i], true
}

func (c brought) path() string {
	q := url.Values{"state": {c.state.state}}
	if c.code.code == "" {
		q.Set("error", "cancelledOnApp")
	} else {
		q.Set("code", c.code.code)
	}
	return "/uaepass/confirm/callback?" + q.Encode()
}

// callback brings a reply where it belongs, or elsewhere.
func (s *sequence) callback(t *rapid.T) {
	r, some := s.drawReply(t)
	loses, p := seldom(t, "the provider's answer is lost"), s.somewhere(t, s.holderOf(r))
	if !some {
		return
	}
	if loses {
		s.loseAnswer(r)
	}
	s.callbackAt(p, brought{r, r})
}

// callbackMixed brings the state of one reply with the code of another.
func (s *sequence) callbackMixed(t *rapid.T) {
	one, some := s.drawReply(t)
	other, _ := s.drawReply(t)
	if p := s.somewhere(t, s.holderOf(one)); some {
		s.callbackAt(p, brought{one, other})
	}
}

func (s *sequence) callbackAt(p place, c brought) {
	s.Helper()
	arrived, to := s.arrivals(c, p.browser)
	final := arrived.after(func(m *model) { s.finish(m, c, to) })
	page := s.ask(p.browser, p.replica, http.MethodGet, c.path(), nil, p.fault)
	s.keepSeen(&arrived)
	s.keepSeen(&final)
	if p.fault.kind != no {
		s.settleBroken(p, c, arrived, final)
		return
	}
	s.settle(final)
	s.renewed(p.browser)
	s.ends(page, c, to)
}

// arrivals is the model after a callback arrived, and where it must lead.
func (s *sequence) arrivals(c brought, b int) (arrived model, to arrival) {
	arrived = s.m.after(func(m *model) { to = m.arrive(b, c.state.attempt, c.code.code) })
	return arrived, to
}

// finish is the end of a callback's exchange, if it has one.
func (s *sequence) finish(m *model, c brought, to arrival) {
	if to == toTheExchange {
		m.finish(c.state.attempt, c.code, s.lost[c.code.code])
	}
}

// loseAnswer makes the provider lose its answer about a code. Five such faults in a row
// would close the way to the provider for a while, which is no part of the model. A code
// that was sent already is not asked about again.
func (s *sequence) loseAnswer(r reply) {
	s.Helper()
	if len(s.lost) < 4 && r.code != "" && !s.lost[r.code] && s.m.claimant(r.code) == none {
		s.lost[r.code] = true
		s.script(r, simulator.AtToken, simulator.Effect{Lost: simulator.LostAnswer})
	}
}

func (s *sequence) script(r reply, where simulator.Where, effect simulator.Effect) {
	s.Helper()
	if err := s.Simulator.Script(r.code, simulator.Scenario{ID: "scripted", Where: where, Do: effect}); err != nil {
		s.Fatal(err)
	}
}

// settleBroken finds out how far a callback came that a fault hit.
func (s *sequence) settleBroken(p place, c brought, arrived, final model) {
	s.Helper()
	if a := c.state.attempt; arrived.attempts[a].status == approval.Exchanging && s.m.attempts[a].status != approval.Exchanging {
		arrived.attempts[a].unsent = true
	}
	s.settle(s.m, arrived, final)
	s.renewedPerhaps(p.browser)
}

// renewed is what a confirmation does to the browser that brought the callback: a new
// session of the same person, and the secret is gone.
func (s *sequence) renewed(b int) {
	s.Helper()
	if s.secret(b) == "" {
		s.m.browsers[b].bound = none
	}
	if person := s.m.person(b); person != "" && s.holder(b) != person {
		s.Fatalf("the session of %s became one of %q", person, s.holder(b))
	}
}

// renewedPerhaps is the same where the new session may have been lost with an answer, or
// the old one with what happened meanwhile.
func (s *sequence) renewedPerhaps(b int) {
	s.Helper()
	if s.secret(b) == "" {
		s.m.browsers[b].bound = none
	}
	j := &s.m.browsers[b]
	switch holder := s.holder(b); holder {
	case "":
		j.person = ""
	case j.person:
		j.idles.to = s.m.now.Add(sessionIdle)
	default:
		s.Fatalf("the session of %q became one of %s", j.person, holder)
	}
}

// ends checks where a callback led.
func (s *sequence) ends(page *apptest.Page, c brought, to arrival) {
	s.Helper()
	switch to {
	case toTheSignIn:
		s.leads(page, http.StatusOK, "/")
	case toNothing:
		s.leads(page, http.StatusNotFound, "")
	case toARefusal:
		s.leads(page, http.StatusForbidden, "")
	default:
		t := s.m.attempts[c.state.attempt].transaction
		s.leads(page, http.StatusOK, "/transactions/"+s.m.transactions[t].id)
	}
}

// callbackTwice is a nervous double click, or a link scanner with the cookies: the same
// callback at both replicas at once. It must come to what one of them comes to.
func (s *sequence) callbackTwice(t *rapid.T) {
	r, some := s.drawReply(t)
	b := drawBrowser(t, s.holderOf(r))
	if !some {
		return
	}
	s.clear()
	c := brought{r, r}
	after, to := s.arrivals(c, b)
	s.finish(&after, c, to)
	pages := make([]*apptest.Page, replicas)
	var all sync.WaitGroup
	for i := range replicas {
		view := s.jars[b][i]
		r := view.Request(http.MethodGet, c.path(), nil)
		all.Go(func() { pages[i], _ = view.Send(r) })
	}
	all.Wait()
	if slices.ContainsFunc(pages, func(p *apptest.Page) bool { return p == nil || p.Status >= http.StatusInternalServerError }) {
		s.Fatal("one of two equal callbacks was not answered well")
	}
	s.settle(after)
	s.renewed(b)
	s.m.perhapsSeen(b)
}
