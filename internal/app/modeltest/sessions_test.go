package modeltest

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"

	"pgregory.net/rapid"

	"takeed/internal/simulator/simulatortest"
)

func (s *sequence) signIn(t *rapid.T) {
	person, p := drawCustomer(t), s.somewhere(t, none)
	s.enter(p.browser, p.replica, person, p.fault)
}

// enter signs a person in, whoever was signed in before, here and at UAE PASS.
func (s *sequence) enter(b, replica int, person string, f fault) {
	s.Helper()
	s.leave(b, replica, noFault)
	view := s.jars[b][replica]
	callback := view.SignInCallback(simulatortest.Decision{Persona: person})
	s.ask(b, replica, http.MethodGet, callback, nil, f)
	s.meet(person)
	switch holder := s.holder(b); {
	case holder == person:
		s.m.signedIn(b, person)
	case f.kind == no || holder != "":
		s.Fatalf("%s signed in and became %q", person, holder)
	}
}

// meet learns the ID of a person at their first sign-in.
func (s *sequence) meet(person string) {
	s.Helper()
	for _, known := range s.people {
		if known == person {
			return
		}
	}
	var id string
	err := s.store.QueryRow(context.Background(), `select id from users order by created_at desc limit 1`).Scan(&id)
	if err != nil {
		s.Fatal(err)
	}
	s.people[id] = person
}

func (s *sequence) signOut(t *rapid.T) {
	p := s.somewhere(t, none)
	s.leave(p.browser, p.replica, p.fault)
}

// leave signs out here and at UAE PASS, where the browser would stay signed in.
func (s *sequence) leave(b, replica int, f fault) {
	s.Helper()
	view := s.jars[b][replica]
	s.ask(b, replica, http.MethodPost, "/"+langs[b]+"/signout", url.Values{}, f)
	switch holder := s.holder(b); {
	case holder == "":
		s.m.browsers[b].person = ""
	case f.kind == no:
		s.Fatalf("%s signed out, and is still there", holder)
	}
	out := view.Get("/" + langs[b] + "/signout/go").Elsewhere
	if out == "" { // the sign-out failed: whoever is signed in is not led there
		out = s.Simulator.URL + "/idshub/logout"
	}
	resp, err := view.Client.Get(out)
	if err != nil {
		s.Fatal(err)
	}
	_ = resp.Body.Close()
}

// holder is whose session a browser's cookie names, by the rows alone: empty if the
// session has ended or there is none.
func (s *sequence) holder(b int) string {
	s.Helper()
	hash := sha256.Sum256([]byte(s.jars[b][0].Cookie("sid")))
	var id string
	err := s.store.QueryRow(context.Background(), `select coalesce((select user_id::text from sessions where token_hash = $1 and revoked_at is null
		and expires_at > takeed_now() and seen_at > takeed_now() - interval '10 minutes'), '')`,
		hash[:]).Scan(&id)
	if err != nil {
		s.Fatal(err)
	}
	if _, known := s.people[id]; !known && id != "" {
		s.Fatal("somebody whom nobody knows is signed in")
	}
	return s.people[id]
}
