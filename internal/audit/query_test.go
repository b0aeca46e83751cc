package audit

import (
	"testing"
	"time"
)

// A query that has a moment of its own counts back from that, whenever it is asked, and says
// the same as one without.
func TestAQueryCountsBackFromItsMoment(t *testing.T) {
	t.Parallel()
	q, err := Parse("after:7d")
	if err != nil {
		t.Fatal(err)
	}
	asked, later := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 9, 0, 5, 0, time.UTC)
	if after, _ := q.Period(later); !after.Equal(later.AddDate(0, 0, -7)) {
		t.Errorf("without a moment it begins at %s", after)
	}
	of := q.AsOf(asked)
	if after, before := of.Period(later); !after.Equal(asked.AddDate(0, 0, -7)) || !before.IsZero() {
		t.Errorf("as of %s it is from %s to %s", asked, after, before)
	}
	if of.String() != q.String() || of.Stable() != q.Stable() {
		t.Errorf("as of a moment %q is %q", q, of)
	}
}
