package browsertest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takeed/internal/i18n"
)

// signInStaff goes from an address of the back office to its start.
func (p person) signInStaff(persona string) {
	p.Helper()
	p.to("/staff")
	p.press("main form button", elsewhere)
	p.press(`button[name=persona][value=`+persona+`]`, at("/staff"))
	p.heading(p.say("backoffice.title"))
}

// find types into the search box, in place of what is there.
func (p person) find(query string, arrived func(*url.URL) bool) {
	p.Helper()
	p.do(chromedp.Clear(chromedp.CSS("#q")), chromedp.SendKeys(chromedp.CSS("#q"), query))
	p.press(`form.query button`, arrived)
}

// checked runs the checks of a page. They need scripts.
func (p person) checked(scripts bool) {
	p.Helper()
	if scripts {
		p.wellMade()
	}
}

// Somebody on the staff is asked about a transfer: they look for it, read what the
// customer saw and what happened, and see who it was only after they said why.
func TestTheStaffFindOutWhatHappened(t *testing.T) {
	t.Parallel()
	for lang, scripts := range map[i18n.Lang]bool{i18n.AR: true, i18n.EN: false} {
		t.Run(fmt.Sprintf("%s, scripts %t", lang, scripts), func(t *testing.T) {
			t.Parallel()
			p := sit(t, lang, plenty)
			if !scripts {
				p.withoutScripts()
			}
			p.signIn("fatima")
			p.create("transfer")
			reference, reviewed := p.reference(), p.rows()
			p.begin()
			p.answer("approve")
			p.press(`main a[href$="/receipt"]`, at("/receipt"))
			received := p.rows()
			p.signInStaff("saeed")
			p.checked(scripts)
			p.searches(scripts, reference)
			p.sawTheSame(reviewed, received, p.rows())
			p.asksWhoItWas(scripts)
			p.to("/staff/dashboard")
			p.heading(p.say("dashboard.title"))
			p.shows("100.0%")
			p.checked(scripts)
			p.press(`header form[action$="/staff/signout"] button`, at("/staff/signedout"))
			p.shows(p.say("backoffice.signedout"))
		})
	}
}

// searches makes mistakes, finds an event, and goes from it to its transaction.
func (p person) searches(scripts bool, reference string) {
	p.Helper()
	p.press(`.nav a[href$="/staff/events"]`, at("/staff/events"))
	p.checked(scripts)
	p.find("evnt:x", at("/staff/find"))
	p.shows(p.say("query.unknown_key_nearest", "nearest", "event"))
	p.checked(scripts)
	p.find("event:identity_matched", at("/staff/events"))
	p.shows(i18n.N(p.lang, "count.events", 1), "identity_matched")
	p.press(`.events tbody a[href*="/staff/events/"]`, inOffice("/staff/events/"))
	p.shows("identity_matched", p.say("auditlog.whole"))
	p.checked(scripts)
	p.to("/staff/events")
	p.find(reference, inOffice("/staff/transactions/")) // pasted alone
	p.shows(reference, "1,250.50", "Mariam Al Namouthaji", "AE07 0331 2345 6789 0123 456", "transaction_confirmed")
	p.checked(scripts)
}

// rows are the summary lists of a page: labels and values.
func (p person) rows() []string {
	p.Helper()
	return eval[[]string](p.tab, `[...document.querySelectorAll(".rows > div")].map((row) => [...row.querySelectorAll("dt, dd:not(:has(a))")].map((e) => e.textContent.trim()).join(": "))`)
}

// sawTheSame: what was reviewed, what the receipt says and what the staff are shown are
// the same rows in the same order; receipt and staff have the same digest.
func (p person) sawTheSame(reviewed, received, audited []string) {
	p.Helper()
	n := len(reviewed)
	if n < 4 || len(received) <= n || len(audited) <= n || !slices.Equal(reviewed, received[:n]) || !slices.Equal(reviewed, audited[:n]) {
		p.Errorf("the customer reviewed %q, the receipt says %q and the staff read %q", reviewed, received, audited)
	}
	digest := p.say("label.digest")
	of := func(rows []string) int {
		return slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, digest) })
	}
	if of(received) < 0 || of(audited) < 0 || received[of(received)] != audited[of(audited)] {
		p.Errorf("the digests are not the same: %q, %q", received, audited)
	}
}

