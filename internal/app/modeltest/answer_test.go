package modeltest

import (
	"net/url"

	"pgregory.net/rapid"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// secret is the binding cookie.
func (s *sequence) secret(b int) string { return s.jars[b][0].Cookie("txb") }

// answer goes to the provider with what the browser has, and answers there.
func (s *sequence) answer(t *rapid.T) {
	b, replica := drawBrowser(t, s.holderOfLive()), drawReplica(t)
	who, declines := rapid.SampledFrom(faces).Draw(t, "face"), seldom(t, "declines")
	if s.m.browsers[b].bound != none {
		s.clear()
		s.answerAt(b, replica, who, declines)
	}
}

func (s *sequence) answerAt(b, replica int, who string, declines bool) {
	s.Helper()
	a := s.m.browsers[b].bound
	open := s.m.open(a) && s.m.person(b) == s.m.owner(a)
	sent := s.jars[b][replica].Get(s.page(b, s.m.attempts[a].transaction, "/go"))
	if !open {
		if sent.Elsewhere != "" {
			s.Fatal("a browser was sent to UAE PASS that has nothing to do there")
		}
		s.m.seen(b)
		return
	}
	callback, err := simulatortest.Answer(s.jars[b][replica].Client, sent.Elsewhere, decision(s.m.owner(a), who, declines))
	if err != nil {
		s.Fatalf("at the provider: %v", err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		s.Fatal("the callback is no address")
	}
	r := reply{attempt: a, state: u.Query().Get("state"), code: u.Query().Get("code"), who: who, issued: s.m.now}
	if who == "" {
		r.who = s.m.owner(a)
	}
	if r.who != s.m.owner(a) && r.code != "" {
		s.resemble(r)
	}
	s.replies = append(s.replies, r)
}

// resemble makes the provider say of somebody else that they have the contact details of
// the owner, as relatives do.
func (s *sequence) resemble(r reply) {
	s.Helper()
	for _, p := range simulator.Personas() {
		if p.ID == s.m.owner(r.attempt) {
			s.script(r, simulator.AtUserinfo, simulator.Effect{Set: map[string]any{"email": p.Email, "mobile": p.Mobile}})
		}
	}
}

func decision(owner, who string, declines bool) simulatortest.Decision {
	switch {
	case declines:
		return simulatortest.Decision{Action: simulatortest.Decline}
	case who == "" || who == owner:
		return simulatortest.Decision{}
	}
	return simulatortest.Decision{Action: simulatortest.Other, Persona: who}
}
