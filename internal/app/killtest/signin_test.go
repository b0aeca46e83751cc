package killtest

import (
	"errors"
	"net/http"
	"net/url"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// errSigninTaken is no surprise: a sign-in whose claim was carried out, and its answer
// lost, cannot be claimed again.
var errSigninTaken = errors.New("the sign-in was taken already")

// issue is the provider's part, without its pages: a persona answers a request.
func (c *customer) issue(sent url.Values, persona string) (string, error) {
	return c.world.Simulator.Issue(simulator.Grant{
		ClientID: sent.Get("client_id"), RedirectURI: sent.Get("redirect_uri"), Persona: persona,
		Challenge: sent.Get("code_challenge"), Scope: sent.Get("scope"),
	})
}

func callbackOf(sent url.Values, answer url.Values) string {
	answer.Set("state", sent.Get("state"))
	return sent.Get("redirect_uri") + "?" + answer.Encode()
}

func (c *customer) signIn() error {
	handover, err := c.TryPost("/"+c.Lang+"/signin", url.Values{})
	if err != nil {
		return err
	}
	if handover.Status != http.StatusOK {
		return lost("the sign-in button", handover)
	}
	sent, err := c.sentTo("/" + c.Lang + "/signin/go")
	if err != nil {
		return err
	}
	code, err := c.issue(sent, c.name)
	if err != nil {
		return err
	}
	page, err := c.Try(callbackOf(sent, url.Values{"code": {code}}))
	switch {
	case err != nil || page.Status == http.StatusOK && signedIn(page):
		return err
	case page.Status == http.StatusNotFound:
		return errSigninTaken
	}
	return lost("signing in", page)
}

// sentTo opens a page that leads to the provider.
func (c *customer) sentTo(path string) (url.Values, error) {
	page, err := c.Try(path)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(page.Elsewhere)
	if err != nil || page.Elsewhere == "" {
		return nil, lost(path, page)
	}
	return u.Query(), nil
}

func signedIn(p *apptest.Page) bool { return p.Find(`form[action$="/signout"]`).Length() > 0 }

// mine makes a request of somebody who is signed in, and signs in first if the session
// is gone.
func (c *customer) mine(ask func() (*apptest.Page, error)) (*apptest.Page, error) {
	page, err := ask()
	if err != nil || page.Path() != "/"+c.Lang+"/" || signedIn(page) {
		return page, err
	}
	if err := c.signIn(); err != nil {
		return nil, err
	}
	return ask()
}
