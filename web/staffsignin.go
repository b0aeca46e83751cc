package web

import (
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/signin"
	"takeed/templates"
)

// What a sign-in to the back office can end as, besides having no role.
var (
	errStaffDeclined = errors.New("the identity provider of the staff declined")
	errStaffSignin   = errors.New("the identity provider of the staff gave no answer that holds")
)

// staffSignInPage is for whoever is not signed in.
func (s *Server) staffSignInPage(w http.ResponseWriter, r *http.Request) error {
	v := templates.StaffSignInPage{Page: s.page(r, t(r, "backoffice.signin_title"))}
	if v.To = staffPath(r.URL.Query().Get("to")); v.To != "" {
		v.Note = &templates.Note{Tone: "info", Lines: []string{t(r, "signin.note_needed")}}
	}
	return s.staffEntrance(w, r, v)
}

// staffSignedOut is where the identity provider sends the browser after signing out.
func (s *Server) staffSignedOut(w http.ResponseWriter, r *http.Request) error {
	v := templates.StaffSignInPage{Page: s.page(r, t(r, "backoffice.signin_title"))}
	v.Note = &templates.Note{Tone: "ok", Lines: []string{t(r, "backoffice.signedout")}}
	return s.staffEntrance(w, r, v)
}

func (s *Server) staffEntrance(w http.ResponseWriter, r *http.Request, v templates.StaffSignInPage) error {
	if requestOf(r).staff != nil {
		return onward(w, r, v.To, backOffice)
	}
	return html(w, r, http.StatusOK, templates.StaffSignIn(v))
}

// beginStaffSignin binds a state to this browser.
func (s *Server) beginStaffSignin(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	q := requestOf(r)
	back := staffPath(get("to"))
	if q.staff != nil {
		return onward(w, r, back, backOffice)
	}
	binding, err := s.Staff.Begin(r.Context(), s.binding(r, staffSigninCookie), q.lang, back, q.origin)
	if err != nil {
		return err
	}
	s.setCookie(w, s.cookieName(staffSigninCookie), binding.Reveal(), approval.SigninTTL)
	return redirect(w, to(r, backOffice+"/signin/handover"))
}

// staffSigninHandover stands between the form and the identity provider.
func (s *Server) staffSigninHandover(w http.ResponseWriter, r *http.Request) error {
	return handOver(w, r, s.page(r, t(r, "backoffice.handover_title")), templates.Action{Label: t(r, "backoffice.handover_link"), Href: backOffice + "/signin/go"},
		t(r, "handover.signin", "host", i18n.LTR(s.StaffHost)))
}

// goToStaffSignin sends the browser to the identity provider. Without a sign-in of this
// browser there is nowhere to go.
func (s *Server) goToStaffSignin(w http.ResponseWriter, r *http.Request) error {
	location, err := s.Staff.AuthorizeURL(r.Context(), s.binding(r, staffSigninCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return redirect(w, to(r, backOffice+"/signin"))
	}
	if err != nil {
		return err
	}
	return leave(w, location)
}

// staffCallback is where the identity provider sends a browser that signed in, or did
// not.
func (s *Server) staffCallback(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	callback, err := approval.ParseCallback(r.URL.RawQuery, approval.OIDCCode)
	if err != nil {
		return s.Staff.Malformed(r.Context(), callback, q.origin)
	}
	fresh := approval.NewSecret()
	result, err := s.Staff.Complete(r.Context(), signin.Return{
		Callback: callback, Binding: s.binding(r, staffSigninCookie), NewSession: fresh, Origin: q.origin,
	})
	if err != nil {
		return err
	}
	q.lang = result.Lang
	if result.Refused != nil {
		return refusedStaff(result.Refused)
	}
	s.clearCookie(w, s.cookieName(staffSigninCookie))
	s.setStaffCookie(w, fresh)
	return s.staffArrived(w, r, result.ReturnPath)
}

// refusedStaff is the page of a sign-in that was refused. Having no role is a page of its
// own, which stands before the others in the table of answers.
func refusedStaff(refused error) error {
	failure := (*approval.StaffFailure)(nil)
	if errors.As(refused, &failure) && failure.Why == approval.FaultDeclined {
		return errStaffDeclined
	}
	return errors.Join(errStaffSignin, refused)
}

// staffArrived leads from the callback to the back office, by a page and not by a
// redirect: the cookie of the staff is SameSite=Strict, so no browser sends it along a
// chain that began at another site, which the provider is. A navigation that begins on a
// page of ours is no such chain, and since it replaces the callback in the browser's
// history, the address with the code is not one to come back to.
func (s *Server) staffArrived(w http.ResponseWriter, r *http.Request, path string) error {
	if path = staffPath(path); path == "" {
		path = to(r, backOffice)
	}
	page := s.page(r, t(r, "backoffice.arrived_title"))
	page.Path = backOffice
	return handOver(w, r, page, templates.Action{Label: t(r, "backoffice.arrived_link"), Href: path[len("/en"):]}, t(r, "backoffice.arrived"))
}

// staffSignout ends the session here; ending it at the provider takes the browser there.
func (s *Server) staffSignout(w http.ResponseWriter, r *http.Request) error {
	q := requestOf(r)
	if err := s.Staff.SignOut(r.Context(), *q.staff, s.binding(r, staffCookie), q.origin); err != nil {
		return err
	}
	return redirect(w, to(r, backOffice+"/signout"))
}

func (s *Server) staffSignoutHandover(w http.ResponseWriter, r *http.Request) error {
	if requestOf(r).staff != nil {
		return redirect(w, to(r, backOffice)) // the address proves nothing
	}
	return handOver(w, r, s.page(r, t(r, "signout.title")), templates.Action{Label: t(r, "backoffice.signout_link"), Href: backOffice + "/signout/go"},
		t(r, "backoffice.signout", "host", i18n.LTR(s.StaffHost)))
}

// goToStaffSignout needs the cookie of the session that has ended, for the provider
// wants to see its ID token, and takes it from the browser then.
func (s *Server) goToStaffSignout(w http.ResponseWriter, r *http.Request) error {
	if requestOf(r).staff != nil {
		return redirect(w, to(r, backOffice))
	}
	location := s.Staff.LogoutURL(r.Context(), s.binding(r, staffCookie), s.BaseURL+to(r, backOffice+"/signedout"))
	s.setStaffCookie(w, approval.Secret{})
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return leave(w, location)
}
