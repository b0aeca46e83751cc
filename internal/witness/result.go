package witness

import (
	"errors"
	"fmt"
	"time"
)

// Result is what came of asking one witness.
type Result struct {
	Witness string // its name in the policy
	Reason  Reason // why it did not cosign; empty if it did

	At   time.Time // when it cosigned, by its own clock
	Line []byte    // its cosignature, as a line that can be appended to the checkpoint

	Size int64 // of the larger tree, if the reason is Ahead
	Err  error // what the log should say beside the reason
}

// Reason is why a witness did not cosign. Pages have a text for each.
type Reason string

const (
	// Silent: it did not answer in time, or could not be reached.
	Silent Reason = "silent"
	// Busy: it is at work on an earlier checkpoint, or on those of another portal.
	Busy Reason = "busy"
	// Ahead: it says that it cosigned a larger tree of this log. If that is true, we lost
	// leaves that we published.
	Ahead Reason = "ahead"
	// Refused: it says that the checkpoint does not continue the one that it cosigned last.
	// If that is true, our history changed.
	Refused Reason = "refused"
	// UnknownLog: its operator has not entered our origin yet.
	UnknownLog Reason = "unknown_log"
	// UnknownKey: its operator has entered another key of ours.
	UnknownKey Reason = "unknown_key"
	// WrongClock: its cosignature is valid, but of another time than now.
	WrongClock Reason = "wrong_clock"
	// Unusable: it answered something else than the protocol says.
	Unusable Reason = "unusable"
	// NoProof: we could not prove that the tree continues the one that it knows.
	NoProof Reason = "no_proof"
)

// failure is a reason on its way to a result.
type failure struct {
	reason Reason
	err    error
	size   int64
}

func (f *failure) Error() string { return fmt.Sprintf("%s: %v", f.reason, f.err) }
func (f *failure) Unwrap() error { return f.err }

func failed(reason Reason, format string, args ...any) error {
	return &failure{reason: reason, err: fmt.Errorf(format, args...)}
}

func (w *asked) result(line []byte, at time.Time, err error) Result {
	r := Result{Witness: w.name, At: at, Line: line, Err: err}
	if f := (*failure)(nil); errors.As(err, &f) {
		r.Reason, r.Size = f.reason, f.size
	}
	return r
}
