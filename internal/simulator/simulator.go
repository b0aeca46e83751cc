package simulator

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"takeed/internal/simulator/oauthserver"
)

const tokenLifetime = time.Hour

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
	memory   memory
}

// memory is everything that the provider remembers.
type memory struct {
	mu       sync.Mutex // guards what follows, and the values in it
	requests *oauthserver.Shelf[*authorization]
	codes    *oauthserver.Shelf[*grant]
	tokens   *oauthserver.Shelf[*token]
	sessions *oauthserver.Shelf[*session]
	secrets  *oauthserver.Shelf[struct{}]
	defaults map[*Client]*Scenario
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
		config: config, clients: map[string]*Client{}, pages: pages, refusals: vocabularies[config.Vocabulary],
		memory: memory{
			requests: oauthserver.NewShelf[*authorization](oauthserver.MaxRemembered, oauthserver.KeepRequests),
			codes:    oauthserver.NewShelf[*grant](oauthserver.MaxRemembered, oauthserver.KeepCodes),
			tokens:   oauthserver.NewShelf[*token](oauthserver.MaxRemembered, tokenLifetime),
			sessions: oauthserver.NewShelf[*session](oauthserver.MaxRemembered, oauthserver.KeepSessions),
			secrets:  oauthserver.NewShelf[struct{}](4*oauthserver.MaxRemembered, oauthserver.KeepSessions),
			defaults: map[*Client]*Scenario{},
		},
	}
	s.register(config.Clients, config.Personas)
	s.mux = s.routes()
	return s, nil
}

func (s *Simulator) register(clients []Client, personas []Persona) {
	for _, c := range clients {
		s.clients[c.ID] = &c
		s.memory.defaults[&c], _ = scenarioNamed(c.Scenario)
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
	if s.config.Staff != nil {
		s.config.Staff.Open(Host{s}, mux)
	}
	return mux
}

// ServeHTTP sets the headers of every answer first, so that refusals have them too.
// The policy has no form-action: the form of a request ends in a redirect to the portal,
// and browsers apply form-action to that redirect.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	s.mux.ServeHTTP(w, r)
}
