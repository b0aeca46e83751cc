package journeytest

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
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
