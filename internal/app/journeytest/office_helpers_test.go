package journeytest

import (
	"net/http"
	"net/url"
	"strings"

	"takeed/internal/app/apptest"
	"takeed/internal/office"
)

// onStaff is who may enter, with what the landing page says of them.
var onStaff = map[string]struct {
	role office.Role
	name string
}{
	"noura": {office.Operator, "Noura Al Tajribi"}, "saeed": {office.Auditor, "سعيد المثالي"}, "hessa": {office.Admin, "Hessa Al Namouthaji"},
}

// inOffice fails the test unless a page is the landing page of somebody.
func inOffice(w *apptest.World, p *apptest.Page, persona string) {
	w.Helper()
	lang := p.Path()[1:3]
	want(w, p, http.StatusOK, say(lang, "backoffice.title"))
	signedInAs(w, p, onStaff[persona].name, say(lang, "role."+string(onStaff[persona].role)))
	mustBe(w, p, "address", p.Path(), "/"+lang+"/staff")
}

// signedInAs fails the test unless the head of a page says so.
func signedInAs(w *apptest.World, p *apptest.Page, texts ...string) {
	w.Helper()
	top := plain(p.Find("header").Text())
	for _, text := range texts {
		if !strings.Contains(top, text) {
			w.Errorf("%q is not in %q", text, top)
		}
	}
}

// atTheDoor fails the test unless a page is the sign-in page of the staff.
func atTheDoor(w *apptest.World, p *apptest.Page) {
	w.Helper()
	want(w, p, http.StatusOK, say(p.Path()[1:3], "backoffice.signin_title"))
}

// staffed reports whether a browser that sends this cookie is on the staff.
func staffed(w *apptest.World, session string) bool {
	w.Helper()
	b := w.Browser("en", 0)
	b.SetCookie("ops", session)
	return b.Get("/en/staff").Heading() == say("en", "backoffice.title")
}

// staffBrowser is a browser of somebody on the staff.
func staffBrowser(w *apptest.World, lang, persona string) *apptest.Browser {
	w.Helper()
	b := w.Browser(lang, 0)
	inOffice(w, b.SignInStaff(persona), persona)
	return b
}

// eventsAt is the address of what a query finds.
func eventsAt(lang, query string) string {
	return "/" + lang + "/staff/events?" + strings.ReplaceAll(url.Values{"q": {query}}.Encode(), "%3A", ":")
}

// seqs are the numbers of the events on a page.
func seqs(p *apptest.Page) []string { return seqsIn(p.Selection) }

func seqsIn(part *selection) []string {
	return part.Find("tbody a[href*='/staff/events/']").Map(func(_ int, s *selection) string {
		href := s.AttrOr("href", "")
		return href[strings.LastIndex(href, "/")+1:]
	})
}

// nothingThere is what somebody is told at an address, without what they asked for and
// what differs from request to request.
func nothingThere(b *apptest.Browser, method, path string) string {
	page := b.Do(b.Request(method, path, goodReason))
	return http.StatusText(page.Status) + "\n" + requestID.ReplaceAllString(strings.ReplaceAll(page.Body, path[len("/en"):], "PATH"), "REQUEST")
}

func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return a[max(0, at-60):min(len(a), at+120)]
}
