package web

import (
	"context"
	"net/http"

	"github.com/alexedwards/scs/v2"

	"takeed/internal/approval"
)

// withCaller finds out who is asking, runs the handler inside their session, and stores
// what it changed there before anything is sent. A path with {id} brings that
// transaction along, in the same round trip.
func (s *Server) withCaller(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		q := requestOf(r)
		q.token = s.cookie(r, s.sessions.Cookie.Name)
		id := transactionID(r)
		ctx, visitor, err := s.Sessions.Caller(r.Context(), q.token, id)
		if err != nil {
			return err
		}
		if visitor.Last != nil {
			visitor.Here = visitor.Last.StartedBy(s.binding(r, confirmCookie))
		}
		q.caller = visitor
		if ctx, err = s.sessions.Load(ctx, q.token); err != nil {
			return err
		}
		if err := h(w, r.WithContext(ctx)); err != nil {
			return err
		}
		return s.keepSession(ctx, w)
	}
}

// keepSession writes a session that the handler changed, and only then. It gives the
// browser no cookie: a session is made, and gets another token, where somebody signs in or
// confirms, and a request that was slower than that would bring back the token from before.
func (s *Server) keepSession(ctx context.Context, w http.ResponseWriter) error {
	switch s.sessions.Status(ctx) {
	case scs.Modified:
		_, _, err := s.sessions.Commit(ctx) // the store decides when a session ends, by the database's clock
		return err
	case scs.Destroyed:
		s.clearCookie(w, s.sessions.Cookie.Name)
	}
	return nil
}

// customer is for people who are signed in; others are asked to.
func (s *Server) customer(h handler) handler {
	return s.withCaller(func(w http.ResponseWriter, r *http.Request) error {
		q := requestOf(r)
		if q.caller.Person == nil {
			return s.askToSignIn(w, r)
		}
		return h(w, r)
	})
}

// owner is for the person whose transaction the path names. A transaction of somebody
// else, one that never was, and a name that is none are the same answer.
func (s *Server) owner(h handler) handler {
	return s.customer(func(w http.ResponseWriter, r *http.Request) error {
		if requestOf(r).caller.Transaction == nil {
			return approval.ErrNotFound
		}
		return h(w, r)
	})
}

// askToSignIn leads to the sign-in page, and back here afterwards if here can be read
// with a GET; else to the start.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	back := customerPath(here(r))
	if back == "" {
		back = to(r, "/")
	}
	return redirect(w, to(r, "/?"+wanted(back)))
}

// transactionID is the transaction that a request is about: of the path, or the one that a
// new form starts from.
func transactionID(r *http.Request) approval.ID {
	text := r.PathValue("id")
	if text == "" {
		text = r.URL.Query().Get("from")
	}
	id, _ := approval.ParseID(text)
	return id
}
