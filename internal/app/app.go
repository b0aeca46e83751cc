// Package app puts the portal together: database, clients of UAE PASS, flows, pages.
// It is the only package that knows every part, so that cmd/portal, cmd/demo and the tests
// of whole journeys run the same program. Only they import it.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/catalogue"
	"takeed/internal/confirm"
	"takeed/internal/egress"
	"takeed/internal/integration"
	"takeed/internal/keys"
	"takeed/internal/oidc"
	"takeed/internal/postgres"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/signin"
	"takeed/internal/uaepass"
	"takeed/web"
	"takeed/web/api"
	"takeed/web/customer"
	"takeed/web/office"
	weblog "takeed/web/translog"
)

// Config is the configuration of a whole portal, already read and checked for form.
type Config struct {
	Production  bool // nothing is tolerated that is only fit for trying
	Sandbox     bool // for integrators: test IDs, scenarios and a clock that can be moved; the database must be a sandbox's
	BaseURL     string
	Entity      approval.Text
	Brand       brand.Brand
	DatabaseURL string
	Keys        *keys.Keyset
	Proxies     []netip.Prefix
	EgressAllow egress.Allow // what webhooks may reach besides public addresses
	Catalogue   *catalogue.Catalogue
	UAEPass     UAEPass
	Staff       *Staff    // nil: there is no back office
	Replicated  bool      // the portal is not ready without a standby that acknowledges commits
	Translog    *Translog // nil: there is no transparency log
	Instance    string    // names this process in the database
	Log         *slog.Logger
	Limits      approval.Limits // a limit that is zero means that of approval.DefaultLimits
	PageConns   int32           // database connections for pages and for callbacks; zero means the default
	Callbacks   int32
	APILimits   api.Limits // of the API; what is zero means the default
	Clients     int        // how many connections browsers may have at once; zero means maxClients
}

// UAEPass is how the portal talks to UAE PASS.
type UAEPass struct {
	BaseURL    string
	Signin     Client
	Confirm    Client
	Encoding   uaepass.TokenEncoding
	PKCE       bool
	Introspect bool
	ACRValues  string
	Extra      url.Values // further parameters of the face flow's authorization request
}

// Staff is how the staff sign in.
type Staff struct {
	Issuer    string
	Client    Client
	RoleClaim string
	Roles     []oidc.RoleRule
}

// Client is one registration at UAE PASS, or at the identity provider of the staff.
type Client struct {
	ID     string
	Secret approval.Secret
	Scope  string
}

// The lifetimes of sessions. A session may idle longer than an attempt lasts: the
// customer is at UAE PASS meanwhile.
const (
	sessionIdle     = 10 * time.Minute
	sessionLifetime = 8 * time.Hour
	sweepEvery      = 2 * time.Second
)

// App is a portal, ready to serve.
type App struct {
	DB       *postgres.DB
	Confirm  *confirm.Flow
	Signin   *signin.Flow
	Staff    *signin.StaffFlow // nil if there is no back office
	Translog *sequencer.Log    // nil if there is no transparency log
	handler  http.Handler
	clients  clients
	log      *slog.Logger
	browsers browsers
	ready    readiness
}

// browsers are the connections of clients: how many at once, and through which proxies.
type browsers struct {
	most    int
	proxies []netip.Prefix
}

// New opens the database and builds everything on it. It refuses a schema of another
// version and, in production, a database role that could tamper with the audit log.
func New(ctx context.Context, c Config) (*App, error) {
	db, err := postgres.Open(ctx, postgres.Config{
		URL: c.DatabaseURL, Keys: c.Keys, Provider: provider(c.UAEPass), Instance: c.Instance,
		Idle: sessionIdle, Lifetime: sessionLifetime, PageConns: c.PageConns, CallbackConns: c.Callbacks,
	})
	if err != nil {
		return nil, err
	}
	c.Limits = c.Limits.OrDefault()
	a := &App{DB: db, clients: newClients(db, c), log: c.Log, browsers: browsers{cmp.Or(c.Clients, maxClients), c.Proxies}}
	a.ready.replicated, a.ready.stopping = c.Replicated, make(chan struct{})
	if err := errors.Join(checkDatabase(ctx, db, c), a.build(c)); err != nil {
		db.Close()
		return nil, err
	}
	return a, nil
}

// provider names the face flow's registration. The name must never change: a code is unique
// within it.
func provider(u UAEPass) string {
	host := u.BaseURL
	if parsed, err := url.Parse(u.BaseURL); err == nil {
		host = parsed.Host
	}
	return host + "/" + u.Confirm.ID
}

func checkDatabase(ctx context.Context, db *postgres.DB, c Config) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	if err := db.CheckSandbox(ctx, c.Sandbox); err != nil {
		return err
	}
	held, err := db.CheckLimits(ctx)
	if err := errors.Join(err, held.Err()); err != nil {
		return err
	}
	if err := db.MarkKeyset(ctx); err != nil {
		return err
	}
	tampering, err := db.CheckRole(ctx)
	if err != nil || len(tampering) == 0 {
		return err
	}
	if c.Production {
		return fmt.Errorf("the role in DATABASE_URL may tamper with the audit log (%s): use a login that is a member of takeed_app and nothing else", postgres.Few(tampering))
	}
	c.Log.Warn("the role in DATABASE_URL may tamper with the audit log; production refuses this", "privileges", tampering)
	return nil
}

