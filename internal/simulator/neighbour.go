package simulator

import (
	"net/http"
	"time"
)

// Neighbour is a second provider at the same address. It shares with UAE PASS the pages and
// their words, the clock, the journal and the list of secrets, and nothing else. The only
// one is in package pingone.
type Neighbour interface {
	// Check says what is wrong with its configuration.
	Check() []error
	// Open adds its addresses, before the first request.
	Open(Host, *http.ServeMux)
	// Present is what the start page lists: who can sign in, and what can go wrong.
	Present() ([]Account, []Scenario)
	// Secrets are values of its configuration that must not turn up at the portal.
	Secrets() []string
}

// Account is a person who can sign in at a neighbour.
type Account struct {
	ID          string
	Name, About Text
	Email       string
}

// Host is what a neighbour may use of the simulator.
type Host struct{ simulator *Simulator }

// Now is the simulator's clock.
func (h Host) Now() time.Time { return h.simulator.config.Now() }

// Page shows one of the pages.
func (h Host) Page(w http.ResponseWriter, r *http.Request, status int, name string, view any) {
	h.simulator.page(w, r, status, name, view)
}

// Notice shows a page that asks for nothing. key selects the texts; link, if there is one,
// is for the user to go back to the portal.
func (h Host) Notice(w http.ResponseWriter, r *http.Request, status int, key, link string) {
	h.simulator.page(w, r, status, "notice", notice{Key: key, Link: link})
}

// Send answers a server with a JSON object, as the effect says.
func (h Host) Send(w http.ResponseWriter, r *http.Request, fields map[string]any, effect Effect) {
	h.simulator.send(w, r, answer{http.StatusOK, http.Header{"Cache-Control": {"no-store"}}, effect.Edit(fields), nil}, effect)
}

// Record writes a request of a server into the journal. A code is cut to maxJournalled
// bytes; codes that were issued are shorter.
func (h Host) Record(e Entry) {
	e.Code = e.Code[:min(len(e.Code), maxJournalled)]
	h.simulator.record(e)
}

// Remember adds to the secrets.
func (h Host) Remember(values ...string) {
	h.simulator.memory.mu.Lock()
	defer h.simulator.memory.mu.Unlock()
	h.simulator.remember(values...)
}
