package main

import "runtime/debug"

// gcPercent is how much garbage may gather, in percent of the memory in use, before it is
// collected. A request leaves sixty kilobytes of it and a portal at work uses a few megabytes,
// so Go's own 100 would collect ten times a second and more, which is a tenth of
// the processor time. Three times as much garbage costs fifteen megabytes.
const gcPercent = 300

// tuneMemory leaves an operator's own GOGC alone. A GOMEMLIMIT is kept by the runtime,
// whatever the percentage.
func tuneMemory(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
