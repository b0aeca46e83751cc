package catalogue

import (
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

func dayField() approval.Field {
	return approval.Field{Name: "day", Type: approval.Date, Label: approval.Text{EN: "Day", AR: "اليوم"}, MaxDays: 90}
}

func TestDate(t *testing.T) {
	t.Parallel()
	format := approval.Text{EN: "Day must be a real date, like 21/11/2026", AR: "اليوم: يُرجى إدخال تاريخ صحيح، مثل 21/11/2026"}
	past := approval.Text{EN: "Day must be today or later", AR: "اليوم: يُرجى إدخال تاريخ اليوم أو تاريخ لاحق"}
	late := approval.Text{EN: "Day must be on or before 19 February 2027", AR: "اليوم: يُرجى إدخال تاريخ لا يتجاوز 19 فبراير 2027"}
	none := approval.Text{}
	checkParsing(t, dayField(), []parseCase{
		{"of a date input", "2026-12-01", "2026-12-01", none},
		{"as written", "01/12/2026", "2026-12-01", none},
		{"as written, short", "1/12/2026", "2026-12-01", none},
		{"Arabic-Indic digits", "٠١/١٢/٢٠٢٦", "2026-12-01", none},
		{"direction marks", "\u200f01\u200f/12/2026 ", "2026-12-01", none},
		{"today", "2026-11-21", "2026-11-21", none},
		{"the last day", "2027-02-19", "2027-02-19", none},

		{"yesterday", "2026-11-20", "", past},
		{"long ago", "0001-01-01", "", past},
		{"the day after the last", "2027-02-20", "", late},
		{"far off", "9999-12-31", "", late},

		{"30 February", "30/02/2027", "", format},
		{"29 February of a common year", "2027-02-29", "", format},
		{"month before day", "12/31/2026", "", format},
		{"two digits of a year", "01/12/26", "", format},
		{"points", "01.12.2026", "", format},
		{"a time too", "2026-12-01T00:00:00Z", "", format},
		{"a word", "tomorrow", "", format},
		{"a sign", "+1/12/2026", "", format},
		{"broken UTF-8", "2026-12-01\xff", "", format},
	})
}

func TestTodayIsTodayInTheEmirates(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC) // of 22 November
	k := approval.Kind{Fields: []approval.Field{dayField()}}
	today := func(day string, at time.Time) bool {
		values, _ := Parse(k, func(string) string { return day }, at)
		return values["day"] == day
	}
	if !today("2026-11-21", midnight.Add(-time.Second)) {
		t.Error("a second before midnight the day is not over")
	}
	if today("2026-11-21", midnight) {
		t.Error("at midnight the day is over")
	}
	if !today("2027-02-20", midnight) || today("2027-02-20", midnight.Add(-time.Second)) {
		t.Error("the last day did not move on at midnight")
	}
	if !today("2026-11-21", noon.In(time.FixedZone("west", -11*60*60))) {
		t.Error("the zone of the clock decides what day it is")
	}
}

func TestADateIsShownAsTheDayItIs(t *testing.T) {
	t.Parallel()
	got := asText(dayField(), "2026-12-01")
	if got != (approval.Text{EN: "1 December 2026", AR: "1 ديسمبر 2026"}) {
		t.Errorf("shown as %q", got)
	}
	if date, ok := readDate("2026-12-01"); !ok || date.Location() != i18n.UAE() {
		t.Errorf("read as %v, %v", date, ok)
	}
}
