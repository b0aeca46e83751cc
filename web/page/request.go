package page

import (
	"context"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// Request is what is known of a request besides what it says itself. The hall makes it
// before anything else, and the pattern and the room are filled in on the way.
type Request struct {
	Origin  approval.Origin
	Lang    approval.Lang
	Path    string // after the language, with the query
	Pattern string // of the route, for the log
	Room    Room   // whose frame and errors it gets

	client    context.Context // ends when the client leaves, and not with the time of a page
	stream    stream          // the rest of an answer that is not kept whole
	streaming bool            // some of the answer has left
	atEnd     []func()        // what is given back when the request has ended
	local     any             // see Local
}

type requestKey struct{}

// Begin gives a request its Request. The context of r ends when the client leaves.
func Begin(ctx context.Context, r *http.Request, q *Request) *http.Request {
	q.client = r.Context()
	return r.WithContext(context.WithValue(ctx, requestKey{}, q))
}

// Of is the Request of a request.
func Of(r *http.Request) *Request { return r.Context().Value(requestKey{}).(*Request) }

// Local is what a room keeps of a request for itself, made empty when first asked for.
// Only one room has a request, so there is one such thing.
func Local[T any](r *http.Request) *T {
	q := Of(r)
	if _, ok := q.local.(*T); !ok {
		q.local = new(T)
	}
	return q.local.(*T)
}

// AtEnd has something done when the request has ended, whatever came of it.
func (q *Request) AtEnd(f func()) { q.atEnd = append(q.atEnd, f) }

// End does what was left to be done.
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

// To is a page of ours in the language of the request.
func To(r *http.Request, path string) string { return "/" + string(Of(r).Lang) + path }
