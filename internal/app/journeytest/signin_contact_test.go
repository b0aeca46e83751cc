package journeytest

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// noContact is what else a provider may say instead of a number, an address and names.
var noContact = map[string]string{
	"other kinds":  `"mobile":971500000001,"email":["a@example.ae"],"fullnameEN":{},"fullnameAR":7`,
	"nothing":      `"mobile":null,"email":null,"fullnameEN":null,"fullnameAR":null`,
	"no addresses": `"mobile":"n/a","email":"fatima","fullnameEN":",,,,","fullnameAR":"\u202e\u0000"`,
	"lines":        `"mobile":"971\r\n5","email":"a@b.ae\r\nBcc: c@d.ae","fullnameEN":"\r\n"`,
	"twice":        `"mobile":"971500000001","mobile":"971500000002","email":"a@b.ae","email":"c@d.ae"`,
	"without end":  `"mobile":"` + strings.Repeat("9", 50_000) + `","email":"` + strings.Repeat("a", 50_000) + `@b.ae"`,
	"half letters": `"mobile":"\ud800","email":"\udc00@b.ae","fullnameAR":"\ud800"`,
}

// signsInAs is a sign-in in which userinfo says so.
func signsInAs(w *apptest.World, b *apptest.Browser, said string) *apptest.Page {
	w.Helper()
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	reply := &simulator.Reply{Header: map[string]string{"Content-Type": "application/json"}, Raw: []byte(said)}
	if err := w.Simulator.Script(param(w, callback, "code"), simulator.Scenario{ID: "said", Where: simulator.AtUserinfo, Do: simulator.Effect{Reply: reply}}); err != nil {
		w.Fatal(err)
	}
	return b.Get(callback)
}

// Whatever is said about how to reach somebody, or how they are called, a resident signs
// in and confirms, named by their Emirates ID; and the log says what could not be used.
func TestContactDetailsStopNobody(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for name, contact := range noContact {
		b := w.Browser("ar", 0)
		home := signsInAs(w, b, `{`+subF+`,`+uuidF+`,`+typeF+`,`+idnF+`,`+contact+`}`)
		if home.Path() != "/ar/" || home.Find("form[action$=signout]").Length() == 0 {
			t.Fatalf("%s: %d %q", name, home.Status, home.Heading())
		}
		wellMade(w, home)
		review := b.Create("transfer", apptest.Transfer())
		b.Begin(review)
		mustBe(w, review, "the identifier sent", param(w, b.Get(review.Path()+"/go").Elsewhere, "username"), "784199000000010")
		want(w, b.Get(answer(w, b, b.Get(review.Path()+"/go").Elsewhere, approve)), http.StatusOK, in("ar", kind(w, "transfer").Done))
		signOut(w, b)
	}
	if n := events(w, approval.EventSigninSucceeded, "unusable", "mobile email"); n < 4 {
		t.Errorf("%d sign-ins tell of unusable details", n)
	}
}

// A visitor whom nothing names to UAE PASS signs in, and is told why nothing can be
// confirmed.
func TestAVisitorWithoutAnIdentifierIsTold(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		signsInAs(w, b, `{`+subD+`,`+uuidD+`,"userType":"SOP3","profileType":"2","mobile":"-","email":["x"]}`)
		page := b.Create("transfer", apptest.Transfer())
		want(w, confirmByHand(b, page), http.StatusForbidden, say(lang, "error.no_identifier.title"))
		signOut(w, b)
	}
}
