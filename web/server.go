package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/static"
	"takeed/web/api"
	"takeed/web/customer"
	"takeed/web/office"
	"takeed/web/page"
	"takeed/web/translog"
)

// Config is what the portal's pages need.
type Config struct {
	BaseURL  string        // public, "https://portal.example.ae"; no path
	Entity   approval.Text // the name of the bank, insurer or ministry
	Brand    brand.Brand
	Test     bool // not production: say so on every page
	Sandbox  bool // of the API: the names of transactions say so
	Proxies  []netip.Prefix
	Ready    func(context.Context) error
	Log      *slog.Logger
	Customer customer.Config
	Office   *office.Config               // nil: there is no back office
	Translog *translog.Config             // nil: there is no transparency log
	API      *api.Config                  // nil: there is none
	LogLine  func(context.Context) string // how that log is doing, for health checks; nil if there is none
}

// Server is the portal as an http.Handler.
type Server struct {
	site     *page.Site
	customer *customer.Room
	office   *office.Room   // nil: there is none
	translog *translog.Room // nil: there is none
	api      *api.Room      // nil: there is none
	health   health
	home     address
	proxies  []netip.Prefix
	log      notices
	handler  http.Handler
}

// address is ours, as the base URL has it.
type address struct {
	host   string
	origin string // the same with its scheme
}

// notices logs lines that anybody can provoke, and so limits them.
type notices struct {
	*slog.Logger
	strayProxy sync.Once // a proxy that is not configured
	otherHosts oncePerMinute
	unreadHops oncePerMinute
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
	site := &page.Site{
		BaseURL: c.BaseURL, Entity: c.Entity, Brand: c.Brand, Test: c.Test, Sandbox: c.Sandbox, Secure: base.Scheme == "https", Office: c.Office != nil,
		Assets: assets, Log: c.Log,
	}
	s := &Server{site: site, customer: customer.New(site, c.Customer), health: health{c.Ready, c.LogLine}, proxies: c.Proxies, log: notices{Logger: c.Log}}
	if c.Office != nil {
		s.office = office.New(site, *c.Office)
	}
	if c.Translog != nil {
		s.translog = translog.New(site, *c.Translog)
	}
	if c.API != nil {
		if s.api, err = api.New(site, *c.API); err != nil {
			return nil, err
		}
	}
	s.home.host = s.bare(base.Host)
	s.home.origin = base.Scheme + "://" + s.home.host
	s.handler = s.chain(s.routes())
	return s, nil
}

// ServeHTTP answers health checks for any host, and everything else for ours.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		healthy(w)
	case "/readyz":
		s.health.answerReady(w, r)
	default:
		s.handler.ServeHTTP(w, r)
	}
}
