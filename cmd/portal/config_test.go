package main

import (
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/egress"
	"takeed/internal/office"
	"takeed/internal/oidc"
	"takeed/internal/uaepass"
)

func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	e := development(t).with(env{
		"PORTAL_ADDR": ":9000", "DATABASE_MIGRATE_URL": "postgres://owner:" + canary + "@db/takeed",
		"PORTAL_TRUSTED_PROXIES": "10.0.0.1, 192.168.1.7/16,2001:db8::/32, ::ffff:10.0.0.2,", "UAEPASS_BASE_URL": "https://qa-id.uaepass.ae",
		"UAEPASS_TOKEN_ENCODING": "multipart", "UAEPASS_PKCE": "off", "UAEPASS_INTROSPECT": "on",
		"UAEPASS_SIGNIN_SCOPE": "urn:signin", "UAEPASS_SCOPE": "urn:face", "UAEPASS_ACR_VALUES": "urn:acr", "UAEPASS_EXTRA_PARAMS": "prompt=login&a=b",
		"PORTAL_EGRESS_ALLOW": "10.20.0.0/16, :8443",
		"PORTAL_KINDS":        "../../internal/catalogue/kinds.toml", "PORTAL_AUDIT_YEARS": "7", "PORTAL_LIMITS": everyLimit,
		"OIDC_ISSUER": "https://auth.pingone.eu/env/as", "OIDC_CLIENT_ID": "staff", "OIDC_CLIENT_SECRET": canary + "3",
		"OIDC_SCOPE": "openid", "OIDC_ROLE_CLAIM": "groups", "OIDC_ROLES": "operator=Ops; admin=IT",
	})
	c, err := read(e.get)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]any{
		"PORTAL_ENV":             {c.Env, "development"},
		"PORTAL_ADDR":            {c.Addr, ":9000"},
		"PORTAL_BASE_URL":        {c.BaseURL, "http://portal.localhost"},
		"PORTAL_ENTITY_NAME_EN":  {c.EntityEN, "Example Bank"},
		"PORTAL_ENTITY_NAME_AR":  {c.EntityAR, "بنك المثال"},
		"DATABASE_URL":           {c.DatabaseURL.Reveal(), e["DATABASE_URL"]},
		"DATABASE_MIGRATE_URL":   {c.MigrateURL.Reveal(), e["DATABASE_MIGRATE_URL"]},
		"PORTAL_TRUSTED_PROXIES": {c.Proxies, prefixes("10.0.0.1/32", "192.168.0.0/16", "2001:db8::/32", "10.0.0.2/32")},
		"PORTAL_EGRESS_ALLOW":    {c.Egress, egress.Allow{Networks: prefixes("10.20.0.0/16"), Ports: []uint16{8443}}},
		"PORTAL_KINDS":           {len(c.Catalogue.Kinds()) > 0, true},
		"PORTAL_KEYSET":          {roundTrip(c), nil},
		"PORTAL_AUDIT_YEARS":     {c.AuditYears, 7},
		"PORTAL_LIMITS": {c.Limits, approval.Limits{Attempts: 1, Mismatches: 2, Starts: 3, StartsDay: 4, Open: 5, Created: 6,
			Address: 7, Network: 8, StaffAddress: 9}},
		"UAEPASS_BASE_URL":              {c.UAEPass.BaseURL, "https://qa-id.uaepass.ae"},
		"UAEPASS_SIGNIN_CLIENT_ID":      {c.UAEPass.Signin.ID, "signin"},
		"UAEPASS_SIGNIN_CLIENT_SECRET":  {c.UAEPass.Signin.Secret.Reveal(), canary + "1"},
		"UAEPASS_SIGNIN_SCOPE":          {c.UAEPass.Signin.Scope, "urn:signin"},
		"UAEPASS_CONFIRM_CLIENT_ID":     {c.UAEPass.Confirm.ID, "confirm"},
		"UAEPASS_CONFIRM_CLIENT_SECRET": {c.UAEPass.Confirm.Secret.Reveal(), canary + "2"},
		"UAEPASS_SCOPE":                 {c.UAEPass.Confirm.Scope, "urn:face"},
		"UAEPASS_TOKEN_ENCODING":        {c.UAEPass.Encoding, uaepass.Multipart},
		"UAEPASS_PKCE":                  {c.UAEPass.PKCE, false},
		"UAEPASS_INTROSPECT":            {c.UAEPass.Introspect, true},
		"UAEPASS_ACR_VALUES":            {c.UAEPass.ACRValues, "urn:acr"},
		"OIDC_ISSUER":                   {c.Staff.Issuer, "https://auth.pingone.eu/env/as"},
		"OIDC_CLIENT_ID":                {c.Staff.Client.ID, "staff"},
		"OIDC_CLIENT_SECRET":            {c.Staff.Client.Secret.Reveal(), canary + "3"},
		"OIDC_SCOPE":                    {c.Staff.Client.Scope, "openid"},
		"OIDC_ROLE_CLAIM":               {c.Staff.RoleClaim, "groups"},
		"OIDC_ROLES":                    {c.Staff.Roles, []oidc.RoleRule{{Role: office.Operator, Value: "Ops"}, {Role: office.Admin, Value: "IT"}}},
		"UAEPASS_EXTRA_PARAMS":          {c.UAEPass.Extra, url.Values{"prompt": {"login"}, "a": {"b"}}},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
}

