package browsertest

import (
	"context"
	_ "embed"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe-core/axe.min.js
var axe string

//go:embed testdata/checks.js
var checks string

// tab is one tab in a browser context of its own.
type tab struct {
	testing.TB
	ctx   context.Context
	net   *proxy
	loads chan struct{}

	mu     sync.Mutex
	faults []string // what the browser had to say, and requests for what is not ours
}

// open opens a tab on a network. At the end of the test nothing may have gone wrong in
// it that the browser noticed: no blocked content, no error of a script, and no request
// to anybody else.
func open(t testing.TB, net *proxy) *tab {
	t.Helper()
	needChromium(t)
	return newTab(t, net, chromium, chromedp.WithNewBrowserContext(func(p *target.CreateBrowserContextParams) {
		p.ProxyServer, p.ProxyBypassList = net.server.URL, "<-loopback>"
	}))
}

// another opens a second tab beside this one: the same cookies, the same network.
func (b *tab) another() *tab {
	b.Helper()
	return newTab(b.TB, b.net, b.ctx)
}

func newTab(t testing.TB, net *proxy, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	b := &tab{TB: t, ctx: ctx, net: net, loads: make(chan struct{}, 1)}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal("open a tab:", err)
	}
	t.Cleanup(b.check)
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return b
}

// needChromium skips a test on a machine without it. Where CI is set, TestMain has failed
// by then.
func needChromium(t testing.TB) {
	t.Helper()
	if chromium == nil {
		t.Skip("Chromium is not installed")
	}
}

// heard takes note of an event. It must not call the browser.
func (b *tab) heard(event any) {
	switch e := event.(type) {
	case *page.EventLoadEventFired:
		select {
		case b.loads <- struct{}{}:
		default:
		}
	case *log.EventEntryAdded:
		if worthTelling(e.Entry) {
			b.fault(string(e.Entry.Source) + ": " + e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.fault(e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.fault("a page writes to the console")
	case *network.EventRequestWillBeSent:
		if !b.net.knows(e.Request.URL) {
			b.fault("a page asks for " + e.Request.URL)
		}
	}
}

// worthTelling leaves out answers such as 404, which are the business of the test that
// asked, and values that an input of the browser cannot show.
func worthTelling(e *log.Entry) bool {
	grave := e.Level == log.EntryLevelError || e.Level == log.EntryLevelWarning
	return grave && e.Source != log.EntrySourceNetwork && e.Source != log.EntrySourceRendering
}

func (b *tab) fault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, text)
}

func (b *tab) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range b.faults {
		b.Error("in the browser:", fault)
	}
}

// do takes steps, and fails the test if one does not succeed.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("at %s: %v", b.address(), err)
	}
}

// run takes one step and returns what came of it.
func run[T any](b *tab, step chromedp.Action[T]) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, step)
	if err != nil {
		b.Fatalf("at %s: %v", b.address(), err)
	}
	return value
}

// eval is the value of an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	return run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// glance is one step that may fail: a tab that hangs is still asked where it is.
func glance[T any](b *tab, step chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, step)
}

// address is where the tab is.
func (b *tab) address() string {
	entries, err := glance(b, chromedp.NavigationEntries())
	if err != nil || len(entries.Entries) == 0 {
		return "an unknown address"
	}
	return entries.Entries[entries.CurrentIndex].URL
}

// path is the same within the host.
func (b *tab) path() string {
	u, err := url.Parse(b.address())
	if err != nil {
		b.Fatal(err)
	}
	return u.Path
}

// visit opens an address.
func (b *tab) visit(address string) {
	b.Helper()
	b.do(chromedp.Navigate(address))
}

// follow does something that leads to other pages, and waits until one of them is the
// one.
func (b *tab) follow(step chromedp.Action[chromedp.Void], arrived func(*url.URL) bool) {
	b.Helper()
	select {
	case <-b.loads:
	default:
	}
	b.do(step)
	late := time.After(patience)
	for {
		select {
		case <-b.loads:
		case <-late:
			title, _ := glance(b, chromedp.Title())
			b.Fatalf("still at %s, %q", b.address(), title)
		}
		if u, err := url.Parse(b.address()); err == nil && arrived(u) && b.complete() {
			return
		}
	}
}

// complete reports whether the page has loaded. While it is changing to another it has
// not; that one's load is still to come.
func (b *tab) complete() bool {
	done, err := glance(b, chromedp.Evaluate[bool](`document.readyState === "complete"`))
	return err == nil && done
}

// learn brings the checks into the page, and waits until its fonts are there and it was
// drawn once: only then has an autofocus been heeded.
func (b *tab) learn() {
	b.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](checks))
	eval[bool](b, `document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(() => drawn(true))))`)
}

// width makes the window as wide as a telephone, a tablet or a desk.
func (b *tab) width(pixels int64) {
	b.Helper()
	b.do(chromedp.EmulateViewport(pixels, 900))
}

// prefer sets what a page can ask about its reader: "prefers-color-scheme", "dark".
func (b *tab) prefer(pairs ...string) {
	b.Helper()
	var p emulation.SetEmulatedMediaParams
	for i := 0; i < len(pairs); i += 2 {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	call(b, emulation.SetEmulatedMedia, p)
}
