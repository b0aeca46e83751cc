package reading

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// UAE is the time zone in which dates are meant. The Emirates have no summer time.
var UAE = time.FixedZone("+04", 4*60*60)

var dayShapes = []struct {
	shape            *regexp.Regexp
	year, month, day int // where they stand in it
}{
	{regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`), 1, 2, 3},
	{regexp.MustCompile(`^(\d{4})/(\d{1,2})/(\d{1,2})$`), 1, 2, 3},
	{regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`), 3, 2, 1},
	{regexp.MustCompile(`^(\d{1,2}) (\p{L}+) (\d{4})$`), 3, 2, 1},
}

// Day reads a date, and returns the midnight in the Emirates at which it begins.
func Day(typed string) (time.Time, bool) {
	text := line(typed)
	if _, ok := scriptOf(typed); !ok {
		return time.Time{}, false
	}
	for _, s := range dayShapes {
		if parts := s.shape.FindStringSubmatch(text); parts != nil {
			year, _ := strconv.Atoi(parts[s.year])
			day, _ := strconv.Atoi(parts[s.day])
			return midnight(year, monthOf(parts[s.month]), day)
		}
	}
	return time.Time{}, false
}

// midnight is the beginning of a day, if there is such a day.
func midnight(year, month, day int) (time.Time, bool) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, UAE)
	return at, at.Year() == year && at.Month() == time.Month(month) && at.Day() == day
}

// months are their names on the pages of both languages. Keyboards leave the hamza out.
var months = [][]string{
	{"january", "jan", "يناير"}, {"february", "feb", "فبراير"}, {"march", "mar", "مارس"}, {"april", "apr", "ابريل"},
	{"may", "مايو"}, {"june", "jun", "يونيو"}, {"july", "jul", "يوليو"}, {"august", "aug", "اغسطس"},
	{"september", "sep", "سبتمبر"}, {"october", "oct", "اكتوبر"}, {"november", "nov", "نوفمبر"}, {"december", "dec", "ديسمبر"},
}

var hamza = strings.NewReplacer("أ", "ا", "إ", "ا")

// monthOf is a month by its name or number, 0 for an unknown name.
func monthOf(name string) int {
	if n, err := strconv.Atoi(name); err == nil {
		return n
	}
	name = hamza.Replace(strings.ToLower(name))
	return 1 + slices.IndexFunc(months, func(names []string) bool { return slices.Contains(names, name) })
}

// clockShape is a time of day behind a date: as logs have it, to the last decimal that
// they print, and as pages have it.
var clockShape = regexp.MustCompile(`^(.+?)(?:T|,? )(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?(AM|PM|ص|م))?(?: ?(Z|[+-]\d{2}:\d{2}))?$`)

// Moment reads a date, or a date and a time, to the microsecond. A time without a zone is
// taken as UAE time. length is the precision of what was written: a day, a minute, a
// second or a part of one.
func Moment(typed string) (from time.Time, length time.Duration, ok bool) {
	if day, ok := Day(typed); ok {
		return day, 24 * time.Hour, true
	}
	parts := clockShape.FindStringSubmatch(strings.ToUpper(line(typed)))
	if _, one := scriptOf(typed); parts == nil || !one {
		return time.Time{}, 0, false
	}
	day, ok := Day(parts[1])
	clock, length, valid := clockOf(parts[2], parts[3], parts[4], parts[5], parts[6])
	zone, known := zoneOf(parts[7])
	from = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone).Add(clock)
	return from, length, ok && valid && known
}

// clockOf is how long after midnight a time of day is.
func clockOf(hours, minutes, seconds, fraction, half string) (at, length time.Duration, ok bool) {
	hour, _ := strconv.Atoi(hours)
	minute, _ := strconv.Atoi(minutes)
	second, _ := strconv.Atoi(seconds)
	ok = hour < 24 && minute < 60 && second < 60
	if half != "" {
		ok = ok && hour >= 1 && hour <= 12
		if hour %= 12; half == "PM" || half == "م" {
			hour += 12
		}
	}
	at = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	length = time.Minute
	if seconds != "" {
		length = time.Second
	}
	for _, digit := range fraction[:min(len(fraction), 6)] {
		length /= 10
		at += time.Duration(digit-'0') * length
	}
	return at, length, ok
}

func zoneOf(text string) (*time.Location, bool) {
	switch text {
	case "":
		return UAE, true
	case "Z":
		return time.UTC, true
	}
	hour, _ := strconv.Atoi(text[1:3])
	minute, _ := strconv.Atoi(text[4:6])
	offset := hour*3600 + minute*60
	if text[0] == '-' {
		offset = -offset
	}
	return time.FixedZone(text, offset), hour <= 14 && minute < 60
}
