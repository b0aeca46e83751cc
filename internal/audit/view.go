package audit

import (
	"errors"

	"takeed/internal/approval"
)

// View is a query that a member of staff kept under a name.
type View struct {
	ID     approval.ID
	Name   string
	Query  Query
	Shared bool // with all the staff
	Own    bool // of whoever asks: only they can delete it
}

// MaxViews is how many views one member of staff can keep.
const MaxViews = 50

// ErrTooManyViews is the error for one more.
var ErrTooManyViews = errors.New("audit: too many views")
