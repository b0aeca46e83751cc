package journeytest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator/simulatortest"
)

// registered is every address of the rooms, below each language where it has one.
func registered(t *testing.T) (paths []string) {
	t.Helper()
	constants := strings.NewReplacer(`"`, "", "+SigninCallback", "/uaepass/signin/callback", "+ConfirmCallback", "/uaepass/confirm/callback", "+Callback", "/oidc/callback")
	line := regexp.MustCompile(`\.Handle\((top|mux), ("(?:GET|POST) [^,\n]*),`)
	for _, file := range []string{"routes.go", "customer/routes.go", "office/routes.go"} {
		source, err := os.ReadFile("../../../web/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range line.FindAllStringSubmatch(string(source), -1) {
			_, path, _ := strings.Cut(constants.Replace(found[2]), " ")
			path = strings.TrimSuffix(path, "{$}")
			if found[1] == "top" || strings.HasSuffix(path, "callback") {
				paths = append(paths, path)
				continue
			}
			paths = append(paths, "/en"+path, "/ar"+path)
		}
	}
	if len(paths) < 80 {
		t.Fatalf("only %d addresses", len(paths))
	}
	return paths
}

// Whoever is not signed in costs no row, however often they ask for what, whatever they
// send along: only a sign-in that begins has a row, of its own table and counted.
//
//takeed:race not in CI: every address is asked by nobody, over and over; with the detector that takes a minute
func TestNobodyLeavesNoSession(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	fill := func() *strings.Replacer {
		id := string(approval.NewID())
		return strings.NewReplacer("{id}", id, "{kind}", "transfer", "{event}", "1", "{transaction}", id, "{person}", id, "{view}", id, "{format}", "csv")
	}
	paths := registered(t)
	const browsers, rounds = 4, 7
	atOnce(browsers, func(i int) {
		b := w.Browser(langs[i%2], 0)
		for round := range rounds {
			for _, path := range paths {
				for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
					if i%2 == 0 { // without cookies, as the next stranger
						b.Client.Jar = nil
					}
					anonymous(w, b, method, fill().Replace(path), round)
				}
			}
		}
	})
	if sent := browsers * rounds * len(paths) * 3; sent < 3000 {
		t.Errorf("only %d requests", sent)
	}
	decline := w.Browser("en", 0)
	shows(w, decline.Get(decline.SignInCallback(simulatortest.Decision{Action: simulatortest.Decline})), say("en", "official.cancelled"))
	for _, table := range []string{"sessions", "staff_sessions", "users", "staff"} {
		if n := rows(w, table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
}

func anonymous(w *apptest.World, b *apptest.Browser, method, path string, round int) {
	if strings.HasSuffix(path, "/") && round > 2 {
		path += "?" + url.Values{"to": {fmt.Sprintf("/en/transactions?x=%d", rand.Int())}}.Encode()
	}
	var values url.Values
	if method == http.MethodPost {
		values = url.Values{"identifier": {"email"}, "q": {"event:signed_out"}}
	}
	r := b.Request(method, path, values)
	if round%2 == 1 {
		r.AddCookie(&http.Cookie{Name: "sid", Value: approval.NewSecret().Reveal()})
		r.AddCookie(&http.Cookie{Name: "ops", Value: approval.NewSecret().Reveal()})
	}
	resp, err := b.Client.Do(r)
	if err != nil {
		w.Errorf("%s %s: %v", method, path, err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	for _, c := range resp.Cookies() {
		if c.Name == "sid" && c.Value != "" || c.Name == "ops" && c.Value != "" {
			w.Errorf("%s %s gives a session", method, path)
		}
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		w.Errorf("%s %s: %d", method, path, resp.StatusCode)
	}
}

// A declined sign-in says so once, and the page that was wanted is still wanted.
func TestADeclinedSignInKeepsThePageThatWasWanted(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		door := b.Get("/" + lang + "/transactions?state=pending")
		back := b.Get(b.SignInFromCallback(door, simulatortest.Decision{Action: simulatortest.Decline}))
		shows(w, back, say(lang, "official.cancelled"))
		again := b.Get(back.URL.RequestURI())
		if strings.Contains(textOf(again), say(lang, "official.cancelled")) {
			t.Error("a note is shown twice")
		}
		arrived := b.SignInFrom(again, "fatima")
		mustBe(w, arrived, "address", arrived.URL.RequestURI(), "/"+lang+"/transactions?state=pending")
	}
	b := w.Browser("en", 0)
	b.SetCookie("say", "home.title") // a message that is none of a sign-in
	if page := b.Get("/en/"); page.Find("main .note").Length() != 0 || page.Heading() != say("en", "signin.title") {
		t.Error("a cookie says anything")
	}
}

// A link to one of the pages around a sign-out says nothing of it to whoever is signed in.
func TestNobodySignedInIsToldThatTheyAreNot(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		customer, worker := w.Browser(lang, 0), staffBrowser(w, lang, "noura")
		customer.SignIn("fatima")
		for path, b := range map[string]*apptest.Browser{
			"/signout": customer, "/signout/go": customer, "/signedout": customer,
			"/staff/signout": worker, "/staff/signout/go": worker, "/staff/signedout": worker,
		} {
			page := b.Get("/" + lang + path)
			home := "/" + lang + "/"
			if b == worker {
				home += "staff"
			}
			if page.Elsewhere != "" || page.Path() != home || page.Find(`form[action$="/signout"]`).Length() == 0 {
				t.Errorf("%s led to %s %s: %s", path, page.Path(), page.Elsewhere, page.Heading())
			}
		}
	}
}
