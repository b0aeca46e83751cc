package approval

import (
	"strings"
	"testing"
)

// The tables are written out here a second time, by hand, pair by pair.

func TestEveryPairOfStates(t *testing.T) {
	legal := map[State]string{
		Pending:   "confirmed rejected expired cancelled",
		Confirmed: "", Rejected: "", Expired: "", Cancelled: "",
	}
	for _, from := range States {
		for _, to := range append(States, "", "consumed", "PENDING") {
			if got, want := from.CanBecome(to), has(legal[from], string(to)); got != want {
				t.Errorf("%s to %q: %v, want %v", from, to, got, want)
			}
		}
		if from.Final() != (legal[from] == "") {
			t.Errorf("%s.Final() = %v", from, from.Final())
		}
	}
	if State("unheard of").CanBecome(Confirmed) {
		t.Error("an unknown state can be confirmed")
	}
}

func TestEveryPairOfAttemptStatuses(t *testing.T) {
	legal := map[AttemptStatus]string{
		Started:    "exchanging failed expired",
		Exchanging: "succeeded failed unknown",
		Succeeded:  "", Failed: "", AttemptExpired: "", Unknown: "",
	}
	for _, from := range AttemptStatuses {
		for _, to := range append(AttemptStatuses, "", "done") {
			if got, want := from.CanBecome(to), has(legal[from], string(to)); got != want {
				t.Errorf("%s to %q: %v, want %v", from, to, got, want)
			}
		}
		if from.Live() != (legal[from] != "") {
			t.Errorf("%s.Live() = %v", from, from.Live())
		}
	}
}

func has(words, word string) bool {
	for _, w := range strings.Fields(words) {
		if w == word {
			return true
		}
	}
	return false
}
