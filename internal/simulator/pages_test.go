package simulator_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

// everyPage lists the address of each page that there is.
func (w *world) everyPage() map[string]string {
	w.t.Helper()
	page := func(key string) string { return w.URL + "/authenticationendpoint/login.do?sessionDataKey=" + key }
	answered, ignored, byHand := w.pageKey(w.request(w.Face)), w.pageKey(w.request(w.Face)), w.pageKey(w.request(w.Face))
	w.post(url.Values{"sessionDataKey": {answered}, "answer": {"approve"}})
	w.post(url.Values{"sessionDataKey": {ignored}, "answer": {"ignore"}})
	w.post(url.Values{"sessionDataKey": {byHand}, "answer": {"approve"}, "scenario": {"other-browser"}})
	w.accessToken(w.Face, w.issue(w.Face, "fatima", ""))
	staffPage := func() string { return w.URL + w.get(w.StaffRequest()).Header.Get("Location") }
	flowOf := func(page string) string {
		u, _ := url.Parse(page)
		return u.Query().Get("flowId")
	}
	signon, _, _ := strings.Cut(staffPage(), "?")
	flow, used := flowOf(staffPage()), flowOf(staffPage())
	if _, err := simulatortest.Fresh.PostForm(signon, url.Values{"flowId": {used}, "answer": {"decline"}}); err != nil {
		w.t.Fatal(err)
	}
	return map[string]string{
		"home":              w.URL + "/?",
		"journal":           w.URL + "/simulator/journal?",
		"signin":            page(w.pageKey(w.request(w.Signin))),
		"phone":             page(w.pageKey(w.request(w.Face, "username", "784198800000055"))),
		"unknown":           page(w.pageKey(w.request(w.Face, "username", "784199999999999"))),
		"barred":            page(w.pageKey(w.request(w.Face, "username", "sara@example.com"))),
		"answered":          page(answered),
		"ignored":           page(ignored),
		"by hand":           page(byHand),
		"forgotten":         page("no-such-request"),
		"mismatch":          w.URL + "/authenticationendpoint/oauth2_error.do?oauthErrorCode=invalid_callback&oauthErrorMsg=callback.not.match&crId=1",
		"retry":             w.URL + "/authenticationendpoint/retry.do?",
		"logout":            w.URL + "/idshub/logout?",
		"staff":             signon + "?flowId=" + flow,
		"staff, answered":   signon + "?flowId=" + used,
		"staff, forgotten":  signon + "?flowId=no-such-request",
		"staff, refused":    w.StaffRequest("client_id", "another"),
		"staff, signed out": w.Issuer + "/signoff?",
	}
}

var banners = map[string]string{
	"en": "This is a simulator. It is not UAE PASS.",
	"ar": "هذا برنامج محاكاة، وليس الهوية الرقمية (UAE PASS).",
}

func TestEveryPageInBothLanguages(t *testing.T) {
	w := start(t)
	arabic := regexp.MustCompile(`\p{Arabic}`)
	for name, address := range w.everyPage() {
		for lang, dir := range map[string]string{"en": "ltr", "ar": "rtl"} {
			r := w.get(address + "&ui_locales=" + lang)
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.Body))
			if err != nil {
				t.Fatal(err)
			}
			html := doc.Find("html")
			if html.AttrOr("lang", "") != lang || html.AttrOr("dir", "") != dir || r.Header.Get("Content-Language") != lang {
				t.Errorf("%s, %s: lang and dir are wrong", name, lang)
			}
			if h1 := doc.Find("h1"); h1.Length() != 1 || arabic.MatchString(h1.Text()) != (lang == "ar") {
				t.Errorf("%s, %s: the heading is %q", name, lang, h1.Text())
			}
			if doc.Find(".banner").Text() != banners[lang] {
				t.Errorf("%s, %s: no banner", name, lang)
			}
			if title := doc.Find("title").Text(); strings.Contains(title, "<no value>") || !strings.Contains(title, " · ") {
				t.Errorf("%s, %s: the title is %q", name, lang, title)
			}
			w.checkLanguageLink(name, lang, doc)
		}
	}
}

// checkLanguageLink follows the link to the other language: it must be the same page.
func (w *world) checkLanguageLink(name, lang string, doc *goquery.Document) {
	w.t.Helper()
	other := map[string]string{"en": "ar", "ar": "en"}[lang]
	link := doc.Find("nav a[hreflang]")
	if link.AttrOr("lang", "") != other {
		w.t.Errorf("%s, %s: the link to the other language is not marked as such", name, lang)
	}
	r := w.get(w.URL + link.AttrOr("href", ""))
	same, err := goquery.NewDocumentFromReader(strings.NewReader(r.Body))
	if err != nil {
		w.t.Fatal(err)
	}
	if same.Find("html").AttrOr("lang", "") != other || same.Find("form").Length() != doc.Find("form").Length() {
		w.t.Errorf("%s, %s: the link leads elsewhere", name, lang)
	}
}

