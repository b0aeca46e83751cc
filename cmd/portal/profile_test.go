package main

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// customers is how many people there are in the benchmarks below: enough that none of them
// comes to a limit.
const customers = 16

// unlimited is as good as no limits.
const unlimited = "starts_per_10_minutes=1000,starts_per_day=10000,open_transactions=10000,transactions_per_day=100000," +
	"starts_per_address=1000000,starts_per_network=1000000"

// BenchmarkProcess lets customers confirm at a portal that is a process of its own.
//
//	portal-ms/op        processor time of the portal for a confirmation
//	portal-allocs/op    its allocations
//	portal-KB/op        and their size
//
// With -profile it writes where that time went, for go tool pprof. Given to the compiler
// as default.pgo, such a profile gained nothing that could be measured, and a minute of
// every clean build went to it.
func BenchmarkProcess(b *testing.B) {
	w, p := ofCustomers(b)
	ready := make(chan *confirming, customers)
	for i := range customers {
		ready <- newConfirming(w, p.served, i)
	}
	b.SetParallelism(max(1, customers/2/runtime.GOMAXPROCS(0)))
	before := p.account(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c := <-ready
			c.confirm()
			ready <- c
		}
	})
	b.StopTimer()
	after, n := p.account(b), float64(b.N)
	b.ReportMetric(millis(after.Time-before.Time)/n, "portal-ms/op")
	b.ReportMetric(float64(after.Allocs-before.Allocs)/n, "portal-allocs/op")
	b.ReportMetric(float64(after.Bytes-before.Bytes)/1024/n, "portal-KB/op")
}

// waitingPages is how many pages of attempts are open in BenchmarkWaitingPages.
const waitingPages = 1000

// BenchmarkWaitingPages has pages of transactions open that ask for news, each on a
// connection of its own. The script of such a page (static/app.js) asks after two seconds
// at first and every twenty in the end; here each of them asks once in an operation, one
// after the other.
//
//	portal-ms/op     processor time of the portal until each page has asked once
//	percent          of one processor, with all pages asking every twenty seconds
//	portal-MB        memory that the open pages cost the portal
func BenchmarkWaitingPages(b *testing.B) {
	w, p := ofCustomers(b)
	var pages []func()
	for i := range customers {
		c := newConfirming(w, p.served, i)
		for len(pages) < waitingPages*(i+1)/customers {
			pages = append(pages, c.waiting())
		}
	}
	askAll := func() {
		for _, ask := range pages {
			ask()
		}
	}
	closed := p.freed(b)
	askAll()
	open := p.freed(b)
	b.ResetTimer()
	for range b.N {
		askAll()
	}
	b.StopTimer()
	each := millis(p.account(b).Time-open.Time) / float64(b.N)
	b.ReportMetric(each, "portal-ms/op")
	b.ReportMetric(each/(20*1000)*100, "percent")
	b.ReportMetric((float64(open.Held)-float64(closed.Held))/(1<<20), "portal-MB")
}

// ofCustomers is a portal in a process of its own, and people to use it.
func ofCustomers(b *testing.B) (*apptest.World, *portalProcess) {
	d := postgrestest.New(b)
	e := on(b, d).with(env{"PORTAL_LIMITS": unlimited})
	w := apptest.New(b, apptest.Options{
		Database: d, Silent: true, Simulator: []func(*simulator.Config){apptest.People(customers)},
		Portal: func(c *app.Config) { c.Limits = approval.Limits{Starts: 1000, StartsDay: 1000} },
	})
	return w, measured(b, e.with(clientsOf(w.Simulator)))
}

// confirming is somebody signed in who confirms one transaction after the other. The pages
// of UAE PASS are skipped: the code is issued as if they had just shown their face.
type confirming struct {
	apptest.Browser
	persona string
	at      *served
}

func newConfirming(w *apptest.World, s *served, i int) *confirming {
	persona := fmt.Sprintf("person%d", i)
	b := w.Browser("en", 0)
	b.SignIn(persona)
	b.Client = keeping(w, s, b.Client.Jar)
	return &confirming{*b, persona, s}
}

// keeping is a client that keeps its connections.
func keeping(w *apptest.World, s *served, jar http.CookieJar) *http.Client {
	client := s.client(jar)
	client.Transport.(*http.Transport).DisableKeepAlives = false
	w.Cleanup(client.CloseIdleConnections)
	return client
}

func (c *confirming) confirm() {
	review := c.Create("transfer", apptest.Transfer())
	handover := c.Begin(review)
	sent, err := url.Parse(c.Get(review.Path() + "/go").Elsewhere)
	if err != nil || sent.Host == "" {
		c.World.Fatalf("not sent to UAE PASS: %d %s, %d %s", review.Status, review.Heading(), handover.Status, handover.Heading())
	}
	q := sent.Query()
	code, err := c.World.Simulator.Issue(simulator.Grant{
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: c.persona, Challenge: q.Get("code_challenge"),
	})
	if err != nil {
		c.World.Fatal(err)
	}
	done := c.Get("/uaepass/confirm/callback?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode())
	if done.Status != http.StatusOK || done.Find(".panel.tone-ok").Length() != 1 {
		c.World.Fatalf("not confirmed: %d %s", done.Status, done.Heading())
	}
}

// waiting begins an attempt, which ends the one before, and returns what its page does
// when it asks for news.
func (c *confirming) waiting() (ask func()) {
	review := c.Create("transfer", apptest.Transfer())
	c.Begin(review)
	page := c.Browser
	page.Client = keeping(c.World, c.at, c.Client.Jar)
	return func() {
		if news := page.Get(review.Path() + "/status"); news.Status != http.StatusOK {
			c.World.Fatalf("no news but %d", news.Status)
		}
	}
}
