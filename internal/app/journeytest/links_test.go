package journeytest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
)

// A link is a link: any page that somebody may open, sent to them by mail or chat, is
// where they end, with its query, whatever is in it and whether they are signed in, are
// not, or were until a moment ago.

// linkWorld is a portal with somebody of each kind and what they may open.
type linkWorld struct {
	*apptest.World
	customer, worker *apptest.Browser
	pages            []string // of the customer, after the language
	office           []string // of the staff
	cursors          []string
}

func newLinkWorld(t *testing.T) linkWorld {
	t.Helper()
	w := linkWorld{World: open(t, unlimited)}
	w.customer, w.worker = w.Browser("en", 0), w.Browser("ar", 0)
	w.customer.SignIn("fatima")
	done := w.customer.Confirm(w.customer.Create("transfer", apptest.Transfer()), approve)
	waits := w.customer.Create("limit", filled("limit"))
	w.pages = []string{
		"/", "/profile", "/transactions", "/new/transfer", "/new/disclosure", "/transactions/" + idOf(done), "/transactions/" + idOf(done) + "/receipt",
		"/transactions/" + idOf(waits), "/transactions/" + idOf(waits) + "/edit", "/transactions/" + string(approval.NewID()),
	}
	w.worker.SignInStaff("saeed")
	person := personIn(w)
	w.office = []string{"/staff", "/staff/events", "/staff/events", "/staff/events", "/staff/events/1", "/staff/transactions/" + idOf(done), "/staff/people/" + person, "/staff/dashboard"}
	for range 60 { // so that there is a second page
		w.worker.Get("/ar/staff/people/" + person)
	}
	older := w.worker.Get("/ar/staff/events?q=").Find(`a[href*="after="]`).AttrOr("href", "")
	w.cursors = []string{"", "x", param(w.World, older, "after")}
	if w.cursors[2] == "" {
		t.Fatal("there is no second page")
	}
	return w
}

func personIn(w linkWorld) string {
	event := w.worker.Get("/ar/staff/events?q=event:person_enrolled")
	_, id, _ := strings.Cut(event.Find(`main a[href*="/people/"]`).First().AttrOr("href", ""), "/people/")
	return id
}

var linkWords = rapid.OneOf(
	rapid.StringMatching(`[a-z0-9 +%&=:,.*"'/\\#;?@-]{0,12}`), rapid.StringMatching(`[ء-ي ٠-٩]{0,12}`),
	rapid.SampledFrom([]string{"//evil.example", "https://evil.example", "../..", `\\evil.example`, "مريم خلفان", "a+b c", "100%", "<script>", "ﷺ"}),
)

// drawQuery is a search as the staff write them.
func drawQuery(t *rapid.T) string {
	events := rapid.SampledFrom([]string{"signed_out", "signin_*", "transaction_confirmed", "audit_searched", "identity_mismatch"})
	term := rapid.Custom(func(t *rapid.T) string {
		values := map[string]*rapid.Generator[string]{
			"event": events, "result": rapid.SampledFrom([]string{"denied", "success"}), "actor": rapid.SampledFrom([]string{"customer", "staff"}),
			"amount": rapid.StringMatching(`[>]?[1-9][0-9]{0,4}`), "ref": rapid.StringMatching(`TK-[0-9A-H]{5}\*`), "kind": rapid.StringMatching(`[a-z_]{1,20}`),
			"ip": rapid.StringMatching(`2001:db8:[0-9a-f]{1,4}::[0-9a-f]{1,4}`),
		}
		key := rapid.SampledFrom(slices.Sorted(maps.Keys(values))).Draw(t, "key")
		not := rapid.SampledFrom([]string{"", "", "-"}).Draw(t, "not")
		return not + key + ":" + strings.Join(rapid.SliceOfN(values[key], 1, 9).Draw(t, "values"), ",")
	})
	words := rapid.SliceOfN(term, 0, 6).Draw(t, "terms")
	words = append(words, rapid.SampledFrom([]string{"", "after:7d", "after:2026-11-19", "after:30d before:1d"}).Draw(t, "period"))
	return strings.Join(words, rapid.SampledFrom([]string{" ", "  "}).Draw(t, "between"))
}

