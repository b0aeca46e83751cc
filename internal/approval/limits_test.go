package approval

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"takeed/internal/sourcetest"
)

// Whoever adds a limit adds its row, and may not forget that it is a setting.
func TestEachLimitIsInTheTable(t *testing.T) {
	names := map[string]bool{}
	var set Limits
	for i, row := range LimitTable {
		names[string(row.Name)] = true
		*row.Of(&set) = i + 1
		if usual := *row.Of(&DefaultLimits); usual < 1 || usual > row.Safe || row.Safe > row.Most {
			t.Errorf("%s: %d by default, %d in production, %d at most", row.Name, usual, row.Safe, row.Most)
		}
	}
	of := reflect.ValueOf(set)
	for i := range of.NumField() {
		if of.Field(i).IsZero() {
			t.Errorf("%s is no setting", of.Type().Field(i).Name)
		}
	}
	for _, name := range sourcetest.Constants(t, "limits.go", "Limit") {
		if !names[name] {
			t.Errorf("%s is not in the table", name)
		}
	}
	if len(names) != of.NumField() {
		t.Errorf("%d names, %d limits", len(names), of.NumField())
	}
}

func TestALimitThatIsZeroIsTheDefault(t *testing.T) {
	if got := (Limits{}).OrDefault(); got != DefaultLimits {
		t.Errorf("%+v", got)
	}
	if got := (Limits{Open: 7}).OrDefault(); got.Open != 7 || got.Address != DefaultLimits.Address {
		t.Errorf("%+v", got)
	}
}

func TestLimits(t *testing.T) {
	l := DefaultLimits
	full := func(n int) Tally { return Tally{n, noon} }
	for name, c := range map[string]struct {
		counts Counts
		limit  Limit
		until  time.Time
	}{
		"nothing yet":     {Counts{}, "", time.Time{}},
		"just below":      {Counts{Attempts: 2, Mismatches: full(4), Starts: full(4), StartsDay: full(19)}, "", time.Time{}},
		"three attempts":  {Counts{Attempts: 3}, LimitAttempts, time.Time{}},
		"five mismatches": {Counts{Mismatches: full(5)}, LimitMismatches, noon.Add(24 * time.Hour)},
		"five starts":     {Counts{Starts: full(5)}, LimitStarts, noon.Add(10 * time.Minute)},
		"twenty in a day": {Counts{StartsDay: full(20)}, LimitStartsDay, noon.Add(24 * time.Hour)},
	} {
		err := l.MayStart(c.counts)
		var tooMany *TooMany
		if c.limit == "" && err != nil || c.limit != "" && (!errors.As(err, &tooMany) || tooMany.Limit != c.limit || !tooMany.Until.Equal(c.until)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l.MayCreate(Counts{Open: 19, Created: full(199)}) != nil || l.MayCreate(Counts{Open: 20}) == nil || l.MayCreate(Counts{Created: full(200)}) == nil {
		t.Error("MayCreate")
	}
}
