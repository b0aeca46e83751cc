package main

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/internal/postgres/postgrestest"
)

// The public key of RFC 8037, appendix A, with its thumbprint.
const (
	publicKey  = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"2026"}]}`
	thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
)

func TestACommandLineOfClientsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"list", "x"}, {"add"}, {"add", "Core"}, {"add", "c"}, {"add", "core-äöü"}, {"show"}, {"show", "core", "x"}, {"disable"}, {"enable", "core", "now"}, {"delete", "core"},
		{"set", "core"}, {"endpoint"}, {"endpoint", "test"}, {"endpoint", "list", "x"}, {"endpoint", "test", "whe_1"}, {"keys"}, {"conformance"}, {"conformance", "--secret", "x"}} {
		if got := portal(t, env{}, append([]string{"client"}, args...)...); got.code != 2 || got.stdout != "" || !strings.HasPrefix(got.stderr, "usage: portal client list | ") {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

// Whoever registers a client is told everything that is wrong at once.
func TestEachFaultOfAClientIsTold(t *testing.T) {
	t.Parallel()
	private := file(t, []byte(strings.Replace(publicKey, `"kty"`, `"d":"x","kty"`, 1)))
	const scopes, kinds = "transactions:create, transactions:read, transactions:consume, events:read, webhooks:manage", "transfer, beneficiary, mobile, limit, card, security, disclosure"
	good := []string{"--name-en", "Core", "--name-ar", "النظام", "--scopes", "events:read", "--kinds", "transfer", "--jwks", file(t, []byte(publicKey))}
	for _, c := range []struct {
		change []string // in the place of what good has
		env    env
		want   []string
	}{
		{nil, env{"DATABASE_URL": ""}, []string{"DATABASE_URL is missing: set it, or DATABASE_URL_FILE to the path of a file that holds it"}},
		{[]string{"--name-en", ""}, nil, []string{"--name-en is missing: customers read who asks, in both languages"}},
		{[]string{"--name-ar", strings.Repeat("ا", 101)}, nil, []string{"--name-ar has more than 200 bytes"}},
		{[]string{"--name-en", "Co\u202ere"}, nil, []string{"--name-en has the character U+202E RIGHT-TO-LEFT OVERRIDE where no page may show it"}},
		{[]string{"--scopes", "all,events:read"}, nil, []string{"--scopes: there is no all; there are " + scopes}},
		{[]string{"--scopes", " , "}, nil, []string{"--scopes is missing: some of " + scopes}},
		{[]string{"--scopes", "transactions:create,transactions:consume"}, nil, []string{"--scopes: transactions:create and transactions:consume together need --both: a system that asks for an approval and executes it is enough, once it is compromised, and two systems are not"}},
		{[]string{"--kinds", "transfer,loan"}, nil, []string{"--kinds: there is no loan; there are " + kinds}},
		{[]string{"--kinds", ""}, nil, []string{"--kinds is missing: the kinds of transaction that it may ask for or consume"}},
		{nil, env{"PORTAL_KINDS": "nowhere.toml"}, []string{"PORTAL_KINDS: read the catalogue: open nowhere.toml: no such file or directory"}},
		{[]string{"--jwks", "nowhere.json"}, nil, []string{"--jwks names a file that cannot be read"}},
		{[]string{"--jwks-url", "https://core.example/jwks"}, nil, []string{"--jwks FILE or --jwks-url URL is needed, and not both: the public keys of the client, as a JWK set (RFC 7517)"}},
		{[]string{"--return", "https://bank.example/#a"}, nil, []string{"--return https://bank.example/#a has credentials or a fragment"}},
		{[]string{"--return", "http://localhost/done"}, env{"PORTAL_ENV": "production"}, []string{"--return http://localhost/done must be https; plain http is for this machine, outside production"}},
		{[]string{"--force", "--name-en"}, nil, []string{"--force is none of --both, --jwks, --jwks-url, --kinds, --name-ar, --name-en, --return, --scopes", "--name-en is there twice", "--name-en needs a value"}},
		{[]string{"--jwks", private}, nil, []string{"private"}},
	} {
		args, fresh := append([]string{"client", "add", "core"}, good...), true
		for i := 0; i < len(args) && len(c.change) == 2; i++ {
			if args[i] == c.change[0] {
				args[i+1], fresh = c.change[1], false
			}
		}
		if fresh {
			args = append(args, c.change...)
		}
		got := portal(t, env{"DATABASE_URL": "postgres://u:p@127.0.0.1:1/takeed"}.with(c.env), args...)
		lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
		if got.code != 2 || got.stdout != "" || len(lines) != len(c.want) {
			t.Errorf("%q: %+v", c.change, got)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(lines[i], want) {
				t.Errorf("%q: %s, want %s", c.change, lines[i], want)
			}
		}
	}
	if got := portal(t, env{}, "client", "add", "core"); got.code != 2 || strings.Count(got.stderr, "\n") != 6 {
		t.Errorf("all of it is missing: %+v", got)
	}
}

// The life of a client, from the registration on.
func TestManagingAClient(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	jwks := file(t, []byte(publicKey))
	runs := func(want string, args ...string) {
		t.Helper()
		want = `\A` + strings.ReplaceAll(want, "TIME", `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`) + `\z`
		if got := portal(t, e, append([]string{"client"}, args...)...); got.code != 0 || got.stderr != "" || !regexp.MustCompile(want).MatchString(got.stdout) {
			t.Errorf("%q: %+v, want %s", args, got, want)
		}
	}
	const asks = "next: it asks for access tokens at http://portal.localhost/api/oauth/token, with an assertion \\(RFC 7523\\) whose iss and sub are %s and whose aud is http://portal.localhost\n"
	const key = "  key      2026  EdDSA  thumbprint " + thumbprint + "\n"
	runs("0 clients\n", "list")
	runs("client core is added\n  name     Core banking / النظام المصرفي\n  scopes   transactions:consume, transactions:read\n  kinds    card, transfer\n"+key+strings.Replace(asks, "%s", "core", 1)+
		"      transactions await it whose kind says so: consumer = \"core\" in the file that PORTAL_KINDS names\n",
		"add", "core", "--name-en", "Core banking", "--name-ar", "النظام المصرفي", "--scopes", "transactions:read,transactions:consume", "--kinds", "transfer,card,card", "--jwks", jwks)
	runs("client app is added\n(?s:.*)  return   http://localhost:3000/done\n  return   https://bank.example/done\n  keys     read from https://app.example/jwks, at the next token\nnext: (?s:.*)note: it may ask for an approval and execute it: one system that is compromised is enough\n",
		"add", "app", "--name-en", "App", "--name-ar", "تطبيق", "--scopes", "transactions:create,transactions:consume", "--both", "--kinds", "transfer", "--jwks-url", "https://app.example/jwks",
		"--return", "https://bank.example/done", "--return", "http://localhost:3000/done")
	if got := portal(t, e, "client", "add", "app", "--name-en", "App", "--name-ar", "ا", "--scopes", "events:read", "--kinds", "transfer", "--jwks", jwks); got != (ended{1, "", "portal: there is a client app already; portal client set changes it\n"}) {
		t.Errorf("%+v", got)
	}
	runs("client app is changed; it counts at once, for access tokens that it has, too\n  name_en      The App\n  return_urls  none\n  scopes       transactions:create\n",
		"set", "app", "--name-en", "The App", "--return", "none", "--scopes", "transactions:create", "--kinds", "transfer")
	runs("client app is so already\n", "set", "app", "--name-en", "The App")
	runs("client app has these keys and no others; .*\n"+key, "keys", "app", "--jwks", jwks)
	runs("client app, added TIME, never used\n  name     The App / تطبيق\n  scopes   transactions:create\n  kinds    transfer\n"+key+"  now      0 access tokens, 0 requests that wait for their person, 0 transactions that await it\n", "show", "app")
	runs("app  never used  transactions:create for transfer\ncore  never used  transactions:consume, transactions:read for card, transfer\n2 clients\n", "list")
	runs("client app is disabled: it can do nothing, and its access tokens \\(0\\) have ended; .*\n", "disable", "app")
	runs("client app was disabled already, since TIME\n", "disable", "app")
	runs("app  disabled since TIME  transactions:create for transfer\ncore  never used .*\n2 clients\n", "list")
	runs("client app is enabled; it needs a new access token\n", "enable", "app")
	runs("client app was enabled already\n", "enable", "app")
	for _, args := range [][]string{{"show", "none"}, {"disable", "none"}, {"enable", "none"}, {"set", "none", "--name-en", "x"}, {"keys", "none", "--jwks", jwks}} {
		if got := portal(t, e, append([]string{"client"}, args...)...); got != (ended{1, "", "portal: there is no client none\n"}) {
			t.Errorf("%q: %+v", args, got)
		}
	}
	told(t, d)
	if got := portal(t, e, "verify"); got.code != 0 {
		t.Errorf("verify: %+v", got)
	}
}

// told checks what the log says: who, what is there now, and of keys the thumbprints alone.
func told(t *testing.T, d *postgrestest.Database) {
	t.Helper()
	want := []string{
		"client_added core " + thumbprint, "client_added app https://app.example/jwks", `client_changed app "name_en":"The App","outcome":"success","return_urls":"","scopes":"transactions:create"`,
		"client_changed app " + thumbprint, "client_disabled app ", "client_enabled app ",
	}
	said := postgrestest.Query[[]string](t, d, `select array_agg(kind || ' ' || body order by id) from audit_events where stream = 'sys:clients' and actor = 'system'`)
	if len(said) != len(want) {
		t.Fatalf("%q", said)
	}
	for i, line := range said {
		code, body, _ := strings.Cut(line, " ")
		var fields map[string]string
		if err := json.Unmarshal([]byte(body), &fields); err != nil || fields["login"] != "takeed_test_owner" {
			t.Errorf("%s: %v", line, err)
		}
		words := strings.SplitN(want[i], " ", 3)
		if code != words[0] || fields["client_id"] != words[1] || !strings.Contains(body, words[2]) || strings.Contains(body, "11qYAYKxCrfVS") {
			t.Errorf("%s, want %s", line, want[i])
		}
	}
}

// A client that is disabled is out at once, with the tokens that it has, and gets no other.
func TestADisabledClientIsOutAtOnce(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e, db := on(t, d), d.Open(t)
	d.AddClient(t, "core")
	issue := func() (approval.Secret, error) {
		token := clientauth.NewToken()
		return token, db.Issue(t.Context(), integration.Token{Client: "core", Hash: token.Hash(), Scopes: integration.Scopes, Assertion: approval.NewSecret().Hash(), Until: time.Now().Add(time.Minute)})
	}
	token, err := issue()
	if err != nil {
		t.Fatal(err)
	}
	if c, err := db.Caller(t.Context(), token.Hash()); err != nil || c.ID != "core" {
		t.Fatalf("%+v, %v", c, err)
	}
	if got := portal(t, e, "client", "disable", "core"); got.code != 0 || !strings.Contains(got.stdout, "its access tokens (1) have ended") {
		t.Errorf("%+v", got)
	}
	if _, err := db.Caller(t.Context(), token.Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("with the token that it had: %v", err)
	}
	if _, err := issue(); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("another token: %v", err)
	}
	if got := portal(t, e, "client", "enable", "core"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if _, err := db.Caller(t.Context(), token.Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("with the token that it had, enabled again: %v", err)
	}
	if _, err := issue(); err != nil {
		t.Error(err)
	}
	if got := portal(t, e, "client", "set", "core", "--scopes", "events:read"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

func TestATestOfAnEndpoint(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e, db := on(t, d), d.Open(t)
	core := d.AddClient(t, "core")
	endpoint := integration.Endpoint{ID: approval.NewID(), URL: "https://core.example/hooks", PublicKey: "whpk_x"}
	_, err := db.AddEndpoint(t.Context(), postgrestest.CallOf(core), core, endpoint, []byte("{}"), postgrestest.Origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	if err != nil {
		t.Fatal(err)
	}
	name := integration.Names{}.Write(integration.PrefixEndpoint, endpoint.ID)
	for _, name := range []string{name, string(endpoint.ID), integration.Names{Sandbox: true}.Write(integration.PrefixEndpoint, endpoint.ID)} {
		if got := portal(t, e, "client", "endpoint", "test", name); got.code != 0 || !strings.HasPrefix(got.stdout, "a test is on its way to the endpoint "+name+" of client core; ") {
			t.Errorf("%+v", got)
		}
	}
	if n := postgrestest.Query[int](t, d, `select count(*) from deliveries d join notifications n on n.id = d.notification_id where n.type = 'endpoint.test' and d.endpoint_id = $1`, endpoint.ID); n != 3 {
		t.Errorf("%d deliveries", n)
	}
	if got := portal(t, e, "client", "show", "core"); !strings.Contains(got.stdout, "  endpoint "+string(endpoint.ID)+"  https://core.example/hooks\n") {
		t.Errorf("%+v", got)
	}
	if err := d.ByOwner(`update endpoints set disabled_at = now(), disabled_reason = 'gone'`); err != nil {
		t.Fatal(err)
	}
	if got := portal(t, e, "client", "endpoint", "test", name); got != (ended{1, "", "portal: the endpoint " + name + " of client core is disabled\n"}) {
		t.Errorf("%+v", got)
	}
	nobody := string(approval.NewID())
	if got := portal(t, e, "client", "endpoint", "test", nobody); got != (ended{1, "", "portal: there is no endpoint " + nobody + "\n"}) {
		t.Errorf("%+v", got)
	}
}

// The portal's own login manages nobody.
func TestClientsAreTheOwners(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	d.AddClient(t, "core")
	e := on(t, d).with(env{"DATABASE_MIGRATE_URL": d.URL})
	for _, args := range [][]string{{"disable", "core"}, {"set", "core", "--name-en", "x"}, {"add", "mine", "--name-en", "x", "--name-ar", "x", "--scopes", "events:read", "--kinds", "transfer", "--jwks", file(t, []byte(publicKey))}} {
		if got := portal(t, e, append([]string{"client"}, args...)...); got.code != 1 || !strings.Contains(got.stderr, "set DATABASE_MIGRATE_URL") {
			t.Errorf("%q: %+v", args, got)
		}
	}
}
