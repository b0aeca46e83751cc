package auditlog_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
)

// peak is a reader that looks how much memory there is in use: the heap, and what the
// process has of the machine's, where the machine says.
type peak struct{ heap, resident uint64 }

func (p *peak) Write(b []byte) (int, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.heap, p.resident = max(p.heap, m.HeapAlloc), max(p.resident, residentMemory())
	return len(b), nil
}

func residentMemory() uint64 {
	content, _ := os.ReadFile("/proc/self/statm")
	var size, pages uint64
	_, _ = fmt.Sscan(string(content), &size, &pages)
	return pages * uint64(os.Getpagesize())
}

// benchExport writes files of as many lines as one may have. What it takes of our own
// processor stands beside that of the server's: it reads and writes in turn.
func benchExport(b *testing.B, l *auditlog.Log) {
	for _, format := range []audit.Format{audit.JSONL, audit.CSV} {
		b.Run(string(format), func(b *testing.B) {
			var n int64
			out := new(peak)
			runtime.GC()
			before, m := residentMemory(), newMeter(b, l)
			server, own := m.read(), ownTime()
			for b.Loop() {
				m, err := writeExport(b.Context(), l, audit.Export{Format: format}, out)
				if err != nil {
					b.Fatal(err)
				}
				n += m.Count
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric((m.read()-server).Seconds()*1e6/float64(n), "µs-server-cpu/event")
			b.ReportMetric((ownTime()-own).Seconds()*1e6/float64(n), "µs-own-cpu/event")
			b.ReportMetric(float64(out.heap)/1e6, "MB-heap-at-most")
			b.ReportMetric(float64(before)/1e6, "MB-resident-before")
			b.ReportMetric(float64(out.resident)/1e6, "MB-resident-at-most")
		})
	}
}

// ownTime is how long this process was on a processor, where the system says: in
// hundredths of a second, the fourteenth and fifteenth field.
func ownTime() time.Duration {
	content, _ := os.ReadFile("/proc/self/stat")
	fields := strings.Fields(string(content))
	var ticks time.Duration
	for i := 13; i < min(15, len(fields)); i++ {
		n, _ := strconv.Atoi(fields[i])
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond
}
