package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// What a request asks for is chosen already, whatever its client would have otherwise, and the
// person may still choose something else.
func TestARequestAsksForItsScenario(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Clients[1].Scenario = "access-denied" })
	for asked, chosen := range map[string]string{"": "access-denied", "none": "none", "server_error": "server-error", "token_401_invalid_client": "token-401-invalid-client"} {
		page, err := simulatortest.Open(w.browser, w.request(w.Face, "simulate", asked))
		if err != nil {
			t.Fatal(err)
		}
		if option := page.Find("select[name=scenario] option[selected]"); option.Length() != 1 || option.AttrOr("value", "") != chosen {
			t.Errorf("%q: %q is chosen", asked, option.Text())
		}
	}
	if q := w.answer(w.request(w.Face, "simulate", "server_error"), simulatortest.Decision{}); q.Get("error") != "server_error" {
		t.Errorf("it answers %v", q)
	}
	if q := w.answer(w.request(w.Face, "simulate", "server_error"), simulatortest.Decision{Scenario: "none"}); q.Get("code") == "" {
		t.Errorf("chosen otherwise, it answers %v", q)
	}
	if q := w.answer(w.request(w.Signin, "simulate", "no_state"), simulatortest.Decision{Persona: "fatima"}); q.Get("code") == "" || q.Has("state") {
		t.Errorf("a sign-in answers %v", q)
	}
	if r := w.get(w.request(w.Face, "simulate", "dead_end")); !strings.Contains(r.Header.Get("Location"), "retry.do") {
		t.Errorf("what strikes on arrival: %d %s", r.Status, r.Header.Get("Location"))
	}
}

// Whoever asks for what there is not reads what there is.
func TestAScenarioThatThereIsNot(t *testing.T) {
	w := start(t)
	for _, edit := range []string{"&simulate=token-500", "&simulate=nothing", "&simulate=", "&simulate=none&simulate=none", "&simulate=staff"} {
		r := w.get(w.request(w.Face) + edit)
		if r.Status != http.StatusBadRequest || !strings.Contains(r.Body, "There is no such scenario") {
			t.Errorf("%s: %d", edit, r.Status)
		}
		for _, sc := range simulator.Scenarios() {
			if !strings.Contains(r.Body, ">"+strings.ReplaceAll(sc.ID, "-", "_")+"<") {
				t.Errorf("%s: the page does not list %s", edit, sc.ID)
			}
		}
	}
	if r := w.get(w.request(w.Face, "client_id", "stranger") + "&simulate=nothing"); !strings.Contains(r.Header.Get("Location"), "oauth2_error.do") {
		t.Errorf("a stranger: %d", r.Status)
	}
}

// UAE PASS documents no such parameter.
func TestAStrictSimulatorSimulatesNothing(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Strict = true })
	if r := w.get(w.request(w.Face, "simulate", "none")); !strings.Contains(r.Header.Get("Location"), "error=invalid_request") {
		t.Errorf("%d %s", r.Status, r.Header.Get("Location"))
	}
}
