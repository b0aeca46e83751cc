package confirm_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"syscall"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// meter reads what confirmations cost, from the moment it was made.
type meter struct {
	world    *apptest.World
	database *postgrestest.Database
	take     func() postgrestest.Sent
	begin    reading
}

// reading is what there has been so far.
type reading struct {
	requests, commits int64
	server, test      time.Duration
	memory            runtime.MemStats
}

func newMeter(b *testing.B, w *apptest.World, d *postgrestest.Database, wire *postgrestest.Wire) *meter {
	m := &meter{world: w, database: d, take: wire.Listen()}
	m.begin = m.read(b)
	m.take()
	return m
}

func (m *meter) read(b *testing.B) (r reading) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	r.test = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	r.requests, r.commits, r.server = m.world.Requests(), written(b, m.database), m.database.Processor(b)
	runtime.ReadMemStats(&r.memory)
	return r
}

// written counts database transactions that got a number, which those get that write.
func written(t testing.TB, d *postgrestest.Database) int64 {
	return postgrestest.Query[int64](t, d, `select pg_snapshot_xmax(pg_current_snapshot())::text::bigint`)
}

// report reports the costs of b.N confirmations.
func (m *meter) report(b *testing.B) {
	sent, end := m.take(), m.read(b)
	n, requests := float64(b.N), float64(end.requests-m.begin.requests)
	mallocs := float64(end.memory.Mallocs - m.begin.memory.Mallocs)
	b.ReportMetric(n/b.Elapsed().Seconds(), "confirmations/s")
	b.ReportMetric(float64(len(sent.Statements))/n, "statements/op")
	b.ReportMetric(float64(len(sent.Statements)+sent.Frames)/n, "all-statements/op")
	b.ReportMetric(float64(sent.Trips)/n, "trips/op")
	b.ReportMetric(float64(end.commits-m.begin.commits)/n, "commits/op")
	b.ReportMetric(requests/n, "requests/op")
	b.ReportMetric((end.server-m.begin.server).Seconds()*1000/n, "server-cpu-ms/op")
	b.ReportMetric((end.test-m.begin.test).Seconds()*1000/n, "test-cpu-ms/op")
	b.ReportMetric(mallocs/n, "allocs/op")
	b.ReportMetric(float64(end.memory.TotalAlloc-m.begin.memory.TotalAlloc)/n, "B/op")
	b.ReportMetric(mallocs/requests, "allocs/request")
}

// asks is what each request of a confirmation sends to the database once its statements are
// prepared. The least of several counts: a connection that was idle for a second is first
// asked whether it lives.
func (c *customer) asks(wire *postgrestest.Wire) map[string]postgrestest.Sent {
	c.confirm(plainly)
	least, take := map[string]postgrestest.Sent{}, wire.Listen()
	note := func(route string, request func()) {
		take()
		request()
		if sent := take(); least[route].Trips == 0 || sent.Trips < least[route].Trips {
			least[route] = sent
		}
	}
	for range 3 {
		c.confirm(note)
	}
	return least
}

// inProcess hands requests to a portal without a network, so that only the portal allocates
// meanwhile.
type inProcess struct {
	portal http.Handler
	last   allocation
}

type allocation struct{ mallocs, bytes float64 }

func (p *inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.1:1234"
	w := httptest.NewRecorder()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p.portal.ServeHTTP(w, r)
	runtime.ReadMemStats(&after)
	p.last = allocation{float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)}
	return w.Result(), nil
}

// allocates is what each request of a confirmation allocates, on average.
func (c *customer) allocates() map[string]allocation {
	const rounds = 20
	c.confirm(plainly)
	mean, transport := map[string]allocation{}, c.Client.Transport.(*inProcess)
	note := func(route string, request func()) {
		request()
		sum := mean[route]
		mean[route] = allocation{sum.mallocs + transport.last.mallocs/rounds, sum.bytes + transport.last.bytes/rounds}
	}
	for range rounds {
		c.confirm(note)
	}
	return mean
}