func TestEveryPageKeepsItsPolicy(t *testing.T) {
	w := start(t)
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|src=|@import`)
	for name, address := range w.everyPage() {
		r := w.get(address)
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "form-action") {
			t.Errorf("%s: %s", name, policy)
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, r.Header)
		}
		if inline.MatchString(r.Body) {
			t.Errorf("%s: something is inline", name)
		}
	}
	if r := w.get(w.URL + "/nothing-here"); r.Status != http.StatusNotFound || r.Header.Get("X-Content-Type-Options") == "" {
		t.Errorf("an unknown address: %d %v", r.Status, r.Header)
	}
}

func TestTheStylesheetIsServedAndMirrorsByItself(t *testing.T) {
	w := start(t)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.get(w.URL + "/").Body))
	if err != nil {
		t.Fatal(err)
	}
	r := w.get(w.URL + doc.Find("link[rel=stylesheet]").AttrOr("href", ""))
	if r.Status != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", r.Status, r.Header)
	}
	if physical := regexp.MustCompile(`(?m)(-left|-right|\bleft|\bright)\b|^\s*(width|height|min-width|max-width)\s*:`).FindString(r.Body); physical != "" {
		t.Errorf("%q does not mirror", physical)
	}
}

// An identifier between Arabic words must stand in its own left-to-right isolate, or
// its groups change places.
func TestEveryIdentifierIsIsolated(t *testing.T) {
	w := start(t)
	identifier := regexp.MustCompile(`784-\d|9715\d{8}|@example\.com|[a-z]+-[a-z0-9-]{4,}|callback\.not|https://`)
	for name, address := range w.everyPage() {
		r := w.get(address + "&ui_locales=ar")
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.Body))
		if err != nil {
			t.Fatal(err)
		}
		doc.Find("head, option").Remove() // no markup is possible in these
		if name == "home" && !identifier.MatchString(doc.Find("bdi").Text()) {
			t.Error("the test finds no identifier at all")
		}
		doc.Find(`bdi[dir="ltr"]`).Remove()
		if found := identifier.FindString(doc.Text()); found != "" {
			t.Errorf("%s: %q is not isolated", name, found)
		}
	}
}

func TestNamesOfUnknownDirectionAreIsolated(t *testing.T) {
	w := start(t)
	page, err := simulatortest.Open(w.browser, w.request(w.Face, "ui_locales", "ar", "username", "784198800000055"))
	if err != nil {
		t.Fatal(err)
	}
	if name := page.Find("h1 bdi").Text(); name != "عبد الرحمن أونيل-المعتصم (O'Neil 3)" {
		t.Errorf("%q", name)
	}
}

func TestTheHomePageListsPeopleAndScenarios(t *testing.T) {
	w := start(t)
	for _, lang := range []simulator.Lang{simulator.EN, simulator.AR} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.get(w.URL + "/?ui_locales=" + string(lang)).Body))
		if err != nil {
			t.Fatal(err)
		}
		text := doc.Find("main").Text()
		for _, p := range simulator.Personas() {
			if !strings.Contains(text, p.About.In(lang)) || !strings.Contains(text, p.Name(lang)) || !strings.Contains(text, p.Email) {
				t.Errorf("%s: %s is missing", lang, p.ID)
			}
		}
		for _, p := range pingone.Personas() {
			if !strings.Contains(text, p.About.In(lang)) || !strings.Contains(text, p.Name.In(lang)) || !strings.Contains(text, p.Email) {
				t.Errorf("%s: %s is missing", lang, p.ID)
			}
		}
		for _, sc := range slices.Concat(simulator.Scenarios(), pingone.Scenarios()) {
			if !strings.Contains(text, sc.Says.In(lang)) || !strings.Contains(text, sc.ID) {
				t.Errorf("%s: %s is missing", lang, sc.ID)
			}
		}
	}
}

func TestTheJournalPageShowsNoCodes(t *testing.T) {
	w := start(t)
	if page := w.get(w.URL + "/simulator/journal"); !strings.Contains(page.Body, "Nothing yet.") {
		t.Error("an empty journal says nothing")
	}
	code := w.issue(w.Face, "fatima", "token-500")
	w.exchange(w.Face, code)
	if page := w.get(w.URL + "/simulator/journal"); strings.Contains(page.Body, code) || !strings.Contains(page.Body, "token-500") {
		t.Error("the journal page is not what it should be")
	}
}

func TestAnAttackersTextsAreOnlyText(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Clients[1].Name = `<script>"&` })
	page := w.get(w.URL + "/authenticationendpoint/oauth2_error.do?crId=" + url.QueryEscape("<script>x</script>") + "&oauthErrorMsg=" + strings.Repeat("y", 65))
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.Body))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.Body, "<script") || strings.Contains(doc.Find("main").Text(), "yyy") {
		t.Error("the page repeats what it was sent")
	}
	if phone := w.get(w.URL + w.get(w.request(w.Face)).Header.Get("Location")); strings.Contains(phone.Body, "<script") {
		t.Error("a client's name is markup")
	}
}
