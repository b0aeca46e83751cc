package browsertest

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takeed/internal/i18n"
)

// From the sign-in to the printed receipt, in both languages, with scripts and without.
// Every tab fails its test if the browser blocks anything on the way, if a script fails,
// or if a page asks anybody but the portal and UAE PASS for anything.
func TestFromSignInToTheReceipt(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		for _, scripts := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, scripts %t", lang, scripts), func(t *testing.T) {
				t.Parallel()
				p := sit(t, lang, plenty)
				if !scripts {
					p.withoutScripts()
				}
				p.signIn("fatima")
				p.create("transfer")
				p.shows("AE07 0331 2345 6789 0123 456", "Mariam Al Namouthaji", "1,250.50", p.say("review.only"))
				p.begin()
				p.answer("approve")
				p.heading(p.in(kindOf(p, "transfer").Done))
				p.press(`main a[href$="/receipt"]`, at("/receipt"))
				p.shows("AE07 0331 2345 6789 0123 456", "1,250.50", "784-1990-XXXXXXX-X", p.say("receipt.by_face"))
				if pages := p.printed(); pages != 1 {
					t.Errorf("the receipt prints on %d pages", pages)
				}
				p.signOut()
				p.showsNothingOnTheWayBack()
			})
		}
	}
}

// signOut leaves the portal and UAE PASS.
func (p person) signOut() {
	p.Helper()
	p.press(`header form[action$="/signout"] button`, at("/signedout"))
	p.shows(p.say("signout.done", "entity", p.entity()))
}

func (p person) entity() string {
	if p.lang == i18n.AR {
		return "بنك المثال"
	}
	return "Example Bank"
}

// showsNothingOnTheWayBack presses the back button as often as it goes, like somebody who
// comes to the machine afterwards.
func (p person) showsNothingOnTheWayBack() {
	p.Helper()
	entries := run(p.tab, chromedp.NavigationEntries()).Entries
	looked := 0
	for _, e := range entries {
		u, err := url.Parse(e.URL)
		if err != nil || u.Host != portalHost || !strings.Contains(u.Path, "/transactions/") || strings.HasSuffix(u.Path, "/handover") {
			continue // the way to UAE PASS has nothing of its own
		}
		looked++
		p.follow(chromedp.NavigateToHistoryEntry(e.ID), func(*url.URL) bool { return true })
		if said := p.text(); strings.Contains(said, "Mariam") || strings.Contains(said, "1,250") {
			p.Errorf("going back to %s shows %s", u.Path, said)
		}
	}
	if looked < 2 {
		p.Errorf("only %d pages to go back to", looked)
	}
}
