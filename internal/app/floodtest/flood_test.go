// Package floodtest floods a portal from one address, with no cookie and no password:
// sign-ins that are begun and left, made-up callbacks of both kinds and of the staff's,
// pages of customers. Meanwhile others are served as ever, what they do is in the audit
// log, what the flood leaves is bounded, what is old is purged, and one line says how much
// was not written.
//
//	go test ./internal/app/floodtest -v                                                      a sample
//	go test ./internal/app/floodtest -v -requests 36000 -within 30s -old 1500000 -look 500   much more
//
// It logs how long pages took before the flood and in it, and judges only what does not
// depend on the machine.
package floodtest

import (
	"flag"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator/simulatortest"
)

var (
	requests = flag.Int("requests", 2400, "requests of the flood")
	workers  = flag.Int("workers", 16, "requests of the flood at once")
	within   = flag.Duration("within", 0, "spread them over so long; 0 is as fast as they are answered")
	old      = flag.Int("old", 12_000, "rows of each kind that wait to be purged")
	look     = flag.Int("look", 30, "pages that others open before the flood")
)

// twice is what a bound by the hour may let pass while the clock strikes.
const twice = 2

// shots are the requests of the flood, in turn.
var shots = []func(b *apptest.Browser) *http.Request{
	func(b *apptest.Browser) *http.Request { return b.Request(http.MethodPost, "/en/signin", nil) },
	func(b *apptest.Browser) *http.Request { return madeUp(b, "/uaepass/signin/callback") },
	func(b *apptest.Browser) *http.Request { return b.Request(http.MethodGet, "/ar/transactions", nil) },
	func(b *apptest.Browser) *http.Request { return madeUp(b, "/uaepass/confirm/callback") },
	func(b *apptest.Browser) *http.Request { return madeUp(b, "/oidc/callback") },
	func(b *apptest.Browser) *http.Request { return b.Request(http.MethodPost, "/en/staff/signin", nil) },
}

func madeUp(b *apptest.Browser, path string) *http.Request {
	return b.Request(http.MethodGet, path+"?code=a&state="+approval.NewSecret().Reveal(), nil)
}

