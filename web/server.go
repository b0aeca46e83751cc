package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/catalogue"
	"takeed/internal/confirm"
	"takeed/internal/signin"
	"takeed/static"
)

// Sessions keeps sessions for scs and answers, in the same round trip, what else a
// request needs to know.
type Sessions interface {
	scs.CtxStore
	Caller(ctx context.Context, token string, transaction approval.ID) (context.Context, approval.Caller, error)
}

// Records reads what pages list, and keeps the one setting a person has.
type Records interface {
	History(context.Context, approval.ID, approval.Filter) ([]approval.Transaction, error)
	ChooseIdentifier(context.Context, approval.ID, approval.Identifier, approval.Event) error
	Record(context.Context, ...approval.Event) error
}

// StaffSessions tells who is signed in to the back office; nil is nobody. To be watching
// is no use of a session: it ends as if nobody were there.
type StaffSessions interface {
	StaffMember(ctx context.Context, session approval.Hash) (*approval.StaffMember, error)
	StaffWatching(ctx context.Context, session approval.Hash) (*approval.StaffMember, error)
}

// Config is what the portal's pages need.
type Config struct {
	BaseURL  string        // public, "https://portal.example.ae"; no path
	Entity   approval.Text // the name of the bank, insurer or ministry
	Brand    brand.Brand
	Test     bool // not production: say so on every page
	Proxies  []netip.Prefix
	UAEPass  string        // where the customer is sent, for them to recognise: "https://id.uaepass.ae"
	Lifetime time.Duration // of a session
	Idle     time.Duration // without use, after which it ends

	Confirm   *confirm.Flow
	Signin    *signin.Flow
	Catalogue *catalogue.Catalogue
	Sessions  Sessions
	Records   Records
	Ready     func(context.Context) error
	Log       *slog.Logger

	Staff         *signin.StaffFlow // nil: there is no back office
	StaffSessions StaffSessions
	Audit         AuditLog
	StaffHost     string // where the staff are sent, for them to recognise: "https://auth.pingone.eu"
}

// Server is the portal as an http.Handler.
type Server struct {
	Config
	scheme, host string
	secure       bool // https: cookies get the __Host- prefix
	sessions     *scs.SessionManager
	assets       *static.Assets
	handler      http.Handler
	warnOnce     sync.Once // of a proxy that nobody told us of
	otherHosts   sparingly
	unreadHops   sparingly
	tails        streams
	exports      streams
}

// New builds the portal. The error names what is wrong with the configuration.
func New(c Config) (*Server, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Path != "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, errors.New("the base URL must be a scheme and a host, such as https://portal.example.ae")
	}
	assets, err := static.Load(c.Brand.Files)
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, scheme: base.Scheme, secure: base.Scheme == "https", assets: assets}
	s.host = s.bare(base.Host)
	s.sessions = s.newSessionManager()
	s.handler = s.chain(s.routes())
	return s, nil
}

// ServeHTTP answers health checks for any host, and everything else for ours.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		s.healthy(w, r)
	case "/readyz":
		s.ready(w, r)
	default:
		s.handler.ServeHTTP(w, r)
	}
}

// healthy says that the process answers; it asks nobody else.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") }

// ready says that requests can be served: the database answers and, where a standby was
// declared, commits. A database that answers and cannot commit is told apart: there a
// restart of ours mends nothing, and pages that only read are still served.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	switch err := s.Ready(ctx); {
	case errors.Is(err, approval.ErrWouldBlock):
		plain(w, http.StatusServiceUnavailable, "not ready: writes would block")
	case err != nil:
		plain(w, http.StatusServiceUnavailable, "not ready")
	default:
		plain(w, http.StatusOK, "ready")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
