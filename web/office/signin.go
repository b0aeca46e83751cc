package office

import (
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	rules "takeed/internal/office"
	"takeed/internal/signin"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// The cookies of this room: the session, and what binds a sign-in to the browser that
// began it.
const (
	sessionCookie = "ops"
	signinCookie  = "osb"
)

// signInPage is for members of staff who are not signed in.
func (o *Room) signInPage(w http.ResponseWriter, r *http.Request) error {
	v := templates.StaffSignInPage{Page: o.Frame(r, page.T(r, "backoffice.signin_title"))}
	if v.To = pathOfOurs(r.URL.Query().Get("to")); v.To != "" {
		v.Note = &templates.Note{Tone: "info", Lines: []string{page.T(r, "signin.note_needed")}}
	}
	return o.entrance(w, r, v)
}

// signedOutPage is where the identity provider sends the browser after signing out.
func (o *Room) signedOutPage(w http.ResponseWriter, r *http.Request) error {
	v := templates.StaffSignInPage{Page: o.Frame(r, page.T(r, "backoffice.signin_title"))}
	v.Note = &templates.Note{Tone: "ok", Lines: []string{page.T(r, "backoffice.signedout")}}
	return o.entrance(w, r, v)
}

func (o *Room) entrance(w http.ResponseWriter, r *http.Request, v templates.StaffSignInPage) error {
	if staffOf(r) != nil {
		return page.Onward(w, r, v.To, view.StaffPath)
	}
	return page.HTML(w, r, http.StatusOK, templates.StaffSignIn(v))
}

// beginSignin binds a state to this browser.
func (o *Room) beginSignin(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	q := page.Of(r)
	back := pathOfOurs(get("to"))
	if staffOf(r) != nil {
		return page.Onward(w, r, back, view.StaffPath)
	}
	binding, err := o.Flow.Begin(r.Context(), o.Binding(r, signinCookie), q.Lang, back, q.Origin)
	if err != nil {
		return err
	}
	o.SetCookie(w, signinCookie, binding.Reveal(), approval.SigninTTL)
	return page.Redirect(w, page.To(r, view.StaffPath+"/signin/handover"))
}

// signinHandover stands between the form and the identity provider.
func (o *Room) signinHandover(w http.ResponseWriter, r *http.Request) error {
	return page.Handover(w, r, o.Frame(r, page.T(r, "backoffice.handover_title")), templates.Action{Label: page.T(r, "backoffice.handover_link"), Href: view.StaffPath + "/signin/go"},
		page.T(r, "handover.signin", "host", i18n.LTR(o.Host)))
}

// goToSignin sends the browser to the identity provider. Without a sign-in of this
// browser there is nowhere to go.
func (o *Room) goToSignin(w http.ResponseWriter, r *http.Request) error {
	location, err := o.Flow.AuthorizeURL(r.Context(), o.Binding(r, signinCookie))
	if errors.Is(err, approval.ErrNotFound) {
		return page.Redirect(w, page.To(r, view.StaffPath+"/signin"))
	}
	if err != nil {
		return err
	}
	return page.Leave(w, location)
}

// callback is where the identity provider sends a browser that signed in, or did
// not.
func (o *Room) callback(w http.ResponseWriter, r *http.Request) error {
	q := page.Of(r)
	back, err := approval.ParseCallback(r.URL.RawQuery, approval.OIDCCode)
	if err != nil {
		return o.Flow.Malformed(r.Context(), back, q.Origin)
	}
	fresh := approval.NewSecret()
	result, err := o.Flow.Complete(r.Context(), signin.Return{
		Callback: back, Binding: o.Binding(r, signinCookie), NewSession: fresh, Origin: q.Origin,
	})
	if err != nil {
		return err
	}
	q.Lang = result.Lang
	if result.Refused != nil {
		return refusal(result.Refused)
	}
	o.ClearCookie(w, signinCookie)
	o.setSessionCookie(w, fresh)
	return o.arrived(w, r, result.ReturnPath)
}

// refusal is the error whose page a refused sign-in gets. Having no role has a page of its
// own, since it comes first in the table of answers.
func refusal(refused error) error {
	failure := (*rules.Failure)(nil)
	if errors.As(refused, &failure) && failure.Why == rules.FaultDeclined {
		return errStaffDeclined
	}
	return errors.Join(errStaffSignin, refused)
}

// arrived leads from the callback to the back office, by a page instead of a redirect: the
// session cookie of the staff is SameSite=Strict, so no browser sends it along a chain of
// redirects that began at another site, here the provider. A navigation from a page of ours
// is no such chain, and since it replaces the callback in the browser's history, nobody can
// go back to the URL with the code.
func (o *Room) arrived(w http.ResponseWriter, r *http.Request, path string) error {
	if path = pathOfOurs(path); path == "" {
		path = page.To(r, view.StaffPath)
	}
	frame := o.Frame(r, page.T(r, "backoffice.arrived_title"))
	frame.Path = view.StaffPath
	return page.Handover(w, r, frame, templates.Action{Label: page.T(r, "backoffice.arrived_link"), Href: path[len("/en"):]}, page.T(r, "backoffice.arrived"))
}

// signout ends the session here; ending it at the provider takes the browser there.
func (o *Room) signout(w http.ResponseWriter, r *http.Request) error {
	q := page.Of(r)
	if err := o.Flow.SignOut(r.Context(), *staffOf(r), o.Binding(r, sessionCookie), q.Origin); err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.StaffPath+"/signout"))
}

func (o *Room) signoutHandover(w http.ResponseWriter, r *http.Request) error {
	if staffOf(r) != nil {
		return page.Redirect(w, page.To(r, view.StaffPath)) // opening this URL proves nothing
	}
	return page.Handover(w, r, o.Frame(r, page.T(r, "signout.title")), templates.Action{Label: page.T(r, "backoffice.signout_link"), Href: view.StaffPath + "/signout/go"},
		page.T(r, "backoffice.signout", "host", i18n.LTR(o.Host)))
}

// goToSignout needs the cookie of the session that has ended, since the provider wants to
// see its ID token; then it takes the cookie from the browser.
func (o *Room) goToSignout(w http.ResponseWriter, r *http.Request) error {
	if staffOf(r) != nil {
		return page.Redirect(w, page.To(r, view.StaffPath))
	}
	location := o.Flow.LogoutURL(r.Context(), o.Binding(r, sessionCookie), o.BaseURL+page.To(r, view.StaffPath+"/signedout"))
	o.setSessionCookie(w, approval.Secret{})
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return page.Leave(w, location)
}

// setSessionCookie gives the browser the cookie of a back-office session, or takes it away if
// session is empty. The browser does not send it with a link from another site.
func (o *Room) setSessionCookie(w http.ResponseWriter, session approval.Secret) {
	c := &http.Cookie{
		Name: o.CookieName(sessionCookie), Value: session.Reveal(), Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteStrictMode,
	}
	if session.Empty() {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
