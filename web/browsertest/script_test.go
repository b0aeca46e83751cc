package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/simulator/simulatortest"
)

// lookNow makes the script of a waiting page ask at once, as it does when somebody comes
// back to the tab.
const lookNow = `document.dispatchEvent(new Event("visibilitychange"))`

// listen keeps what a screen reader is told, also when the page is loaded again.
const listen = `new MutationObserver((changes) => {
	const said = JSON.parse(sessionStorage.getItem("said") || "[]");
	said.push(changes[0].target.textContent);
	sessionStorage.setItem("said", JSON.stringify(said));
}).observe(document.querySelector("[data-poll] [role=status]"), { childList: true })`

// A waiting page shows what happened elsewhere without a hand on it, and says each change
// once.
func TestTheWaitingPageUpdatesItself(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		p := sit(t, lang, plenty)
		p.signIn("fatima")
		p.create("transfer")
		address := p.address()
		p.begin()

		waiting := p.besides()
		waiting.visit(address)
		waiting.heading(p.say("waiting.title"))
		waiting.do(chromedp.Evaluate[chromedp.Void](listen))
		left := eval[string](waiting.tab, `document.querySelector("[data-left]").textContent`)
		p.world.Database.Advance(t, 4*time.Minute+10*time.Second)
		eval[bool](waiting.tab, `new Promise((told) => {
			new MutationObserver(() => told(true)).observe(document.querySelector("[data-poll] [role=status]"), { childList: true });
			`+lookNow+`;
		})`)
		if now := eval[string](waiting.tab, `document.querySelector("[data-left]").textContent`); now == left {
			t.Errorf("four minutes later there is as much left: %s", now)
		}
		waiting.answered() // another look in the same minute says nothing new

		waiting.follow(chromedp.Func(func(context.Context, *chromedp.Target) error {
			p.answer("approve")
			_, err := chromedp.Run(waiting.ctx, chromedp.Evaluate[bool](lookNow))
			return err
		}), aTransaction)
		waiting.heading(p.in(kindOf(p, "transfer").Done))
		said := eval[[]string](waiting.tab, `JSON.parse(sessionStorage.getItem("said"))`)
		want := []string{p.say("label.left", "minutes", i18n.N(lang, "count.minutes", 1)), p.say("waiting.changed")}
		if len(said) != 2 || said[0] != want[0] || said[1] != want[1] {
			t.Errorf("a screen reader was told %q, want %q", said, want)
		}
	}
}

// Somebody takes the transaction up on another device. The first browser's page says so
// without a hand on it, and takes it back with one button.
func TestTheWaitingPageTellsOfAnotherBrowser(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs {
		p := sit(t, lang, plenty)
		p.signIn("fatima")
		p.create("transfer")
		address := p.address()
		p.begin()
		waiting := p.besides()
		waiting.visit(address)
		waiting.heading(p.say("waiting.title"))

		device := p.world.Browser(string(lang), 0)
		device.SignIn("fatima")
		device.Begin(device.Get(strings.TrimPrefix(address, apptest.Address)))
		waiting.looksAgain()
		waiting.heading(p.say("elsewhere.title"))
		waiting.wellMade()

		waiting.begin()
		waiting.answer("approve")
		waiting.heading(p.in(kindOf(p, "transfer").Done))
	}
}

// And the page of the other browser changes when the first one is done.
func TestThePageOfAnotherBrowserUpdatesItself(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.AR, plenty)
	p.signIn("fatima")
	p.create("transfer")
	address := p.address()
	device := p.world.Browser("ar", 0)
	device.SignIn("fatima")
	callback := device.Callback(device.Get(strings.TrimPrefix(address, apptest.Address)), simulatortest.Decision{})
	p.visit(address)
	p.heading(p.say("elsewhere.title"))
	device.Get(callback)
	p.looksAgain()
	p.heading(p.in(kindOf(p, "transfer").Done))
}

// looksAgain has the script ask, and waits for the page that it loads.
func (p person) looksAgain() {
	p.Helper()
	p.follow(chromedp.Func(func(context.Context, *chromedp.Target) error {
		_, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](lookNow))
		return err
	}), aTransaction)
}

// answered lets the script ask, and waits for the answer.
func (p person) answered() {
	p.Helper()
	eval[bool](p.tab, `new Promise((seen) => {
		new PerformanceObserver((list) => { if (list.getEntries().some((e) => e.name.endsWith("/status"))) seen(true); }).observe({ type: "resource" });
		`+lookNow+`;
	})`)
}

// A second click does not send a form twice: the answer to it would hide the first.
func TestAFormIsSentOnce(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.EN, plenty)
	p.signIn("fatima")
	p.to("/new/mobile")
	p.fill(kindOf(p, "mobile"), typed["mobile"])
	stopped := eval[bool](p.tab, `(() => {
		const form = document.querySelector("main form");
		const click = () => { const e = new SubmitEvent("submit", { cancelable: true }); form.dispatchEvent(e); return e.defaultPrevented; };
		return !click() && click();
	})()`)
	if !stopped {
		t.Error("the second click is sent as well")
	}
}

// The buttons that need a script are there with one, and work.
func TestTheButtonsThatNeedAScript(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.AR, plenty)
	p.signIn("fatima")
	p.create("transfer")
	p.mayReadTheClipboard()
	p.do(chromedp.Click(chromedp.CSS("[data-copy]")))
	eval[bool](p.tab, `new Promise((done) => {
		const told = document.querySelector("[data-copy]").nextElementSibling;
		if (told.textContent) return done(true);
		new MutationObserver(() => done(true)).observe(told, { childList: true });
	})`)
	p.shows(p.say("action.copied"))
	if copied := eval[string](p.tab, `navigator.clipboard.readText()`); copied != p.reference() {
		t.Errorf("%q was copied", copied)
	}
	p.begin()
	p.answer("approve")
	p.press(`main a[href$="/receipt"]`, at("/receipt"))
	if eval[bool](p.tab, `document.querySelector("[data-print]").hidden`) {
		t.Error("the receipt has no button to print it")
	}
}

func (p person) mayReadTheClipboard() {
	p.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			Origin: apptest.Address, BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		})
		if err != nil {
			p.Fatal(err)
		}
	}
}

// Two minutes before a session ends for want of use its owner is asked, and may stay.
func TestASessionCanBeKept(t *testing.T) {
	t.Parallel()
	p := sit(t, i18n.EN, approval.DefaultLimits)
	p.signIn("fatima")
	shown := eval[bool](p.tab, `new Promise((seen) => {
		const strip = document.querySelector("[data-idle]");
		new MutationObserver(() => seen(!strip.hidden)).observe(strip, { attributes: true });
		localStorage.setItem("takeed.used/session", String(Date.now() - 9 * 60 * 1000));
	})`)
	if !shown {
		t.Fatal("nobody is asked")
	}
	p.shows(p.say("frame.idle"))
	p.wellMade()
	gone := eval[bool](p.tab, `new Promise((seen) => {
		const strip = document.querySelector("[data-idle]");
		new MutationObserver(() => seen(strip.hidden)).observe(strip, { attributes: true });
		strip.querySelector("button").click();
	})`)
	if !gone {
		t.Error("the question stays")
	}
}
