package uaepass

import (
	"net/http"
	"net/url"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
)

// Client speaks to UAE PASS for one registered client. It is safe for concurrent
// use.
type Client struct {
	cfg       Config
	endpoints endpoints
	deadlines deadlines
	transport *http.Transport
}

type endpoints struct{ authorize, token, userinfo, introspect, logout *url.URL }

// New checks the configuration and reports all its faults at once, as sentences
// joined by line breaks. It connects to nothing.
func New(cfg Config) (*Client, error) { return newClient(cfg, standardDeadlines()) }

func newClient(cfg Config, d deadlines) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := oauthclient.Join(cfg.Faults()); err != nil {
		return nil, err
	}
	return &Client{cfg: cfg, endpoints: endpointsBelow(cfg.BaseURL), deadlines: d, transport: newTransport(cfg.RootCAs)}, nil
}

func endpointsBelow(baseURL string) endpoints {
	at := func(name string) *url.URL {
		u, _ := url.Parse(strings.TrimRight(baseURL, "/") + "/idshub/" + name) // the base URL was checked
		return u
	}
	return endpoints{at("authorize"), at("token"), at("userinfo"), at("introspect"), at("logout")}
}

// failure makes every error of this package except those of New.
func failure(why approval.Reason, status int) error {
	return &approval.ProviderFailure{Reason: why, Status: status}
}
