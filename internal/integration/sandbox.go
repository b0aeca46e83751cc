package integration

import (
	"regexp"
	"strconv"
	"time"
)

// MaxAdvance is by how much the clock of a sandbox can be moved, in all.
const MaxAdvance = 30 * 24 * time.Hour

var advanceShape = regexp.MustCompile(`^P(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?$`)

// ParseAdvance reads by how much the clock of a sandbox is to be moved: a duration as ISO 8601
// has it, of whole days, hours, minutes and seconds, such as PT16M or P1DT30S. It is longer than
// nothing; whether it is too long is told by MaxAdvance.
func ParseAdvance(text string) (time.Duration, bool) {
	parts := advanceShape.FindStringSubmatch(text)
	if parts == nil || text[len(text)-1] == 'T' {
		return 0, false
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if n, err := strconv.Atoi(parts[i+1]); err == nil {
			sum += time.Duration(n) * unit
		}
	}
	return sum, sum > 0
}
