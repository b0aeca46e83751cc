package journeytest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// What does not exist, what is somebody else's and what is no name at all are told alike.
func TestTheBackOfficeTellsWhatDoesNotExistAlike(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		other := staffBrowser(w, lang, "saeed")
		other.Post("/"+lang+"/staff/views", url.Values{"q": {"event:signed_out"}, "name": {"Theirs"}, "shared": {"yes"}})
		view := postgrestest.Query[string](t, w.Database, `select max(id::text) from staff_views`)
		b := staffBrowser(w, lang, "noura")
		unknown := "/" + lang + "/staff/transactions/" + string(approval.NewID())
		nothing := nothingThere(b, http.MethodGet, unknown)
		if !strings.HasPrefix(nothing, "Not Found\n") || strings.Contains(nothing, unknown) {
			t.Errorf("%.300s", nothing)
		}
		for path, method := range map[string]string{
			"/transactions/x": http.MethodGet, "/transactions/00000000-0000-0000-0000-000000000000": http.MethodGet, "/transactions/%27": http.MethodGet,
			"/people/" + string(approval.NewID()): http.MethodGet, "/people/x": http.MethodGet, "/people/" + string(approval.NewID()) + "/reveal": http.MethodPost,
			"/people/x/reveal": http.MethodPost, "/events/999999999": http.MethodGet, "/events/0": http.MethodGet, "/events/-1": http.MethodGet, "/events/x": http.MethodGet,
			"/events/99999999999999999999": http.MethodGet, "/events/1%00": http.MethodGet, "/events/%2b1": http.MethodGet, "/events/01": http.MethodGet,
			"/views/" + string(approval.NewID()) + "/delete": http.MethodPost, "/views/x/delete": http.MethodPost, "/views/" + view + "/delete": http.MethodPost,
		} {
			if got := nothingThere(b, method, "/"+lang+"/staff"+path); got != nothing {
				t.Errorf("%s %s is answered otherwise:\n%.200s\n%s", method, path, got, firstDifference(got, nothing))
			}
		}
		if rows(w, "staff_views") == 0 {
			t.Error("the view of somebody else is gone")
		}
	}
}

// A cursor is a place in the answer to one query, and is made here.
func TestACursorOfTheStaffIsForItsQuery(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := staffBrowser(w, "en", "noura")
	const query = "event:audit_searched"
	for range 51 {
		b.Once(b.Request(http.MethodGet, eventsAt("en", query), nil))
	}
	older := b.Get(eventsAt("en", query)).Find("a[rel=next]").AttrOr("href", "")
	cursor := param(w, older, "after")
	if n := len(seqs(b.Get(older))); n != 1 {
		t.Fatalf("the second page has %d events", n)
	}
	forged := []string{"x", "====", cursor + "=", cursor + "A", cursor[1:], cursor[:len(cursor)-1], cursor + "\x00", " " + cursor, strings.Repeat("A", 5000), "' or 1=1--", "%", cursor + cursor}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		changed := slices.Clone(raw)
		changed[i] ^= 1
		forged = append(forged, base64.RawURLEncoding.EncodeToString(changed))
	}
	for _, text := range forged {
		page := b.Get(eventsAt("en", query) + "&" + url.Values{"after": {text}}.Encode())
		want(w, page, http.StatusBadRequest, say("en", "error.bad_request.title"))
	}
	for _, foreign := range []string{"", "event:audit_searched after:24h", "event:signed_out", "-event:audit_searched", "event:audit_searched,signed_out"} {
		page := b.Get(eventsAt("en", foreign) + "&" + url.Values{"after": {cursor}}.Encode())
		want(w, page, http.StatusBadRequest, say("en", "error.bad_request.title"))
	}
}

