package customer

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// linkPath is where the links of requests lead, after the language: with the token of one, or
// without it once the browser has the token in a cookie.
const linkPath = "/a"

// linkAge is how long the browser keeps the token of a link: a little longer than a sign-in may
// take.
const linkAge = approval.SigninTTL + 5*time.Minute

// linkToken is the shape of a token. What has another is not looked up.
var linkToken = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// IsLink reports whether a path, with its language, holds the token of a link.
func IsLink(path string) bool {
	return len(path) > len("/en") && strings.HasPrefix(path[len("/en"):], linkPath+"/")
}

// link is the link of a request, as its client sent it. Somebody who is not signed in is told
// nothing, and nothing is looked up for them: their browser keeps the token, and the page
// they are led to is the same for every link. The path to come back to after signing in is
// stored as it is, and so must not hold the token.
func (c *Room) link(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	if callerOf(r).Person != nil {
		return c.openLink(w, r, token)
	}
	if linkToken.MatchString(token) {
		c.SetCookie(w, linkCookie, token, linkAge)
	} else {
		c.ClearCookie(w, linkCookie) // of another link, which is not meant now
	}
	return page.Redirect(w, page.To(r, linkPath))
}

// followLink goes on with the link that this browser opened before its user was signed in. Until
// they are, it asks them to sign in.
func (c *Room) followLink(w http.ResponseWriter, r *http.Request) error {
	if callerOf(r).Person != nil {
		return c.openLink(w, r, c.Cookie(r, linkCookie))
	}
	p := templates.InvitationPage{Page: c.Frame(r, page.T(r, "invitation.title")), To: page.To(r, linkPath)}
	return page.HTML(w, r, http.StatusOK, templates.Invitation(p))
}

// openLink opens a link for the caller, who is signed in.
func (c *Room) openLink(w http.ResponseWriter, r *http.Request, token string) error {
	id, err := approval.ID(""), approval.ErrNotFound
	if linkToken.MatchString(token) {
		id, err = c.Records.OpenLink(r.Context(), callerOf(r).Person.ID, approval.SecretOf(token).Hash(), page.Of(r).Origin)
	}
	known := err == nil || errors.Is(err, approval.ErrNotFound) || errors.Is(err, integration.ErrWrongPerson)
	if known && (token == "" || token == c.Cookie(r, linkCookie)) {
		c.ClearCookie(w, linkCookie)
	}
	switch {
	case err == nil:
		return page.Redirect(w, page.To(r, view.TransactionPath(id)))
	case errors.Is(err, integration.ErrWrongPerson):
		return c.wrongPerson(w, r, err)
	case errors.Is(err, approval.ErrNotFound):
		return c.deadLink(w, r, err)
	}
	return err
}

// deadLink is the page of a link that leads nowhere. Whether it ever led anywhere, and for whom,
// it does not say.
func (c *Room) deadLink(w http.ResponseWriter, r *http.Request, err error) error {
	p := c.viewer(r).Failure(c.Frame(r, ""), "error.request_link", page.Of(r).Origin.RequestID, err)
	c.Onward(r, err, &p)
	return page.HTML(w, r, http.StatusNotFound, templates.Error(p))
}

// wrongPerson is the page of somebody who opened a request that is addressed to somebody else.
// The request was rejected in the moment they did; the page says no more of it.
func (c *Room) wrongPerson(w http.ResponseWriter, r *http.Request, err error) error {
	p := c.viewer(r).WrongPerson(c.Frame(r, ""), page.Of(r).Origin.RequestID, err)
	c.Onward(r, err, &p)
	return page.HTML(w, r, http.StatusForbidden, templates.Error(p))
}
