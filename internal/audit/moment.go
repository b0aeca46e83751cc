package audit

import (
	"fmt"
	"strconv"
	"time"

	"takeed/internal/reading"
)

// Moment is one end of a period: a point in time, or a distance back from now.
type Moment struct {
	At  time.Time // UAE time, to the microsecond, as the log has it
	Ago time.Duration
}

// MomentAt is the Moment at a point in time, rounded down to the second.
func MomentAt(t time.Time) Moment { return Moment{At: t.In(reading.UAE).Truncate(time.Second)} }

// IsZero reports whether the period has no end on this side.
func (m Moment) IsZero() bool { return m == Moment{} }

// From resolves the Moment to a point in time.
func (m Moment) From(now time.Time) time.Time {
	if m.Ago != 0 {
		return now.Add(-m.Ago)
	}
	return m.At
}

// layouts are the forms in which a point in time is written, shortest first.
var layouts = []string{
	time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04:05.000", "2006-01-02T15:04:05.000000",
}

// String writes the shortest form that means the same.
func (m Moment) String() string {
	switch {
	case m.Ago%day == 0 && m.Ago != 0:
		return fmt.Sprintf("%dd", m.Ago/day)
	case m.Ago%time.Hour == 0 && m.Ago != 0:
		return fmt.Sprintf("%dh", m.Ago/time.Hour)
	case m.Ago != 0:
		return fmt.Sprintf("%dm", m.Ago/time.Minute)
	}
	for _, layout := range layouts {
		text := m.At.Format(layout)
		if t, err := time.ParseInLocation(layout, text, reading.UAE); err == nil && t.Equal(m.At) {
			return text
		}
	}
	return m.At.Format(layouts[len(layouts)-1])
}

const day = 24 * time.Hour

// maxAgo is as far back as a period reaches: ten years.
const maxAgo = 3660 * day

var units = map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': day, 'w': 7 * day}

func parseMoment(s string) (Moment, bool) {
	if unit, ok := units[s[len(s)-1]]; ok {
		count := reading.Plain(s[:len(s)-1])
		n, err := strconv.Atoi(count)
		if err != nil || n <= 0 || count[0] == '+' || n > int(maxAgo/unit) {
			return Moment{}, false
		}
		return Moment{Ago: time.Duration(n) * unit}, true
	}
	at, _, ok := pointInTime(s)
	return at, ok
}

// pointInTime reads a date, or a date and a time, as pages, exports and forms have it.
func pointInTime(s string) (at Moment, length time.Duration, ok bool) {
	t, length, ok := reading.Moment(s)
	return Moment{At: t.In(reading.UAE)}, length, ok && t.Year() >= 2000 && t.Year() < 2200
}