func (a *App) build(c Config) error {
	signinClient, err := newClient(c, c.UAEPass.Signin, customer.SigninCallback, nil)
	if err != nil {
		return fmt.Errorf("sign-in client: %w", err)
	}
	confirmClient, err := newClient(c, c.UAEPass.Confirm, customer.ConfirmCallback, c.UAEPass.Extra)
	if err != nil {
		return fmt.Errorf("face client: %w", err)
	}
	a.Confirm = &confirm.Flow{
		Decisions: a.DB, Attempts: a.DB, Overdue: a.DB, Log: c.Log,
		Provider: faceProvider(confirmClient, c.UAEPass.Introspect), Limits: c.Limits,
	}
	a.Signin = signin.NewFlow(a.DB, signinClient, c.Limits, c.Log)
	if a.Staff, err = newStaffFlow(a.DB, c); err != nil {
		return fmt.Errorf("staff sign-in: %w", err)
	}
	var state *logState
	if c.Translog != nil {
		state = newLog(a.DB, *c.Translog, c.Log)
		a.Translog = state.log
	}
	pages, err := a.pages(c, state)
	if err != nil {
		return err
	}
	if pages.API, err = a.api(c); err != nil {
		return fmt.Errorf("API: %w", err)
	}
	a.handler, err = web.New(pages)
	return err
}

// pages is what package web builds the pages from. There is no state without a transparency
// log.
func (a *App) pages(c Config, state *logState) (web.Config, error) {
	pages := web.Config{
		BaseURL: c.BaseURL, Entity: c.Entity, Brand: c.Brand, Test: !c.Production || c.Sandbox, Sandbox: c.Sandbox, Proxies: c.Proxies, Ready: a.Ready, Log: c.Log,
		Customer: customer.Config{
			Confirm: a.Confirm, Signin: a.Signin, Catalogue: c.Catalogue, Records: records{a.DB, a.Translog}, Sessions: a.DB.Sessions(customer.Readable),
			Lifetime: sessionLifetime, Idle: sessionIdle, Provider: c.UAEPass.BaseURL,
		},
	}
	if a.Staff != nil {
		pages.Office = &office.Config{
			Flow: a.Staff, Visits: office.Visits{Sessions: a.DB, Idle: sessionIdle}, Audit: a.auditLog(), Catalogue: c.Catalogue,
			Clients: office.Clients{Endpoints: a.DB, Names: integration.Names{Sandbox: c.Sandbox}}, Host: originOf(c.Staff.Issuer), Ready: a.Ready,
		}
	}
	if state == nil {
		return pages, nil
	}
	pages.LogLine = state.Line
	if pages.Office != nil {
		pages.Office.Translog = state
	}
	note, err := a.Translog.Keys().Note()
	pages.Translog = &weblog.Config{Log: a.Translog, Keys: a.Translog.Keys().Public(), Note: note}
	return pages, err
}

func newClient(c Config, client Client, callback string, extra url.Values) (*uaepass.Client, error) {
	return uaepass.New(uaepass.Config{
		BaseURL: c.UAEPass.BaseURL, ClientID: client.ID, ClientSecret: client.Secret, Scope: client.Scope,
		RedirectURI: c.BaseURL + callback, Encoding: c.UAEPass.Encoding, PKCE: c.UAEPass.PKCE,
		ACRValues: c.UAEPass.ACRValues, Extra: extra,
	})
}

// newStaffFlow is nil if there is no back office.
func newStaffFlow(db *postgres.DB, c Config) (*signin.StaffFlow, error) {
	if c.Staff == nil {
		return nil, nil
	}
	client, err := oidc.New(c.Staff.Config(c.BaseURL))
	if err != nil {
		return nil, err
	}
	return signin.NewStaffFlow(db, client, c.Limits, c.Log), nil
}

// Config is the configuration of the identity provider's client, for a portal at an
// address.
func (s Staff) Config(baseURL string) oidc.Config {
	return oidc.Config{
		Issuer: s.Issuer, ClientID: s.Client.ID, ClientSecret: s.Client.Secret, RedirectURI: baseURL + office.Callback,
		Scope: s.Client.Scope, RoleClaim: s.RoleClaim, Roles: s.Roles,
	}
}

// originOf is the part of an address that is shown to people.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}

// withoutIntrospection is the face client when introspection is switched off.
type withoutIntrospection struct{ *uaepass.Client }

func (withoutIntrospection) Introspect(context.Context, approval.Secret) error { return nil }

func faceProvider(c *uaepass.Client, introspect bool) confirm.Provider {
	if introspect {
		return c
	}
	return withoutIntrospection{c}
}

// ServeHTTP serves the portal.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Close releases the database.
func (a *App) Close() { a.DB.Close() }
