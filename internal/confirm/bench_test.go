package confirm_test

import (
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
//	statements/op      SQL statements, without those that only begin or end something
//	all-statements/op  with them
//	trips/op           database round trips, sessions included
//	commits/op         database transactions that wrote something
//	requests/op        HTTP requests to the portal
//	server-cpu-ms/op   processor time of all processes of PostgreSQL
//	test-cpu-ms/op     processor time of this process: portal, browsers, simulator and wire
//	allocs/op, B/op    allocations of this process
//	allocs/request     the same by request
func BenchmarkConfirmation(b *testing.B) {
	d := postgrestest.New(b)
	wire := d.Wire(b)
	w := newBank(b, d, wire)
	customers := make(chan *customer, runtime.GOMAXPROCS(0))
	for i := range cap(customers) {
		c := newCustomer(w, i, throughWire)
		c.confirm(plainly) // prepares the statements of the connections
		customers <- c
	}
	m := newMeter(b, w, d, wire)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		c := <-customers
		for pb.Next() {
			c.confirm(plainly)
		}
	})
	b.StopTimer()
	m.report(b)
	d.NoViolations(b)
}

// BenchmarkConfirmationPages is what each request of a confirmation costs when nothing else
// is asked meanwhile. Allocations are those of the portal alone, and of the simulator while
// a callback asks it.
func BenchmarkConfirmationPages(b *testing.B) {
	d := postgrestest.New(b)
	wire := d.Wire(b)
	w := newBank(b, d, wire)
	byWire, byHand := newCustomer(w, 0, throughWire), newCustomer(w, 1, directly)
	byHand.Client.Transport = &inProcess{portal: w.Apps[directly]}
	asked, allocated := byWire.asks(wire), byHand.allocates()
	for _, route := range routes {
		b.Run(route, func(b *testing.B) { // measured already
			b.ReportAllocs()
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(len(asked[route].Statements)), "statements/op")
			b.ReportMetric(float64(asked[route].Trips), "trips/op")
			b.ReportMetric(allocated[route].mallocs, "allocs/op")
			b.ReportMetric(allocated[route].bytes, "B/op")
		})
	}
}

// The replicas of a bank: one reaches the database by the wire, the other past it.
const (
	throughWire = iota
	directly
)

// newBank opens portals without limits to speak of, on one database.
func newBank(t testing.TB, d *postgrestest.Database, wire *postgrestest.Wire) *apptest.World {
	t.Helper()
	return apptest.New(t, apptest.Options{
		Database: d, Silent: true, Replicas: 2,
		Simulator: []func(*simulator.Config){apptest.People(64)}, // as many as there can be browsers: nobody has two attempts on the way
		Portal: func(c *app.Config) {
			if c.Instance == "replica-1" {
				c.DatabaseURL = wire.URL
			}
			c.PageConns, c.Callbacks = 16, 8
			c.Limits = approval.Limits{Attempts: 3, Mismatches: 5, Starts: 1 << 30, StartsDay: 1 << 30, Open: 20, Created: 1 << 30, Address: 1 << 30}
		},
	})
}
