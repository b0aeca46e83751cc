package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/simulator/simulatortest"
)

// Somebody in two hundred groups signs out too, also through a proxy that gives the head of
// an answer four kilobytes.
func TestWhoIsInManyGroupsSignsOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	for scenario, hinted := range map[string]bool{"none": true, "many-groups": false} {
		for _, lang := range langs {
			b := w.Browser(lang, 0)
			callback := b.StaffCallback("", simulatortest.Decision{Persona: "saeed", Scenario: scenario})
			inOffice(w, b.Arrive(b.Get(callback)), "saeed")
			b.Post("/"+lang+"/staff/signout", url.Values{})
			page := b.Once(b.Request(http.MethodGet, "/"+lang+"/staff/signout/go", nil))
			head := len("HTTP/1.1 303 See Other\r\n\r\n")
			for name, values := range page.Header {
				head += len(values) * len(name+": \r\n")
				head += len(strings.Join(values, ""))
			}
			location := page.Header.Get("Location")
			if page.Status != http.StatusSeeOther || head > 4096 || param(w, location, "client_id") == "" || param(w, location, "post_logout_redirect_uri") == "" {
				t.Errorf("%s: %d, a head of %d bytes, %.100s", scenario, page.Status, head, location)
			}
			if (param(w, location, "id_token_hint") != "") != hinted {
				t.Errorf("%s: the hint is there or not there: %.100s", scenario, location)
			}
			t.Logf("%s: a head of %d bytes", scenario, head)
		}
	}
}
