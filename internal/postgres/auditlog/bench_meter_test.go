package auditlog_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"takeed/internal/postgres/auditlog"
)

// timings are how long something took, each time.
type timings []time.Duration

func (t *timings) add(f func()) {
	begin := time.Now()
	f()
	*t = append(*t, time.Since(begin))
}

func (t timings) at(part float64) time.Duration {
	slices.Sort(t)
	return t[min(len(t)-1, int(part*float64(len(t))))]
}

// meter reads how long the server's process behind the one connection was on a processor,
// where the system says. On a machine that is busy with other things it is the only clock
// that tells what a question costs.
type meter string

func newMeter(b *testing.B, l *auditlog.Log) meter {
	pid, err := auditlog.Ask[int](b.Context(), l, `select pg_backend_pid()`)
	if err != nil {
		b.Fatal(err)
	}
	return meter(fmt.Sprintf("/proc/%d/schedstat", pid))
}

func (m meter) read() (on time.Duration) {
	content, _ := os.ReadFile(string(m))
	_, _ = fmt.Sscan(string(content), &on)
	return on
}

// cost is how long a look-up by key and something else took, each time, by the clock and on
// the server's processor.
type cost struct{ key, it, keyCPU, itCPU timings }

// both does one after the other.
func (s *cost) both(b *testing.B, l *auditlog.Log, m meter, f func()) {
	before := m.read()
	s.key.add(func() { byKey(b, l, len(s.key)) })
	between := m.read()
	s.it.add(f)
	s.keyCPU, s.itCPU = append(s.keyCPU, between-before), append(s.itCPU, m.read()-between)
}

// ratio is how many times as long it took as a look-up, by the clock and by the processor.
func (s *cost) ratio() (clock, cpu float64) {
	return float64(s.it.at(.5)) / float64(s.key.at(.5)), float64(s.itCPU.at(.5)) / float64(max(1, s.keyCPU.at(.5)))
}

// compareToKey measures something and, each time, a look-up by primary key on the same
// connection, and reports
//
//	×key         median, as multiple of the median of the look-up
//	×key-cpu     the same of the time on the server's processor
//	cpu-ms       that time itself
//	median-ms    the median itself
//	p99-ms       what one in a hundred exceeds
//	key-p99-ms   the same of the look-up: how restless the machine was
func compareToKey(b *testing.B, l *auditlog.Log, f func()) {
	b.Helper()
	f() // prepares the statements
	m, s := newMeter(b, l), new(cost)
	for b.Loop() {
		s.both(b, l, m, f)
	}
	clock, cpu := s.ratio()
	b.ReportMetric(clock, "×key")
	b.ReportMetric(cpu, "×key-cpu")
	b.ReportMetric(float64(s.itCPU.at(.5))/1e6, "cpu-ms")
	b.ReportMetric(float64(s.it.at(.5))/1e6, "median-ms")
	b.ReportMetric(float64(s.it.at(.99))/1e6, "p99-ms")
	b.ReportMetric(float64(s.key.at(.99))/1e6, "key-p99-ms")
	b.ReportMetric(0, "ns/op")
}

var most int64 // the highest key

// byKey is the cheapest question: a thousand keys in turn, from all over the log.
func byKey(b *testing.B, l *auditlog.Log, i int) {
	if most == 0 {
		var err error
		if most, err = auditlog.Ask[int64](b.Context(), l, `select max(id) from audit_events`); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := l.ByKey(b.Context(), 1+int64(i%1000)*(most/1000)); err != nil {
		b.Fatal(err)
	}
}