// spelled is a text in a query as one of the many programs that write addresses does it.
func spelled(t *rapid.T, text string) string {
	raw := rapid.SampledFrom([]string{"", ":,*", ":,*/?@-._", `:,*"<>\^{|}'()!$~`}).Draw(t, "kept")
	hexes := rapid.SampledFrom([]string{"%%%02X", "%%%02x"}).Draw(t, "hex")
	space := rapid.SampledFrom([]string{"+", "%20"}).Draw(t, "space")
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ':
			b.WriteString(space)
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(raw, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, hexes, c)
		}
	}
	return b.String()
}

func (w linkWorld) draw(t *rapid.T, office bool) (path, query string) {
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, spelled(t, name)+"="+spelled(t, value)) }
	path = rapid.SampledFrom(w.pages).Draw(t, "page")
	if office {
		path = rapid.SampledFrom(w.office).Draw(t, "page of the staff")
	}
	switch path {
	case "/staff/events":
		add("q", drawQuery(t))
		if cursor := rapid.SampledFrom(w.cursors).Draw(t, "cursor"); cursor != "" {
			add("after", cursor)
		}
	case "/staff/dashboard":
		add("period", rapid.SampledFrom([]string{"24h", "7d", "30d", "x"}).Draw(t, "period of the dashboard"))
	case "/transactions":
		add("kind", rapid.SampledFrom([]string{"", "transfer", "limit"}).Draw(t, "kind"))
		add("state", rapid.SampledFrom([]string{"", "pending", "confirmed", "x"}).Draw(t, "state"))
		add("from", rapid.SampledFrom([]string{"", "2026-11-01", "٢٠٢٦-١١-٠١"}).Draw(t, "from"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "others") {
		if path == "/" { // is the sign-in page itself, and has no query of its own
			break
		}
		add("x"+linkWords.Draw(t, "name"), linkWords.Draw(t, "value"))
	}
	return path, strings.Join(pairs, "&")
}

// follows opens a link on a page of another site. Browsers send no SameSite=Strict cookie
// with that, nor with the redirects that follow.
func follows(w *apptest.World, b *apptest.Browser, link string) *apptest.Page {
	w.Helper()
	strict := b.Cookie("ops")
	b.SetCookie("ops", "")
	page := &apptest.Page{Status: http.StatusSeeOther, Header: http.Header{"Location": {link}}}
	for page.Status == http.StatusSeeOther {
		r := b.Request(http.MethodGet, page.Header.Get("Location"), nil)
		for name, value := range map[string]string{"Site": "cross-site", "Mode": "navigate", "Dest": "document", "User": "?1"} {
			r.Header.Set("Sec-Fetch-"+name, value)
		}
		page = b.Once(r)
	}
	b.SetCookie("ops", strict)
	return b.Arrive(page)
}

// The states in which a browser may be when somebody follows a link.
var linkStates = []string{"signed in", "not signed in", "signed out meanwhile"}

// prepare brings a browser into one of them.
func (w linkWorld) prepare(office bool, state string) *apptest.Browser {
	w.Helper()
	b, cookie, table := w.customer, "sid", "sessions"
	enter := func() { b.SignIn("fatima") }
	if office {
		b, cookie, table = w.worker, "ops", "staff_sessions"
		enter = func() { b.SignInStaff("saeed") }
	}
	b.SetCookie(cookie, "")
	enter()
	switch state {
	case "not signed in":
		b.SetCookie(cookie, "")
	case "signed out meanwhile":
		w.Database.Plant(w, `update `+table+` set revoked_at = takeed_now() where revoked_at is null`)
	}
	return b
}

func TestALinkIsALink(t *testing.T) {
	t.Parallel()
	w := newLinkWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		office := rapid.Bool().Draw(rt, "office")
		state := rapid.SampledFrom(linkStates).Draw(rt, "state")
		path, query := w.draw(rt, office)
		b := w.prepare(office, state)
		link := "/" + b.Lang + path
		if query != "" {
			link += "?" + query
		}
		arrived := follows(w.World, b, link)
		switch door := arrived.Find(`main form[action$="/signin"]`); {
		case state == "signed in" && door.Length() > 0:
			rt.Fatalf("%s: signed in, and asked to sign in", link)
		case state != "signed in" && door.Length() == 0:
			rt.Fatalf("%s: %s, and not asked to sign in: %s", link, state, arrived.Heading())
		case state != "signed in" && office:
			arrived = b.SignInStaffFrom(arrived, "saeed")
		case state != "signed in":
			arrived = b.SignInFrom(arrived, "fatima")
		}
		mustBeAt(rt, link, arrived, b.Get(link))
	})
}

