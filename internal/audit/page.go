package audit

import (
	"errors"
	"time"
)

// PageSize is how many lines a page of a search has.
const PageSize = 50

// Page is a part of what a search found, newest first.
type Page struct {
	Lines []Line
	Newer string // cursor of the page before, "" if this is the newest
	Older string // cursor of the page after, "" if this is the oldest
	// Searched is set if the search was given up before the page was full: everything
	// at or after it was looked at. Older goes on from there.
	Searched time.Time
}

// ErrCursor is the error for a cursor that was not made here, or was made for another query.
var ErrCursor = errors.New("audit: the cursor does not belong to this query")

// ErrTooBroad is the error for a query that would take the database longer than allowed: a
// shorter period or another condition helps.
var ErrTooBroad = errors.New("audit: the question is too broad")

// Bar is one part of a period in a histogram.
type Bar struct {
	From, To time.Time
	Count    int64
	Exact    bool // false: an estimate, from samples of the busiest hours
}
