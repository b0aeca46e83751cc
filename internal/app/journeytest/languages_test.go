package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// sameInBoth fails the test unless a page exists in both languages: the link to the
// other leads to the same page there, and back.
func sameInBoth(w *apptest.World, b *apptest.Browser, p *apptest.Page) {
	w.Helper()
	wellMade(w, p)
	link := p.Find("header a[hreflang]").AttrOr("href", "")
	there := b.Get(link)
	if there.Status != p.Status || there.Path()[3:] != p.Path()[3:] || there.Path()[:3] == p.Path()[:3] {
		w.Errorf("%s leads to %s in the other language, which answers %d", p.Path(), there.Path(), there.Status)
	}
	wellMade(w, there)
	mustBe(w, p, "address of the way back", there.Find("header a[hreflang]").AttrOr("href", ""), p.URL.RequestURI())
	for _, parts := range []string{"form", "dt", "button", "main a", "input", "h2", "li", "p"} {
		if here, other := p.Find(parts).Length(), there.Find(parts).Length(); here != other {
			w.Errorf("%s has %d of %q, the other language has %d", p.Path(), here, parts, other)
		}
	}
	noTextInTheWrongLanguage(w, p)
	noTextInTheWrongLanguage(w, there)
}

// noTextInTheWrongLanguage looks at the words of the frame and the headings: none of an
// English page is Arabic, and the other way round. Names and values may be either.
func noTextInTheWrongLanguage(w *apptest.World, p *apptest.Page) {
	w.Helper()
	arabic := strings.HasPrefix(p.Path(), "/ar/")
	p.Find("h1, h2, label, dt, button, .hint, .foot span").Each(func(_ int, s *selection) {
		text := s.Clone()
		text.Find("bdi").Remove()
		if words := strings.TrimSpace(text.Text()); words != "" && isArabic(words) != arabic {
			w.Errorf("%s says %q", p.Path(), words)
		}
	})
}

func isArabic(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= '\u0600' && r <= '\u06ff' })
}

func TestEveryPageExistsInBothLanguages(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	nobody := w.Browser("en", 0)
	for _, path := range []string{"/en/", "/en/signout", "/en/signedout"} {
		sameInBoth(w, nobody, nobody.Get(path))
	}
	nobody.Post("/en/signin", url.Values{})
	sameInBoth(w, nobody, nobody.Get("/en/signin"))

	b := w.Browser("en", 0)
	sameInBoth(w, b, b.SignIn("fatima"))
	for _, path := range []string{"/en/transactions", "/en/transactions?kind=mobile&state=expired", "/en/profile", "/en/signout"} {
		sameInBoth(w, b, b.Get(path))
	}
	for _, id := range kinds {
		sameInBoth(w, b, b.Get("/en/new/"+id))
		review := b.Create(id, filled(id))
		sameInBoth(w, b, review)
		sameInBoth(w, b, b.Get(review.Path()+"/edit"))
		sameInBoth(w, b, b.Get("/en/new/"+id+"?from="+idOf(review)))
		done := b.Confirm(review, approve)
		sameInBoth(w, b, done)
		sameInBoth(w, b, b.Get(done.Path()+"/receipt"))
	}
	sameInBoth(w, b, b.Get("/en/"))
}

// The stages of a transaction that did not go straight to its confirmation.
//
//takeed:race
func TestEveryStageExistsInBothLanguages(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("ar", 0)
	b.SignIn("ahmed")
	review := b.Create("transfer", apptest.Transfer())
	sameInBoth(w, b, b.Begin(review))
	sameInBoth(w, b, b.Get(review.Path()))
	sameInBoth(w, b, b.Get("/ar/profile")) // with a banner
	sameInBoth(w, b, b.Post(review.Path()+"/cancel", nil))
	sameInBoth(w, b, b.Confirm(b.Create("transfer", apptest.Transfer()), otherPerson("mariam")))
	failed := b.Confirm(b.Create("transfer", apptest.Transfer()), decline)
	sameInBoth(w, b, failed)
	callback := b.Callback(failed, approve)
	held(w, callback, simulator.AtToken)
	meanwhile(w, b, callback, func() { sameInBoth(w, b, b.On(0).Get(failed.Path())) })
	replaced := b.Create("transfer", apptest.Transfer())
	b.Post(replaced.Path()+"/edit", edited("2.00", "1"))
	sameInBoth(w, b, b.Get(replaced.Path()))
	expired := b.Create("mobile", filled("mobile"))
	w.Database.Advance(t, 9*time.Minute)
	b.Get("/ar/")
	w.Database.Advance(t, 9*time.Minute)
	sameInBoth(w, b, b.Get(expired.Path()))
}

// A page that answers a form has no address of its own: its link leads to the empty
// form, and that of an error to the start.
func TestTheLanguageOfAnAnswerCanBeChanged(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	wrong := post(b, kind(w, "mobile"), url.Values{})
	want(w, b.Get(wrong.Find("header a[hreflang]").AttrOr("href", "")), http.StatusOK, in("ar", kind(w, "mobile").Label))
	lost := b.Get("/en/nowhere")
	want(w, lost, http.StatusNotFound, say("en", "error.not_found.title"))
	want(w, b.Get(lost.Find("header a[hreflang]").AttrOr("href", "")), http.StatusOK, say("ar", "home.title", "name", "فاطمة سالم التجريبي"))
}

// The language of a confirmation is that of the page where the button was, though the
// address that UAE PASS leads back to has none.
func TestAConfirmationReturnsInItsLanguage(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	b.Lang = "en" // what the browser asks for does not count
	done := b.Get(callback)
	want(w, done, http.StatusOK, in("ar", kind(w, "transfer").Done))
	if !strings.HasPrefix(done.Path(), "/ar/") {
		t.Errorf("the browser is at %s", done.Path())
	}
}

func TestASignInReturnsInItsLanguage(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, d := range []simulatortest.Decision{decline, {Persona: "fatima"}} {
		b := w.Browser("ar", 0)
		callback := b.SignInCallback(d)
		b.Lang = "en"
		page := b.Get(callback)
		mustBe(w, page, "address", page.Path(), "/ar/")
	}
}

func TestALanguageHasOneSpelling(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, path := range []string{"/%65n/", "/e%6e/profile", "/%65%6e/transactions", "/EN/", "/eN/profile", "/en-GB/", "/ar-AE/profile", "/fr/"} {
		if page := b.Get(path); page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
}
