package journeytest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
)

// oddBytes draws what may stand in a header: any byte but those that end it.
func oddBytes(most int) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, most), func(b []byte) string {
		return strings.Map(func(r rune) rune {
			if r < 0x20 || r == 0x7f {
				return '~'
			}
			return r
		}, strings.ToValidUTF8(string(b), "\xff"))
	})
}

// foreignCookie draws a cookie of another program on the same host, as odd as they get.
// Browsers send no semicolon in one.
func foreignCookie(t *rapid.T) string {
	ours := []string{"sid", "txb", "sib", "ops", "osb"}
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"_ga=GA1.2.1", `q="x`, "=", "a", "a=b=c", `{"k":1}`, "SID=x", "sid2=y", " sid_=z", "%73id=x", "$Version=1", "long=" + strings.Repeat("x", 3000)}),
		oddBytes(60),
	).Draw(t, "cookie")
	text = strings.ReplaceAll(text, ";", "")
	if name, _, _ := strings.Cut(strings.TrimSpace(text), "="); slices.Contains(ours, strings.TrimSpace(name)) {
		return "other=" + text
	}
	return text
}

// foreignHeaders are of extensions, proxies and old browsers, and of nobody.
var foreignHeaders = []string{"X-Requested-With", "X-Forwarded-Server", "Via", "Cookie2", "X-Wap-Profile", "Upgrade-Insecure-Requests", "DNT", "X-User", "X-Role", "From", "Pragma", "X-Http-Method-Override", "Authorization", "Traceparent"}

// What nobody uses cannot hurt: a page is the same page, and a form makes what it says,
// whatever other cookies, headers and fields come along.
func TestWhatNobodyUsesIsIgnored(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	made := 0
	rapid.Check(t, func(rt *rapid.T) {
		cookies := rapid.SliceOfN(rapid.Custom(foreignCookie), 0, 3).Draw(rt, "cookies")
		headers := rapid.MapOfN(rapid.SampledFrom(foreignHeaders), oddBytes(200), 0, 5).Draw(rt, "headers")
		with := func(r *http.Request) *apptest.Page {
			r.Header["Cookie"] = nil
			if len(cookies) > 0 {
				r.Header.Set("Cookie", strings.Join(cookies, "; "))
			}
			for name, value := range headers {
				r.Header.Set(name, value)
			}
			return b.Once(r)
		}
		if page := with(b.Request(http.MethodGet, "/en/profile", nil)); page.Status != http.StatusOK || page.Heading() != say("en", "profile.title") {
			rt.Fatalf("%d %q", page.Status, page.Heading())
		}
		fields := keyed()
		fields.Set("key", string(approval.NewID()))
		names := rapid.String().Filter(func(name string) bool { return !fields.Has(name) && name != "version" })
		for name, value := range rapid.MapOfN(names, rapid.String(), 0, 6).Draw(rt, "fields") {
			fields.Set(name, value)
		}
		page := with(b.Request(http.MethodPost, "/en/new/transfer", url.Values(fields)))
		if made++; page.Status != http.StatusSeeOther || !strings.HasPrefix(page.Header.Get("Location"), "/en/transactions/") {
			rt.Fatalf("%d %q", page.Status, page.Heading())
		}
	})
	if n := rows(w, "transactions"); n != made {
		t.Errorf("%d transactions instead of %d", n, made)
	}
}
