package apptest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// System is a client in a world, whose failures end the test.
type System struct {
	World *World
	*Client
}

// System registers a client with an ID, which reaches the replica with a number and keeps its
// connections.
func (w *World) System(id string, replica int) *System {
	w.Helper()
	portal := &http.Client{Transport: &http.Transport{DialContext: w.dial(replica), MaxIdleConnsPerHost: 64}}
	w.Cleanup(portal.CloseIdleConnections)
	return &System{w, NewClient(w, w.Database, id, portal)}
}

// Login gets an access token, which Try and Call use from then on, also when it has ended.
func (s *System) Login() {
	s.World.Helper()
	_, err := s.access(s.World.Context(), true)
	s.World.must(err)
}

// Try makes a call, with an idempotency key unless it is empty, and a body unless that is nil.
func (s *System) Try(method, path, key string, body any) (Answer, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return Answer{}, err
	}
	if body == nil {
		text = nil
	}
	r, err := http.NewRequest(method, Address+path, strings.NewReader(string(text)))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return s.send(r)
}

// Call is Try for an answer with a status, whose body it returns.
func (s *System) Call(method, path, key string, body any, want int) map[string]any {
	s.World.Helper()
	a, err := s.Try(method, path, key, body)
	s.World.must(err)
	if a.Status != want {
		s.World.Fatalf("%s %s: %d %s", method, path, a.Status, a.Text)
	}
	var answer map[string]any
	s.World.must(json.Unmarshal([]byte(a.Text), &answer))
	return answer
}

// AskFor is the body of a call that asks a person, named by their Emirates ID, to approve a transfer.
func AskFor(emiratesID, reference string) map[string]any {
	return map[string]any{"kind": "transfer", "reference": reference, "language": "en", "expires_in": 900,
		"person":     map[string]any{"emirates_id": emiratesID},
		"return_url": "https://bank.example/done", "return_state": "s1",
		"fields": map[string]any{"amount": map[string]any{"value": "250.00", "currency": "AED"}, "payee_name": "Mariam Saeed",
			"iban": "AE070331234567890123456", "purpose": "family"}}
}
