package auditlog_test

import (
	"errors"
	"slices"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// A line that is committed late is told late, and not left out.
func TestTheTailMissesNothing(t *testing.T) {
	w := newWorld(t)
	log := w.log
	mark, err := log.StartTail(t.Context(), audit.Query{}, auditor)
	w.must(err)
	var told []int64
	follow := func() {
		t.Helper()
		lines, next, err := log.Tail(t.Context(), audit.Query{}, mark)
		w.must(err)
		mark = next
		for _, l := range lines {
			told = append(told, l.Number)
		}
	}
	early, late := connect(t, w.database.URL), connect(t, w.database.URL)
	insert := `insert into audit_events (stream, kind, actor) values ($1, 'test', 'system') returning id`
	var first, second int64
	dbtx, err := early.Begin(t.Context())
	w.must(err)
	w.must(dbtx.QueryRow(t.Context(), insert, "op:early").Scan(&first))
	w.must(late.QueryRow(t.Context(), insert, "op:late").Scan(&second))
	follow()
	if slices.Contains(told, second) {
		t.Errorf("told %v while %d could still come", told, first)
	}
	w.must(dbtx.Commit(t.Context()))
	for len(told) < 3 { // other databases of the server may be writing, too
		follow()
	}
	follow()
	if !slices.Equal(told[1:], []int64{first, second}) {
		t.Errorf("told %v, want the start, %d and %d", told, first, second)
	}
	only, err := audit.Parse("event:signed_out")
	w.must(err)
	w.must(w.direct(`insert into audit_events (stream, kind, actor) values ('op:x', 'test', 'system'), ('op:x', 'signed_out', 'system')`))
	var lines []audit.Line
	for len(lines) == 0 {
		lines, mark, err = log.Tail(t.Context(), only, mark)
		w.must(err)
	}
	if len(lines) != 1 || lines[0].Code != approval.EventSignedOut {
		t.Errorf("%v", lines)
	}
	for _, bad := range []string{"", "x", "1", "1.", ".1", "1.-1", "1.1.1", "-1.1", "1;drop.1", "99999999999999999999.1"} {
		if _, _, err := log.Tail(t.Context(), only, bad); !errors.Is(err, audit.ErrCursor) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
