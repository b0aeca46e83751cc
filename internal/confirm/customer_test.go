package confirm_test

import (
	"fmt"
	"net/http"
	"net/url"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// routes are the requests of a confirmation, in order.
var routes = []string{"GET form", "POST form", "GET review", "POST confirm", "GET handover", "GET go", "GET callback", "GET result"}

// customer is somebody signed in, in a browser of their own.
type customer struct {
	*apptest.Browser
	persona string
}

func newCustomer(w *apptest.World, i, replica int) *customer {
	c := &customer{w.Browser("en", replica), fmt.Sprintf("person%d", i)}
	c.SignIn(c.persona)
	return c
}

// around makes a request of a confirmation, and what a test wants to do before and after.
type around func(route string, request func())

func plainly(_ string, request func()) { request() }

// confirm makes one transaction and confirms it. The simulator's pages are skipped:
// the code is issued as if the person had just shown their face.
func (c *customer) confirm(how around) {
	form := c.step(how, "GET form", c.Request(http.MethodGet, "/en/new/transfer", nil), http.StatusOK)
	values := apptest.Transfer()
	values.Set("key", form.Find("input[name=key]").AttrOr("value", ""))
	review := c.step(how, "POST form", c.Request(http.MethodPost, "/en/new/transfer", values), http.StatusSeeOther).Header.Get("Location")
	shown := c.step(how, "GET review", c.Request(http.MethodGet, review, nil), http.StatusOK)
	version := url.Values{"version": {shown.Find("input[name=version]").AttrOr("value", "")}}
	handover := c.step(how, "POST confirm", c.Request(http.MethodPost, review+"/confirm", version), http.StatusSeeOther).Header.Get("Location")
	c.step(how, "GET handover", c.Request(http.MethodGet, handover, nil), http.StatusOK)
	away := c.step(how, "GET go", c.Request(http.MethodGet, review+"/go", nil), http.StatusSeeOther).Header.Get("Location")
	callback := "/uaepass/confirm/callback?" + c.answers(away).Encode()
	result := c.step(how, "GET callback", c.Request(http.MethodGet, callback, nil), http.StatusSeeOther).Header.Get("Location")
	done := c.step(how, "GET result", c.Request(http.MethodGet, result, nil), http.StatusOK)
	if result != review || done.Find(".panel.tone-ok").Length() != 1 {
		c.World.Fatalf("not confirmed: %s, %s", result, done.Heading())
	}
}

// answers is how UAE PASS answers an authorization request.
func (c *customer) answers(address string) url.Values {
	sent, err := url.Parse(address)
	if err != nil {
		c.World.Fatal(err)
	}
	q := sent.Query()
	code, err := c.World.Simulator.Issue(simulator.Grant{
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: c.persona, Challenge: q.Get("code_challenge"),
	})
	if err != nil {
		c.World.Fatal(err)
	}
	return url.Values{"code": {code}, "state": {q.Get("state")}}
}

func (c *customer) step(how around, route string, r *http.Request, want int) (page *apptest.Page) {
	how(route, func() { page = c.Once(r) })
	if page.Status != want {
		c.World.Fatalf("%s: %d %s", route, page.Status, page.Heading())
	}
	return page
}
