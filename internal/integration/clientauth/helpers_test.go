package clientauth_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/integration/clientauth"
)

const issuer = "https://portal.bank.example"

var discard = slog.New(slog.DiscardHandler)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// register is a store of clients: a value is a clientauth.KeySource or an error.
type register map[string]any

func (r register) Client(_ context.Context, id string) (clientauth.KeySource, error) {
	switch found := r[id].(type) {
	case clientauth.KeySource:
		return found, nil
	case error:
		return clientauth.KeySource{}, found
	}
	return clientauth.KeySource{}, clientauth.ErrUnknown
}

var errStore = errors.New("the database is down")

// clients are those that the attacks are made on. The kid "es" is one of two clients.
func clients() register {
	return register{
		"hub":   document(hub.rsa.jwk("ps"), hub.ec.jwk("es"), hub.ed.jwk("ed")),
		"other": document(other.ec.jwk("es"), other.ed.jwk("other")),
		"lone":  document(lone.ed.jwk("")),
		"gone":  clientauth.ErrDisabled,
		"down":  errStore,
		"torn":  clientauth.KeySource{Document: []byte(`{"keys":[`)},
		"both":  clientauth.KeySource{Document: document(hub.ec.jwk("es")).Document, URL: "https://keys.bank.example"},
	}
}

func document(keys ...string) clientauth.KeySource {
	return clientauth.KeySource{Document: set(keys...)}
}

func set(keys ...string) []byte { return []byte(`{"keys":[` + strings.Join(keys, ",") + `]}`) }

func newVerifier(t testing.TB, known register) *clientauth.Verifier {
	t.Helper()
	return verifierWith(t, clientauth.Config{Clients: known})
}

// verifierWith fills in what a test does not care about.
func verifierWith(t testing.TB, cfg clientauth.Config) *clientauth.Verifier {
	t.Helper()
	cfg.Issuer = issuer
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{}
	}
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return noon }
	}
	if cfg.Log == nil {
		cfg.Log = discard
	}
	v, err := clientauth.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// members are those of a JSON object: by name the JSON of the value.
type members map[string]string

func (m members) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, fmt.Sprintf("%q:%s", name, m[name]))
	}
	return "{" + strings.Join(all, ",") + "}"
}

// try is a token request in the making, correct until it is changed.
type try struct {
	header, claims         members
	headerText, claimsText string // instead of these
	key                    signer
	text                   string // instead of the whole assertion
	form                   url.Values
}

// newTry is a request of the client hub, signed with a key of it.
func newTry(key signer, kid string) *try {
	return &try{
		header: members{"alg": quote(key.algorithm), "kid": quote(kid), "typ": `"JWT"`},
		claims: members{"iss": `"hub"`, "sub": `"hub"`, "aud": quote(issuer), "jti": `"9b0e3c"`, "iat": at(0), "exp": at(60)},
		key:    key,
		form: url.Values{
			"grant_type": {"client_credentials"}, "scope": {"transactions:create transactions:read"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		},
	}
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

// at is a time as it stands in a claim, so many seconds from noon.
func at(seconds int64) string { return fmt.Sprint(noon.Unix() + seconds) }

func encode[T ~string | ~[]byte](text T) string {
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// assertion signs what stands in the try, with crypto/* alone.
func (a *try) assertion() string {
	if a.text != "" {
		return a.text
	}
	header, claims := a.headerText, a.claimsText
	if header == "" {
		header = a.header.String()
	}
	if claims == "" {
		claims = a.claims.String()
	}
	input := encode(header) + "." + encode(claims)
	return input + "." + encode(a.key.sign([]byte(input)))
}

func (a *try) values() url.Values {
	if _, set := a.form["client_assertion"]; !set {
		a.form.Set("client_assertion", a.assertion())
	}
	return a.form
}

// change is one step of an attack.
type change func(*try)

func header(name, value string) change { return func(a *try) { put(a.header, name, value) } }
func claim(name, value string) change  { return func(a *try) { put(a.claims, name, value) } }
func form(name string, values ...string) change {
	return func(a *try) { a.form[name] = values }
}

func put(m members, name, value string) {
	if m[name] = value; value == "" {
		delete(m, name)
	}
}

// from makes another client of the sender.
func from(client string) change {
	return all(claim("iss", quote(client)), claim("sub", quote(client)))
}

func by(key signer) change { return func(a *try) { a.key = key } }

func all(changes ...change) change {
	return func(a *try) {
		for _, c := range changes {
			c(a)
		}
	}
}

// refusal returns the code and the reason, and fails if there is none or if it says too much.
func refusal(t testing.TB, err error) (clientauth.Code, clientauth.Reason) {
	t.Helper()
	var e *clientauth.Error
	if !errors.As(err, &e) {
		t.Fatalf("no refusal: %v", err)
	}
	if e.Error() != fmt.Sprintf("clientauth: %s: %s", e.Code, e.Reason) {
		t.Errorf("the error says more: %v", e)
	}
	return e.Code, e.Reason
}
