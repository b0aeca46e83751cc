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

// withCaller finds out who the caller is, runs the handler inside their session, and stores
// what it changed there before anything is sent. If the path has an {id}, that transaction
// is read in the same round trip.
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

// keepSession writes the session only if the handler changed it. It never sets the cookie:
// a session begins at a sign-in, and gets another token there and at a confirmation; a
// slower request that set the cookie after that would bring the old token back.
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

// customer is for callers who are signed in; others are asked to sign in.
func (c *Room) customer(h page.Handler) page.Handler {
	return c.withCaller(func(w http.ResponseWriter, r *http.Request) error {
		if callerOf(r).Person == nil {
			return c.askToSignIn(w, r)
		}
		return h(w, r)
	})
}

// owner is for the person whose transaction the path names. Another person's transaction,
// one that does not exist and an id that is not one get the same answer.
func (c *Room) owner(h page.Handler) page.Handler {
	return c.customer(func(w http.ResponseWriter, r *http.Request) error {
		if callerOf(r).Transaction == nil {
			return approval.ErrNotFound
		}
		return h(w, r)
	})
}

// askToSignIn leads to the sign-in page, and afterwards back to this page if it can be read
// with a GET; else to the start page.
func (c *Room) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	back := pathOfOurs(page.Here(r))
	if back == "" {
		back = page.To(r, "/")
	}
	return page.Redirect(w, page.To(r, "/?"+page.ReturnQuery(back)))
}

// transactionID is the transaction that a request is about: the one in the path, or the one
// that a new form starts from.
func transactionID(r *http.Request) approval.ID {
	text := r.PathValue("id")
	if text == "" {
		text = r.URL.Query().Get("from")
	}
	id, _ := approval.ParseID(text)
	return id
}

// pathOfOurs returns the address if it is a page of this room that a customer may be sent
// back to, and "" otherwise, also for the pages that sign them in or out, and for the links of
// requests, whose tokens are kept nowhere.
func pathOfOurs(address string) string {
	address = page.ReturnPath(address)
	if address == "" {
		return ""
	}
	path := address[len("/en"):]
	for _, other := range []string{"/sign", view.StaffPath, linkPath + "/"} {
		if strings.HasPrefix(path, other) {
			return ""
		}
	}
	return address
}
