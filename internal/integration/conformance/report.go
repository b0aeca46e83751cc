package conformance

import (
	"fmt"
	"strings"
)

// Report is what the receiver did, in the order in which it was tried.
type Report struct{ Results []Result }

// Result is one thing that was tried.
type Result struct {
	Name    string // "stale"
	Sent    string // what was sent, for people
	Passed  bool
	Seen    string // "answered 401"
	Note    string // what the owner of the receiver has to look up, even if it passed
	Meaning string // what it means that it did not pass
	Mend    string // what to do then
}

// Faults are the results that did not pass.
func (r Report) Faults() (faults []Result) {
	for _, result := range r.Results {
		if !result.Passed {
			faults = append(faults, result)
		}
	}
	return faults
}

// String is the report for people, in English.
func (r Report) String() string {
	var b strings.Builder
	for _, result := range r.Results {
		verdict := "ok   "
		if !result.Passed {
			verdict = "WRONG"
		}
		fmt.Fprintf(&b, "%s  %s: %s; %s\n", verdict, result.Name, result.Sent, result.Seen)
		if result.Note != "" {
			fmt.Fprintf(&b, "       %s\n", result.Note)
		}
		if !result.Passed {
			fmt.Fprintf(&b, "       %s\n       %s\n", result.Meaning, result.Mend)
		}
	}
	fmt.Fprintf(&b, "%d tried, %d wrong\n", len(r.Results), len(r.Faults()))
	return b.String()
}
