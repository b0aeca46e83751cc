package logverify_test

import (
	"testing"
	"time"
)

// BenchmarkVerify measures how fast a log of -entries events is computed again:
//
//	go test ./internal/postgres/logverify -run xxx -bench Verify -benchtime 1x -entries 1000000 -timeout 0
func BenchmarkVerify(b *testing.B) {
	g := newLedger(b, *size)
	for b.Loop() {
		began := time.Now()
		if r := g.verify(b, g.database, g.kept...); r.Found != 0 {
			b.Fatal(r)
		}
		b.ReportMetric(float64(g.size)/time.Since(began).Seconds(), "events/s")
	}
}
