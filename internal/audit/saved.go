package audit

import (
	"errors"

	"takeed/internal/approval"
)

// SavedSearch is a query that a member of staff kept under a name.
type SavedSearch struct {
	ID     approval.ID
	Name   string
	Query  Query
	Shared bool // with all the staff
	Own    bool // of the member of staff who asks; only they can delete it
}

// MaxSavedSearches is how many one member of staff can keep.
const MaxSavedSearches = 50

// ErrTooManySavedSearches is the error for saving one more.
var ErrTooManySavedSearches = errors.New("audit: too many saved searches")