// mustBeAt compares where a link led to with where it leads somebody who is signed in and
// types it.
func mustBeAt(t *rapid.T, link string, arrived, direct *apptest.Page) {
	t.Helper()
	got, err1 := url.ParseQuery(arrived.URL.RawQuery)
	want, err2 := url.ParseQuery(direct.URL.RawQuery)
	if arrived.Path() != direct.Path() || !maps.EqualFunc(got, want, slices.Equal) || (err1 == nil) != (err2 == nil) {
		t.Fatalf("%s led to %s, want %s", link, arrived.URL, direct.URL)
	}
	if arrived.Status != direct.Status || arrived.Heading() != direct.Heading() {
		t.Fatalf("%s is %d %q, want %d %q", link, arrived.Status, arrived.Heading(), direct.Status, direct.Heading())
	}
	query, err := audit.Parse(want.Get("q"))
	if strings.HasSuffix(arrived.Path(), "/staff/events") && err == nil && arrived.Status == http.StatusOK {
		if asked := arrived.Find("main input[name=q]").First().AttrOr("value", ""); asked != query.String() {
			t.Fatalf("%s asks for %q, want %q", link, asked, query)
		}
	}
}

// The longest addresses that the portal itself writes are kept; of one that is longer than
// a proxy would carry the page is.
func TestALongLinkIsALink(t *testing.T) {
	t.Parallel()
	w := open(t)
	codes := audit.EventsWith("")
	long := "event:" + string(codes[0])
	for i := 1; len(long) < 1900; i++ {
		between := ","
		if i%40 == 0 {
			between = " -event:"
		}
		long += between + string(codes[i%len(codes)])
	}
	for _, lang := range langs {
		b := staffBrowser(w, lang, "saeed")
		found := b.Post("/"+lang+"/staff/find", url.Values{"q": {long}})
		want(w, found, http.StatusOK, say(lang, "auditlog.title"))
		if n := len(found.URL.RequestURI()); n < 1500 {
			t.Fatalf("the address has %d bytes only", n)
		}
		for link, leads := range map[string]string{
			found.URL.RequestURI(): found.URL.RequestURI(),
			found.URL.RequestURI() + "&x=" + strings.Repeat("%D9%85", 300):        "/" + lang + "/staff/events",
			"/" + lang + "/staff/events?q=" + strings.Repeat("event:x+", 9_000/8): "/" + lang + "/staff/events",
		} {
			b.SetCookie("ops", "")
			arrived := b.SignInStaffFrom(b.Get(link), "saeed")
			mustBe(w, arrived, "address", arrived.URL.RequestURI(), leads)
		}
	}
}

// Whatever a page of the back office leads to is there.
func TestWhateverAPageOfTheBackOfficeLeadsToIsThere(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	b := staffBrowser(d.World, "ar", "saeed")
	seen, queue := map[string]bool{}, []string{"/ar/staff", "/ar/staff/transactions/" + d.done, "/ar/staff/people/" + d.person, "/ar/staff/dashboard", eventsAt("ar", "actor:customer")}
	for len(queue) > 0 && len(seen) < 150 {
		path := queue[0]
		queue = queue[1:]
		if shape := anyNumber.ReplaceAllString(path, "N"); seen[path] || seen[shape] && !strings.Contains(path, "/events/") {
			continue
		} else {
			seen[path], seen[shape] = true, true
		}
		page := b.Get(path)
		if page.Status != http.StatusOK {
			t.Errorf("%s: %d", path, page.Status)
		}
		wellMade(d.World, page)
		page.Find("main a[href^='/'], header nav a").Each(func(_ int, s *selection) {
			if href := s.AttrOr("href", ""); strings.HasPrefix(href, "/ar/staff") {
				queue = append(queue, href)
			}
		})
	}
	if len(seen) < 40 {
		t.Errorf("%d pages were seen", len(seen))
	}
}
