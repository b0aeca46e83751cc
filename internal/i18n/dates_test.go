package i18n

import (
	"testing"
	"time"
)

// The Arabic texts are those of ICU for ar-AE.
func TestDateNamesEveryMonth(t *testing.T) {
	t.Parallel()
	months := []struct{ en, ar string }{
		{"January", "يناير"}, {"February", "فبراير"}, {"March", "مارس"}, {"April", "أبريل"},
		{"May", "مايو"}, {"June", "يونيو"}, {"July", "يوليو"}, {"August", "أغسطس"},
		{"September", "سبتمبر"}, {"October", "أكتوبر"}, {"November", "نوفمبر"}, {"December", "ديسمبر"},
	}
	for i, month := range months {
		day := time.Date(2026, time.Month(i+1), 9, 12, 0, 0, 0, time.UTC)
		if got, want := Date(EN, day), "9 "+month.en+" 2026"; got != want {
			t.Errorf("Date(en) = %q, want %q", got, want)
		}
		if got, want := Date(AR, day), "9 "+month.ar+" 2026"; got != want {
			t.Errorf("Date(ar) = %q, want %q", got, want)
		}
	}
}

func TestDateIsThatOfTheEmirates(t *testing.T) {
	t.Parallel()
	late := time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC) // midnight in Dubai
	if got := Date(EN, late.Add(-time.Second)); got != "31 December 2026" {
		t.Errorf("a second before midnight: %q", got)
	}
	if got := Date(EN, late); got != "1 January 2027" {
		t.Errorf("at midnight: %q", got)
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	tests := []struct{ utc, en, ar string }{
		{"20:00", "00:00", "12:00 ص"},
		{"20:30", "00:30", "12:30 ص"},
		{"05:05", "09:05", "9:05 ص"},
		{"07:59", "11:59", "11:59 ص"},
		{"08:00", "12:00", "12:00 م"},
		{"10:05", "14:05", "2:05 م"},
		{"19:59", "23:59", "11:59 م"},
	}
	for _, tt := range tests {
		at, err := time.Parse("15:04", tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		at = at.AddDate(2026, 0, 0)
		if got := Time(EN, at); got != tt.en {
			t.Errorf("Time(en, %s) = %q, want %q", tt.utc, got, tt.en)
		}
		if got := Time(AR, at); got != tt.ar {
			t.Errorf("Time(ar, %s) = %q, want %q", tt.utc, got, tt.ar)
		}
	}
}

func TestDateTimeAndISO(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 14, 2, 11, 482_999_999, UAE())
	if got := DateTime(EN, at); got != "20 November 2026, 14:02" {
		t.Errorf("DateTime(en) = %q", got)
	}
	if got := DateTime(AR, at); got != "20 نوفمبر 2026، 2:02 م" {
		t.Errorf("DateTime(ar) = %q", got)
	}
	if got := ISO(at); got != "2026-11-20T10:02:11.482Z" {
		t.Errorf("ISO = %q", got)
	}
}
