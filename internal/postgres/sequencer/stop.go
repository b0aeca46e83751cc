package sequencer

import (
	"errors"

	"takeed/internal/translog"
)

// Stop is why a replica appends and signs nothing, as a word. Pages have a text for each; see
// advice for what an operator can do.
type Stop string

const (
	StopSmaller     Stop = "smaller"      // the database lacks events that were published
	StopDiverged    Stop = "diverged"     // it has others in their place
	StopCorrupt     Stop = "corrupt"      // the tree in it was changed
	StopUnreadable  Stop = "unreadable"   // the file with the last checkpoint cannot be used
	StopNoFile      Stop = "no_file"      // it is not there
	StopOtherServer Stop = "other_server" // the database was moved
	StopUnknown     Stop = "unknown"      // none of these: the portal's log says more
)

var stops = []struct {
	err error
	why Stop
}{
	{translog.ErrSmaller, StopSmaller}, {translog.ErrDiverged, StopDiverged}, {translog.ErrCorrupt, StopCorrupt},
	{errUnreadable, StopUnreadable}, {errNoFile, StopNoFile}, {errOtherServer, StopOtherServer},
}

// stopOf is the word for a reason to stop; empty if err is none.
func stopOf(err error) Stop {
	if !errors.Is(err, ErrStopped) {
		return ""
	}
	for _, s := range stops {
		if errors.Is(err, s.err) {
			return s.why
		}
	}
	return StopUnknown
}

// Stopped is why this replica appends and signs nothing; empty if it does. It asks nobody.
func (l *Log) Stopped() Stop {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stoppedBy
}
