package simulator_test

import (
	"encoding/base64"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestTheAnswerToAGoodCode(t *testing.T) {
	w := start(t)
	r := w.exchange(w.Face, w.answer(w.request(w.Face), simulatortest.Decision{}).Get("code"))
	fields := r.JSON(t)
	token, _ := fields["access_token"].(string)
	if r.Status != http.StatusOK || !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(token) {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	delete(fields, "access_token")
	if want := map[string]any{"token_type": "Bearer", "expires_in": 3600.0, "scope": general}; !maps.Equal(fields, want) {
		t.Errorf("%v", fields)
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", r.Header)
	}
}

// refusal sends one bad request and names the fault it stands for.
type refusal struct {
	fault simulator.Fault
	send  func(w *world) simulatortest.Reply
}

func refusals() []refusal {
	with := func(name, value string) func(*world) simulatortest.Reply {
		return func(w *world) simulatortest.Reply {
			p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
			p.Set(name, value)
			return w.must(w.tokenRequest(w.Face, p))
		}
	}
	authorized := func(value string) func(*world) simulatortest.Reply {
		return func(w *world) simulatortest.Reply {
			req := w.tokenRequest(w.Face, grantParameters(w.Face, w.issue(w.Face, "fatima", "")))
			if req.Header.Set("Authorization", value); value == "" {
				req.Header.Del("Authorization")
			}
			return w.must(req)
		}
	}
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	return []refusal{
		{simulator.UnsupportedGrant, with("grant_type", "client_credentials")},
		{simulator.UnknownCode, with("code", "f0f0f0f0-0000-4000-8000-000000000000")},
		{simulator.RedirectMismatch, with("redirect_uri", portal+"/uaepass/confirm/callback/")},
		{simulator.BadRequest, with("redirect_uri", "")},
		{simulator.BadRequest, with("code", "")},
		{simulator.NotBasic, authorized("")},
		{simulator.NotBasic, authorized("Bearer x")},
		{simulator.MalformedBasic, authorized("Basic %%%")},
		{simulator.MalformedBasic, authorized(basic("no colon"))},
		{simulator.UnregisteredClient, authorized(basic("stranger:secret"))},
		{simulator.WrongCredentials, authorized(basic("takeed_confirm:wrong"))},
		{simulator.WrongCredentials, authorized(basic("takeed_confirm:"))},
		{simulator.WrongCredentials, authorized(basic("takeed_confirm:simulator_signin_secret"))},
		{simulator.ForeignCode, func(w *world) simulatortest.Reply {
			return w.must(w.tokenRequest(w.Face, grantParameters(w.Face, w.issue(w.Signin, "fatima", ""))))
		}},
		{simulator.UsedCode, func(w *world) simulatortest.Reply {
			code := w.issue(w.Face, "fatima", "")
			w.accessToken(w.Face, code)
			return w.exchange(w.Face, code)
		}},
		{simulator.ExpiredCode, func(w *world) simulatortest.Reply {
			code := w.issue(w.Face, "fatima", "")
			w.clock.Advance(10 * time.Second)
			return w.exchange(w.Face, code)
		}},
		{simulator.MissingVerifier, func(w *world) simulatortest.Reply { return w.exchange(w.Face, w.challenged()) }},
		{simulator.WrongVerifier, func(w *world) simulatortest.Reply {
			p := grantParameters(w.Face, w.challenged())
			p.Set("code_verifier", simulatortest.Verifier+"x")
			return w.must(w.tokenRequest(w.Face, p))
		}},
	}
}

func (w *world) challenged() (code string) {
	w.t.Helper()
	return w.answer(w.request(w.Face, "code_challenge", simulatortest.Challenge(), "code_challenge_method", "S256"), simulatortest.Decision{}).Get("code")
}

// trustedX is the catalogue as UAE PASS documents it.
var trustedX = map[simulator.Fault]struct {
	status             int
	error, description any
}{
	simulator.UnsupportedGrant:   {400, "unsupported_grant_type", nil},
	simulator.UnknownCode:        {400, "invalid_grant", "codeNotFound"},
	simulator.RedirectMismatch:   {400, "invalid_grant", "redirectUriMismatch"},
	simulator.BadRequest:         {400, "invalid_request", nil},
	simulator.NotBasic:           {401, "invalid_client", "unsupportedAuthenticationScheme"},
	simulator.MalformedBasic:     {400, "Invalid_basic_header_authentication", "invalidHttpBasicAuthenticationToken"},
	simulator.UnregisteredClient: {400, "invalid_client", "unregisteredClient"},
	simulator.WrongCredentials:   {401, "invalid_client", "invalidCredentials"},
	simulator.ForeignCode:        {400, "invalid_grant", "codeNotIssuedToClientId"},
	simulator.UsedCode:           {400, "invalid_grant", "invalidOrExpiredCode"},
	simulator.ExpiredCode:        {400, "invalid_grant", "expiredCode"},
	simulator.MissingVerifier:    {400, "invalid_grant", "invalidOrExpiredCode"},
	simulator.WrongVerifier:      {400, "invalid_grant", "invalidOrExpiredCode"},
}

func TestRefusalsInTheDocumentedWords(t *testing.T) {
	w := start(t)
	for i, c := range refusals() {
		r, want := c.send(w), trustedX[c.fault]
		fields := r.JSON(t)
		if r.Status != want.status || fields["error"] != want.error || fields["error_description"] != want.description {
			t.Errorf("%d %s: %d %s", i, c.fault, r.Status, r.Body)
		}
		if (r.Status == 401) != strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Basic") {
			t.Errorf("%d %s: WWW-Authenticate %q", i, c.fault, r.Header.Get("WWW-Authenticate"))
		}
		if got := last(w).Outcome; got != string(c.fault) {
			t.Errorf("%d %s is journalled as %s", i, c.fault, got)
		}
	}
}

func TestRefusalsInTheOtherVocabularies(t *testing.T) {
	wso2 := start(t, func(c *simulator.Config) { c.Vocabulary = simulator.WSO2 })
	for _, c := range refusals() {
		r := c.send(wso2)
		if text, _ := r.JSON(t)["error_description"].(string); !strings.Contains(text, " ") || strings.HasPrefix(text, "code") {
			t.Errorf("wso2, %s: %s", c.fault, r.Body)
		}
		if c.fault == simulator.RedirectMismatch && !strings.Contains(r.Body, "Callback url mismatch") {
			t.Errorf("wso2: %s", r.Body)
		}
	}
	face := &world{t: t, clock: simulatortest.NewClock(time.Now()), browser: simulatortest.NewBrowser(t)}
	face.Provider = simulatortest.Start(t, portal, func(c *simulator.Config) { c.Vocabulary, c.Now = simulator.FacePage, face.clock.Now })
	for _, c := range refusals() {
		if r := c.send(face); r.Status != 400 || r.Body != `{"error":"Invalid request"}` {
			t.Errorf("face page, %s: %d %s", c.fault, r.Status, r.Body)
		}
	}
}

func TestACodeLastsTenSeconds(t *testing.T) {
	w := start(t)
	code := w.answer(w.request(w.Face), simulatortest.Decision{}).Get("code")
	w.clock.Advance(10*time.Second - time.Nanosecond)
	w.accessToken(w.Face, code)

	longer := start2(t, func(c *simulator.Config) { c.CodeLifetime = 10 * time.Minute })
	code = longer.issue(longer.Face, "fatima", "")
	longer.clock.Advance(9 * time.Minute)
	longer.accessToken(longer.Face, code)
}

// start2 is a second world in one test.
func start2(t *testing.T, option func(*simulator.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: simulatortest.NewClock(time.Now()), browser: simulatortest.NewBrowser(t)}
	w.Provider = simulatortest.Start(t, portal, func(c *simulator.Config) { c.Now = w.clock.Now }, option)
	return w
}

func TestAReplayRevokesWhatWasIssued(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	token := w.accessToken(w.Face, code)
	if r := w.must(w.userinfoRequest(token)); r.Status != http.StatusOK {
		t.Fatalf("%d", r.Status)
	}
	w.exchange(w.Face, code)
	if r := w.must(w.userinfoRequest(token)); r.Status != 400 || r.JSON(t)["error"] != "Invalid_Token" {
		t.Errorf("the token lives: %d %s", r.Status, r.Body)
	}
	if r := w.must(w.introspectRequest(w.Face, token)); r.Status != 400 {
		t.Errorf("the token is active: %d %s", r.Status, r.Body)
	}
}

// A failed attempt uses the code up: what failed once must not be tried again.
func TestAFailedAttemptUsesTheCodeUp(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	p := grantParameters(w.Face, code)
	p.Set("redirect_uri", portal+"/elsewhere")
	w.must(w.tokenRequest(w.Face, p))
	if r := w.exchange(w.Face, code); r.Status != 400 {
		t.Errorf("the second attempt: %d", r.Status)
	}
	if n := w.Exchanges(code); n != 2 {
		t.Errorf("%d exchanges are counted", n)
	}
}

// Whoever cannot authenticate cannot burn somebody's code.
func TestAnUnauthenticatedAttemptLeavesTheCodeAlone(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	stranger := w.tokenRequest(w.Face, grantParameters(w.Face, code))
	stranger.SetBasicAuth(w.Face.ID, "guess")
	w.must(stranger)
	w.accessToken(w.Face, code)
}

func TestTheVerifierIsRequiredOnceAChallengeWasSent(t *testing.T) {
	w := start(t)
	p := grantParameters(w.Face, w.challenged())
	p.Set("code_verifier", simulatortest.Verifier)
	if r := w.must(w.tokenRequest(w.Face, p)); r.Status != http.StatusOK {
		t.Errorf("the right verifier: %d %s", r.Status, r.Body)
	}
}

func TestOneOfManyConcurrentExchangesSucceeds(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	const n = 20
	results := make(chan int, n)
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			r, err := simulatortest.Do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
			if err != nil {
				t.Error("the connection failed")
			}
			results <- r.Status
		})
	}
	all.Wait()
	close(results)
	good := 0
	for status := range results {
		if status == http.StatusOK {
			good++
		}
	}
	if good != 1 || w.Exchanges(code) != n {
		t.Errorf("%d exchanges of %d succeeded, %d counted", good, n, w.Exchanges(code))
	}
}
