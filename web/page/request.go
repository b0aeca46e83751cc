package page

import (
	"context"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// Request is what we know about a request beyond its own content. The hall makes it before
// anything else; the pattern is filled in on the way.
type Request struct {
	Origin  approval.Origin
	Lang    approval.Lang
	Path    string // after the language, with the query
	Pattern string // of the route, for the log
	Room    Room   // whose frame and errors it gets

	// Refuse answers with an error where there is no page to answer with; nil where there is.
	Refuse   func(http.ResponseWriter, *http.Request, error)
	ClientID string // of the API, for the log; empty if no client called

	client    context.Context // cancelled when the client disconnects; not subject to the time limit of a page
	stream    stream          // writes the body of an answer that is not kept whole
	streaming bool            // some of the answer has been sent
	atEnd     []func()        // functions to call when the request has ended
	local     any             // see Local
}

type requestKey struct{}

// Begin gives a request its Request. The context of r must end when the client disconnects.
func Begin(ctx context.Context, r *http.Request, q *Request) *http.Request {
	q.client = r.Context()
	return r.WithContext(context.WithValue(ctx, requestKey{}, q))
}

// Of returns the Request of an HTTP request.
func Of(r *http.Request) *Request { return r.Context().Value(requestKey{}).(*Request) }

// Local is the data that a room keeps with a request for itself, empty when first asked for.
// A request belongs to one room only, so there is one such value.
func Local[T any](r *http.Request) *T {
	q := Of(r)
	if _, ok := q.local.(*T); !ok {
		q.local = new(T)
	}
	return q.local.(*T)
}

// AtEnd registers a function to call when the request has ended, whatever its outcome.
func (q *Request) AtEnd(f func()) { q.atEnd = append(q.atEnd, f) }

// End calls the functions registered with AtEnd.
func (q *Request) End() {
	for _, f := range q.atEnd {
		f()
	}
}

// Streaming reports whether some of a stream has been sent.
func (q *Request) Streaming() bool { return q.streaming }

// T is a message in the language of the request.
func T(r *http.Request, key string, args ...any) string {
	return i18n.T(i18n.Lang(Of(r).Lang), key, args...)
}

// To is the path of a page of ours in the language of the request.
func To(r *http.Request, path string) string { return "/" + string(Of(r).Lang) + path }
