package journeytest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// The authorization request passes through the browser of its person, who can write
// into it whatever they like. rewritten says what, and how the attempt ends if somebody
// then approves with their face, or signs in, as Fatima.
var rewritten = map[string]struct {
	change  map[string]string
	attempt string
}{
	"another language":           {map[string]string{"ui_locales": "ar"}, "succeeded"},
	"another assurance":          {map[string]string{"acr_values": "urn:safelayer:tws:policies:authentication:level:high"}, "succeeded"},
	"no assurance":               {map[string]string{"acr_values": ""}, "succeeded"},
	"a larger scope":             {map[string]string{"scope": "urn:uae:digitalid:profile:general urn:uae:digitalid:profile:general:unifiedId"}, "succeeded"},
	"another scope":              {map[string]string{"scope": "openid"}, "failed provider_invalid_request"},
	"a token instead of a code":  {map[string]string{"response_type": "token"}, "failed provider_invalid_request"},
	"no identifier":              {map[string]string{"username": ""}, "failed provider_invalid_request"},
	"another challenge":          {map[string]string{"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "failed code_expired"},
	"a challenge in plain":       {map[string]string{"code_challenge_method": "plain"}, "failed provider_invalid_request"},
	"somebody else's identifier": {map[string]string{"username": "784198500000025"}, "failed identity_mismatch"},
	"nobody's identifier":        {map[string]string{"username": "784199999999999"}, "started"},
	"another state":              {map[string]string{"state": base64.RawURLEncoding.EncodeToString(make([]byte, 32))}, "started"},
	"no state":                   {map[string]string{"state": ""}, "started"},
	"another address":            {map[string]string{"redirect_uri": "https://evil.example/uaepass/confirm/callback"}, "started"},
	"a longer address":           {map[string]string{"redirect_uri": apptest.Address + "/uaepass/confirm/callback/x"}, "started"},
	"the address of the sign-in": {map[string]string{"redirect_uri": apptest.Address + "/uaepass/signin/callback"}, "started"},
	"the client of the sign-in":  {map[string]string{"client_id": "takeed_signin"}, "started"},
	"the sign-in altogether": {
		map[string]string{"client_id": "takeed_signin", "redirect_uri": apptest.Address + "/uaepass/signin/callback"}, "started",
	},
	"a client that nobody knows": {map[string]string{"client_id": "somebody"}, "started"},
}

func TestARewrittenRequestConfirmsNothingElse(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for name, c := range rewritten {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		b.Begin(review)
		request := b.Get(review.Path() + "/go").Elsewhere
		for parameter, value := range c.change {
			request = tampered(w, request, parameter, value)
		}
		callback, err := simulatortest.Answer(b.Client, request, simulatortest.Decision{})
		if err == nil && strings.HasPrefix(callback, apptest.Address) {
			b.Get(callback)
		}
		if got := recorded(w, idOf(review)).Attempts; got != c.attempt {
			t.Errorf("%s: the attempt is stored as %q, want %q", name, got, c.attempt)
		}
		b.Post(review.Path()+"/cancel", url.Values{})
	}
}

// owned are the names of what belongs to the portal, in its database and its code.
func owned(other string) url.Values {
	values := url.Values{}
	for _, name := range []string{
		"id", "user_id", "person", "person_id", "sub", "uuid", "idn", "emirates_id", "unifiedID", "userType", "level", "role", "admin", "disabled_at",
		"state", "status", "confirmed_at", "confirmed_attempt_id", "digest", "payload_hash", "expires_at", "created_at", "provider", "lang",
		"username", "acr_values", "redirect_uri", "_method",
	} {
		values.Set(name, other)
	}
	return values
}

// No form sets what is not one of its fields: who somebody is, whose a transaction is,
// how it stands.
func TestNoFormSetsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Browser("en", 0).SignIn("mariam")
	mariam := postgrestest.Query[string](t, w.Database, `select id::text from users`)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	const people = `select md5(string_agg(u::text, '|' order by id)) from users u`
	before := postgrestest.Query[string](t, w.Database, people)
	review := b.Create("transfer", apptest.Transfer())
	for _, path := range []string{"/en/new/transfer", "/en/signin", "/en/profile", review.Path() + "/edit", review.Path() + "/confirm", review.Path() + "/cancel"} {
		for _, value := range []string{mariam, "confirmed", "784199200000034"} {
			values := owned(value)
			for name, fields := range edited("2.00", "1") {
				values[name] = fields
			}
			b.Post(path, values)
		}
	}
	if postgrestest.Query[string](t, w.Database, people) != before {
		t.Error("a form changed who somebody is")
	}
	if n := rows(w, `transactions t, users u where u.id = t.user_id and (t.state = 'confirmed' or t.user_id = '`+mariam+`')`); n != 0 {
		t.Errorf("%d transactions are confirmed, or somebody else's", n)
	}
	if n := exchanges(w); n != 0 {
		t.Errorf("%d exchanges", n)
	}
}

// A state is good for one attempt, however that ended: a fresh code of the same person
// does not bring it back.
func TestNoFreshCodeRevivesAState(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited, twoReplicas)
	for name, end := range map[string]func(b *apptest.Browser, review *apptest.Page) (callback string){
		"confirmed": func(b *apptest.Browser, review *apptest.Page) string { return returns(b, review, approve) },
		"declined":  func(b *apptest.Browser, review *apptest.Page) string { return returns(b, review, decline) },
		"rejected": func(b *apptest.Browser, review *apptest.Page) string {
			return returns(b, review, otherPerson("mariam"))
		},
		"broken": func(b *apptest.Browser, review *apptest.Page) string {
			return returns(b, review, simulatortest.Decision{Scenario: "token-reset"})
		},
		"cancelled": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			b.Post(review.Path()+"/cancel", url.Values{})
			return callback
		},
		"expired": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			w.Database.Advance(t, 5*time.Minute+time.Second)
			w.Sweep()
			return callback
		},
		"superseded": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			b.Begin(b.Create("transfer", apptest.Transfer()))
			return callback
		},
	} {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := end(b, review)
		before, sent := recorded(w, idOf(review)), exchanges(w)
		for i := range 2 {
			code, err := w.Simulator.Issue(simulator.Grant{ClientID: w.Simulator.Face.ID, RedirectURI: w.Simulator.Face.RedirectURIs[0], Persona: "fatima"})
			if err != nil {
				t.Fatal(err)
			}
			b.On(i).Get(callbackOf(code, param(w, callback, "state")))
		}
		before.Events += " callback_refused callback_refused"
		if got := recorded(w, idOf(review)); got != before {
			t.Errorf("%s: it became %+v", name, got)
		}
		if n := exchanges(w); n != sent {
			t.Errorf("%s: %d fresh codes were sent", name, n-sent)
		}
	}
}

