package web

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/signin"
	"takeed/templates"
)

// signInPage is the start of whoever is not signed in. back is the page to go to
// afterwards, "" for the start.
func (s *Server) signInPage(w http.ResponseWriter, r *http.Request, note *templates.Note, back string) error {
	if note == nil && back != "" {
		note = &templates.Note{Tone: "info", Lines: []string{t(r, "signin.note_needed")}}
	}
	return html(w, r, http.StatusOK, templates.SignIn(templates.SignInPage{Page: s.page(r, t(r, "signin.title")), Note: note, To: back}))
}

// takeNote takes what the callback of a sign-in left for the page that follows. The
// browser keeps it, and only that, for a minute: who is not signed in has no session.
func (s *Server) takeNote(w http.ResponseWriter, r *http.Request) *templates.Note {
	key := s.cookie(r, s.cookieName(noteCookie))
	if !slices.Contains(signinNotes, key) {
		return nil
	}
	s.clearCookie(w, s.cookieName(noteCookie))
	return &templates.Note{Tone: "info", Lines: []string{t(r, key, "entity", s.Entity.In(requestOf(r).lang))}}
}

// beginSignin binds a state to this browser.
func (s *Server) beginSignin(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	q := requestOf(r)
	back := customerPath(get("to"))
	if q.caller.Person != nil {
		return onward(w, r, back, "/")
	}
	binding, err := s.Signin.Begin(r.Context(), s.binding(r, signinCookie), q.lang, back, q.origin)
	if err != nil {
		return err
	}
	s.setCookie(w, s.cookieName(signinCookie), binding.Reveal(), approval.SigninTTL)
	return redirect(w, to(r, "/signin"))
}

// signinHandover stands between the form and UAE PASS.
func (s *Server) signinHandover(w http.ResponseWriter, r *http.Request) error {
	return handOver(w, r, s.page(r, t(r, "handover.title")), templates.Action{Label: t(r, "handover.link"), Href: "/signin/go"},
		t(r, "handover.signin", "host", i18n.LTR(s.UAEPass)))
}

// handOver is a page that says where the browser goes next, and goes there by itself.
func handOver(w http.ResponseWriter, r *http.Request, page templates.Page, next templates.Action, body ...string) error {
	page.Refresh = to(r, next.Href)
	return html(w, r, http.StatusOK, templates.Handover(templates.HandoverPage{Page: page, Body: body, Link: next}))
}

// goToSignin sends the browser to UAE PASS. Without a sign-in of this browser there
// is nowhere to go.
func (s *Server) goToSignin(w http.ResponseWriter, r *http.Request) error {
	location, err := s.Signin.AuthorizeURL(r.Context(), s.binding(r, signinCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return redirect(w, to(r, "/"))
	}
	if err != nil {
		return err
	}
	return leave(w, location)
}

// leave sends the browser to UAE PASS without telling it where from.
func leave(w http.ResponseWriter, location string) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	return redirect(w, location)
}

// signinCallback is where UAE PASS sends a browser that signed in, or did not.
func (s *Server) signinCallback(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	callback, err := approval.ParseCallback(r.URL.RawQuery, approval.UAEPassCode)
	if err != nil {
		return s.Signin.Malformed(r.Context(), callback, q.origin)
	}
	fresh := approval.NewSecret()
	result, err := s.Signin.Complete(r.Context(), signin.Return{
		Callback: callback, Binding: s.binding(r, signinCookie),
		OldSession: approval.SecretOf(q.token), NewSession: fresh, Origin: q.origin,
	})
	if err != nil {
		return err
	}
	q.lang = result.Lang
	if result.Refused != nil {
		s.setCookie(w, s.cookieName(noteCookie), signinNote(result.Refused), time.Minute)
		if back := customerPath(result.ReturnPath); back != "" {
			return redirect(w, to(r, "/?"+wanted(back)))
		}
		return redirect(w, to(r, "/"))
	}
	s.clearCookie(w, s.cookieName(signinCookie))
	s.setCookie(w, s.sessions.Cookie.Name, fresh.Reveal(), 0)
	return onward(w, r, customerPath(result.ReturnPath), "/")
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
func (s *Server) signout(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	if err := s.Signin.SignOut(r.Context(), q.caller.Person.ID, approval.SecretOf(q.token), q.origin); err != nil {
		return err
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	// Not "cookies": that would take those of every other service of the same domain, and
	// with them the secret of an attempt under way, whose return must still be understood.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return redirect(w, to(r, "/signout"))
}

// signoutHandover says that the session has ended, and leads on to where it ends too. A
// link leads here as well: whoever is signed in is told nothing of the kind.
func (s *Server) signoutHandover(w http.ResponseWriter, r *http.Request) error {
	if requestOf(r).caller.Person != nil {
		return redirect(w, to(r, "/"))
	}
	page := s.page(r, t(r, "signout.title"))
	return handOver(w, r, page, templates.Action{Label: t(r, "signout.link"), Href: "/signout/go"}, t(r, "signout.body", "entity", page.Entity))
}

func (s *Server) goToSignout(w http.ResponseWriter, r *http.Request) error {
	if requestOf(r).caller.Person != nil {
		return redirect(w, to(r, "/"))
	}
	return leave(w, s.Signin.LogoutURL(s.BaseURL+to(r, "/signedout")))
}

// signedOut is where UAE PASS sends the browser back after signing out.
func (s *Server) signedOut(w http.ResponseWriter, r *http.Request) error {
	if requestOf(r).caller.Person != nil {
		return redirect(w, to(r, "/")) // the address proves nothing
	}
	note := &templates.Note{Tone: "ok", Lines: []string{t(r, "signout.done", "entity", s.Entity.In(requestOf(r).lang))}}
	return s.signInPage(w, r, note, "")
}
