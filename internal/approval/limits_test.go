package approval

import (
	"reflect"
	"testing"
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
	for _, name := range declared(t, "limits.go", "Limit") {
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
