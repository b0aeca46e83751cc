package journeytest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
)

// A view is called what somebody calls it, and its name is text wherever it stands; what
// cannot be seen, or is too long, is no name.
func TestTheNameOfAViewIsText(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := staffBrowser(w, "ar", "noura")
	for _, name := range []string{`'; drop table staff_views; --`, `100%_\`, `{{.}}`, `<b>x</b> & "y"`, `=1+1`, "مفقودات $1"} {
		page := b.Post("/ar/staff/views", url.Values{"q": {"event:signed_out"}, "name": {name}})
		want(w, page, http.StatusOK, say("ar", "auditlog.title"))
		shown := page.Find("ul.views a").Map(func(_ int, s *selection) string { return strings.TrimSpace(s.Text()) })
		if !slices.Contains(shown, name) {
			t.Errorf("%q is not among %q", name, shown)
		}
		unhurt(w, page, name)
	}
	kept := rows(w, "staff_views")
	for _, name := range []string{"", " ", "\u200b", "a\x00b", "\u202ea", "a\u2066b", "\xff", strings.Repeat("x", 61), "ab\tc\x07", "of 784-1985-0000009-5", "0509999999", "somebody@example.org"} {
		page := b.Post("/ar/staff/views", url.Values{"q": {"event:signed_out"}, "name": {name}})
		fault := "auditlog.saved_name_wrong"
		if audit.HoldsPersonal(name) {
			fault = "auditlog.saved_name_personal"
		}
		want(w, page, http.StatusUnprocessableEntity, say("ar", "auditlog.title"))
		shows(w, page, say("ar", fault))
		if again := page.Find("#view-name").AttrOr("value", ""); audit.HoldsPersonal(name) != (again == "") && strings.TrimSpace(name) != "" {
			t.Errorf("%q is shown again as %q", name, again)
		}
	}
	want(w, b.Post("/ar/staff/views", url.Values{"q": {"x"}, "name": {"x"}}), http.StatusBadRequest, say("ar", "error.bad_request.title"))
	if rows(w, "staff_views") != kept {
		t.Error("a name that is none was kept")
	}
}

// A view is its owner's, or everybody's to use; only its owner can forget it. Another of
// the same name takes its place.
func TestAViewIsItsOwners(t *testing.T) {
	t.Parallel()
	w := open(t)
	noura, saeed := staffBrowser(w, "en", "noura"), staffBrowser(w, "ar", "saeed")
	save := func(b *apptest.Browser, name, query, shared string) {
		page := b.Post("/"+b.Lang+"/staff/views", url.Values{"q": {query}, "name": {name}, "shared": {shared}})
		want(w, page, http.StatusOK, say(b.Lang, "auditlog.title"))
	}
	views := func(b *apptest.Browser) (names, own []string) {
		page := b.Get("/" + b.Lang + "/staff/events")
		page.Find("ul.views li").Each(func(_ int, s *selection) {
			name := strings.TrimSpace(s.Find("a").Text()) + " = " + param(w, s.Find("a").AttrOr("href", ""), "q")
			if names = append(names, name); s.Find("form").Length() == 1 {
				own = append(own, name)
			}
		})
		return names, own
	}
	said := func(b *apptest.Browser) string {
		names, own := views(b)
		return strings.Join(names, "; ") + " | " + strings.Join(own, "; ")
	}
	save(noura, "Mine", "event:signed_out after:7d", "")
	save(noura, "Ours", "result:denied", "yes")
	save(noura, "Mine", "after:2d  outcome:failure", "no")
	for b, text := range map[*apptest.Browser]string{
		noura: "Mine = result:failure after:2d; Ours = result:denied | Mine = result:failure after:2d; Ours = result:denied", saeed: "Ours = result:denied | ",
	} {
		if got := said(b); got != text {
			t.Errorf("the views are %q, want %q", got, text)
		}
	}
	page := noura.Get("/en/staff/events")
	for page.Find("ul.views form").Length() > 0 {
		page = noura.Post(page.Find("ul.views form").First().AttrOr("action", ""), url.Values{})
	}
	if said(saeed) != " | " || rows(w, "staff_views") != 0 {
		t.Error("what its owner forgot is still there")
	}
	for i := range 51 {
		page = noura.Post("/en/staff/views", url.Values{"q": {"result:denied"}, "name": {strings.Repeat("x", i+1)}})
	}
	want(w, page, http.StatusConflict, say("en", "error.too_many_saved.title"))
	if rows(w, "staff_views") != 50 || events(w, approval.EventStaffAccessRefused, "", "") != 0 {
		t.Errorf("%d views are kept", rows(w, "staff_views"))
	}
}
