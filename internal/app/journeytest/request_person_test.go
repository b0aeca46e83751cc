package journeytest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

// Somebody else opens the link: the request is rejected, as an incident, and they are told no
// more than that it is not theirs. They may sign out and in as somebody else; the request stays
// rejected, for its own person too.
func TestALinkInTheHandsOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b := w.Browser(lang, 0)
		page := signsInFromLink(b, r, "mariam")
		want(w, page, http.StatusForbidden, say(lang, "error.request_person.title"))
		shows(w, page, say(lang, "error.request_person.text"), say(lang, "error.request_person.again", "entity", entity.In(approval.Lang(lang))))
		if said := textOf(page); strings.Contains(said, "1,250") || strings.Contains(said, "core") || strings.Contains(said, "TK-") || strings.Contains(said, "Fatima") {
			t.Errorf("the wrong person is told: %s", said)
		}
		if page.Find(`main form[action$="/signout"] button`).Length() != 1 || page.Find("main .panel.tone-bad").Length() != 1 {
			t.Error("the page is no incident, or has no way out")
		}
		r.stands(integration.Rejected)
		if n := events(w, approval.EventRequestRejected, "reason", "wrong_person"); n != 1 {
			t.Errorf("%d incidents", n)
		}
		if n := rows(w, "transactions"); n != 0 {
			t.Errorf("%d transactions came of it", n)
		}
		signOut(w, b)
		want(w, signsInFromLink(b, r, "fatima"), http.StatusNotFound, say(lang, "error.request_link.title"))
		r.stands(integration.Rejected)
	}
}

// The same for somebody who was signed in already.
func TestALinkInTheBrowserOfSomebodyElse(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for _, lang := range langs {
		r := asks(w, core, "fatima")
		b := w.Browser(lang, 0)
		b.SignIn("ahmed")
		page := opens(b, r)
		want(w, page, http.StatusForbidden, say(lang, "error.request_person.title"))
		mustBe(w, page, "referrer policy", page.Header.Get("Referrer-Policy"), "no-referrer")
		r.stands(integration.Rejected)
	}
}

// People whom the portal has never seen are named by what UAE PASS will say of them.
func TestTheFirstSignInOpensTheLink(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for persona, to := range map[string]func(p string) integration.Addressee{
		"fatima": func(p string) integration.Addressee {
			return integration.Addressee{By: string(approval.ByEmiratesID), Value: person(w, p).EmiratesID}
		},
		"ahmed": func(p string) integration.Addressee {
			return integration.Addressee{By: string(approval.ByMobile), Value: person(w, p).Mobile}
		},
		"khalid": func(p string) integration.Addressee { // has no mobile number
			return integration.Addressee{By: string(approval.ByEmail), Value: person(w, p).Email}
		},
		"daniel": func(p string) integration.Addressee { // a visitor
			return integration.Addressee{By: string(approval.ByMobile), Value: person(w, p).Mobile}
		},
	} {
		r := asksOf(w, core, to(persona), 15*time.Minute)
		b := w.Browser("en", 0)
		review := signsInFromLink(b, r, persona)
		mustBe(w, review, persona+"’s page", review.Path(), r.page("en"))
		want(w, b.Confirm(review, approve), http.StatusOK, in("en", kind(w, "transfer").Done))
		r.stands(integration.Confirmed)
	}
}

// A person whom the client knows by the ID that it was told.
func TestAPersonIsNamedByID(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	id := postgrestest.Query[string](t, w.Database, `select id from users`)
	r := asksOf(w, core, integration.Addressee{By: integration.ByID, Value: id}, 15*time.Minute)
	page := opens(b, r)
	mustBe(w, page, "address", page.Path(), r.page("ar"))
}

// A link is a link: its person opens it again, in this browser and in others, whether they are
// signed in, are not, or were until a moment ago, and always gets to the transaction, in
// whatever state it is.
func TestTheSameLinkAgain(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	r := asks(w, asker(w), "fatima")
	b, other := w.Browser("en", 0), w.Browser("ar", 1)
	review := signsInFromLink(b, r, "fatima")
	again := func(heading func(lang string) string) {
		t.Helper()
		want(w, opens(b, r), http.StatusOK, heading("en"))
		mine := approval.SecretOf(b.Cookie("sid")).Hash()
		w.Database.Plant(w, `update sessions set revoked_at = takeed_now() where revoked_at is null and token_hash <> $1`, mine[:])
		page := signsInFromLink(other, r, "fatima")
		want(w, page, http.StatusOK, heading("ar"))
		mustBe(w, page, "address", page.Path(), r.page("ar"))
	}
	again(func(lang string) string { return in(lang, kind(w, "transfer").Review) })
	b.Confirm(review, approve)
	again(func(lang string) string { return in(lang, kind(w, "transfer").Done) })
	if n := rows(w, "transactions"); n != 1 {
		t.Errorf("%d transactions", n)
	}
	stored(w, review, record{"confirmed", "succeeded", "request_created " + confirmedRecord.Events})
}

// One person opens one link in many tabs at the same moment: it is adopted once, and every tab
// shows it.
//
//takeed:race
func TestOneLinkInManyTabsAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	r := asks(w, asker(w), "fatima")
	tabs := make([]*apptest.Browser, 12)
	for i := range tabs {
		tabs[i] = w.Browser(langs[i%2], i%2)
		tabs[i].SignIn("fatima")
	}
	atOnce(len(tabs), func(i int) {
		page, err := tabs[i].Try(r.link(tabs[i].Lang))
		if err != nil || page.Status != http.StatusOK || page.Path() != r.page(tabs[i].Lang) {
			t.Errorf("tab %d: %v, %v", i, page, err)
		}
	})
	if n := events(w, approval.EventTransactionCreated, "", ""); n != 1 {
		t.Errorf("it was adopted %d times", n)
	}
}

// Its person and somebody else open the link at the same moment. Whoever is first decides; never
// does somebody else get to see it, and never is it both theirs and rejected.
//
//takeed:race
func TestTwoPeopleOpenALinkAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	core := asker(w)
	owner, stranger := w.Browser("en", 0), w.Browser("en", 1)
	owner.SignIn("fatima")
	stranger.SignIn("mariam")
	for range 10 {
		r := asks(w, core, "fatima")
		pages := make([]*apptest.Page, 2)
		atOnce(2, func(i int) {
			var err error
			if pages[i], err = []*apptest.Browser{owner, stranger}[i].Try(r.link("en")); err != nil {
				t.Error(err)
			}
		})
		if t.Failed() {
			return
		}
		switch state := r.status(); {
		case state == integration.Pending && pages[0].Status == http.StatusOK && pages[1].Status == http.StatusNotFound:
		case state == integration.Rejected && pages[0].Status == http.StatusNotFound && pages[1].Status == http.StatusForbidden:
		default:
			t.Errorf("%s: its person got %d, somebody else %d", state, pages[0].Status, pages[1].Status)
		}
	}
}
