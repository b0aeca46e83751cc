package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// sentAs starts a confirmation and returns what UAE PASS is told about who shall
// confirm it. The attempt is ended.
func sentAs(w *apptest.World, b *apptest.Browser) string {
	w.Helper()
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	sent := b.Get(review.Path() + "/go")
	mustBe(w, review, "client that is sent", param(w, sent.Elsewhere, "client_id"), w.Simulator.Face.ID)
	mustBe(w, review, "language that is sent", param(w, sent.Elsewhere, "ui_locales"), b.Lang)
	want(w, b.Post(review.Path()+"/cancel", url.Values{}), http.StatusOK, say(b.Lang, "ended.cancelled.title"))
	return param(w, sent.Elsewhere, "username")
}

func choose(b *apptest.Browser, identifier string) *apptest.Page {
	return b.Post("/"+b.Lang+"/profile", url.Values{"identifier": {identifier}})
}

func TestTheChosenIdentifierIsWhatUAEPassReceives(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for _, p := range []struct {
		persona string
		first   string // before anything was chosen
		chosen  map[string]string
		refused []string
	}{
		{"fatima", "784199000000010", map[string]string{"mobile": "971500000001", "email": "fatima@example.com", "emirates_id": "784199000000010"}, nil},
		{"daniel", "971500000005", map[string]string{"email": "daniel@example.com", "mobile": "971500000005"}, []string{"emirates_id"}},
		{"khalid", "784197900000049", map[string]string{"email": "khalid@example.com"}, []string{"mobile"}},
	} {
		b := w.Browser("ar", 0)
		b.SignIn(p.persona)
		if got := sentAs(w, b); got != p.first {
			t.Errorf("%s is sent as %d characters that are not their first identifier", p.persona, len(got))
		}
		for identifier, value := range p.chosen {
			saved := choose(b, identifier)
			want(w, saved, http.StatusOK, say("ar", "profile.title"))
			shows(w, saved, say("ar", "profile.saved"))
			if got := sentAs(w, b); got != value {
				t.Errorf("%s chose %s, and it was not sent", p.persona, identifier)
			}
		}
		before := sentAs(w, b)
		for _, identifier := range p.refused {
			want(w, choose(b, identifier), http.StatusForbidden, say("ar", "error.no_identifier.title"))
			if sentAs(w, b) != before {
				t.Errorf("%s was given the identifier %s", p.persona, identifier)
			}
		}
	}
}

func TestTheProfileOffersWhatThePersonHas(t *testing.T) {
	t.Parallel()
	w := open(t)
	for persona, have := range map[string][]string{
		"fatima": {"emirates_id", "mobile", "email"}, "daniel": {"mobile", "email"}, "khalid": {"emirates_id", "email"},
	} {
		b := w.Browser("en", 0)
		b.SignIn(persona)
		page := b.Get("/en/profile")
		offered := page.Find("input[name=identifier]").Map(func(_ int, s *selection) string { return s.AttrOr("value", "") })
		if len(offered) != len(have) {
			t.Fatalf("%s may choose %v, want %v", persona, offered, have)
		}
		for i := range have {
			mustBe(w, page, "choice", offered[i], have[i])
		}
		mustBe(w, page, "chosen", page.Find("input[checked]").AttrOr("value", ""), have[0])
	}
}

func TestNonsenseIsNoIdentifier(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, identifier := range []string{"", "EMAIL", "sub", "idn", "784199200000034", "email,mobile"} {
		want(w, choose(b, identifier), http.StatusBadRequest, say("en", "error.bad_request.title"))
	}
	want(w, b.Post("/en/profile", url.Values{"identifier": {"email", "mobile"}}), http.StatusBadRequest, say("en", "error.bad_request.title"))
	if n := events(w, approval.EventIdentifierChosen, "", ""); n != 0 {
		t.Errorf("%d choices were recorded", n)
	}
}

// Nobody edits who they are: other names in the form are not looked at.
func TestTheProfileFormChangesNothingElse(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	want(w, b.Post("/en/profile", url.Values{
		"identifier": {"mobile"}, "mobile": {"971500000003"}, "sub": {"x"}, "idn": {"784199200000034"}, "user_id": {"x"}, "emirates_id": {"784199200000034"},
	}), http.StatusOK, say("en", "profile.title"))
	if sentAs(w, b) != "971500000001" {
		t.Error("the form changed a number that came from UAE PASS")
	}
	if n := events(w, approval.EventIdentifierChosen, "identifier", "mobile"); n != 1 {
		t.Errorf("%d choices were recorded", n)
	}
}

func TestAMissingChosenIdentifierFallsBack(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	choose(b, "mobile")
	later := w.Browser("en", 0)
	callback := later.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	without := simulator.Scenario{ID: "without", Where: simulator.AtUserinfo, Do: simulator.Effect{Drop: []string{"mobile"}}}
	if err := w.Simulator.Script(param(w, callback, "code"), without); err != nil {
		t.Fatal(err)
	}
	later.Get(callback)
	if sentAs(w, later) != "784199000000010" {
		t.Error("without the mobile number, the Emirates ID is the next")
	}
}

// The review page says which identifier is about to be sent, masked.
func TestTheReviewPageSaysWhatIsSent(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("daniel")
		review := b.Create("transfer", apptest.Transfer())
		shows(w, review, say(lang, "review.identifier", "identifier", say(lang, "identifier.mobile"), "value", i18n.LTR("+971 50 XXX XX05")))
	}
}

func TestAVisitorConfirms(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("daniel")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	want(w, done, http.StatusOK, in("ar", kind(w, "transfer").Done))
	stored(w, done, confirmedRecord)
	shows(w, b.Get("/ar/profile"), say("ar", "profile.visitor"))
	receipt := b.Get(done.Path() + "/receipt")
	if receipt.Find("dt").FilterFunction(func(_ int, s *selection) bool { return s.Text() == say("ar", "identifier.emirates_id") }).Length() != 0 {
		t.Error("the receipt of a visitor has an Emirates ID")
	}
}
