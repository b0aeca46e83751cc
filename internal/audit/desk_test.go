package audit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/approval"
)

func TestWhatStandsOut(t *testing.T) {
	t.Parallel()
	wrong, expired, confirmed := Sign{Least: 1}, Sign{Least: 5}, Sign{Least: 10, Few: true}
	for _, c := range []struct {
		sign   Sign
		now    int64
		before []int64
		want   bool
	}{
		{wrong, 0, []int64{0, 0, 0, 0, 0, 0, 0}, false},
		{wrong, 1, []int64{0, 0, 0, 0, 0, 0, 0}, true},
		{wrong, 1, []int64{0, 1, 0, 0, 0, 0, 0}, false},
		{wrong, 2, []int64{0, 1, 0, 0, 0, 0, 0}, false},
		{wrong, 3, []int64{0, 1, 0, 0, 1, 0, 0}, true},
		{wrong, 3, []int64{0, 9, 0, 0, 0, 0, 0}, false}, // it was worse on another day
		{wrong, 1, nil, true},
		{expired, 4, []int64{0, 0, 0, 0, 0, 0, 0}, false},
		{expired, 5, []int64{0, 0, 0, 0, 0, 0, 0}, true},
		{expired, 105, []int64{90, 100, 95, 99, 80, 97, 93}, false},
		{expired, 111, []int64{90, 100, 95, 99, 80, 97, 93}, true},
		{expired, 400, []int64{390, 399, 395}, false},
		{confirmed, 0, []int64{40, 50, 45, 60, 44, 43, 41}, true},
		{confirmed, 33, []int64{40, 50, 45, 60, 44, 43, 41}, true},
		{confirmed, 34, []int64{40, 50, 45, 60, 44, 43, 41}, false},
		{confirmed, 900, []int64{40, 50, 45, 60, 44, 43, 41}, false},
		{confirmed, 0, []int64{9, 50, 45, 60, 44, 43, 41}, false}, // a quiet hour is usual
		{confirmed, 0, []int64{40, 50, 45, 60}, false},            // too little is known
		{confirmed, 0, []int64{0, 0, 0, 0, 0, 0, 0}, false},
		{confirmed, 0, nil, false},
	} {
		if got := (SignCount{Sign: c.sign, Now: c.now, Before: c.before}).StandsOut(); got != c.want {
			t.Errorf("%d after %v, at least %d, few %t: %t", c.now, c.before, c.sign.Least, c.sign.Few, got)
		}
	}
}

func TestWhatStandsOutHolds(t *testing.T) {
	t.Parallel()
	count := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 200), rapid.Int64Range(0, 1<<40))
	rapid.Check(t, func(t *rapid.T) {
		c := SignCount{Sign: rapid.SampledFrom(Signs).Draw(t, "sign"), Now: count.Draw(t, "now"), Before: rapid.SliceOfN(count, 0, SignDays).Draw(t, "before")}
		out := c.StandsOut()
		low, high, known := c.Usual()
		if out && known && low <= c.Now && c.Now <= high {
			t.Fatalf("%d is between %d and %d", c.Now, low, high)
		}
		if out && !c.Few && (c.Now == 0 || c.Now < c.Least) {
			t.Fatalf("%d stands out", c.Now)
		}
		if out && c.Few && !known {
			t.Fatal("hardly any, of what is not known")
		}
		worse := c
		if worse.Now++; c.Few {
			worse.Now = max(0, c.Now-1)
		}
		if out && !worse.StandsOut() {
			t.Fatalf("%d stands out after %v, and %d does not", c.Now, c.Before, worse.Now)
		}
		turned := c
		turned.Before = slices.Clone(c.Before)
		slices.Reverse(turned.Before)
		if turned.StandsOut() != out {
			t.Fatal("it depends on the order of the days")
		}
	})
}

// What is watched is part of the vocabulary, each kind of event under one sign.
func TestSignsAndIncidentsAreKnownEvents(t *testing.T) {
	t.Parallel()
	seen := map[approval.EventCode]string{}
	for _, s := range Signs {
		for _, code := range s.Codes {
			if _, known := approval.EventCodes[code]; !known || seen[code] != "" {
				t.Errorf("%s of %s: known %t, and watched as %q", code, s.Name, known, seen[code])
			}
			seen[code] = s.Name
		}
	}
	for i, code := range Incidents {
		if _, known := approval.EventCodes[code]; !known || slices.Contains(Incidents[:i], code) {
			t.Errorf("%s: known %t, or twice", code, known)
		}
	}
}
