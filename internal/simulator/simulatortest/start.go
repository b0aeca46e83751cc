package simulatortest

import (
	"net/http/httptest"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
)

// Provider is a running simulator.
type Provider struct {
	*simulator.Simulator
	URL    string
	Signin simulator.Client
	Face   simulator.Client
	Staff  pingone.Client
	Issuer string // of the identity provider of the staff
}

// Clients are a sign-in client and a client for facial confirmation, with the
// callbacks of a portal at an origin.
func Clients(portal string) (signin, face simulator.Client) {
	return simulator.Client{
			ID: "takeed_signin", Secret: "simulator_signin_secret", Name: "Takeed",
			RedirectURIs: []string{portal + simulator.SigninCallback},
		}, simulator.Client{
			ID: "takeed_confirm", Secret: "simulator_confirm_secret", Name: "Takeed", Face: true,
			RedirectURIs: []string{portal + simulator.ConfirmCallback},
		}
}

// Staff is a client for the staff of a portal at an origin. Its secret is one that has to
// be encoded before it is sent.
func Staff(portal string) pingone.Client {
	return pingone.Client{
		ID: "takeed_staff", Secret: "simulator+staff/secret=%41&x", Name: "Takeed",
		RedirectURIs: []string{portal + pingone.Callback},
		SignOffURLs:  []string{portal + "/en/staff/signedout", portal + "/ar/staff/signedout"},
	}
}

// Start runs a simulator for a portal at an origin until the test ends. Options
// change the configuration first.
func Start(t testing.TB, portal string, options ...func(*simulator.Config)) *Provider {
	t.Helper()
	p := &Provider{}
	p.Signin, p.Face = Clients(portal)
	p.Staff = Staff(portal)
	config := simulator.Config{Clients: []simulator.Client{p.Signin, p.Face}, Staff: &p.Staff}
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
	p.Simulator, p.URL, p.Issuer = s, server.URL, pingone.Issuer(server.URL)
	return p
}