// hostile is what a careless program would take for something else than text.
var hostile = []string{
	`'`, `"`, `''; drop table audit_events; --`, `" or ""="`, `%`, `_`, `\`, `\x00`, "a\x00b", "\x00", `1; select pg_sleep(9)`, `$1`, `{{.}}`, `{{ . | js }}`, `${7*7}`,
	`<script>alert(1)</script>`, `"><svg onload=x>`, `javascript:alert(1)`, "\u202etxt.exe", "\u2066\u2069\u200fx", "\xff\xfe", "=1+1", "event:", ":x", "-", "a:b:c", `event:"`,
	`event:'%'`, `event:_`, `reason:%`, `ip:%`, `ref:%`, `ref:TK-%*`, `request:'--`, `crid:\`, `kind:'`, `seq:1;2`, `amount:1e9`, "event:a,b,c", "after:'", "before:now()", "after:-1d",
	strings.Repeat("x", 2001), strings.Repeat("event:signed_out ", 200), strings.Repeat("event:signed_out,", 60) + "signed_out", strings.Repeat("x", 40_000),
	"person:00000000-0000-0000-0000-000000000000'", "txn:%", "result:success--", "lang:*", "\r\nSet-Cookie: x=y", "signed_out actor:staff", "denied actor:staff", "staff result:denied", "😀", "الحدث:x",
}

// unhurt fails the test unless a page is well made, takes nothing for markup, and no fault
// of ours.
func unhurt(w *apptest.World, p *apptest.Page, text string) {
	w.Helper()
	if p.Status >= http.StatusInternalServerError || p.Status == http.StatusOK && strings.Contains(p.Path(), "/views") {
		w.Errorf("%q: %s answered %d", text, p.Path(), p.Status)
	}
	wellMade(w, p)
	if p.Find("main script, svg[onload], [href^='javascript:']").Length() != 0 {
		w.Errorf("%q is markup at %s", text, p.Path())
	}
}

// Whatever is typed into the search finds what it names or is refused as it stands, with
// what is wrong with it.
func TestNothingTypedIntoTheSearchIsMoreThanText(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := staffBrowser(w, "en", "saeed")
	before := postgrestest.Query[int](t, w.Database, `select count(*) from pg_class`)
	for _, text := range hostile {
		for _, page := range []*apptest.Page{b.Post("/en/staff/find", url.Values{"q": {text}}), b.Get(eventsAt("en", text))} {
			unhurt(w, page, text)
			if len(seqs(page)) != 0 {
				t.Errorf("%q finds something", text)
			}
			if shown := page.Find("#q").AttrOr("value", ""); page.Status == http.StatusUnprocessableEntity && shown != asShown(text) {
				t.Errorf("%q is shown again as %q", text, shown)
			}
		}
		for _, name := range []string{"event", "result", "actor", "period", "x"} {
			page := b.Post("/en/staff/find", url.Values{"q": {"event:person_disabled"}, name: {text}})
			unhurt(w, page, text)
			if q := page.URL.Query().Get("q"); q != "event:person_disabled" {
				t.Errorf("%s of %q made the query %q", name, text, q)
			}
		}
		unhurt(w, b.Get(eventsAt("en", "event:person_disabled")+"&"+url.Values{"after": {text}}.Encode()), text)
		unhurt(w, b.Get("/en/staff/dashboard?"+url.Values{"period": {text}}.Encode()), text)
		for _, values := range []url.Values{{"q": {"event:"}}, {"q": {""}, "after": {text + "x"}}} {
			if page := b.Post("/en/staff/export/csv", values); page.Status != http.StatusBadRequest {
				t.Errorf("an export of %v: %d", values, page.Status)
			}
		}
	}
	if postgrestest.Query[int](t, w.Database, `select count(*) from pg_class`) != before {
		t.Error("the schema is another")
	}
	if strings.Contains(w.Logs(), `"level":"ERROR"`) {
		t.Error("something typed was a fault of ours")
	}
}

// asShown is a text as a page can hold it: without what no page may.
func asShown(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\ufffd"), "\ufffd"), "\r\n", "\n")
}
