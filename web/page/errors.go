package page

import (
	"context"
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/templates"
	"takeed/web/view"
)

// What can be wrong with a request before its content matters.
var (
	ErrBadRequest = errors.New("the request cannot be read")
	ErrTooLarge   = errors.New("the request is too large")
	ErrCrossSite  = errors.New("the request does not come from one of our pages")
	ErrOtherHost  = errors.New("the request is for another host")
	ErrMethod     = errors.New("the page does not take this method")
	ErrPrefetch   = errors.New("the browser fetches ahead of its user")
	ErrPanic      = errors.New("a handler panicked")
)

// Answer is what an error becomes: a status, and the key of the texts of its page
// (key.title, key.text).
type Answer struct {
	Status int
	Key    string
}

// Row is one line of a table from errors to pages.
type Row struct {
	Err error
	Answer
}

// Table is the whole table of a room. The first match counts: an outcome that is not known
// comes before everything, then a thing that is not there, then the room's own rows, then
// what can happen in every room.
func Table(own ...Row) []Row {
	all := append([]Row{
		{approval.ErrOutcomeUnknown, Answer{http.StatusServiceUnavailable, "error.checking"}},
		{approval.ErrNotFound, Answer{http.StatusNotFound, "error.not_found"}},
	}, own...)
	return append(all, everywhere...)
}

var everywhere = []Row{
	{ErrBadRequest, Answer{http.StatusBadRequest, "error.bad_request"}},
	{ErrTooLarge, Answer{http.StatusRequestEntityTooLarge, "error.bad_request"}},
	{ErrCrossSite, Answer{http.StatusForbidden, "error.cross_site"}},
	{ErrOtherHost, Answer{http.StatusMisdirectedRequest, "error.not_found"}},
	{ErrMethod, Answer{http.StatusMethodNotAllowed, "error.not_found"}},
	{ErrPrefetch, Answer{http.StatusServiceUnavailable, "error.prefetch"}},
	{approval.ErrProviderDown, Answer{http.StatusServiceUnavailable, "error.unavailable"}},
	{approval.ErrStoreDown, Answer{http.StatusServiceUnavailable, "error.busy"}},
	{approval.ErrWouldBlock, Answer{http.StatusServiceUnavailable, "error.busy"}},
	{context.DeadlineExceeded, Answer{http.StatusServiceUnavailable, "error.busy"}},
	{context.Canceled, Answer{http.StatusServiceUnavailable, "error.busy"}},
}

// Find looks an error up. An error that is not in the table is a fault of ours, and its page
// says so in general words.
func Find(table []Row, err error) Answer {
	if tooMany := (*approval.TooMany)(nil); errors.As(err, &tooMany) {
		return Answer{http.StatusTooManyRequests, "error.too_many"}
	}
	for _, row := range table {
		if errors.Is(err, row.Err) {
			return row.Answer
		}
	}
	return Answer{http.StatusInternalServerError, "error.internal"}
}

// Fail answers with an error page. Only faults of ours are logged as errors; the page shows
// the request id, which the reader can tell us.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	q := Of(r)
	if q.Refuse != nil {
		q.Refuse(w, r, err)
		return
	}
	a := q.Room.Answer(r, err)
	if a.Status >= http.StatusInternalServerError && !notOurFault(err) {
		s.Log.ErrorContext(r.Context(), "request failed", "request_id", q.Origin.RequestID, "route", q.Pattern, "error", err)
	}
	out := newResponse()
	r = r.WithContext(context.WithoutCancel(r.Context())) // even a page that says the time is over takes time to render
	p := view.Viewer{Lang: q.Lang}.Failure(q.Room.Frame(r, ""), a.Key, q.Origin.RequestID, err)
	q.Room.Onward(r, err, &p)
	if HTML(out, r, a.Status, templates.Error(p)) != nil {
		Plain(w, a.Status, http.StatusText(a.Status))
		return
	}
	out.send(w)
}

// notOurFault reports errors that are no fault, or were logged already. A browser that
// disconnected is not one, unless the outcome of its request is unknown.
func notOurFault(err error) bool {
	left := errors.Is(err, context.Canceled) && !errors.Is(err, approval.ErrOutcomeUnknown)
	return left || errors.Is(err, ErrPrefetch) || errors.Is(err, ErrPanic)
}
