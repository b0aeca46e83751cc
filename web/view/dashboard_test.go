package view

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/templates"
)

func TestAPartOfNothingIsADash(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]audit.Figure{
		"–": {Count: 0, Of: 0}, "0.0%": {Count: 0, Of: 7}, "33.3%": {Count: 1, Of: 3}, "100.0%": {Count: 7, Of: 7},
	} {
		if got := percent(f); got != want {
			t.Errorf("%d of %d: %s", f.Count, f.Of, got)
		}
	}
}

// day is a day whose every hour has one attempt that succeeded, and one that expired.
func day(from time.Time) audit.Figures {
	f := audit.Figures{From: from, To: from.Add(24 * time.Hour)}
	for hour := range 24 {
		f.Hours = append(f.Hours, audit.Hour{From: from.Add(time.Duration(hour) * time.Hour), Counts: map[approval.EventCode]int64{
			approval.EventIdentityMatched: 1, approval.EventAttemptExpired: 1,
		}, P50: time.Duration(hour) * time.Millisecond})
	}
	return f
}

// Hours are added up into columns, of speeds the worst counts, and each column leads to
// its own part of the period.
func TestHoursAreGatheredIntoColumns(t *testing.T) {
	t.Parallel()
	f, v := day(now.Truncate(24*time.Hour)), viewer(t)
	ended, speed := v.endingsChart(f, 6*time.Hour), v.speedChart(f, 6*time.Hour)
	if len(ended.Columns) != 4 || len(speed.Columns) != 4 {
		t.Fatalf("%d and %d columns", len(ended.Columns), len(speed.Columns))
	}
	for i := range ended.Columns {
		if got := ended.Columns[i].Layers; !slices.Equal(got, []int{6, 6, 0}) {
			t.Errorf("column %d: %v", i, got)
		}
		if got := speed.Columns[i].Layers[0]; got != 6*i+5 {
			t.Errorf("the worst hour of column %d: %d", i, got)
		}
		if i > 0 && ended.Columns[i].Href == ended.Columns[i-1].Href {
			t.Errorf("columns %d and %d lead to %s", i-1, i, ended.Columns[i].Href)
		}
	}
}

// Any other person's face is bad, and none is nothing.
func TestOneWrongFaceIsBad(t *testing.T) {
	t.Parallel()
	v, before := viewer(t), day(now.Add(-24*time.Hour))
	for n, want := range map[int64]string{0: "", 1: "bad"} {
		f := day(now)
		f.Before = &before
		f.Hours[3].Counts[approval.EventIdentityMismatch] = n
		p := v.Dashboard(templates.Page{}, Spans[0], f)
		i := slices.IndexFunc(p.Tiles, func(tile templates.Figure) bool { return tile.Label == v.T("dashboard.wrong") })
		if p.Tiles[i].Tone != want || p.Tiles[i].Value != strconv.FormatInt(n, 10) {
			t.Errorf("%d: %+v", n, p.Tiles[i])
		}
	}
}