func returns(b *apptest.Browser, review *apptest.Page, d simulatortest.Decision) (callback string) {
	callback = b.Callback(review, d)
	b.Get(callback)
	return callback
}

// guesses are states that nobody was given: well formed, nearly so, and not at all.
func guesses(near string) string {
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	switch at := rand.IntN(len(near)); rand.IntN(4) {
	case 0:
		return approval.NewSecret().Reveal()
	case 1:
		return near[:at] + string(alphabet[rand.IntN(len(alphabet))]) + near[at+1:]
	case 2:
		return near[:at]
	}
	var b strings.Builder
	for range rand.IntN(80) {
		_, _ = fmt.Fprintf(&b, "%%%02x", rand.IntN(256))
	}
	return b.String()
}

func TestAGuessedStateLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := open(t, longLivedCodes)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	state, code := param(w, callback, "state"), param(w, callback, "code")
	for range 500 {
		guess := guesses(state)
		if guess == state {
			continue
		}
		r := b.Request(http.MethodGet, callbackOf(code, ""), nil)
		r.URL.RawQuery += guess
		if page := b.Once(r); page.Status != http.StatusNotFound && page.Status != http.StatusBadRequest {
			t.Errorf("a guess led to %d", page.Status)
		}
	}
	stored(w, review, record{"pending", "started", began})
	want(w, b.Get(callback), http.StatusOK, in("en", kind(w, "transfer").Done))
	if n := exchanges(w); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

// forged are texts that would begin a line of their own, colour a terminal, or end a
// JSON string, if they got into a log as they are.
var forged = []string{
	"x\n{\"level\":\"INFO\",\"msg\":\"transaction confirmed\"}", "x\r\ny", "\x1b[31mred\x1b[0m", `"},{"msg":"forged"`, `\u0022`, "\u2028x", "\x00", "\x7f", "\xff\xfe",
	"{}", strings.Repeat("x", 3000),
}

func TestALineOfTheLogIsOneLine(t *testing.T) {
	t.Parallel()
	var log locked
	w := open(t, func(o *apptest.Options) {
		configured(o, func(c *app.Config) {
			c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
	})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	before, sent := len(log.lines()), 0
	for _, text := range forged {
		escaped := url.QueryEscape(text)
		for _, path := range []string{
			"/en/transactions?state=" + escaped, "/en/" + url.PathEscape(text), "/uaepass/confirm/callback?state=" + escaped + "&code=" + escaped,
			"/uaepass/confirm/callback?state=" + approval.NewSecret().Reveal() + "&error=" + escaped, "/uaepass/signin/callback?error=" + escaped,
		} {
			r := b.Request(http.MethodGet, path, nil)
			r.Header.Set("User-Agent", strings.Map(visible, text))
			r.Header.Set("X-Forwarded-For", strings.Map(visible, text))
			b.Once(r)
			sent++
		}
		r := b.Request(http.MethodPost, "/en/new/transfer", url.Values{"payee_name": {text}, "key": {text}})
		b.Once(r)
		sent++
	}
	requests := 0
	for _, line := range log.lines()[before:] {
		var said struct{ Msg, Level string }
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Errorf("a line that is none: %q", line)
		}
		if said.Msg == "request" {
			requests++
		}
		if said.Level == "ERROR" || strings.Contains(line, "forged") || strings.Contains(line, "transaction confirmed") || strings.Contains(line, "\x1b") {
			t.Errorf("%q", line)
		}
	}
	if requests != sent {
		t.Errorf("%d lines about %d requests", requests, sent)
	}
}

// visible drops what a client cannot send in a header.
func visible(r rune) rune {
	if r < 0x20 || r >= 0x7f {
		return -1
	}
	return r
}

// locked is a buffer that many may write to.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *locked) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSuffix(l.buf.String(), "\n"), "\n")
}

