package journeytest

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/brand"
)

const drawing = `<svg xmlns="http://www.w3.org/2000/svg"/>`

// branded is a portal with everything that an operator can put on it.
func branded(o *apptest.Options) {
	files := map[string][]byte{brand.LogoSVG: []byte(drawing), brand.Sheet: []byte("@layer tokens{:root{--accent:#00594c;}}")}
	for _, lang := range []approval.Lang{approval.EN, approval.AR} {
		for _, colour := range []string{"black", "white"} {
			files[brand.SignIn(lang, colour)] = []byte(strings.Replace(drawing, "/>", ` id="`+string(lang)+colour+`"/>`, 1))
		}
	}
	o.Portal = func(c *app.Config) {
		c.Brand = brand.Brand{Legal: approval.Text{EN: "Licensed Bank PJSC", AR: "مصرف مرخَّص ش.م.ع"}, Phone: "+971 4 123 4567", Files: files}
	}
}

func TestABrandIsOnEveryPage(t *testing.T) {
	t.Parallel()
	w := open(t, branded)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		page := b.Get("/" + lang + "/")
		wellMade(w, page)
		sheets := page.Find("link[rel=stylesheet]")
		if sheets.Length() != 2 || !strings.HasPrefix(sheets.Last().AttrOr("href", ""), "/static/brand.") {
			t.Error("the brand's colours do not come last")
		}
		foot := page.Find("footer").Text()
		if !strings.Contains(foot, in(lang, approval.Text{EN: "Licensed Bank PJSC", AR: "مصرف مرخَّص ش.م.ع"})) || page.Find(`footer bdi[dir=ltr]`).Text() != "+971 4 123 4567" {
			t.Errorf("the foot says %s", foot)
		}
		for _, image := range []string{".brand img", `button[type=submit] img`} {
			if got := b.Get(page.Find(image).AttrOr("src", "")); got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/svg+xml" {
				t.Errorf("%s: %d %s", image, got.Status, got.Header.Get("Content-Type"))
			}
		}
		art := page.Find(`form[action$="/signin"] img`)
		mustBe(w, page, "name of the button", strings.Join(strings.Fields(art.AttrOr("alt", "")), " "), say(lang, "signin.button"))
		if black := b.Get(art.AttrOr("src", "")).Body; !strings.Contains(black, lang+"black") {
			t.Errorf("the button on a light page is %s", black)
		}
		if white := b.Get(page.Find("picture source").AttrOr("srcset", "")).Body; !strings.Contains(white, lang+"white") {
			t.Errorf("the button on a dark page is %s", white)
		}
	}
}

// Whoever cannot show a face, or whose transaction somebody else confirmed, is told whom
// to call.
func TestThePhoneNumberIsWhereItIsNeeded(t *testing.T) {
	t.Parallel()
	w := open(t, branded)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	shows(w, review, say("ar", "review.no_face_phone", "phone", "+971 4 123 4567"))
	shows(w, b.Confirm(review, otherPerson("mariam")), say("ar", "notice.mismatch.call_phone", "phone", "+971 4 123 4567"))
}
