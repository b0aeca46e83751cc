package apptest

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// complaints is a test that collects what it is told.
type complaints struct {
	testing.TB
	said []string
}

func (c *complaints) Helper() {}

func (c *complaints) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// reported is what the canary says about a world in which something was printed.
func reported(t *testing.T, leak func(*World)) []string {
	t.Helper()
	collected := &complaints{TB: t}
	w := &World{TB: collected, Simulator: simulatortest.Start(t, Address), trail: &trail{}}
	leak(w)
	w.checkTrail()
	return collected.said
}

func printed(text string) func(*World) {
	return func(w *World) { _, _ = w.trail.Write([]byte(`{"msg":"` + text + `"}`)) }
}

// answered is an answer of a portal with one header.
func answered(name, value, body string) func(*World) {
	return func(w *World) {
		w.trail.served(&http.Response{Header: http.Header{name: {value}}, Body: io.NopCloser(strings.NewReader(""))}, []byte(body))
	}
}

// Fatima's own values, in the spellings that a page or a log line could give them.
func TestTheCanaryReportsWhatLeaks(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]func(*World){
		"an Emirates ID":           printed("784199000000010"),
		"one with dashes":          printed("id 784-1990-0000001-0."),
		"one without its ends":     printed("x19900000001x"),
		"a mobile number":          printed("971500000001"),
		"one with a plus sign":     printed("+971500000001"),
		"one as at home":           printed("0500000001"),
		"one in groups":            printed("+971 50 000 0001"),
		"an e-mail address":        printed("to fatima@example.com"),
		"a unified number":         printed("100000005"),
		"a client secret":          printed("simulator_confirm_secret"),
		"a secret on a page":       answered("Content-Type", "text/html", "<p>simulator_signin_secret</p>"),
		"a secret in a header":     answered("X-Debug", "simulator_signin_secret", ""),
		"a secret in our address":  answered("Location", "/en/?s=simulator_signin_secret", ""),
		"the same, in full":        answered("Location", Address+"/en/?s=simulator_signin_secret", ""),
		"a cookie that comes back": func(w *World) { answered("Set-Cookie", "sid=0123456789abcdef", "")(w); printed("0123456789abcdef")(w) },
	} {
		if said := reported(t, leak); len(said) == 0 {
			t.Errorf("%s leaked, and nobody noticed", name)
		}
	}
}

func TestTheCanaryIsSilentAboutWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	for name, leak := range map[string]func(*World){
		"nothing":                      func(*World) {},
		"masked values":                printed("784-1990-XXXXXXX-X +971 50 XXX XX01 f…@example.com"),
		"a cookie in its header":       answered("Set-Cookie", "sid=0123456789abcdef", "<p>ok</p>"),
		"the address of the provider":  answered("Location", "https://id.example/authorize?username=784199000000010", ""),
		"somebody else's word in full": printed("Fatima Salem Al Tajribi"),
	} {
		if said := reported(t, leak); len(said) != 0 {
			t.Errorf("%s is reported: %v", name, said)
		}
	}
}

// What passes between a browser, a real portal and the provider is on the list: the
// state, the code, the verifier, the token and the cookies of one journey.
func TestTheCanaryKnowsTheSecretsOfAJourney(t *testing.T) {
	t.Parallel()
	collected := &complaints{TB: t}
	w := New(t, Options{})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", Transfer()), simulatortest.Decision{})
	b.Get(callback)
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	probe := &World{TB: collected, Simulator: w.Simulator, trail: &trail{secrets: w.trail.secrets}}
	for _, secret := range []string{u.Query().Get("code"), u.Query().Get("state"), b.Cookie("sid")} {
		before := len(collected.said)
		probe.trail.bytes.Reset()
		_, _ = probe.trail.Write([]byte("oops " + secret))
		probe.checkTrail()
		if len(secret) < 20 || len(collected.said) == before {
			t.Errorf("a secret of %d characters leaked, and nobody noticed", len(secret))
		}
	}
}
