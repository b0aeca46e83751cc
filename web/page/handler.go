package page

import (
	"context"
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/templates"
)

// Handler answers a request, or returns why it cannot. It writes to a buffer.
type Handler func(http.ResponseWriter, *http.Request) error

// Room is a family of pages.
type Room interface {
	// Frame is what its pages start from.
	Frame(r *http.Request, title string) templates.Page
	// Answer is what an error becomes in this room.
	Answer(r *http.Request, err error) Answer
	// Onward adds to an error page where its reader can go next.
	Onward(r *http.Request, err error, p *templates.ErrorPage)
	// Known finds out who the caller is, before the handler runs.
	Known(h Handler) Handler
}

// Handle routes a pattern to a handler.
func (s *Site) Handle(mux *http.ServeMux, pattern string, h Handler) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		Of(r).Pattern = pattern
		s.answer(w, r, h)
	})
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request, h Handler) {
	out := newResponse()
	if err := h(out, r); err != nil {
		if allow := out.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		s.Fail(w, r, err)
		return
	}
	out.send(w)
	s.writeStream(w, r)
}

// OrError gives the router's own refusals (no such path, wrong method) a page of the room
// that the path belongs to. A caller who is signed in is shown as signed in there too.
func (s *Site) OrError(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := newResponse()
		h.ServeHTTP(probe, r)
		refusal := approval.ErrNotFound
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			refusal = ErrMethod
		}
		s.answer(w, r, Of(r).Room.Known(func(http.ResponseWriter, *http.Request) error { return refusal }))
	})
}

// LinkGET guards pages that act when somebody opens them by a link which they were sent.
// Programs open such links, too: those that show a preview of a message, and browsers ahead of
// their users. It refuses what TopLevelGET refuses and, of browsers that say so, everything but
// the opening of a page.
func LinkGET(h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		dest, mode := r.Header.Get("Sec-Fetch-Dest"), r.Header.Get("Sec-Fetch-Mode")
		if err := arrives(w, r); err != nil {
			return err
		}
		if dest != "" && dest != "document" || mode != "" && mode != "navigate" {
			return ErrCrossSite
		}
		return h(w, r)
	}
}

// foretelling are the headers with which browsers, of today and before, say that they fetch a
// page ahead of their user, or to show a small picture of it.
var foretelling = []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"}

// arrives refuses requests that are not somebody arriving at a page.
func arrives(w http.ResponseWriter, r *http.Request) error {
	ahead := func(name string) bool { return r.Header.Get(name) != "" }
	switch {
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		return ErrMethod
	case slices.ContainsFunc(foretelling, ahead):
		return ErrPrefetch
	case slices.Contains(subresourceDests, r.Header.Get("Sec-Fetch-Dest")):
		return ErrCrossSite
	}
	return nil
}

// callbackTime is longer than a page may take: the flows bound a callback themselves (see
// approval.AnswerBy), and this leaves a moment for the page that follows.
const callbackTime = approval.AnswerBy + 2*time.Second

// subresourceDests are the values of Sec-Fetch-Dest with which a page loads a callback as a
// part of itself, instead of a browser opening it.
var subresourceDests = []string{"iframe", "frame", "embed", "object", "image", "script", "style", "font", "audio", "video"}

// TopLevelGET guards the callbacks. They act on a GET, so requests that are not a customer
// or a member of staff arriving there (HEAD, a prefetch, an image) are refused. An arrival
// also waits for the provider, and so may take longer than a page.
func TopLevelGET(h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := arrives(w, r); err != nil {
			return err
		}
		r, cancel := within(r, callbackTime)
		defer cancel()
		return h(w, r)
	}
}

// within gives a request another limit of time than that of a page.
func within(r *http.Request, limit time.Duration) (*http.Request, context.CancelFunc) {
	q := Of(r)
	ctx, cancel := context.WithTimeout(context.WithValue(q.client, requestKey{}, q), limit)
	return r.WithContext(ctx), cancel
}
