package simulator

import (
	"maps"
	"slices"
	"sync"
	"time"

	"takeed/internal/simulator/oauthserver"
)

// Entry is one request at an endpoint that servers call.
type Entry struct {
	Time     time.Time `json:"time"`
	Endpoint Where     `json:"endpoint"`
	Client   string    `json:"client,omitempty"` // if it is one of ours
	Code     string    `json:"code,omitempty"`   // the one that was sent, or that the token came from
	Encoding Encoding  `json:"encoding,omitempty"`
	Outcome  string    `json:"outcome"`            // "ok", a Fault, or "lost" with the connection
	Scenario string    `json:"scenario,omitempty"` // that was in force
}

// journal keeps the newest entries, and how often each of their codes was sent to
// the token endpoint.
type journal struct {
	mu        sync.Mutex
	entries   []Entry
	exchanges map[string]int
}

func (j *journal) add(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.exchanges == nil {
		j.exchanges = map[string]int{}
	}
	if len(j.entries) >= oauthserver.MaxRemembered {
		j.forgetOldest()
	}
	j.entries = append(j.entries, e)
	if e.Endpoint == AtToken {
		j.exchanges[e.Code]++
	}
}

func (j *journal) forgetOldest() {
	e := j.entries[0]
	j.entries = j.entries[1:]
	if e.Endpoint != AtToken {
		return
	}
	if j.exchanges[e.Code]--; j.exchanges[e.Code] == 0 {
		delete(j.exchanges, e.Code)
	}
}

// Journal returns the remembered entries, oldest first.
func (s *Simulator) Journal() []Entry {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return slices.Clone(s.journal.entries)
}

// Exchanges returns how many requests at the token endpoint carried the code,
// whatever became of them.
func (s *Simulator) Exchanges(code string) int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.exchanges[code]
}

func (s *Simulator) record(e Entry) {
	e.Time = s.config.Now()
	s.journal.add(e)
	s.config.Log.Info("request", "endpoint", e.Endpoint, "client", e.Client, "outcome", e.Outcome, "scenario", e.Scenario)
}

// Secrets lists every value that must not turn up in a log, a page or an error of
// the portal: client secrets, the identifiers of the personas, and each code,
// token, state, verifier and username that passed through here.
func (s *Simulator) Secrets() []string {
	all := map[string]bool{}
	for _, c := range s.clients {
		all[c.Secret] = true
	}
	for _, p := range s.personas {
		for _, v := range []string{p.EmiratesID, p.FormattedEmiratesID(), p.UnifiedID, p.Mobile, p.Email} {
			all[v] = true
		}
	}
	if s.config.Staff != nil {
		for _, v := range s.config.Staff.Secrets() {
			all[v] = true
		}
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	for v := range s.memory.secrets.Keys() {
		all[v] = true
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

// remember adds to the secrets. Very short values would be found everywhere, very long ones
// are not ours: the longest of ours, an ID token, has about 1,200 characters. The caller
// holds the lock.
func (s *Simulator) remember(values ...string) {
	for _, v := range values {
		if len(v) >= 8 && len(v) <= 2048 {
			s.memory.secrets.Put(s.config.Now(), v, struct{}{})
		}
	}
}
