package simulator

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// How much is remembered, and for how long. The times are generous: what matters
// (a code's ten seconds, a token's hour) is checked where it matters.
const (
	maxRemembered = 1 << 16
	keepRequests  = 2 * time.Hour
	keepCodes     = 2 * time.Hour
	keepSessions  = 12 * time.Hour
	tokenLifetime = time.Hour
)

// Simulator is the provider. It is an http.Handler, safe for concurrent use.
type Simulator struct {
	config   Config
	clients  map[string]*Client
	personas []*Persona
	refusals refusals
	pages    pages
	mux      *http.ServeMux
	gate     gate
	journal  journal

	mu       sync.Mutex // guards what follows, and the values in it
	requests *shelf[*authorization]
	codes    *shelf[*grant]
	tokens   *shelf[*token]
	sessions *shelf[*session]
	secrets  *shelf[struct{}]
	defaults map[*Client]*Scenario
	staff    *staffProvider // nil if there is none
}

// New makes a provider. All faults of the configuration are reported at once.
func New(config Config) (*Simulator, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("configure the simulator: %w", err)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	s := &Simulator{
		config: config, clients: map[string]*Client{}, defaults: map[*Client]*Scenario{}, pages: pages,
		refusals: vocabularies[config.Vocabulary],
		requests: newShelf[*authorization](maxRemembered, keepRequests),
		codes:    newShelf[*grant](maxRemembered, keepCodes),
		tokens:   newShelf[*token](maxRemembered, tokenLifetime),
		sessions: newShelf[*session](maxRemembered, keepSessions),
		secrets:  newShelf[struct{}](4*maxRemembered, keepSessions),
	}
	s.register(config.Clients, config.Personas)
	if config.Staff != nil {
		s.staff = newStaffProvider(*config.Staff)
	}
	s.mux = s.routes()
	return s, nil
}

func (s *Simulator) register(clients []Client, personas []Persona) {
	for _, c := range clients {
		s.clients[c.ID] = &c
		s.defaults[&c], _ = scenarioNamed(c.Scenario)
	}
	for _, p := range personas {
		s.personas = append(s.personas, &p)
	}
}

// routes is the whole table of addresses.
func (s *Simulator) routes() *http.ServeMux {
	mux := http.NewServeMux()

	// UAE PASS: the browser.
	mux.HandleFunc("GET /idshub/authorize", s.authorize)
	mux.HandleFunc("GET /idshub/logout", s.logout)
	mux.HandleFunc("GET "+pagePath, s.request)
	mux.HandleFunc("POST "+pagePath, s.answer)
	mux.HandleFunc("GET "+mismatchPath, s.mismatch)
	mux.HandleFunc("GET "+retryPath, s.retry)

	// UAE PASS: the server of a client.
	mux.HandleFunc("POST /idshub/token", s.token)
	mux.HandleFunc("GET /idshub/userinfo", s.userinfo)
	mux.HandleFunc("POST /idshub/introspect", s.introspect)

	// The simulator's own.
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET "+stylesheetPath, s.stylesheet)
	mux.HandleFunc("GET /simulator/journal", s.showJournal)
	mux.HandleFunc("GET /simulator/journal.json", s.listJournal)
	mux.HandleFunc("GET /simulator/scenarios", s.listScenarios)
	mux.HandleFunc("POST /simulator/scenarios", s.chooseScenario)
	mux.HandleFunc("POST /simulator/release", s.releaseHeld)

	// The identity provider of the staff.
	if s.staff != nil {
		s.staffRoutes(mux)
	}
	return mux
}

// ServeHTTP sets the headers of every answer first, so that refusals have them too.
// There is no form-action: the form of a request ends in a redirect to the portal,
// and browsers apply form-action to that redirect.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	s.mux.ServeHTTP(w, r)
}

// newUUID returns a random (version 4) UUID. Codes, tokens and correlation ids of
// UAE PASS look like this.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
