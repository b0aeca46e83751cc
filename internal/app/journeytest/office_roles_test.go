package journeytest

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres/postgrestest"
)

// staffRoute is one line of the back office's table of addresses: for which roles it is,
// and what they get, and whoever has none.
type staffRoute struct {
	pattern   string
	values    url.Values
	roles     []office.Role // none: it is for anybody
	status    int           // for these roles; for anybody if there are none
	strangers int           // for whoever has no role; 0: they are asked to sign in
}

var (
	everyRole  = office.Roles
	helpers    = []office.Role{office.Operator, office.Auditor}
	exporters  = []office.Role{office.Auditor, office.Admin}
	managers   = []office.Role{office.Admin}
	seeOther   = http.StatusSeeOther
	anyQuery   = url.Values{"q": {"event:transaction_confirmed"}}
	goodReason = url.Values{"reason": {"customer"}, "case": {"CRM-2026/00417"}}
)

// staffRoutes is every address of the back office, signing out last.
var staffRoutes = []staffRoute{
	{pattern: "GET /oidc/callback", status: http.StatusBadRequest, strangers: http.StatusBadRequest},
	{pattern: "GET /staff/signin", status: seeOther, strangers: http.StatusOK},
	{pattern: "POST /staff/signin", values: url.Values{}, status: seeOther, strangers: seeOther},
	{pattern: "GET /staff/signin/handover", status: http.StatusOK, strangers: http.StatusOK},
	{pattern: "GET /staff/signin/go", status: seeOther, strangers: seeOther},
	{pattern: "GET /staff/signedout", status: seeOther, strangers: http.StatusOK},
	{pattern: "GET /staff", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/session", roles: everyRole, status: http.StatusNoContent},
	{pattern: "POST /staff/find", values: anyQuery, roles: everyRole, status: seeOther},
	{pattern: "GET /staff/events", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/events/{event}", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/events/{event}/proof", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/transactions/{transaction}", roles: everyRole, status: http.StatusOK},
	{pattern: "POST /staff/transactions/{transaction}/receipt.json", values: goodReason, roles: helpers, status: http.StatusOK},
	{pattern: "POST /staff/transactions/{transaction}/bundle", values: goodReason, roles: exporters, status: http.StatusOK},
	{pattern: "GET /staff/people/{person}", roles: everyRole, status: http.StatusOK},
	{pattern: "POST /staff/people/{person}/reveal", values: goodReason, roles: helpers, status: http.StatusOK},
	{pattern: "POST /staff/export/{format}", values: anyQuery, roles: exporters, status: http.StatusOK},
	{pattern: "GET /staff/live", roles: everyRole, status: http.StatusOK},
	{pattern: "POST /staff/views", values: url.Values{"q": anyQuery["q"], "name": {"Confirmed"}}, roles: everyRole, status: seeOther},
	{pattern: "POST /staff/views/{view}/delete", values: url.Values{}, roles: everyRole, status: http.StatusNotFound},
	{pattern: "GET /staff/dashboard", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/log", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/clients", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/deliveries", roles: everyRole, status: http.StatusOK},
	{pattern: "GET /staff/deliveries/{delivery}", roles: everyRole, status: http.StatusOK},
	{pattern: "POST /staff/endpoints/{endpoint}/disable", values: url.Values{}, roles: managers, status: seeOther},
	{pattern: "POST /staff/endpoints/{endpoint}/enable", values: url.Values{}, roles: managers, status: seeOther},
	{pattern: "POST /staff/endpoints/{endpoint}/test", values: url.Values{}, roles: managers, status: seeOther},
	{pattern: "POST /staff/endpoints/{endpoint}/resend", values: url.Values{"period": {"7d"}}, roles: managers, status: seeOther},
	{pattern: "POST /staff/deliveries/{delivery}/resend", values: url.Values{}, roles: managers, status: seeOther},
	{pattern: "GET /staff/signout", status: seeOther, strangers: http.StatusOK},
	{pattern: "GET /staff/signout/go", status: seeOther, strangers: seeOther},
	{pattern: "POST /staff/signout", values: url.Values{}, roles: everyRole, status: seeOther},
}

// A new address of the back office needs a line here, or this fails.
func TestEveryAddressOfTheBackOfficeHasItsLine(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../../web/office/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	var listed, registered []string
	for _, r := range staffRoutes {
		listed = append(listed, r.pattern)
	}
	line := regexp.MustCompile(`\.(?:handle|Handle|HandleFunc)\(\w+, ([^,\n]*),`)
	for _, found := range line.FindAllStringSubmatch(string(source), -1) {
		pattern := strings.NewReplacer(`"`, "", "+", "", "Callback", "/oidc/callback").Replace(found[1])
		if strings.Contains(pattern, "/staff") || strings.Contains(pattern, "/oidc/") {
			registered = append(registered, pattern)
		}
	}
	slices.Sort(listed)
	slices.Sort(registered)
	if !slices.Equal(listed, registered) {
		t.Errorf("registered:\n%s\nin the table of this test:\n%s", strings.Join(registered, "\n"), strings.Join(listed, "\n"))
	}
}

// expected is the status for somebody with a role, or with none.
func (r staffRoute) expected(role office.Role) int {
	switch {
	case r.roles == nil && role == "":
		return r.strangers
	case r.roles == nil:
		return r.status
	case role == "":
		return seeOther
	case !slices.Contains(r.roles, role):
		return http.StatusForbidden
	}
	return r.status
}

// status is what a browser is answered, whatever comes after the headers: an answer may
// go on for minutes.
func status(w *apptest.World, b *apptest.Browser, method, path string, values url.Values) (int, string) {
	w.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	resp, err := b.Client.Do(b.Request(method, path, values).WithContext(ctx))
	if err != nil {
		w.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Location")
}

// customersOnly is all that belongs to customers.
func customersOnly(w *apptest.World) string {
	w.Helper()
	return postgrestest.Query[string](w, w.Database, `select md5(concat(
		(select string_agg(t::text, '|' order by id) from transactions t), (select string_agg(a::text, '|' order by id) from attempts a),
		(select string_agg(u::text, '|' order by id) from users u), (select string_agg(n::text, '|' order by id) from notifications n where tx_id is not null), (select string_agg(r::text, '|' order by id) from requests r)))`)
}

// customerThere is somebody with a confirmed transaction, one that waits and one that
// was stopped. fill puts them into patterns.
func customerThere(w *apptest.World) (b *apptest.Browser, fill *strings.Replacer) {
	w.Helper()
	b = w.Browser("en", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	b.Confirm(b.Create("mobile", filled("mobile")), otherPerson("ahmed"))
	b.Create("limit", filled("limit"))
	person := postgrestest.Query[string](w, w.Database, `select user_id::text from transactions limit 1`)
	core := newCore(w)
	core.tests()
	return b, strings.NewReplacer("{endpoint}", string(core.endpoint), "{delivery}", core.latest(), "{event}", "1", "{transaction}", idOf(done), "{person}", person, "{view}", string(approval.NewID()), "{format}", "jsonl")
}

// Each address, asked by everybody there is: with the role it is for, with another, with
// one that was taken away, after signing out, as a customer and as nobody.
func TestEachAddressOfTheBackOfficeIsForItsRoles(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	customer, fill := customerThere(w)
	w.Sequenced()
	before := customersOnly(w)
	visitors := map[string]office.Role{"nobody": "", "a customer": "", "without a role": "", "signed out": ""}
	browsers := map[string]*apptest.Browser{"nobody": w.Browser("en", 0), "a customer": customer, "without a role": w.Browser("en", 0), "signed out": w.Browser("en", 0)}
	browsers["without a role"].SignInStaff("hessa")
	w.Database.Plant(t, `update staff set role = null`)
	browsers["signed out"].SignInStaff("noura")
	session := browsers["signed out"].Cookie("ops")
	browsers["signed out"].Post("/en/staff/signout", url.Values{})
	browsers["signed out"].SetCookie("ops", session)
	asked := 0
	for _, r := range staffRoutes {
		for who, b := range browsers {
			asked += ask(w, b, r, fill, who, visitors[who])
		}
	}
	for persona, who := range onStaff {
		b := w.Browser("en", 0)
		b.SignInStaff(persona)
		for _, r := range staffRoutes {
			asked += ask(w, b, r, fill, persona, who.role)
		}
		if persona == "hessa" && staffed(w, browsers["without a role"].Cookie("ops")) {
			t.Error("the session that had lost its role is alive again")
		}
	}
	if asked != len(langs)*len(staffRoutes)*(len(browsers)+len(onStaff)) {
		t.Errorf("%d requests were sent", asked)
	}
	if customersOnly(w) != before {
		t.Error("the back office changed what belongs to a customer")
	}
	want(w, customer.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
}

// other is the same address with the other method.
func (r staffRoute) other() string {
	if path, ok := strings.CutPrefix(r.pattern, "GET "); ok {
		return "POST " + path
	}
	return "GET " + strings.TrimPrefix(r.pattern, "POST ")
}

// ask sends the request of a line in both languages, and the same with the other method,
// which no line allows. It returns how often it asked.
func ask(w *apptest.World, b *apptest.Browser, r staffRoute, fill *strings.Replacer, who string, role office.Role) (asked int) {
	w.Helper()
	method, path, _ := strings.Cut(fill.Replace(r.pattern), " ")
	for _, lang := range langs {
		if method == http.MethodPost && path == "/staff/signout" && lang == "ar" {
			role = "" // they have just signed out in English
		}
		at := "/" + lang + path
		if strings.HasPrefix(path, "/oidc/") {
			at = path
		}
		got, location := status(w, b, method, at, r.values)
		if wanted := r.expected(role); got != wanted {
			w.Errorf("%s: %s: %d %s, want %d", who, r.pattern, got, location, wanted)
		}
		if r.roles != nil && role == "" && !strings.HasPrefix(location, at[:3]+"/staff/signin") {
			w.Errorf("%s: %s leads to %q", who, r.pattern, location)
		}
		asked++
		other := r.other()
		if slices.ContainsFunc(staffRoutes, func(line staffRoute) bool { return line.pattern == other }) {
			continue
		}
		otherMethod, _, _ := strings.Cut(other, " ")
		if got, _ := status(w, b, otherMethod, at, url.Values{}); got != http.StatusMethodNotAllowed {
			w.Errorf("%s: %s: %d", who, other, got)
		}
	}
	return asked
}
