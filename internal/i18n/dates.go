package i18n

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // production images need not have the time zones
)

// UAE is the time zone that every time is shown in, and that decides what day it is.
func UAE() *time.Location { return uae() }

var uae = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Dubai")
	if err != nil {
		return time.FixedZone("+04", 4*60*60) // the same: the Emirates have no summer time
	}
	return zone
})

// Date writes a day: "20 November 2026", "20 نوفمبر 2026".
func Date(l Lang, t time.Time) string {
	t = t.In(UAE())
	month := T(l, "month."+strings.ToLower(t.Month().String()))
	return T(l, "clock.date", "day", t.Day(), "month", month, "year", t.Year())
}

// Time writes a time of day: "14:05", "2:05 م".
func Time(l Lang, t time.Time) string {
	t = t.In(UAE())
	if l != AR {
		return t.Format("15:04")
	}
	half := "ص"
	if t.Hour() >= 12 {
		half = "م"
	}
	return t.Format("3:04") + " " + half
}

// DateTime writes both: "20 November 2026, 14:05", "20 نوفمبر 2026، 2:05 م".
func DateTime(l Lang, t time.Time) string {
	return T(l, "clock.date_time", "date", Date(l, t), "time", Time(l, t))
}

// ISO writes a moment as the audit log has it, for both languages and for
// machines: "2026-11-20T10:02:11.482Z".
func ISO(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }
