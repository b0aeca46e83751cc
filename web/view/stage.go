package view

import (
	"time"

	"takeed/internal/approval"
)

// Stage is which view of a transaction its owner gets. It follows only from what is stored,
// and from whether this browser can continue the attempt: however the owner got here, and
// however often, the view is right and what it offers works.
type Stage string

// The stages. Elsewhere means that another browser is waited for.
const (
	StageReview    Stage = "review"
	StageElsewhere Stage = "elsewhere"
	StageWaiting   Stage = "waiting"
	StageChecking  Stage = "checking"
	StageEnded     Stage = "ended"
)

// StageOf decides from the state of the transaction, and of its latest attempt.
func StageOf(c approval.Caller) Stage {
	switch c.Transaction.At(c.Now) {
	case approval.Checking:
		return StageChecking
	case approval.Pending:
	default:
		return StageEnded
	}
	if c.Last == nil {
		return StageReview
	}
	switch c.Last.At(c.Now) {
	case approval.Started:
		if !c.Here {
			return StageElsewhere
		}
		return StageWaiting
	case approval.Exchanging:
		return StageChecking
	}
	return StageReview
}

// Progress is the same decision for the script of the waiting page.
type Progress struct {
	Stage Stage          `json:"stage"`
	State approval.State `json:"state"`
	Left  string         `json:"left,omitempty"` // how long the attempt lasts
	Soon  string         `json:"soon,omitempty"` // the same in its last minute, to be read aloud once
}

// Progress of a transaction.
func (v Viewer) Progress(c approval.Caller) Progress {
	p := Progress{Stage: StageOf(c), State: c.Transaction.At(v.Now)}
	if p.Stage == StageWaiting {
		p.Left = v.timeLeft(c.Last.ExpiresAt)
		if c.Last.ExpiresAt.Sub(v.Now) <= time.Minute {
			p.Soon = p.Left
		}
	}
	return p
}
