package i18n

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"takeed/internal/reading"
)

// What a page prints in either language is read back as what it is.
func TestWhatIsPrintedIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(Langs).Draw(t, "language")
		minor := rapid.Int64Range(0, 1e14).Draw(t, "minor")
		for _, currency := range []string{"AED", "SAR", "QAR", "USD", "EUR", "GBP"} {
			if got, ok := reading.Money(Isolate(Money(l, currency, minor))); !ok || got != minor {
				t.Fatalf("%q is read as %d, %v", Money(l, currency, minor), got, ok)
			}
		}
		if n, ok := reading.Count(Number(int(minor))); !ok || n != minor {
			t.Fatalf("%q is read as %d, %v", Number(int(minor)), n, ok)
		}
		at := time.Unix(rapid.Int64Range(946_684_800, 7_258_118_400).Draw(t, "at"), 0).In(UAE())
		if day, ok := reading.Day(LTR(Date(l, at))); !ok || day.Format(time.DateOnly) != at.Format(time.DateOnly) {
			t.Fatalf("%q is read as %v, %v", Date(l, at), day, ok)
		}
		if from, length, ok := reading.Moment(DateTime(l, at)); !ok || length != time.Minute || !from.Equal(at.Truncate(time.Minute)) {
			t.Fatalf("%q is read as %v for %v, %v", DateTime(l, at), from, length, ok)
		}
		if from, length, ok := reading.Moment(ISO(at)); !ok || length != time.Millisecond || !from.Equal(at) {
			t.Fatalf("%q is read as %v for %v, %v", ISO(at), from, length, ok)
		}
		id, mobile := "784"+rapid.StringMatching(`\d{12}`).Draw(t, "id"), "9715"+rapid.StringMatching(`\d{8}`).Draw(t, "mobile")
		if got, ok := reading.EmiratesID(EmiratesID(id)); !ok || got != id {
			t.Fatalf("%q is read as %q, %v", EmiratesID(id), got, ok)
		}
		if got, ok := reading.Mobile(Mobile(mobile)); !ok || got != mobile {
			t.Fatalf("%q is read as %q, %v", Mobile(mobile), got, ok)
		}
	})
}
