package simulator_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestOnlyARegisteredRedirectURIIsEverReturnedTo(t *testing.T) {
	w := start(t)
	good := w.Face.RedirectURIs[0]
	for name, edit := range map[string][]string{
		"unknown client":         {"client_id", "stranger"},
		"no client":              {"client_id", ""},
		"no redirect":            {"redirect_uri", ""},
		"another path":           {"redirect_uri", good + "/x"},
		"a trailing slash":       {"redirect_uri", good + "/"},
		"a query":                {"redirect_uri", good + "?a=b"},
		"another case":           {"redirect_uri", strings.ToUpper(good)},
		"of the other client":    {"redirect_uri", w.Signin.RedirectURIs[0]},
		"elsewhere":              {"redirect_uri", "https://evil.example/uaepass/confirm/callback"},
		"an encoded difference":  {"redirect_uri", strings.Replace(good, "uaepass", "%75aepass", 1)},
		"faults that come later": {"redirect_uri", "https://evil.example", "response_type", "token"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.get(w.request(w.Face, edit...))
			location, _ := url.Parse(r.Header.Get("Location"))
			q := location.Query()
			if r.Status != http.StatusFound || location.Path != "/authenticationendpoint/oauth2_error.do" ||
				q.Get("oauthErrorCode") != "invalid_callback" || q.Get("oauthErrorMsg") != "callback.not.match" || len(q.Get("crId")) != 36 {
				t.Fatalf("%d %s", r.Status, location)
			}
			if page := w.get(w.URL + location.String()); page.Status != 200 || strings.Contains(page.Body, "<form") || strings.Contains(page.Body, "evil.example") {
				t.Errorf("the page of a mismatch offers a way out: %d", page.Status)
			}
		})
	}
	twice := w.get(w.request(w.Face) + "&redirect_uri=" + url.QueryEscape(good))
	if !strings.Contains(twice.Header.Get("Location"), "oauth2_error.do") {
		t.Error("a repeated redirect URI is followed")
	}
}

func TestFaultsOfTheRequestAreReportedByCallback(t *testing.T) {
	w := start(t)
	challenged := func(c, method string) []string { return []string{"code_challenge", c, "code_challenge_method", method} }
	for name, request := range map[string]string{
		"response type":           w.request(w.Face, "response_type", "token"),
		"no response type":        w.request(w.Face, "response_type", ""),
		"no scope":                w.request(w.Face, "scope", ""),
		"scope that only extends": w.request(w.Face, "scope", general+":profileType"),
		"no username":             w.request(w.Face, "username", ""),
		"plain PKCE":              w.request(w.Face, challenged(simulatortest.Challenge(), "plain")...),
		"PKCE without a method":   w.request(w.Face, "code_challenge", simulatortest.Challenge()),
		"PKCE without challenge":  w.request(w.Face, "code_challenge_method", "S256"),
		"short challenge":         w.request(w.Face, challenged("short", "S256")...),
		"repeated parameter":      w.request(w.Face) + "&scope=" + url.QueryEscape(general),
		"broken escape":           w.request(w.Face) + "&x=%zz",
	} {
		t.Run(name, func(t *testing.T) {
			r := w.get(request)
			want := w.Face.RedirectURIs[0] + "?state=state-of-the-portal%2B%3D%2F&error=invalid_request"
			if r.Status != http.StatusFound || r.Header.Get("Location") != want {
				t.Errorf("%d %s", r.Status, r.Header.Get("Location"))
			}
			if r.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Error("the way out may be told to others")
			}
		})
	}
}

func TestStrictHoldsThePortalToTheDocuments(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Strict = true })
	pkce := []string{"code_challenge", simulatortest.Challenge(), "code_challenge_method", "S256", "ui_locales", "ar"}
	if q := w.answer(w.request(w.Face, pkce...), simulatortest.Decision{}); q.Get("code") == "" {
		t.Error("a documented request was refused")
	}
	for name, edit := range map[string][]string{
		"undocumented parameter": {"prompt", "login"},
		"no state":               {"state", ""},
		"other acr":              {"acr_values", "urn:safelayer:tws:policies:authentication:level:face"},
	} {
		if q := w.answer(w.request(w.Face, edit...), simulatortest.Decision{}); q.Get("error") != "invalid_request" {
			t.Errorf("%s: accepted", name)
		}
	}
	lenient := simulatortest.Start(t, portal)
	w.Provider = lenient
	if q := w.answer(w.request(w.Face, "prompt", "login"), simulatortest.Decision{}); q.Get("code") == "" {
		t.Error("without Strict an undocumented parameter matters")
	}
}

func TestTheStateComesBackUnchangedOrNotAtAll(t *testing.T) {
	w := start(t)
	for _, state := range []string{"YWJjZGVm==", "a b+c&d=e;%41/é{code}", strings.Repeat("s", 900)} {
		if got := w.answer(w.request(w.Face, "state", state), simulatortest.Decision{}).Get("state"); got != state {
			t.Errorf("state %q came back as %q", state, got)
		}
	}
	for _, d := range []simulatortest.Decision{{}, {Action: simulatortest.Decline}} {
		if q := w.answer(w.request(w.Face, "state", ""), d); q.Has("state") {
			t.Error("a state came back that was never sent")
		}
	}
}

