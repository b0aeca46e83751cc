package customer

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/signin"
	"takeed/templates"
	"takeed/web/page"
)

// signInPage is the start page for a caller who is not signed in. back is the page to go to
// afterwards, "" for the start page.
func (c *Room) signInPage(w http.ResponseWriter, r *http.Request, note *templates.Note, back string) error {
	if note == nil && back != "" {
		note = &templates.Note{Tone: "info", Lines: []string{page.T(r, "signin.note_needed")}}
	}
	return page.HTML(w, r, http.StatusOK, templates.SignIn(templates.SignInPage{Page: c.Frame(r, page.T(r, "signin.title")), Note: note, To: back}))
}

// takeNote takes the message that the callback of a sign-in left for the next page. It is
// in a cookie of its own, for a minute: a caller who is not signed in has no session.
func (c *Room) takeNote(w http.ResponseWriter, r *http.Request) *templates.Note {
	key := c.Cookie(r, noteCookie)
	if !slices.Contains(signinNotes, key) {
		return nil
	}
	c.ClearCookie(w, noteCookie)
	return &templates.Note{Tone: "info", Lines: []string{page.T(r, key, "entity", c.Entity.In(page.Of(r).Lang))}}
}

// beginSignin binds a state to this browser.
func (c *Room) beginSignin(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	q := page.Of(r)
	back := pathOfOurs(get("to"))
	if callerOf(r).Person != nil {
		return page.Onward(w, r, back, "/")
	}
	binding, err := c.Signin.Begin(r.Context(), c.Binding(r, signinCookie), q.Lang, back, q.Origin)
	if err != nil {
		return err
	}
	c.SetCookie(w, signinCookie, binding.Reveal(), approval.SigninTTL)
	return page.Redirect(w, page.To(r, "/signin"))
}

// signinHandover stands between the form and UAE PASS.
func (c *Room) signinHandover(w http.ResponseWriter, r *http.Request) error {
	return page.Handover(w, r, c.Frame(r, page.T(r, "handover.title")), templates.Action{Label: page.T(r, "handover.link"), Href: "/signin/go"},
		page.T(r, "handover.signin", "host", i18n.LTR(c.Provider)))
}

// goToSignin sends the browser to UAE PASS. Without a sign-in of this browser there
// is nowhere to go.
func (c *Room) goToSignin(w http.ResponseWriter, r *http.Request) error {
	location, err := c.Signin.AuthorizeURL(r.Context(), c.Binding(r, signinCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return page.Redirect(w, page.To(r, "/"))
	}
	if err != nil {
		return err
	}
	return page.Leave(w, location)
}

// signinCallback is where UAE PASS sends a browser that signed in, or did not.
func (c *Room) signinCallback(w http.ResponseWriter, r *http.Request) error {
	q := page.Of(r)
	callback, err := approval.ParseCallback(r.URL.RawQuery, approval.UAEPassCode)
	if err != nil {
		return c.Signin.Malformed(r.Context(), callback, q.Origin)
	}
	fresh := approval.NewSecret()
	result, err := c.Signin.Complete(r.Context(), signin.Return{
		Callback: callback, Binding: c.Binding(r, signinCookie),
		OldSession: sessionOf(r), NewSession: fresh, Origin: q.Origin,
	})
	if err != nil {
		return err
	}
	q.Lang = result.Lang
	if result.Refused != nil {
		c.SetCookie(w, noteCookie, signinNote(result.Refused), time.Minute)
		if back := pathOfOurs(result.ReturnPath); back != "" {
			return page.Redirect(w, page.To(r, "/?"+page.ReturnQuery(back)))
		}
		return page.Redirect(w, page.To(r, "/"))
	}
	c.ClearCookie(w, signinCookie)
	c.SetCookie(w, sessionCookie, fresh.Reveal(), 0)
	return page.Onward(w, r, pathOfOurs(result.ReturnPath), "/")
}

// signinNotes are the texts that signinNote chooses from.
var signinNotes = []string{"official.not_eligible", "official.cancelled", "official.exception", "signin.note_contact"}

// signinNote is the text for a sign-in that did not happen. UAE PASS prescribes the
// words of three of them.
func signinNote(refused error) string {
	failure := (*approval.ProviderFailure)(nil)
	switch {
	case errors.Is(refused, approval.ErrNotEligible):
		return "official.not_eligible"
	case errors.Is(refused, approval.ErrEnrolmentConflict), errors.Is(refused, approval.ErrDisabled):
		return "signin.note_contact"
	case errors.As(refused, &failure) && failure.Reason.Notice() == approval.NoticeCancelled:
		return "official.cancelled"
	}
	return "official.exception"
}

// signout ends the session here; ending it at UAE PASS takes the browser there.
func (c *Room) signout(w http.ResponseWriter, r *http.Request) error {
	q := page.Of(r)
	if err := c.Signin.SignOut(r.Context(), callerOf(r).Person.ID, sessionOf(r), q.Origin); err != nil {
		return err
	}
	if err := c.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	// Not "cookies": that would take those of every other service of the same domain, and
	// with them the secret of an attempt under way, whose return must still be understood.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return page.Redirect(w, page.To(r, "/signout"))
}

// signoutHandover says that the session has ended here, and leads on to UAE PASS, where it
// ends too. A link can lead here as well, so a caller who is still signed in is not told so.
func (c *Room) signoutHandover(w http.ResponseWriter, r *http.Request) error {
	if callerOf(r).Person != nil {
		return page.Redirect(w, page.To(r, "/"))
	}
	frame := c.Frame(r, page.T(r, "signout.title"))
	return page.Handover(w, r, frame, templates.Action{Label: page.T(r, "signout.link"), Href: "/signout/go"}, page.T(r, "signout.body", "entity", frame.Entity))
}

func (c *Room) goToSignout(w http.ResponseWriter, r *http.Request) error {
	if callerOf(r).Person != nil {
		return page.Redirect(w, page.To(r, "/"))
	}
	return page.Leave(w, c.Signin.LogoutURL(c.BaseURL+page.To(r, "/signedout")))
}

// signedOut is where UAE PASS sends the browser back after signing out.
func (c *Room) signedOut(w http.ResponseWriter, r *http.Request) error {
	if callerOf(r).Person != nil {
		return page.Redirect(w, page.To(r, "/")) // opening this URL proves nothing
	}
	note := &templates.Note{Tone: "ok", Lines: []string{page.T(r, "signout.done", "entity", c.Entity.In(page.Of(r).Lang))}}
	return c.signInPage(w, r, note, "")
}
