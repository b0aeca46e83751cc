package confirm_test

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

func TestMain(m *testing.M) { postgrestest.Main(m) }

// BenchmarkConfirmation is a whole confirmation over HTTP, as a browser makes it: the
// form is sent, the review page shown, the confirm button pressed, the hand-over page
// and the way out followed, the callback delivered, the result page shown. PostgreSQL
// is real and durable, UAE PASS is the simulator in this process.
//
//	confirmations/s    finished per second of wall clock, with -cpu 1,8,32 browsers
//	trips/op           database round trips, sessions included
//	commits/op         database transactions that wrote something
//	requests/op        HTTP requests to the portal
//	allocs/request     allocations of the whole process, so browser and simulator too
func BenchmarkConfirmation(b *testing.B) {
	d := postgrestest.New(b)
	wire := d.Wire(b)
	w := apptest.New(b, apptest.Options{
		Database: d, Silent: true,
		Simulator: []func(*simulator.Config){apptest.People(64)}, // as many as there can be browsers: nobody has two attempts on the way
		Portal: func(c *app.Config) {
			c.DatabaseURL = wire.URL
			c.PageConns, c.Callbacks = 16, 8
			c.Limits = approval.Limits{Attempts: 3, Mismatches: 5, Starts: 1 << 30, StartsDay: 1 << 30, Open: 20, Created: 1 << 30, Address: 1 << 30}
		},
	})
	customers := make(chan *customer, runtime.GOMAXPROCS(0))
	for i := range cap(customers) {
		c := newCustomer(w, i)
		c.confirm() // prepares the statements of the connections
		customers <- c
	}
	trips, commits, requests := wire.RoundTrips(), written(b, d), w.Requests()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		c := <-customers
		for pb.Next() {
			c.confirm()
		}
	})
	b.StopTimer()
	runtime.ReadMemStats(&after)
	n, sent := float64(b.N), float64(w.Requests()-requests)
	b.ReportMetric(n/b.Elapsed().Seconds(), "confirmations/s")
	b.ReportMetric(float64(wire.RoundTrips()-trips)/n, "trips/op")
	b.ReportMetric(float64(written(b, d)-commits)/n, "commits/op")
	b.ReportMetric(sent/n, "requests/op")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/sent, "allocs/request")
	d.NoViolations(b)
}

// written counts database transactions that got a number, which those get that write.
func written(b *testing.B, d *postgrestest.Database) int64 {
	return postgrestest.Query[int64](b, d, `select pg_snapshot_xmax(pg_current_snapshot())::text::bigint`)
}

// customer is somebody signed in, in a browser of their own.
type customer struct {
	*apptest.Browser
	persona string
}

func newCustomer(w *apptest.World, i int) *customer {
	c := &customer{w.Browser("en", 0), fmt.Sprintf("person%d", i)}
	c.SignIn(c.persona)
	return c
}

// confirm makes one transaction and confirms it. The simulator's pages are skipped:
// the code is issued as if the person had just shown their face.
func (c *customer) confirm() {
	values := apptest.Transfer()
	values.Set("key", string(approval.NewID()))
	review := c.Post("/en/new/transfer", values)
	c.Begin(review)
	sent, err := url.Parse(c.Get(review.Path() + "/go").Elsewhere)
	if err != nil {
		c.World.Fatal(err)
	}
	q := sent.Query()
	code, err := c.World.Simulator.Issue(simulator.Grant{
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: c.persona, Challenge: q.Get("code_challenge"),
	})
	if err != nil {
		c.World.Fatal(err)
	}
	done := c.Get("/uaepass/confirm/callback?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode())
	if done.Status != http.StatusOK || done.Path() != review.Path() || done.Find(".panel.tone-ok").Length() != 1 {
		c.World.Fatalf("not confirmed: %d %s", done.Status, done.Heading())
	}
}