// The username must reach nobody's history twice: it is in the portal's request,
// and in no address of the provider's pages.
func TestTheUsernameStaysOutOfLaterAddresses(t *testing.T) {
	w := start(t)
	r := w.get(w.request(w.Face))
	location := r.Header.Get("Location")
	if r.Status != http.StatusFound || !strings.HasPrefix(location, "/authenticationendpoint/login.do?sessionDataKey=") {
		t.Fatalf("%d %s", r.Status, location)
	}
	if strings.Contains(location, "784199") || strings.Contains(w.get(w.URL+location).Body, "784199") {
		t.Error("the username is repeated")
	}
}

func TestWhomAUsernameNames(t *testing.T) {
	w := start(t)
	for username, want := range map[string]string{
		"784199000000010":                 "Fatima Al Tajribi",
		"971500000001":                    "Fatima Al Tajribi",
		"FATIMA@Example.com":              "Fatima Al Tajribi",
		"784198500000025":                 "Ahmed Al Mithali",
		"971500000005":                    "Daniel Visitor",
		"daniel@example.com":              "Daniel Visitor",
		"784197900000049":                 "Khalid Al Mithali",
		"abdul-rahman.o'neil@example.com": "Abdul-Rahman O'Neil-Al Mu'tasim 3rd",
		"784-1990-0000001-0":              "There is no such account",
		"+971500000001":                   "There is no such account",
		"00971500000001":                  "There is no such account",
		"0500000001":                      "There is no such account",
		"784199999999999":                 "There is no such account",
		"100000005":                       "There is no such account", // a unified number is no identifier
		"nobody@example.com":              "There is no such account",
		"971500000004":                    "This account cannot confirm with a face", // SOP1
		"sara@example.com":                "This account cannot confirm with a face",
		"971500000008":                    "This account cannot confirm with a face", // visitor, SOP1
	} {
		page, err := simulatortest.Open(w.browser, w.request(w.Face, "username", username))
		if err != nil {
			t.Fatal(err)
		}
		if h1 := page.Find("h1").Text(); !strings.HasSuffix(h1, want) {
			t.Errorf("%s: %s", username, h1)
		}
		reachable := strings.HasPrefix(page.Find("h1").Text(), "UAE PASS request")
		if _, err := simulatortest.Answer(w.browser, w.request(w.Face, "username", username), simulatortest.Decision{}); errors.Is(err, simulatortest.ErrStays) == reachable {
			t.Errorf("%s: whether the browser returns is wrong: %v", username, err)
		}
		if !reachable && !strings.Contains(page.Text(), "not documented") {
			t.Errorf("%s: the page does not say that this is a guess", username)
		}
	}
}

func TestOverlongRequestsAreRefused(t *testing.T) {
	w := start(t)
	if r := w.get(w.request(w.Face, "state", strings.Repeat("s", 9000))); r.Status != http.StatusRequestURITooLong {
		t.Errorf("status %d", r.Status)
	}
}

func TestConfigurationFaultsAreReportedTogether(t *testing.T) {
	t.Parallel()
	signin, face := simulatortest.Clients(portal)
	if _, err := simulator.New(simulator.Config{Clients: []simulator.Client{signin, face}}); err != nil {
		t.Fatal(err)
	}
	_, err := simulator.New(simulator.Config{
		Clients: []simulator.Client{
			face, face,
			{ID: "bare"},
			{ID: "relative", Secret: "s", RedirectURIs: []string{"/callback"}},
			{ID: "fragment", Secret: "s", RedirectURIs: []string{"https://a.example/#x"}},
			{ID: "scenario", Secret: "s", RedirectURIs: []string{"https://a.example/"}, Scenario: "no-such-scenario"},
		},
		Accept: []simulator.Encoding{"xml"}, Vocabulary: "klingon", Inactive: "418",
		Personas: []simulator.Persona{{ID: "a", Subject: "1", Email: "A@x"}, {ID: "b", Subject: "2", Email: "a@X"}},
	})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, part := range []string{"twice", `"bare"`, `"relative"`, `"fragment"`, "no-such-scenario", "xml", "klingon", "418", "shares"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not reported in: %v", part, err)
		}
	}
	if _, err := simulator.New(simulator.Config{}); err == nil {
		t.Error("a provider without clients")
	}
}

func TestTheFastPathChecksItsArguments(t *testing.T) {
	w := start(t)
	good := simulator.Grant{ClientID: w.Face.ID, RedirectURI: w.Face.RedirectURIs[0], Persona: "fatima"}
	if _, err := w.Issue(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*simulator.Grant){
		"client":   func(g *simulator.Grant) { g.ClientID = "stranger" },
		"redirect": func(g *simulator.Grant) { g.RedirectURI = w.Signin.RedirectURIs[0] },
		"persona":  func(g *simulator.Grant) { g.Persona = "nobody" },
		"scenario": func(g *simulator.Grant) { g.Scenario = "no-such-scenario" },
	} {
		g := good
		if spoil(&g); !errorsOut(w, g) {
			t.Errorf("another %s: a code was issued", name)
		}
	}
	if !slices.ContainsFunc(simulator.Personas(), func(p simulator.Persona) bool { return p.ID == good.Persona }) {
		t.Error("the personas cannot be listed")
	}
}

func errorsOut(w *world, g simulator.Grant) bool {
	_, err := w.Issue(g)
	return err != nil
}