// asksWhoItWas has to say why.
func (p person) asksWhoItWas(scripts bool) {
	p.Helper()
	p.press(`main a[href*="/staff/people/"]`, inOffice("/staff/people/"))
	p.shows("784-1990-XXXXXXX-X")
	if said := p.text(); strings.Contains(said, "Fatima") {
		p.Errorf("a name is shown to whoever did not ask: %s", said)
	}
	p.checked(scripts)
	p.press(`form[action$="/reveal"] button`, at("/reveal"))
	p.shows(p.say("person.reason_missing"))
	if on := eval[string](p.tab, `document.activeElement.className`); on != "summary-error" {
		p.Errorf("%q has the focus, and not what is wrong", on)
	}
	p.checked(scripts)
	p.do(chromedp.SetValue(chromedp.CSS("#reason"), "complaint"), chromedp.SendKeys(chromedp.CSS("#case"), "CRM-2026/00417"))
	p.press(`form[action$="/reveal"] button`, at("/reveal"))
	p.shows(p.say("person.revealed"), "Fatima")
	p.checked(scripts)
}

// Single keys move through the events, also where the keyboard has Arabic letters on
// them, and do nothing once their owner has switched them off.
func TestKeysMoveThroughEventsUntilTheyAreSwitchedOff(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.AR, plenty)
	p.signInStaff("noura")
	p.to("/staff/events")
	p.typesKey("Slash", "ظ")
	if id := p.focused("id"); id != "q" {
		t.Errorf("the key for searching leads to %q", id)
	}
	p.typesKey("KeyJ", "ت") // in the search box it is a letter
	if id := p.focused("id"); id != "q" {
		t.Errorf("a letter typed into the search box leads to %q", id)
	}
	p.blur()
	p.typesKey("KeyJ", "ت")
	first := p.focused("href")
	p.typesKey("KeyJ", "ت")
	second := p.focused("href")
	p.typesKey("KeyK", "ن")
	if first == second || !strings.Contains(second, "/staff/events/") || p.focused("href") != first {
		t.Errorf("from %q to %q and back to %q", first, second, p.focused("href"))
	}
	p.do(chromedp.Click(chromedp.CSS("#keys")))
	for _, again := range []bool{false, true} {
		if again {
			p.do(chromedp.Reload()) // it is remembered
		}
		p.blur()
		p.typesKey("KeyJ", "ت")
		p.typesKey("Slash", "ظ")
		if at := p.focused("href") + p.focused("id"); at != "" {
			t.Errorf("a key that is switched off leads to %q", at)
		}
	}
}

func (p person) typesKey(code, key string) {
	p.Helper()
	eval[bool](p.tab, fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { code: %q, key: %q, bubbles: true, cancelable: true }))`, code, key))
}

func (p person) focused(attribute string) string {
	p.Helper()
	return eval[string](p.tab, `document.activeElement.getAttribute("`+attribute+`") || ""`)
}

func (p person) blur() {
	p.Helper()
	eval[bool](p.tab, `(document.activeElement.blur(), true)`)
}

// Whoever follows the log is told how many events are new, and what they read does not
// move under their eyes.
func TestNewEventsAreCountedAndNotPushedIn(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.EN, plenty)
	p.signInStaff("noura")
	p.to("/staff/events")
	p.find("event:signin_succeeded", at("/staff/events"))
	p.shows(i18n.N(p.lang, "count.events", 0))
	p.do(chromedp.Evaluate[chromedp.Void](`var opened = new Promise((open) => {
		const real = EventSource;
		window.EventSource = class extends real { constructor(url) { super(url); this.onopen = () => open(true); } };
	})`))
	p.do(chromedp.Evaluate[chromedp.Void](`var told = new Promise((seen) => {
		const news = document.querySelector("[data-news]");
		new MutationObserver(() => { if (!news.hidden) seen(true); }).observe(news, { attributes: true });
	})`))
	p.do(chromedp.Click(chromedp.CSS("[data-live] button")))
	p.shows(p.say("auditlog.pause"))
	eval[bool](p.tab, `opened`) // what happens before is not new
	p.world.Browser("en", 0).SignIn("ahmed")
	eval[bool](p.tab, `told`)
	p.shows(p.say("auditlog.news") + ": 1")
	p.wellMade()
	p.shows(i18n.N(p.lang, "count.events", 0))
	p.press("[data-news]", at("/staff/events"))
	p.shows(i18n.N(p.lang, "count.events", 1), "signin_succeeded")
}
