package simulatortest

import (
	"net/http/httptest"
	"testing"

	"takeed/internal/simulator"
)

// Provider is a running simulator.
type Provider struct {
	*simulator.Simulator
	URL    string
	Signin simulator.Client
	Face   simulator.Client
}

// Clients are a sign-in client and a client for facial confirmation, with the
// callbacks of a portal at an origin.
func Clients(portal string) (signin, face simulator.Client) {
	return simulator.Client{
			ID: "takeed_signin", Secret: "simulator_signin_secret", Name: "Takeed",
			RedirectURIs: []string{portal + "/uaepass/signin/callback"},
		}, simulator.Client{
			ID: "takeed_confirm", Secret: "simulator_confirm_secret", Name: "Takeed", Face: true,
			RedirectURIs: []string{portal + "/uaepass/confirm/callback"},
		}
}

// Start runs a simulator for a portal at an origin until the test ends. Options
// change the configuration first.
func Start(t testing.TB, portal string, options ...func(*simulator.Config)) *Provider {
	t.Helper()
	p := &Provider{}
	p.Signin, p.Face = Clients(portal)
	config := simulator.Config{Clients: []simulator.Client{p.Signin, p.Face}}
	for _, change := range options {
		change(&config)
	}
	s, err := simulator.New(config)
	if err != nil {
		t.Fatalf("start the simulator: %v", err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Release()
		server.Close()
	})
	p.Simulator, p.URL = s, server.URL
	return p
}
