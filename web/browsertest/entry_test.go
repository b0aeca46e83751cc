package browsertest

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"takeed/internal/i18n"
)

// Digits are taken as an Arabic keyboard types them, and shown as all others.
func TestArabicDigitsAreTaken(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.AR, plenty)
	p.signIn("fatima")
	p.to("/new/transfer")
	p.fill(kindOf(p, "transfer"), map[string]string{
		"amount": "١٬٢٥٠٫٥٠", "payee_name": "مريم خلفان", "iban": "AE٠٧ ٠٣٣١ ٢٣٤٥ ٦٧٨٩ ٠١٢٣ ٤٥٦", "purpose": "family",
	})
	p.press(submit, aTransaction)
	p.shows("1,250.50 درهم", "AE07 0331 2345 6789 0123 456")
	p.wellMade()
}

// Nobody types the same thing twice: not after a mistake, a cancellation or an expiry,
// and not when the session ended midway.
func TestWhatWasTypedIsKept(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		p := sit(t, lang, plenty)
		p.signIn("fatima")

		p.to("/new/mobile")
		p.fill(kindOf(p, "mobile"), map[string]string{"mobile": "04 123"})
		p.press(submit, at("/new/mobile"))
		p.keeps("mobile", "04 123")

		p.create("transfer")
		p.press(`form[action$="/cancel"] button`, aTransaction)
		p.heading(p.say("ended.cancelled.title"))
		p.press(`main a[href*="/new/transfer?from="]`, at("/new/transfer"))
		p.keeps("amount", "1250.50")

		p.create("transfer")
		p.world.Database.Advance(t, 9*time.Minute)
		p.do(chromedp.Reload()) // whoever reads stays signed in
		p.world.Database.Advance(t, 7*time.Minute)
		p.do(chromedp.Reload())
		p.heading(p.say("ended.expired.title"))
		p.press(`main a[href*="/new/transfer?from="]`, at("/new/transfer"))
		p.keeps("payee_name", "Mariam Al Namouthaji")

		p.create("transfer")
		p.world.Database.Advance(t, 11*time.Minute) // and whoever does not is signed out
		p.press(confirmButton, at("/"+string(lang)+"/"))
		p.shows(p.say("signin.note_needed"))
		p.press("main form button", at("/"+string(lang)+"/")) // UAE PASS knows them still
		p.press(`.list a`, aTransaction)                      // what waits comes first
		p.heading(p.in(kindOf(p, "transfer").Review))
		p.shows("1,250.50", "Mariam Al Namouthaji")
	}
}

func (p person) keeps(field, value string) {
	p.Helper()
	if got := run(p.tab, chromedp.Value(chromedp.CSS("#"+field))); got != value {
		p.Errorf("%s begins with %q in %s, want %q", p.path(), got, field, value)
	}
}
