package journeytest

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// ofOwner are the addresses that name a transaction, after its own.
var ofOwner = []struct {
	method, path string
	values       url.Values
}{
	{http.MethodGet, "", nil},
	{http.MethodGet, "/status", nil},
	{http.MethodGet, "/edit", nil},
	{http.MethodGet, "/handover", nil},
	{http.MethodGet, "/go", nil},
	{http.MethodGet, "/receipt", nil},
	{http.MethodPost, "/edit", edited("2.00", "1")},
	{http.MethodPost, "/confirm", url.Values{"version": {"1"}}},
	{http.MethodPost, "/cancel", url.Values{}},
}

var (
	anyNumber = regexp.MustCompile(`[0-9a-f-]*[0-9][0-9a-f:-]*`)
	anyID     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	requestID = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)
)

// answerOf is an answer without the names that differ from request to request.
func answerOf(b *apptest.Browser, method, path string, values url.Values) string {
	p := b.Do(b.Request(method, path, values))
	body := requestID.ReplaceAllString(anyID.ReplaceAllString(p.Body, "ID"), "REQUEST")
	return http.StatusText(p.Status) + " " + anyID.ReplaceAllString(p.Path(), "ID") + "\n" + body
}

// To anybody but its owner a transaction does not exist, in any state and by any road.
func TestATransactionOfSomebodyElseDoesNotExist(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for _, lang := range langs {
		owner, other := w.Browser(lang, 0), w.Browser(lang, 0)
		owner.SignIn("fatima")
		other.SignIn("mariam")
		confirmed := owner.Confirm(owner.Create("transfer", apptest.Transfer()), approve)
		rejected := owner.Confirm(owner.Create("transfer", apptest.Transfer()), otherPerson("ahmed"))
		waiting := owner.Create("transfer", apptest.Transfer())
		owner.Begin(waiting)
		for _, page := range []*apptest.Page{confirmed, rejected, waiting} {
			before := recorded(w, idOf(page))
			unknown := "/" + lang + "/transactions/" + string(approval.NewID())
			for _, route := range ofOwner {
				theirs := answerOf(other, route.method, page.Path()+route.path, route.values)
				if !strings.HasPrefix(theirs, "Not Found ") || theirs != answerOf(other, route.method, unknown+route.path, route.values) {
					t.Errorf("%s %s tells somebody else more than nothing: %.300s", route.method, route.path, theirs)
				}
			}
			stored(w, page, before)
		}
		from := "/" + lang + "/new/transfer?from="
		if answerOf(other, http.MethodGet, from+idOf(confirmed), nil) != answerOf(other, http.MethodGet, from+string(approval.NewID()), nil) {
			t.Error("a new form starts from a transaction of somebody else")
		}
	}
}

func TestNobodySignedInIsAskedToSignIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	owner := w.Browser("en", 0)
	owner.SignIn("fatima")
	review := owner.Create("transfer", apptest.Transfer())
	owner.Begin(review)
	before := recorded(w, idOf(review))
	for _, lang := range langs {
		for _, route := range ofOwner {
			var bodies []string
			for _, id := range []string{idOf(review), string(approval.NewID())} {
				b := w.Browser(lang, 0)
				page := b.Do(b.Request(route.method, "/"+lang+"/transactions/"+id+route.path, route.values))
				want(w, page, http.StatusOK, say(lang, "signin.title"))
				bodies = append(bodies, strings.ReplaceAll(page.Body, id, "{id}"))
			}
			if bodies[0] != bodies[1] {
				t.Errorf("%s tells a stranger whether a transaction exists", route.path)
			}
		}
	}
	stored(w, review, before)
}

// One spelling per name: what is not exactly an id names nothing.
func TestAnIDHasOneSpelling(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	id := idOf(b.Create("transfer", apptest.Transfer()))
	for _, name := range []string{
		strings.ToUpper(id), "{" + id + "}", strings.ReplaceAll(id, "-", ""), id + "%20", "%20" + id, id + "x", id[1:], id + "%00", "urn:uuid:" + id,
		"1", "x", "%27%20or%201=1--", "..%2f" + id,
	} {
		for _, route := range ofOwner {
			if page := b.Do(b.Request(route.method, "/en/transactions/"+name+route.path, route.values)); page.Status != http.StatusNotFound {
				t.Errorf("%s %s%s: %d", route.method, name, route.path, page.Status)
			}
		}
	}
}

// The way to UAE PASS is open to the browser that began, in the session of the person.
func TestNobodyElseIsSentToUAEPass(t *testing.T) {
	t.Parallel()
	w := open(t)
	b, twin := w.Browser("ar", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	twin.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	if page := b.Get(review.Path() + "/go"); page.Elsewhere == "" {
		t.Fatalf("the browser that began was answered %d", page.Status)
	}
	page := twin.Get(review.Path() + "/go")
	want(w, page, http.StatusOK, say("ar", "elsewhere.title"))
	mustBe(w, page, "address", page.Path(), review.Path())
	sid, txb := b.Cookie("sid"), b.Cookie("txb")
	for name, cookies := range map[string][2]string{"without a session": {"", txb}, "without the binding": {sid, ""}, "with two strangers": {txb, sid}} {
		stranger := w.Browser("ar", 0)
		stranger.SetCookie("sid", cookies[0])
		stranger.SetCookie("txb", cookies[1])
		if page := stranger.Get(review.Path() + "/go"); page.Elsewhere != "" {
			t.Errorf("%s a browser is sent to UAE PASS", name)
		}
	}
}

// snapshot is everything that is stored but sessions, which looking may touch.
func snapshot(w *apptest.World) string {
	w.Helper()
	return postgrestest.Query[string](w, w.Database, `select md5(concat(
		(select string_agg(t::text, '|' order by id) from transactions t), (select string_agg(a::text, '|' order by id) from attempts a),
		(select string_agg(e::text, '|' order by id) from audit_events e), (select string_agg(u::text, '|' order by id) from users u),
		(select string_agg(n::text, '|' order by id) from notifications n), (select string_agg(r::text, '|' order by id) from requests r), (select string_agg(s::text, '|' order by state_hash) from signins s)))`)
}

func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	paths := []string{"/", "/signin", "/signin/go", "/signout", "/signout/go", "/signedout", "/profile", "/new/transfer", "/transactions"}
	for _, page := range []*apptest.Page{done, review} {
		for _, route := range ofOwner {
			paths = append(paths, page.Path()[3:]+route.path)
		}
	}
	before := snapshot(w)
	for _, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			b.Once(b.Request(method, "/en"+path, nil))
			b.Once(b.Request(method, "/ar"+path, nil))
		}
	}
	if snapshot(w) != before {
		t.Error("a request that only looks has changed something")
	}
}
