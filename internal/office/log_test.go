package office

import (
	"testing"
	"time"
)

// The log is late by the age of what it has not covered, and never early.
func TestHowLateTheLogIs(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	for what, c := range map[string]struct {
		LogState
		late time.Duration
	}{
		"all is covered":       {LogState{Oldest: now.Add(-time.Hour)}, 0},
		"an event waits":       {LogState{Lag: 1, Oldest: now.Add(-61 * time.Second)}, 61 * time.Second},
		"its clock is ahead":   {LogState{Lag: 1, Oldest: now.Add(time.Second)}, 0},
		"its age is not known": {LogState{Lag: 1}, 0},
	} {
		if got := c.Late(now); got != c.late {
			t.Errorf("%s: late by %s", what, got)
		}
	}
}

// A quiet night is no fault, however old the last checkpoint is. A log that nobody sees to is.
func TestWhatIsWrongWithTheLog(t *testing.T) {
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	for what, c := range map[string]struct {
		LogState
		fault LogFault
	}{
		"new":                     {LogState{}, ""},
		"a quiet night":           {LogState{SignedAt: now.Add(-12 * time.Hour), BeatAt: now.Add(-time.Minute)}, ""},
		"at the edges":            {LogState{BeatAt: now.Add(-SilentLog), Lag: 1, Oldest: now.Add(-LateLog)}, ""},
		"an event waits":          {LogState{BeatAt: now, Lag: 1, Oldest: now.Add(-LateLog - 1)}, LogLate},
		"an event waits, at once": {LogState{Lag: 1, Oldest: now.Add(-LateLog - 1)}, LogLate},
		"nobody sees to it":       {LogState{BeatAt: now.Add(-SilentLog - 1), Lag: 1, Oldest: now.Add(-time.Hour)}, LogSilent},
		"a clock is ahead":        {LogState{BeatAt: now.Add(time.Hour)}, ""},
		"stopped":                 {LogState{StoppedBy: "smaller", BeatAt: now.Add(-time.Hour)}, LogStopped},
	} {
		if got := c.Fault(now); got != c.fault {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// A witness cosigns if its last answer was a cosignature.
func TestWhichWitnessesCosign(t *testing.T) {
	s := LogState{Witnesses: []WitnessState{{Answered: true}, {Answered: true, Reason: "silent"}, {}, {Answered: true}}}
	if n := s.Cosigning(); n != 2 {
		t.Errorf("%d cosign", n)
	}
}
