package browsertest

import (
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// failing are the ways in which a confirmation can fail and be tried again: what happens
// at UAE PASS, and what the customer is told.
var failing = []struct {
	notice approval.Notice
	there  func(person)
}{
	{approval.NoticeCancelled, func(p person) { p.answer("decline") }},
	{approval.NoticeTryAgain, fails("unknown-error")},
	{approval.NoticeTooLate, fails("old-code")},
	{approval.NoticeUnavailable, fails("token-500")},
	{approval.NoticeNotEligible, fails("userinfo-sop1")},
	{approval.NoticeUnclear, fails("token-reset")},
	{approval.NoticeLate, func(p person) {
		p.world.Database.Advance(p, 5*time.Minute+time.Second)
		p.answer("approve")
	}},
	{approval.NoticeSignedOut, func(p person) {
		other := p.besides()
		other.to("/profile")
		other.press(`header form[action$="/signout"] button`, at("/signedout"))
		p.press(`button[name=answer][value=approve]`, at("/"+string(p.lang)+"/"))
		p.shows(p.say("signin.note_needed"))
		p.press("main form button", elsewhere)
		p.press(`button[name=persona][value=fatima]`, aTransaction)
	}},
}

func fails(scenario string) func(person) {
	return func(p person) {
		p.do(chromedp.SetValue(chromedp.CSS("#scenario"), scenario))
		p.answer("approve")
	}
}

// Whatever goes wrong at UAE PASS, the page says what happened, what it means for the
// money, which transaction it is, and what can be done. Two people share the failures;
// the gallery has each in both languages.
func TestAFailureIsToldAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	for turn, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			p := sit(t, lang, plenty)
			p.signIn("fatima")
			for i, f := range failing {
				if i%len(i18n.Langs) != turn {
					continue
				}
				p.create("transfer")
				p.begin()
				f.there(p)
				p.heading(p.say("notice." + string(f.notice) + ".title"))
				p.shows(p.in(kindOf(p, "transfer").Undone), p.say("notice."+string(f.notice)+".text"), p.reference())
				p.hasOne(confirmButton)
				p.wellMade()
			}
			p.begin()
			p.answer("approve")
			p.heading(p.in(kindOf(p, "transfer").Done))
		})
	}
}

// reference is the name of the transaction that the page is about.
func (p person) reference() string {
	p.Helper()
	u, err := url.Parse(p.address())
	if err != nil || !aTransaction(u) {
		p.Fatalf("%s is not the page of a transaction", p.address())
	}
	return approval.ID(u.Path[len(u.Path)-36:]).Reference()
}

func (p person) hasOne(selector string) {
	p.Helper()
	if n := eval[int](p.tab, "document.querySelectorAll('"+selector+"').length"); n != 1 {
		p.Errorf("%s has %d of %s", p.path(), n, selector)
	}
}

// wellMade runs the checks of the gallery on a page of the portal itself.
func (p person) wellMade() {
	p.Helper()
	p.learn()
	p.do(chromedp.Evaluate[chromedp.Void](axe))
	for _, fault := range p.audit(everyRule) {
		p.Errorf("%s: %s", p.path(), fault)
	}
	for _, fault := range eval[[]string](p.tab, `checks.codesInOrder().faults`) {
		p.Errorf("%s: %s", p.path(), fault)
	}
}

// Another person's face ends a transaction: there is no way to try again, and nothing is
// said about them.
func TestAnotherFaceIsToldAndEndsIt(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		p := sit(t, lang, plenty)
		p.signIn("ahmed")
		p.create("mobile")
		p.begin()
		p.do(chromedp.SetValue(chromedp.CSS("#persona"), "mariam"))
		p.answer("other")
		p.heading(p.say("notice.mismatch.title"))
		p.shows(p.in(kindOf(p, "mobile").Undone), p.say("notice.mismatch.text"), p.reference())
		p.hasOne(`main form`)
		p.hasOne(`main form[action$="/signout"]`)
		p.wellMade()
	}
}

// What can no longer be done is told on a page that leads on.
func TestWhatIsNoLongerPossibleIsTold(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		p := sit(t, lang, approval.Limits{Attempts: 9, Mismatches: 9, Starts: 1, StartsDay: 9, Open: 9, Created: 9, Address: 99})
		p.signIn("fatima")

		p.create("transfer")
		newer := p.besides()
		newer.visit(p.address() + "/edit")
		newer.fill(kindOf(p, "transfer"), map[string]string{"amount": "2.00"})
		newer.press(submit, aTransaction)
		replaced := p.address()
		p.press(confirmButton, at("/confirm")) // for what is no longer so
		p.heading(p.say("error.changed.title"))
		p.wellMade()
		p.press(`main .actions a`, at("/transactions"))
		p.visit(replaced)
		p.heading(p.say("ended.replaced.title"))
		p.wellMade()
		p.press(`main .actions a`, aTransaction)
		p.shows("2.00", p.reference())

		p.begin()
		p.answer("decline") // one start is all that these limits allow
		p.hasOne(`main form`)
		p.wellMade()
		p.create("transfer")
		p.press(confirmButton, at("/confirm"))
		p.heading(p.say("error.too_many.title"))
		p.wellMade()

		p.visit(apptest.Address + "/uaepass/confirm/callback?code=x&state=x")
		p.heading(p.say("error.link.title"))
		p.wellMade()
		p.press(`main .actions a`, at("/transactions"))
	}
}