func prefixes(list ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range list {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

func TestWhatIsNotSetHasADefault(t *testing.T) {
	t.Parallel()
	c, err := read(production(t).with(env{"PORTAL_ADDR": ""}).get)
	if err != nil {
		t.Fatal(err)
	}
	const general = "urn:uae:digitalid:profile:general"
	if c.Env != "production" || c.Addr != "localhost:8080" || c.Proxies != nil || c.Staff != nil || len(c.Catalogue.Kinds()) != 7 {
		t.Errorf("%q, %q, %v", c.Env, c.Addr, c.Proxies)
	}
	u := c.UAEPass
	if u.Encoding != uaepass.Form || !u.PKCE || u.Introspect || len(u.Extra) != 0 || u.ACRValues != uaepass.DefaultACRValues {
		t.Errorf("%+v", u)
	}
	if u.Confirm.Scope != general || u.Signin.Scope != general+" "+general+":profileType "+general+":unifiedId" {
		t.Errorf("scopes: %q, %q", u.Signin.Scope, u.Confirm.Scope)
	}
	if c, err := read(development(t).get); err != nil || c.UAEPass.BaseURL != "https://stg-id.uaepass.ae" {
		t.Errorf("%s, %v", c.UAEPass.BaseURL, err)
	}
	if c, err := read(development(t).with(staff).get); err != nil || c.Staff.Client.Scope != "openid profile email" || c.Staff.RoleClaim != "roles" {
		t.Errorf("%+v, %v", c.Staff, err)
	}
}

// staff is the least that a back office needs.
var staff = env{
	"OIDC_ISSUER": "https://auth.pingone.eu/env/as", "OIDC_CLIENT_ID": "staff", "OIDC_CLIENT_SECRET": canary + "3", "OIDC_ROLES": "operator=Helpdesk",
}

const (
	baseURLFault = "PORTAL_BASE_URL must be a scheme and a host and nothing else, such as https://portal.example.ae"
	browserFault = "PORTAL_BASE_URL must be as browsers write it: in small letters, without a port that goes without saying"
	addrFault    = "PORTAL_ADDR must be a host and a port, such as localhost:8080 or :8080"
	urlFault     = "the database URL cannot be read; expected postgres://user:password@host:5432/name"
)

const allLimits = "attempts_per_transaction, mismatches_per_day, starts_per_10_minutes, starts_per_day, open_transactions, transactions_per_day, " +
	"starts_per_address, starts_per_network, staff_starts_per_address"

func everybody(proxies string) string {
	return "PORTAL_TRUSTED_PROXIES: " + proxies + " is everybody, and whoever is believed chooses their own address: name your proxies"
}

// everyLimit sets each field of approval.Limits, in its order.
const everyLimit = " attempts_per_transaction=1,mismatches_per_day=2 , starts_per_10_minutes = 3,starts_per_day=4,open_transactions=5,transactions_per_day=6," +
	"starts_per_address=7,starts_per_network=8,staff_starts_per_address=9,"

// faults are all sentences, by the settings that bring them about.
var faults = []struct {
	change env
	want   string
}{
	{env{"PORTAL_ENV": "prod"}, `PORTAL_ENV must be "production", "sandbox" or "development"`},
	{env{"PORTAL_AUDIT_YEARS": "five"}, "PORTAL_AUDIT_YEARS must be a number of years from 1 to 100, or not be set to keep all events"},
	{env{"PORTAL_LIMITS": "mismatches=5"}, `PORTAL_LIMITS: there is no limit "mismatches": write name=number with ` + allLimits},
	{env{"PORTAL_LIMITS": "5,starts_per_day=0,starts_per_day=7,open_transactions=-1,transactions_per_day=1e3,starts_per_address=99999999999999999999,staff_starts_per_address="},
		`PORTAL_LIMITS: there is no limit "5": write name=number with ` + allLimits + "\n" +
			"PORTAL_LIMITS: starts_per_day must be a number from 1 to 10000\n" +
			"PORTAL_LIMITS: \"starts_per_day\" is there twice: keep one\n" +
			"PORTAL_LIMITS: open_transactions must be a number from 1 to 10000\n" +
			"PORTAL_LIMITS: transactions_per_day must be a number from 1 to 100000\n" +
			"PORTAL_LIMITS: starts_per_address must be a number from 1 to 1000000\n" +
			"PORTAL_LIMITS: staff_starts_per_address must be a number from 1 to 1000000"},
	{env{"PORTAL_LIMITS": "starts_per_address=5000"},
		"PORTAL_LIMITS: starts_per_network is below starts_per_address, which could then never be reached: raise it to 5000 or more"},
	{env{"PORTAL_ADDR": "8080"}, addrFault},
	{env{"PORTAL_ADDR": "localhost:http"}, addrFault},
	{env{"PORTAL_ADDR": "localhost:65536"}, addrFault},
	{env{"PORTAL_ADDR": "localhost:"}, addrFault},
	{env{"PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL is missing: set it, for example https://portal.example.ae"},
	{env{"PORTAL_BASE_URL": "portal.example.ae"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://:8080"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "ftp://portal.example.ae"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://portal.example.ae/"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://portal.example.ae/takeed"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://portal.example.ae?x"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://portal.example.ae#x"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://user@portal.example.ae"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://portal example.ae"}, baseURLFault},
	{env{"PORTAL_BASE_URL": "https://Portal.example.ae"}, browserFault},
	{env{"PORTAL_BASE_URL": "https://portal.example.ae:443"}, browserFault},
	{env{"PORTAL_BASE_URL": "http://portal.example.ae:80"}, browserFault},
	{env{"PORTAL_ENTITY_NAME_EN": ""}, `PORTAL_ENTITY_NAME_EN is missing: set it, for example "Example Bank"`},
	{env{"PORTAL_ENTITY_NAME_AR": ""}, `PORTAL_ENTITY_NAME_AR is missing: set it, for example "بنك المثال"`},
	{env{"PORTAL_ENTITY_NAME_EN": "Exаmple Bank"}, "PORTAL_ENTITY_NAME_EN has the character U+0430 CYRILLIC SMALL LETTER A where no page may show it"},
	{env{"PORTAL_ENTITY_NAME_AR": "بنك\u200f المثال"}, "PORTAL_ENTITY_NAME_AR has the character U+200F RIGHT-TO-LEFT MARK where no page may show it"},
	{env{"DATABASE_URL": ""}, "DATABASE_URL is missing: set it, or DATABASE_URL_FILE to the path of a file that holds it"},
	{env{"DATABASE_URL": "postgres://u:" + canary + "@[bad"}, "DATABASE_URL: " + urlFault},
	{env{"DATABASE_URL": "mysql://u:" + canary + "@db/takeed"}, "DATABASE_URL: " + urlFault},
	{env{"DATABASE_MIGRATE_URL": canary}, "DATABASE_MIGRATE_URL: " + urlFault},
	{env{"DATABASE_URL_FILE": "/nowhere"}, "DATABASE_URL and DATABASE_URL_FILE are both set: keep one\nDATABASE_URL_FILE names a file that cannot be read"},
	{env{"DATABASE_URL": "", "DATABASE_URL_FILE": "/nowhere"}, "DATABASE_URL_FILE names a file that cannot be read"},
	{env{"PORTAL_KEYSET": ""}, `PORTAL_KEYSET is missing: set it, for example /run/secrets/keyset.json ("portal keyset" prints a new one)`},
	{env{"PORTAL_KEYSET": "/nowhere"}, "PORTAL_KEYSET names a file that cannot be read"},
	{env{"PORTAL_KEYSET": "config_test.go"}, `PORTAL_KEYSET: not a keyset file: run "portal keyset" to make one`},
	{env{"PORTAL_TRUSTED_PROXIES": "10.0.0.1,proxy"}, `PORTAL_TRUSTED_PROXIES: "proxy" is neither an address nor a CIDR range`},
	{env{"PORTAL_EGRESS_ALLOW": "10.0.0.0/33"}, `PORTAL_EGRESS_ALLOW: "10.0.0.0/33" is neither a network such as 10.20.0.0/16, nor an address, nor a port such as :8443`},
	{env{"PORTAL_EGRESS_ALLOW": "169.254.169.254"}, `PORTAL_EGRESS_ALLOW: "169.254.169.254" can never be called: it is link-local, multicast, a metadata service, or holds an IPv4 address in an IPv6 one`},
	{env{"PORTAL_TRUSTED_PROXIES": "10.0.0.0/33"}, `PORTAL_TRUSTED_PROXIES: "10.0.0.0/33" is neither an address nor a CIDR range`},
	{env{"PORTAL_BRAND": "/nowhere"}, "PORTAL_BRAND: brand.toml: open /nowhere/brand.toml: no such file or directory"},
	{env{"PORTAL_TRUSTED_PROXIES": "::ffff:10.0.0.0/104"}, `PORTAL_TRUSTED_PROXIES: "::ffff:10.0.0.0/104" is neither an address nor a CIDR range`},
	{env{"PORTAL_TRUSTED_PROXIES": "0.0.0.0/0"}, everybody("0.0.0.0/0")},
	{env{"PORTAL_TRUSTED_PROXIES": "10.0.0.1,::/0"}, everybody("::/0")},
	{env{"PORTAL_KINDS": "/nowhere"}, "PORTAL_KINDS: read the catalogue: open /nowhere: no such file or directory"},
	{env{"UAEPASS_BASE_URL": "http://id.uaepass.ae"}, "UAEPASS_BASE_URL: the base URL must be https; plain http is for this machine only"},
	{env{"UAEPASS_BASE_URL": "id.uaepass.ae"}, "UAEPASS_BASE_URL: the base URL is not an absolute web address in plain ASCII"},
	{env{"UAEPASS_SIGNIN_CLIENT_ID": ""}, "UAEPASS_SIGNIN_CLIENT_ID is missing: set it, for example the id that UAE PASS issued"},
	{env{"UAEPASS_SIGNIN_CLIENT_SECRET": ""}, "UAEPASS_SIGNIN_CLIENT_SECRET is missing: set it, or UAEPASS_SIGNIN_CLIENT_SECRET_FILE to the path of a file that holds it"},
	{env{"UAEPASS_CONFIRM_CLIENT_ID": ""}, "UAEPASS_CONFIRM_CLIENT_ID is missing: set it, for example the id that UAE PASS issued"},
	{env{"UAEPASS_CONFIRM_CLIENT_SECRET": ""}, "UAEPASS_CONFIRM_CLIENT_SECRET is missing: set it, or UAEPASS_CONFIRM_CLIENT_SECRET_FILE to the path of a file that holds it"},
	{env{"UAEPASS_CONFIRM_CLIENT_ID": "signin"}, "UAEPASS_SIGNIN_CLIENT_ID and UAEPASS_CONFIRM_CLIENT_ID are the same: the face flow needs a client of its own"},
	{env{"UAEPASS_CONFIRM_CLIENT_ID": "con firm"}, "UAEPASS_CONFIRM_CLIENT_ID: the client id has a space, a line break or a character outside ASCII"},
	{env{"UAEPASS_SIGNIN_CLIENT_SECRET": canary + " "}, "UAEPASS_SIGNIN_CLIENT_SECRET: the client secret has a space, a line break or a character outside ASCII"},
	{env{"UAEPASS_TOKEN_ENCODING": "json"}, `UAEPASS_TOKEN_ENCODING must be "form", "multipart" or "query"`},
	{env{"UAEPASS_PKCE": "true"}, `UAEPASS_PKCE must be "on" or "off"`},
	{env{"UAEPASS_INTROSPECT": "1"}, `UAEPASS_INTROSPECT must be "on" or "off"`},
	{env{"UAEPASS_EXTRA_PARAMS": "a=%zz"}, "UAEPASS_EXTRA_PARAMS must be a query string, such as prompt=login"},
	{env{"OIDC_SCOPE": "openid", "OIDC_ISSUER": "", "OIDC_CLIENT_ID": "", "OIDC_CLIENT_SECRET": "", "OIDC_ROLES": ""}, "OIDC_ISSUER is missing: set it, for example https://auth.pingone.eu/{environment}/as\n" +
		"OIDC_CLIENT_ID is missing: set it, for example the id that the identity provider issued\n" +
		"OIDC_CLIENT_SECRET is missing: set it, or OIDC_CLIENT_SECRET_FILE to the path of a file that holds it\n" +
		`OIDC_ROLES is missing: set it, for example "operator=Helpdesk; auditor=Internal Audit"`},
	{staff.with(env{"OIDC_ISSUER": "http://id.example"}), "OIDC_ISSUER: the issuer must be https; plain http is for this machine only"},
	{staff.with(env{"OIDC_ISSUER": "id.example"}), "OIDC_ISSUER: the issuer is not an absolute web address in plain ASCII"},
	{staff.with(env{"OIDC_ISSUER": "https://id.example/.well-known/openid-configuration"}),
		"OIDC_ISSUER: the issuer is not the address of its metadata: leave out /.well-known/ and what follows"},
	{staff.with(env{"OIDC_CLIENT_ID": "st aff"}), "OIDC_CLIENT_ID: the client id has a space, a line break or a character outside ASCII"},
	{staff.with(env{"OIDC_CLIENT_SECRET": canary + "\t"}), "OIDC_CLIENT_SECRET: the client secret has a space, a line break or a character outside ASCII"},
	{staff.with(env{"OIDC_SCOPE": "profile"}), "OIDC_SCOPE: the scope must have openid in it"},
	{staff.with(env{"OIDC_ROLES": "root=IT"}),
		"OIDC_ROLES must be pairs of a role (operator, auditor, admin) and a value of the role claim, such as operator=Helpdesk; auditor=Internal Audit"},
	{staff.with(env{"OIDC_ROLES": "operator=IT; admin=IT"}), `OIDC_ROLES gives "IT" twice: a value has one role`},
	{env{"UAEPASS_EXTRA_PARAMS": "state=x"}, "UAEPASS_EXTRA_PARAMS: the extra authorize parameter state is not free to be set"},
}

func TestEachFaultIsToldAlone(t *testing.T) {
	t.Parallel()
	good := development(t)
	for _, f := range faults {
		_, err := read(good.with(f.change).get)
		if err == nil || err.Error() != f.want {
			t.Errorf("%v:\n%v\nwant:\n%s", f.change, err, f.want)
		}
	}
}

// A name stands in one place: in a setting, or in the brand.
func TestTheNameMayComeWithTheBrand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "brand.toml"), []byte("phone = \"800 123\"\n[name]\nen = \"Gulf Bank\"\nar = \"مصرف الخليج\""), 0o600); err != nil {
		t.Fatal(err)
	}
	branded := development(t).with(env{"PORTAL_BRAND": dir, "PORTAL_ENTITY_NAME_EN": "", "PORTAL_ENTITY_NAME_AR": ""})
	if c, err := read(branded.get); err != nil || c.EntityEN != "Gulf Bank" || c.EntityAR != "مصرف الخليج" || c.Brand.Phone != "800 123" {
		t.Errorf("%+v, %v", c, err)
	}
	const want = "PORTAL_ENTITY_NAME_EN is set, and the folder in PORTAL_BRAND has the name too: keep one"
	if _, err := read(branded.with(env{"PORTAL_ENTITY_NAME_EN": "Example Bank"}).get); err == nil || err.Error() != want {
		t.Error(err)
	}
}

// One run tells every fault: what is wrong with one setting hides nothing about
// another.
func TestAllFaultsComeAtOnce(t *testing.T) {
	t.Parallel()
	broken, want := development(t), []string{}
	touched := map[string]bool{}
	for _, f := range faults {
		if touches(touched, f.change) {
			continue
		}
		broken = broken.with(f.change)
		want = append(want, strings.Split(f.want, "\n")...)
		for name := range f.change {
			touched[strings.TrimSuffix(name, "_FILE")] = true
		}
	}
	got := portal(t, broken, "serve")
	if got.code != 2 || got.stdout != "" {
		t.Errorf("exit code %d: %s", got.code, got.stdout)
	}
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	slices.Sort(lines)
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("%s\n\nwant:\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if len(want) < 15 {
		t.Errorf("%d faults are not all", len(want))
	}
}

// touches reports whether a change is about a setting that is broken already.
func touches(touched map[string]bool, change env) bool {
	for name := range change {
		if touched[strings.TrimSuffix(name, "_FILE")] {
			return true
		}
	}
	return false
}
