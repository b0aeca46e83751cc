package auditlog

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// durations are how many times something took how long. Each is kept as the number of 32nds
// of a power of two milliseconds, rounded down, as audit_duration has it: so a percentile is
// within 1.1 percent of the exact one.
type durations map[int]int64

const perPower = 32

// add counts n durations by the name that they are counted under.
func (d durations) add(name string, n int64) {
	if number, err := strconv.Atoi(name); err == nil {
		d[number] += n
	}
}

// at is the duration that a part of all does not exceed; 0 if there is none. It is the middle
// of the durations that are counted together.
func (d durations) at(part float64) time.Duration {
	var all, met int64
	var numbers []int
	for number, n := range d {
		all, numbers = all+n, append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		if met += d[number]; met > 0 && float64(met) >= part*float64(all) {
			return time.Duration(math.Exp2((float64(number)+0.5)/perPower) * float64(time.Millisecond))
		}
	}
	return 0
}
