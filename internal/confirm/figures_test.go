package confirm_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
)

var update = flag.Bool("update", false, "write the figures of BenchmarkFigures into the README")

const readme = "../../README.md"

// table is where the README has its figures.
var table = regexp.MustCompile(`(?s)(<!-- figures -->\n).*(<!-- end of figures -->\n)`)

// figures are what the README says that a confirmation costs.
type figures struct {
	asks           cost
	server, portal time.Duration // on a processor
	allocated      allocation
	rest, work     int64  // bytes in memory
	measured       string // on what
}

func (f figures) table() string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
	return fmt.Sprintf(`A confirmation | costs
---|---
%s
processor time of PostgreSQL, of the portal | %s, %s
allocations | %.0f, %.0f kB
memory of a portal at rest, at work | %d MB, %d MB

Measured with %d browsers on %s by
`+"`go test ./internal/confirm -run xxx -bench Figures -benchtime 400x -update`.\n", f.asks.row(), ms(f.server), ms(f.portal),
		f.allocated.mallocs, f.allocated.bytes/1000, f.rest>>20, f.work>>20, browsers, f.measured)
}

// row is the line of the table that is the same on every machine.
func (c cost) row() string {
	return fmt.Sprintf("requests, commits, round trips to the database, SQL statements | %d, %d, %d, %d", len(routes), c.commits, c.trips, c.statements)
}

// browsers confirm at the same time while processor time is measured.
const browsers = 8

// BenchmarkFigures measures the figures of the README. The portal is the program itself, in a
// process of its own.
func BenchmarkFigures(b *testing.B) {
	d := postgrestest.New(b)
	wire := d.Wire(b)
	keyset := newKeyset(b, d)
	w := newBank(b, d, wire)
	f := figures{measured: machine(b, d)}
	byWire, byHand := newCustomer(w, 0, throughWire), newCustomer(w, 1, directly)
	costs, _ := byWire.costs(d, wire)
	f.asks = costs[whole]
	byHand.Client.Transport = &inProcess{portal: w.Apps[directly]}
	f.allocated = sum(byHand.allocates())
	p := startPortal(b, w, keyset)
	f.rest = p.memory(b)
	var all []*customer
	for i := range browsers {
		all = append(all, p.customer(w, 2+i))
	}
	server, portal := d.Processor(b), p.processor()
	b.ResetTimer()
	share(all, b.N)
	b.StopTimer()
	f.server, f.portal = (d.Processor(b)-server)/time.Duration(b.N), (p.processor()-portal)/time.Duration(b.N)
	f.work = p.memory(b)
	b.ReportMetric(f.server.Seconds()*1000, "server-cpu-ms/op")
	b.ReportMetric(f.portal.Seconds()*1000, "portal-cpu-ms/op")
	b.ReportMetric(float64(f.rest)/(1<<20), "MB-at-rest")
	b.ReportMetric(float64(f.work)/(1<<20), "MB-at-work")
	if *update && b.N > 1 { // the first run is a try
		f.write(b)
	}
}

// share has customers confirm n times in all.
func share(all []*customer, n int) {
	var open sync.WaitGroup
	for i, c := range all {
		open.Go(func() {
			for range (n - i + len(all) - 1) / len(all) {
				c.confirm(plainly)
			}
		})
	}
	open.Wait()
}

// sum is what the requests of a confirmation allocate together.
func sum(by map[string]allocation) (all allocation) {
	for _, route := range routes {
		all.mallocs, all.bytes = all.mallocs+by[route].mallocs, all.bytes+by[route].bytes
	}
	return all
}

// machine is on what something is measured.
func machine(b *testing.B, d *postgrestest.Database) string {
	processor := "processors of an unknown kind"
	content, _ := os.ReadFile("/proc/cpuinfo")
	if model := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(content); model != nil {
		processor = "processors (" + string(model[1]) + ")"
	}
	version := postgrestest.Query[string](b, d, `select split_part(current_setting('server_version'), ' ', 1)`)
	return fmt.Sprintf("%d %s, PostgreSQL %s, Go %s", runtime.NumCPU(), processor, version, strings.TrimPrefix(runtime.Version(), "go"))
}

func (f figures) write(b *testing.B) {
	content, err := os.ReadFile(readme)
	if err == nil && !table.Match(content) {
		b.Fatal("the README has no place for figures")
	}
	if err == nil {
		err = os.WriteFile(readme, table.ReplaceAll(content, []byte("${1}"+f.table()+"${2}")), 0o644)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// readmeSays fails unless the README says what a confirmation asks of the database.
func readmeSays(t *testing.T, c cost) {
	t.Helper()
	content, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	if figures := table.Find(content); !bytes.Contains(figures, []byte("\n"+c.row()+"\n")) {
		t.Errorf("the README does not say\n%s\nMeasure its figures again and commit them:\n\tgo test ./internal/confirm -run xxx -bench Figures -benchtime 400x -update", c.row())
	}
}
