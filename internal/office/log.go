package office

import "time"

// LogState is how the transparency log is doing, as one portal sees it.
type LogState struct {
	Origin       string
	Keys         []string  // that verify it ("vkeys")
	Size         int64     // events that are in it
	Signed       int64     // of these, covered by the newest signed checkpoint
	Epoch        int       // one more each time that the database came to another server
	Lag          int64     // events that no signed checkpoint covers
	Oldest       time.Time // of these, when the oldest was written; zero if there are none
	SignedAt     time.Time // when the newest checkpoint was signed; zero if there is none
	BeatAt       time.Time // when a portal last saw to the log, if only to find nothing new; zero if none has
	Cosignatures int       // that it has
	StoppedBy    string    // why this portal appends and signs nothing, as a word; empty if it does
	Stopped      string    // the same for those who look after the portal
	Witnesses    []WitnessState
}

// WitnessState is what a witness answered last to this portal.
type WitnessState struct {
	Name     string // in the policy
	Answered bool   // it was asked since the portal began
	Reason   string // why it did not cosign, as a word; empty if it did
	Size     int64  // that it says to know, if that is more than the log has
	At       time.Time
}

// LateLog is how old an event may be that no checkpoint covers: usually a second or two.
// SilentLog is how long no portal may have seen to the log, which each does once a minute. How
// old the newest checkpoint is says nothing: there is none without a new event.
const (
	LateLog   = time.Minute
	SilentLog = 3 * time.Minute
)

// LogFault is what is wrong with the log, as a word.
type LogFault string

// The faults, the gravest first.
const (
	LogStopped LogFault = "stopped" // this portal appends and signs nothing
	LogSilent  LogFault = "silent"  // no portal sees to it
	LogLate    LogFault = "late"    // an event waits for its checkpoint
)

// Fault is the gravest fault that the log has; empty if it has none.
func (s LogState) Fault(now time.Time) LogFault {
	switch {
	case s.StoppedBy != "":
		return LogStopped
	case s.Silent(now) > SilentLog:
		return LogSilent
	case s.Late(now) > LateLog:
		return LogLate
	}
	return ""
}

// Silent is how long no portal has seen to the log; 0 if none ever has.
func (s LogState) Silent(now time.Time) time.Duration {
	if s.BeatAt.IsZero() {
		return 0
	}
	return max(0, now.Sub(s.BeatAt))
}

// Late is how old the oldest event is that no signed checkpoint covers; 0 if there is none.
func (s LogState) Late(now time.Time) time.Duration {
	if s.Lag == 0 || s.Oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(s.Oldest))
}

// Cosigning is how many witnesses cosigned when they were asked last.
func (s LogState) Cosigning() (n int) {
	for _, w := range s.Witnesses {
		if w.Answered && w.Reason == "" {
			n++
		}
	}
	return n
}
