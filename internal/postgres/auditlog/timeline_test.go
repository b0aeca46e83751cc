package auditlog_test

import (
	"errors"
	"slices"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

func TestATimelineHoldsEverythingAboutATransaction(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	w.created(p)
	log := w.log
	for i := range 2 {
		tl, err := log.Timeline(t.Context(), id, auditor)
		w.must(err)
		if tl.Transaction.ID != id || tl.Transaction.State != approval.Confirmed || tl.Transaction.Value("amount") != "AED 10.00" || tl.Transaction.Digest != tl.Transaction.Document.Digest() {
			t.Errorf("the transaction: %+v", tl.Transaction)
		}
		var codes []approval.EventCode
		for _, l := range tl.Lines {
			codes = append(codes, l.Code)
		}
		if want := []approval.EventCode{"transaction_created", "attempt_started", "callback_claimed", "identity_matched", "transaction_confirmed"}; !slices.Equal(codes, want) {
			t.Errorf("the lines: %v", codes)
		}
		if len(tl.Attempts) != 1 || tl.Attempts[0].Status != approval.Succeeded || tl.Gaps() != nil || countLeftOut(tl) != 0 || len(tl.Reads) != i || tl.Now.IsZero() {
			t.Errorf("attempts %v, gaps %v, looks %v", tl.Attempts, tl.Gaps(), tl.Reads)
		}
	}
	looks := w.looks(approval.EventTransactionViewed)
	if len(looks) != 2 || looks[0]["person"] != string(p.ID) {
		t.Errorf("recorded: %v", looks)
	}
	if _, err := log.Timeline(t.Context(), approval.NewID(), auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("no such transaction: %v", err)
	}
	w.noViolations()
}

func TestGapsInATimelineAreMarked(t *testing.T) {
	for name, plant := range map[string]string{
		"a line taken out":      `delete from audit_events where seq = 3 and stream = $1`,
		"the first taken out":   `delete from audit_events where seq = 1 and stream = $1`,
		"a line changed":        `update audit_events set actor = 'system' where seq = 3 and stream = $1`,
		"a line from elsewhere": `update audit_events e set prev_hash = sha256('x') where seq = 3 and stream = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p, session := w.somebody()
			id := w.confirmed(p, session)
			w.database.Plant(t, plant, approval.OfTransaction(id))
			tl, err := w.log.Timeline(t.Context(), id, auditor)
			w.must(err)
			want := []int{2}
			if name == "the first taken out" {
				want = []int{0}
			}
			if !slices.Equal(tl.Gaps(), want) {
				t.Errorf("gaps at %v, want %v", tl.Gaps(), want)
			}
		})
	}
}

func TestALineComesWithTheOneBefore(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	log := w.log
	for _, l := range w.searched("txn:"+string(id), "").Lines {
		line, before, err := log.Line(t.Context(), l.Number)
		w.must(err)
		if line.Number != l.Number || before.Position != l.Position-1 || !line.Follows(before) {
			t.Errorf("%d: %d of %s after %d", l.Number, line.Position, line.Stream, before.Position)
		}
	}
	if _, _, err := log.Line(t.Context(), 1<<40); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("no such line: %v", err)
	}
}

// countLeftOut is how many lines a timeline does not have.
func countLeftOut(tl audit.Timeline) int64 {
	_, count := tl.Omission()
	return count
}

// A long timeline shows how a transaction began and how it ended. What is left out between
// is counted and is no gap; one that is just short enough is whole.
func TestALongTimelineHasBothEnds(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	fill := func(n int) {
		w.must(w.direct(`insert into audit_events (stream, tx_id, kind, actor) select $1, $2, 'callback_refused', 'system' from generate_series(1, $3)`,
			approval.OfTransaction(id), id, n))
	}
	lines := func() audit.Timeline {
		tl, err := w.log.Timeline(t.Context(), id, auditor)
		w.must(err)
		if gaps := tl.Gaps(); gaps != nil {
			t.Errorf("gaps at %v", gaps)
		}
		return tl
	}
	short := len(lines().Lines)
	fill(2*audit.TimelineEnd - short)
	if tl := lines(); len(tl.Lines) != 2*audit.TimelineEnd || countLeftOut(tl) != 0 {
		t.Errorf("%d lines, %d left out, where there is room for all", len(tl.Lines), countLeftOut(tl))
	}
	fill(1)
	if tl := lines(); len(tl.Lines) != 2*audit.TimelineEnd || countLeftOut(tl) != 1 {
		t.Errorf("%d lines, %d left out, where one is too many", len(tl.Lines), countLeftOut(tl))
	}
	fill(1000)
	w.must(w.direct(`insert into audit_events (stream, tx_id, kind, actor) values ($1, $2, 'signed_out', 'system')`, approval.OfTransaction(id), id))
	tl := lines()
	if first, last := tl.Lines[0], tl.Lines[len(tl.Lines)-1]; first.Code != approval.EventTransactionCreated || last.Code != approval.EventSignedOut || countLeftOut(tl) != 1002 {
		t.Errorf("from %s to %s, %d left out", first.Code, last.Code, countLeftOut(tl))
	}
}
