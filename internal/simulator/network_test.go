package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestALostAnswerUsesTheCodeUpAndALostRequestDoesNot(t *testing.T) {
	w := start(t)
	for scenario, again := range map[string]int{"token-reset": 400, "token-reset-early": 200} {
		code := w.issue(w.Face, "fatima", scenario)
		_, err := simulatortest.Do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: not a reset: %v", scenario, err)
		}
		if got := last(w); got.Outcome != "lost" || got.Scenario != scenario || w.Exchanges(code) != 1 {
			t.Errorf("%s: journalled as %+v", scenario, got)
		}
		if scenario == "token-reset-early" {
			if err := w.Script(code, simulator.Scenario{Where: simulator.AtToken}); err != nil {
				t.Fatal(err)
			}
		}
		if r := w.exchange(w.Face, code); r.Status != again {
			t.Errorf("%s, again: %d %s", scenario, r.Status, r.Body)
		}
	}
}

func TestAResetOverTLSIsAReset(t *testing.T) {
	t.Parallel()
	signin, face := simulatortest.Clients(portal)
	s, err := simulator.New(simulator.Config{Clients: []simulator.Client{signin, face}})
	if err != nil {
		t.Fatal(err)
	}
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(s)
		server.EnableHTTP2 = http2
		server.Config.ErrorLog = nil
		server.StartTLS()
		defer server.Close()
		code, err := s.Issue(simulator.Grant{ClientID: face.ID, RedirectURI: face.RedirectURIs[0], Persona: "fatima", Scenario: "token-reset"})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, Provider: &simulatortest.Provider{URL: server.URL}}
		if resp, err := server.Client().Do(w.tokenRequest(face, grantParameters(face, code))); err == nil {
			resp.Body.Close()
			t.Errorf("HTTP/2 %v: answered with %d", http2, resp.StatusCode)
		}
	}
}

func TestAHeldAnswerIsReleased(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "token-held")
	status := make(chan int, 1)
	go func() {
		r, _ := simulatortest.Do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		status <- r.Status
	}()
	if err := w.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if w.Exchanges(code) != 1 {
		t.Error("a held exchange is not in the journal")
	}
	w.Release()
	if got := <-status; got != 200 {
		t.Errorf("after the release: %d", got)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.AwaitHeld(done, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for what does not come: %v", err)
	}
}

// Whoever gives up must not leave a goroutine behind.
func TestAHeldAnswerEndsWithItsClient(t *testing.T) {
	t.Parallel()
	signin, face := simulatortest.Clients(portal)
	s, err := simulator.New(simulator.Config{Clients: []simulator.Client{signin, face}})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		close(ended)
	}))
	defer server.Close()
	defer s.Release()
	code, err := s.Issue(simulator.Grant{ClientID: face.ID, RedirectURI: face.RedirectURIs[0], Persona: "fatima", Scenario: "token-held"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	go func() {
		_ = s.AwaitHeld(ctx, 1)
		giveUp()
	}()
	w := &world{t: t, Provider: &simulatortest.Provider{URL: server.URL}}
	if _, err := simulatortest.Do(w.tokenRequest(face, grantParameters(face, code)).WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Fatalf("the answer was not held: %v", err)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the handler goes on")
	}
}

func TestHoldsEndByThemselves(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	if err := w.Script(code, simulator.Scenario{Where: simulator.AtToken, Do: simulator.Effect{Hold: time.Millisecond}}); err != nil {
		t.Fatal(err)
	}
	w.accessToken(w.Face, code)
}
