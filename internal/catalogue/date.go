package catalogue

import (
	"time"

	"takeed/internal/i18n"
	"takeed/internal/reading"
)

// Layouts of package time.
const (
	isoDate   = "2006-01-02"
	shownDate = "02/01/2006"
)

// parseDate accepts what a date input of a browser sends, and what [reading.Day] does.
func parseDate(in input) (string, *advice) {
	today := startOfDay(in.today)
	latest := today.AddDate(0, 0, in.field.MaxDays)
	date, ok := readDate(in.typed)
	switch {
	case !ok:
		return "", in.say("field.date_format", "example", i18n.LTR(today.Format(shownDate)))
	case date.Before(today):
		return "", in.say("field.date_past")
	case date.After(latest):
		return "", in.say("field.date_late", "latest", dateIn(latest))
	}
	return date.Format(isoDate), nil
}

// readDate returns the midnight at which a day begins.
func readDate(typed string) (time.Time, bool) {
	day, ok := reading.Day(typed)
	return day.In(i18n.UAE()), ok
}

func startOfDay(t time.Time) time.Time {
	year, month, day := t.In(i18n.UAE()).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, i18n.UAE())
}

func dateIn(date time.Time) phrase {
	return func(l i18n.Lang) string { return i18n.Isolate(i18n.Date(l, date)) }
}
