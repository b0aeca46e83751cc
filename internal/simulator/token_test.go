package simulator_test

import (
	"bytes"
	"encoding/base64"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
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
	fields := r.json(t)
	token, _ := fields["access_token"].(string)
	if r.status != http.StatusOK || !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(token) {
		t.Errorf("%d %s", r.status, r.body)
	}
	delete(fields, "access_token")
	if want := map[string]any{"token_type": "Bearer", "expires_in": 3600.0, "scope": general}; !maps.Equal(fields, want) {
		t.Errorf("%v", fields)
	}
	if !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", r.header)
	}
}

// multipartRequest carries the parameters as the documents say in words.
func (w *world) multipartRequest(c simulator.Client, p url.Values) *http.Request {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, values := range p {
		for _, v := range values {
			if err := form.WriteField(name, v); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	form.Close()
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/token", &b)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

// queryRequest carries them as the documents show: in the address, with a type
// that announces a body and has no boundary.
func (w *world) queryRequest(c simulator.Client, p url.Values) *http.Request {
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/token?"+p.Encode(), nil)
	req.Header.Set("Content-Type", "multipart/form-data")
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

func TestTheThreeEncodings(t *testing.T) {
	w := start(t)
	only := map[simulator.Encoding]*world{}
	for _, e := range []simulator.Encoding{simulator.Form, simulator.Multipart, simulator.Query} {
		only[e] = &world{t: t, Provider: simulatortest.Start(t, portal, func(c *simulator.Config) { c.Accept = []simulator.Encoding{e} })}
	}
	strict := &world{t: t, Provider: simulatortest.Start(t, portal, func(c *simulator.Config) { c.Strict = true })}
	for encoding, send := range map[simulator.Encoding]func(*world, url.Values) reply{
		simulator.Form:      func(w *world, p url.Values) reply { return w.must(w.tokenRequest(w.Face, p)) },
		simulator.Multipart: func(w *world, p url.Values) reply { return w.must(w.multipartRequest(w.Face, p)) },
		simulator.Query:     func(w *world, p url.Values) reply { return w.must(w.queryRequest(w.Face, p)) },
	} {
		fresh := func(w *world) url.Values { return grantParameters(w.Face, w.issue(w.Face, "fatima", "")) }
		if r := send(w, fresh(w)); r.status != http.StatusOK {
			t.Errorf("%s: %d %s", encoding, r.status, r.body)
		}
		if got := last(w).Encoding; got != encoding {
			t.Errorf("%s is journalled as %s", encoding, got)
		}
		for accepted, world := range only {
			if ok := send(world, fresh(world)).status == http.StatusOK; ok != (accepted == encoding) {
				t.Errorf("%s sent where %s is accepted: %v", encoding, accepted, ok)
			}
		}
		if ok := send(strict, fresh(strict)).status == http.StatusOK; ok != (encoding == simulator.Form) {
			t.Errorf("strict, %s: %v", encoding, ok)
		}
	}
}

func last(w *world) simulator.Entry {
	entries := w.Journal()
	return entries[len(entries)-1]
}

func TestOneParameterHasOneValue(t *testing.T) {
	w := start(t)
	p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
	doubled := maps.Clone(p)
	doubled["code"] = []string{p.Get("code"), p.Get("code")}
	both := w.tokenRequest(w.Face, p)
	both.URL.RawQuery = "code=" + p.Get("code")
	for name, req := range map[string]*http.Request{
		"form": w.tokenRequest(w.Face, doubled), "multipart": w.multipartRequest(w.Face, doubled),
		"query": w.queryRequest(w.Face, doubled), "body and query": both,
	} {
		if r := w.must(req); r.status != 400 || r.json(t)["error_description"] != "repeatedParameter" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	// The official app adds the language to the address.
	fine := w.tokenRequest(w.Face, p)
	fine.URL.RawQuery = "ui_locales=ar"
	if r := w.must(fine); r.status != http.StatusOK {
		t.Errorf("with ui_locales: %d %s", r.status, r.body)
	}
}

// refusal sends one bad request and names the fault it stands for.
type refusal struct {
	fault simulator.Fault
	send  func(w *world) reply
}

func refusals() []refusal {
	with := func(name, value string) func(*world) reply {
		return func(w *world) reply {
			p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
			p.Set(name, value)
			return w.must(w.tokenRequest(w.Face, p))
		}
	}
	authorized := func(value string) func(*world) reply {
		return func(w *world) reply {
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
		{simulator.ForeignCode, func(w *world) reply {
			return w.must(w.tokenRequest(w.Face, grantParameters(w.Face, w.issue(w.Signin, "fatima", ""))))
		}},
		{simulator.UsedCode, func(w *world) reply {
			code := w.issue(w.Face, "fatima", "")
			w.accessToken(w.Face, code)
			return w.exchange(w.Face, code)
		}},
		{simulator.ExpiredCode, func(w *world) reply {
			code := w.issue(w.Face, "fatima", "")
			w.clock.advance(10 * time.Second)
			return w.exchange(w.Face, code)
		}},
		{simulator.MissingVerifier, func(w *world) reply { return w.exchange(w.Face, w.challenged()) }},
		{simulator.WrongVerifier, func(w *world) reply {
			p := grantParameters(w.Face, w.challenged())
			p.Set("code_verifier", verifier+"x")
			return w.must(w.tokenRequest(w.Face, p))
		}},
	}
}

func (w *world) challenged() (code string) {
	w.t.Helper()
	return w.answer(w.request(w.Face, "code_challenge", challenge(), "code_challenge_method", "S256"), simulatortest.Decision{}).Get("code")
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
		fields := r.json(t)
		if r.status != want.status || fields["error"] != want.error || fields["error_description"] != want.description {
			t.Errorf("%d %s: %d %s", i, c.fault, r.status, r.body)
		}
		if (r.status == 401) != strings.HasPrefix(r.header.Get("WWW-Authenticate"), "Basic") {
			t.Errorf("%d %s: WWW-Authenticate %q", i, c.fault, r.header.Get("WWW-Authenticate"))
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
		if text, _ := r.json(t)["error_description"].(string); !strings.Contains(text, " ") || strings.HasPrefix(text, "code") {
			t.Errorf("wso2, %s: %s", c.fault, r.body)
		}
		if c.fault == simulator.RedirectMismatch && !strings.Contains(r.body, "Callback url mismatch") {
			t.Errorf("wso2: %s", r.body)
		}
	}
	face := &world{t: t, clock: &clock{now: time.Now()}, browser: newBrowser(t)}
	face.Provider = simulatortest.Start(t, portal, func(c *simulator.Config) { c.Vocabulary, c.Now = simulator.FacePage, face.clock.Now })
	for _, c := range refusals() {
		if r := c.send(face); r.status != 400 || r.body != `{"error":"Invalid request"}` {
			t.Errorf("face page, %s: %d %s", c.fault, r.status, r.body)
		}
	}
}

func TestACodeLastsTenSeconds(t *testing.T) {
	w := start(t)
	code := w.answer(w.request(w.Face), simulatortest.Decision{}).Get("code")
	w.clock.advance(10*time.Second - time.Nanosecond)
	w.accessToken(w.Face, code)

	longer := start2(t, func(c *simulator.Config) { c.CodeLifetime = 10 * time.Minute })
	code = longer.issue(longer.Face, "fatima", "")
	longer.clock.advance(9 * time.Minute)
	longer.accessToken(longer.Face, code)
}

// start2 is a second world in one test.
func start2(t *testing.T, option func(*simulator.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{now: time.Now()}, browser: newBrowser(t)}
	w.Provider = simulatortest.Start(t, portal, func(c *simulator.Config) { c.Now = w.clock.Now }, option)
	return w
}

func TestAReplayRevokesWhatWasIssued(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	token := w.accessToken(w.Face, code)
	if r := w.must(w.userinfoRequest(token)); r.status != http.StatusOK {
		t.Fatalf("%d", r.status)
	}
	w.exchange(w.Face, code)
	if r := w.must(w.userinfoRequest(token)); r.status != 400 || r.json(t)["error"] != "Invalid_Token" {
		t.Errorf("the token lives: %d %s", r.status, r.body)
	}
	if r := w.must(w.introspectRequest(w.Face, token)); r.status != 400 {
		t.Errorf("the token is active: %d %s", r.status, r.body)
	}
}

// A failed attempt uses the code up: what failed once must not be tried again.
func TestAFailedAttemptUsesTheCodeUp(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	p := grantParameters(w.Face, code)
	p.Set("redirect_uri", portal+"/elsewhere")
	w.must(w.tokenRequest(w.Face, p))
	if r := w.exchange(w.Face, code); r.status != 400 {
		t.Errorf("the second attempt: %d", r.status)
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
	p.Set("code_verifier", verifier)
	if r := w.must(w.tokenRequest(w.Face, p)); r.status != http.StatusOK {
		t.Errorf("the right verifier: %d %s", r.status, r.body)
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
			r, err := do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
			if err != nil {
				t.Error("the connection failed")
			}
			results <- r.status
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

func TestOversizedAndBrokenBodiesAreRefused(t *testing.T) {
	w := start(t)
	p := grantParameters(w.Face, w.issue(w.Face, "fatima", ""))
	huge := maps.Clone(p)
	huge.Set("padding", strings.Repeat("x", 128<<10))
	brokenForm := w.tokenRequest(w.Face, nil)
	brokenForm.Body = http.NoBody
	brokenForm.URL.RawQuery = "code=%zz"
	brokenMultipart := w.multipartRequest(w.Face, p)
	brokenMultipart.Header.Set("Content-Type", "multipart/form-data; boundary=other")
	laravel := w.tokenRequest(w.Face, p) // the type of one encoding over the body of another
	laravel.Header.Set("Content-Type", "multipart/form-data")
	for name, req := range map[string]*http.Request{
		"huge form": w.tokenRequest(w.Face, huge), "huge multipart": w.multipartRequest(w.Face, huge),
		"broken query": brokenForm, "broken multipart": brokenMultipart, "multipart over form": laravel,
	} {
		if r := w.must(req); r.status != 400 || r.json(t)["error"] != "invalid_request" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		req := w.queryRequest(w.Face, p)
		req.Method = method
		if r := w.must(req); r.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, r.status)
		}
	}
	w.accessToken(w.Face, p.Get("code"))
}
