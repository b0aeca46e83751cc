package auditlog

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// durations are how many times something took how long. Each is kept as the logarithm to base
// two of its milliseconds, in parts, rounded down, as audit_duration has it.
type durations map[int]int64

// The parts that the migration of audit_counts chose. So a percentile of talks, which are drawn
// for each hour, is within 2.2 percent of the exact one, and one of whole attempts, which is
// told as a number, within 1.1.
const (
	talkParts  = 16
	wholeParts = 32
)

// add counts n durations by the name that they are counted under.
func (d durations) add(name string, n int64) {
	if number, err := strconv.Atoi(name); err == nil {
		d[number] += n
	}
}

// at is the duration that some of all do not exceed; 0 if there is none. It is the middle of
// those that are counted together.
func (d durations) at(some float64, parts int) time.Duration {
	var all, met int64
	var numbers []int
	for number, n := range d {
		all, numbers = all+n, append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		if met += d[number]; met > 0 && float64(met) >= some*float64(all) {
			return time.Duration(math.Exp2((float64(number)+0.5)/float64(parts)) * float64(time.Millisecond))
		}
	}
	return 0
}