// flood sends them all from one address, which keeps no cookies, and counts the answers.
func (w flooded) flood() map[int]int {
	b := w.browser("203.0.113.66")
	b.Client.Jar = nil
	began := time.Now()
	var next atomic.Int64
	var mu sync.Mutex
	answers := map[int]int{}
	var all sync.WaitGroup
	for range *workers {
		all.Go(func() {
			for i := next.Add(1); i <= int64(*requests); i = next.Add(1) {
				<-time.After(time.Until(began.Add(*within * time.Duration(i) / time.Duration(*requests))))
				resp, err := b.Client.Do(shots[i%int64(len(shots))](b))
				if err != nil {
					w.Errorf("a request of the flood: %v", err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				mu.Lock()
				answers[resp.StatusCode]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return answers
}

// looks opens pages until it is told to stop, and returns how long each took.
func looks(w flooded, pages map[string]*apptest.Browser, more func(n int) bool) []time.Duration {
	var took []time.Duration
	for n := 0; more(n); n++ {
		for path, b := range pages {
			began := time.Now()
			page, err := b.Try(path)
			took = append(took, time.Since(began))
			if err != nil || page.Status != http.StatusOK {
				w.Errorf("%s: %v", path, err)
			}
		}
	}
	return took
}

func p95(took []time.Duration) time.Duration {
	took = slices.Sorted(slices.Values(took))
	return took[len(took)*95/100]
}

func TestAnAnonymousFloodHurtsNobody(t *testing.T) {
	t.Parallel()
	w := open(t)
	customer, auditor := w.browser("192.0.2.1"), w.browser("192.0.2.2")
	customer.SignIn("person0")
	review := customer.Create("transfer", apptest.Transfer())
	auditor.SignInStaff("saeed")
	pages := map[string]*apptest.Browser{review.Path(): customer, "/en/transactions": customer, "/en/staff/events": auditor}
	quiet := looks(w, pages, func(n int) bool { return n < *look })
	w.aged()

	var flooding atomic.Bool
	flooding.Store(true)
	var during sync.WaitGroup
	var busy []time.Duration
	during.Go(func() { busy = looks(w, pages, func(n int) bool { return n == 0 || flooding.Load() }) })
	during.Go(func() {
		if err := w.Apps[0].Confirm.Tidy(t.Context()); err != nil {
			t.Errorf("tidy up in the flood: %v", err)
		}
	})
	var answers map[int]int
	began := time.Now()
	var took time.Duration
	during.Go(func() { answers, took = w.flood(), time.Since(began); flooding.Store(false) })
	w.othersGoOn()
	during.Wait()
	after := looks(w, pages, func(n int) bool { return n < *look }) // with as many events to list as in the flood

	t.Logf("%d requests in %s: %v", *requests, took.Round(time.Millisecond), answers)
	t.Logf("p95 of %d pages before: %s; of %d in the flood: %s; of %d after it: %s", len(quiet), p95(quiet), len(busy), p95(busy), len(after), p95(after))
	w.isBounded()
	w.isTold(answers)
	w.NoViolations()
}

// othersGoOn is what customers and staff do elsewhere while the flood runs.
func (w flooded) othersGoOn() {
	w.Helper()
	b := w.browser("192.0.2.3")
	b.SignIn("person1")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{})
	if done.Find(".panel.tone-ok").Length() != 1 {
		w.Errorf("a confirmation in the flood led to %d %q", done.Status, done.Heading())
	}
	if page := w.browser("192.0.2.4").SignInStaff("omar"); page.Status != http.StatusForbidden {
		w.Errorf("somebody without a role: %d", page.Status)
	}
	for code, n := range map[approval.EventCode]int{
		approval.EventSigninSucceeded: 2, approval.EventTransactionConfirmed: 1, approval.EventStaffSigninRefused: 1,
	} {
		if got := w.count(`select count(*) from audit_events where kind = $1`, code); got != n {
			w.Errorf("%d of %d events %s were written", got, n, code)
		}
	}
}

// isBounded looks at what the flood left, and at what was old.
func (w flooded) isBounded() {
	w.Helper()
	const recent = ` where expires_at > takeed_now() - interval '2 days'`
	if n := w.count(`select count(*) from signins` + recent + ` and realm = 'customer'`); n > starts+*workers+8 {
		w.Errorf("%d sign-ins were begun", n)
	}
	if n := w.count(`select (select count(*) from signins where expires_at < takeed_now() - interval '2 days') +
		(select count(*) from sessions where expires_at < takeed_now() - interval '2 days')`); n != 0 {
		w.Errorf("%d old rows are left", n)
	}
	for _, code := range []approval.EventCode{approval.EventSigninRefused, approval.EventSigninCallbackRefused, approval.EventCallbackRefused,
		approval.EventStaffSigninCallbackRefused} {
		if n := w.written(code); n == 0 || n > twice*approval.EventsPerAddress {
			w.Errorf("%d lines of %s", n, code)
		}
	}
}

func (w flooded) written(code approval.EventCode) int {
	w.Helper()
	return w.count(`select count(*) from audit_events where kind = $1 and tx_id is null`, code)
}

// isTold lets the hour pass and wants every refusal written or counted.
func (w flooded) isTold(answers map[int]int) {
	w.Helper()
	refused := 0
	for i := 1; i <= *requests; i++ {
		if i%len(shots) == 1 || i%len(shots) == 3 || i%len(shots) == 4 {
			refused++
		}
	}
	want := refused - w.written(approval.EventSigninCallbackRefused) - w.written(approval.EventCallbackRefused) - w.written(approval.EventStaffSigninCallbackRefused)
	tidy := func() {
		if err := w.Apps[0].Confirm.Tidy(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
	tidy()
	w.Database.Advance(w, 2*time.Hour+2*time.Minute)
	tidy()
	said := w.count(`select coalesce(sum(coalesce((body::jsonb ->> 'signin_callback_refused')::int, 0) + coalesce((body::jsonb ->> 'callback_refused')::int, 0)
		+ coalesce((body::jsonb ->> 'staff_signin_callback_refused')::int, 0)), 0) from audit_events where stream = $1`, approval.OfDropped)
	if said != want {
		w.Errorf("the log says that %d refused callbacks were dropped, and %d were", said, want)
	}
	if n := w.log.with("events were dropped"); n < 1 || n > twice {
		w.Errorf("%d lines of the process log say what was dropped", n)
	}
}
