package customer

import (
	"context"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"

	"takeed/internal/approval"
	"takeed/web/page"
	"takeed/web/view"
)

// withCaller finds out who is asking, runs the handler inside their session, and stores
// what it changed there before anything is sent. A path with {id} brings that
// transaction along, in the same round trip.
func (c *Room) withCaller(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := page.Local[visit](r)
		who.token = c.Cookie(r, sessionCookie)
		ctx, caller, err := c.Sessions.Caller(r.Context(), who.token, transactionID(r))
		if err != nil {
			return err
		}
		if caller.Last != nil {
			caller.Here = caller.Last.StartedBy(c.Binding(r, confirmCookie))
		}
		who.caller = caller
		if ctx, err = c.sessions.Load(ctx, who.token); err != nil {
			return err
		}
		if err := h(w, r.WithContext(ctx)); err != nil {
			return err
		}
		return c.keepSession(ctx, w)
	}
}

// keepSession writes a session that the handler changed, and only then. It gives the
// browser no cookie: a session is made, and gets another token, where somebody signs in or
// confirms, and a request that was slower than that would bring back the token from before.
func (c *Room) keepSession(ctx context.Context, w http.ResponseWriter) error {
	switch c.sessions.Status(ctx) {
	case scs.Modified:
		_, _, err := c.sessions.Commit(ctx) // the store decides when a session ends, by the database's clock
		return err
	case scs.Destroyed:
		c.ClearCookie(w, sessionCookie)
	}
	return nil
}

// customer is for people who are signed in; others are asked to.
func (c *Room) customer(h page.Handler) page.Handler {
	return c.withCaller(func(w http.ResponseWriter, r *http.Request) error {
		if callerOf(r).Person == nil {
			return c.askToSignIn(w, r)
		}
		return h(w, r)
	})
}

// owner is for the person whose transaction the path names. A transaction of somebody
// else, one that never was, and a name that is none are the same answer.
func (c *Room) owner(h page.Handler) page.Handler {
	return c.customer(func(w http.ResponseWriter, r *http.Request) error {
		if callerOf(r).Transaction == nil {
			return approval.ErrNotFound
		}
		return h(w, r)
	})
}

// askToSignIn leads to the sign-in page, and back here afterwards if here can be read
// with a GET; else to the start.
func (c *Room) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	back := pathOfOurs(page.Here(r))
	if back == "" {
		back = page.To(r, "/")
	}
	return page.Redirect(w, page.To(r, "/?"+page.ReturnQuery(back)))
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

// pathOfOurs keeps a page of this room that somebody may be sent back to, and not one that
// signs them in or out.
func pathOfOurs(address string) string {
	address = page.ReturnPath(address)
	if address == "" || strings.HasPrefix(address[len("/en"):], "/sign") || strings.HasPrefix(address[len("/en"):], view.StaffPath) {
		return ""
	}
	return address
}