// Forty people look at their pages at the same time. Each sees their own, and UAE PASS
// is asked about each of them anew.
func TestManyAtOnceSeeTheirOwn(t *testing.T) {
	t.Parallel()
	const people = 40
	w := open(t, crowded(people), twoReplicas)
	all := crowd(t, w, people)
	asked := identities(w)
	payee := func(i int) string { return "Payee Number " + string(rune('A'+i/26)) + string(rune('A'+i%26)) + " End" }
	atOnce(people, func(i int) {
		c := all[i]
		page, callback, err := c.beginsWith(payee(i))
		if err == nil {
			_, err = c.comesBack(callback)
		}
		for _, path := range []string{"/" + c.Lang + "/transactions", page, "/" + c.Lang + "/"} {
			var p *apptest.Page
			if err == nil {
				p, err = c.On(i % 2).Try(path)
			}
			if err != nil {
				t.Errorf("person %d: %v", i, err)
				return
			}
			if said := textOf(p); !strings.Contains(said, payee(i)) || strings.Count(said, "Payee Number") != strings.Count(said, payee(i)) {
				t.Errorf("person %d sees %s: %s", i, path, said)
			}
		}
	})
	if n := rows(w, "transactions where state = 'confirmed'"); n != people || identities(w)-asked != people {
		t.Errorf("%d confirmations, %d identities asked for", n, identities(w)-asked)
	}
}

// identities counts the requests at the userinfo endpoint of UAE PASS.
func identities(w *apptest.World) int {
	n := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtUserinfo {
			n++
		}
	}
	return n
}

// What helps a developer helps others too: there is none of it.
func TestThereIsNoDoorForDevelopers(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, path := range []string{
		"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/metrics", "/simulator/journal", "/simulator/scenarios", "/idshub/token", "/admin", "/en/admin",
		"/.env", "/.git/config", "/en/debug", "/server-status", "/actuator/env", "/graphql", "/swagger.json", "/en/?debug=1&mock=1&test=1",
	} {
		page := b.Get(path)
		if !strings.HasPrefix(path, "/en/?") && page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
	r := b.Request(http.MethodPost, "/simulator/release", url.Values{})
	if page := b.Once(r); page.Status != http.StatusNotFound && page.Status != http.StatusMethodNotAllowed {
		t.Errorf("a door of the simulator: %d", page.Status)
	}
}

// No statement that the portal sends has a value in its text, and none that has
// parameters goes by the simple protocol, in which they would be part of it.
func TestNoStatementHoldsAValue(t *testing.T) {
	t.Parallel()
	w, wire := wired(t, unlimited)
	var mu sync.Mutex
	statements := map[postgrestest.Message]bool{}
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		mu.Lock()
		defer mu.Unlock()
		m.Number = 0
		statements[m] = true
		return postgrestest.Pass
	})
	newSessions(w) // those of before have prepared some already
	for i, d := range []simulatortest.Decision{approve, decline, otherPerson("mariam")} {
		b := w.Browser(langs[i%2], 0)
		b.SignIn("fatima")
		page := b.Confirm(b.Create("transfer", apptest.Transfer()), d)
		b.Get("/" + b.Lang + "/transactions?kind=transfer&state=pending&from=2026-01-01&to=2026-12-31")
		b.Get("/" + b.Lang + "/transactions?after=" + url.QueryEscape("' or 1=1--"))
		b.Post(page.Path()+"/cancel", url.Values{})
	}
	w.Sweep()
	mu.Lock()
	defer mu.Unlock()
	if len(statements) < 30 {
		t.Fatalf("%d statements were heard", len(statements))
	}
	for s := range statements {
		for _, value := range []string{"1250", "Mariam", "AE07", "784199", "fatima", "UAEPASS", "or 1=1", "2026-01"} {
			if strings.Contains(s.SQL, value) {
				t.Errorf("a statement holds %q: %s", value, s.SQL)
			}
		}
		if s.Type == 'Q' && !strings.HasPrefix(s.SQL, "with session as materialized") && !slices.Contains([]string{"-- ping", "begin", "commit", "rollback", "show transaction_read_only"}, s.SQL) {
			t.Errorf("by the simple protocol: %s", s.SQL)
		}
	}
}
