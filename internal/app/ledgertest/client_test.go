package ledgertest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
)

// client is a customer with a browser that writes down what it is told. Clients act at
// once, while things break, so nothing that fails ends the test.
type client struct {
	*apptest.Browser
	world   *world
	persona string
	at      [replicas]*apptest.Browser // the same browser at every replica
	path    string                     // of their transaction
	attempt string                     // the callback that would confirm it
}

// newClient signs somebody in at a replica, in a browser of their own.
func (w *world) newClient() *client {
	w.Helper()
	n := int(w.people.Add(1)) - 1
	c := &client{Browser: w.Browser([]string{"en", "ar"}[n%2], n%replicas), world: w, persona: fmt.Sprintf("person%d", n)}
	c.at = w.everywhere(c.Browser)
	c.Client.Timeout = time.Minute
	if _, err := c.TryPost("/"+c.Lang+"/signin", url.Values{}); err != nil {
		w.Fatal(err)
	}
	callback, err := c.sent("/" + c.Lang + "/signin/go")
	if err == nil {
		_, err = c.Try(callback)
	}
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// patience is how long anybody looks at an empty window.
const patience = 4 * time.Second

// everywhere is a browser at every replica.
func (w *world) everywhere(b *apptest.Browser) (at [replicas]*apptest.Browser) {
	for i := range at {
		at[i] = b.On(i)
		at[i].Client.Timeout = patience
	}
	return at
}

// leaves closes the connections of a browser that nobody uses any more.
func (c *client) leaves() {
	c.Client.CloseIdleConnections()
	for _, b := range c.at {
		b.Client.CloseIdleConnections()
	}
}

// sent follows the way to UAE PASS and is given a code at once.
func (c *client) sent(path string) (callback string, err error) {
	p, err := c.Try(path)
	if err != nil {
		return "", err
	}
	request, err := url.Parse(p.Elsewhere)
	if err != nil || p.Elsewhere == "" {
		return "", fmt.Errorf("%s does not lead to UAE PASS: %d %s", path, p.Status, p.Heading())
	}
	q := request.Query()
	code, err := c.World.Simulator.Issue(simulator.Grant{
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: c.persona, Challenge: q.Get("code_challenge"), Scope: q.Get("scope"),
	})
	return q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), err
}

// asks sends the form of a transfer. That it was taken is told by where it leads.
func (c *client) asks() error {
	values := apptest.Transfer()
	values.Set("key", string(approval.NewID()))
	r := c.Request(http.MethodPost, "/"+c.Lang+"/new/transfer", values)
	p, err := c.Send(r)
	if err != nil {
		return err
	}
	to := p.Header.Get("Location")
	if p.Status != http.StatusSeeOther || !strings.Contains(to, "/transactions/") {
		return fmt.Errorf("the form led to %d %s", p.Status, to)
	}
	c.path = to
	c.world.ledger.add(claim{transaction: to[strings.LastIndexByte(to, '/')+1:], state: approval.Pending}, "the redirect of a form")
	return nil
}

// poised has asked for something, and come as far as UAE PASS.
func (c *client) poised() error {
	if err := c.asks(); err != nil {
		return err
	}
	if _, err := c.TryPost(c.path+"/confirm", url.Values{"version": {"1"}}); err != nil {
		return err
	}
	var err error
	c.attempt, err = c.sent(c.path + "/go")
	return err
}

// confirms comes back from UAE PASS.
func (c *client) confirms() {
	if p, err := c.Try(c.attempt); err == nil {
		c.world.ledger.read("where the callback led", p)
	}
}

func (c *client) cancels() {
	if p, err := c.TryPost(c.path+"/cancel", url.Values{}); err == nil {
		c.world.ledger.read("where cancelling led", p)
	}
}

// looks opens all that a customer may open, at every replica, all at once.
func (c *client) looks() {
	home := "/" + c.Lang
	var all sync.WaitGroup
	for _, b := range c.at {
		for name, path := range map[string]string{
			"page": c.path, "status": c.path + "/status", "receipt": c.path + "/receipt", "history": home + "/transactions",
			"confirmed ones": home + "/transactions?state=confirmed", "home": home + "/",
		} {
			all.Go(func() { c.world.opens(b, path, name) })
		}
	}
	all.Wait()
}

// opens writes down what one page says, if it comes.
func (w *world) opens(b *apptest.Browser, path, surface string) {
	if p, err := b.Try(path); err == nil {
		w.ledger.read(surface, p)
	}
}

// auditor is somebody on the staff who reads about everybody.
type auditor struct {
	*apptest.Browser
	at     [replicas]*apptest.Browser
	world  *world
	rounds int
}

// reads opens what the staff may open about some clients.
func (a *auditor) reads(about []*client) {
	paths := []string{"/en/staff/events", "/en/staff/events?q=event%3Atransaction_confirmed"}
	for _, c := range about {
		if c.path != "" {
			paths = append(paths, "/en/staff/transactions/"+c.path[strings.LastIndexByte(c.path, '/')+1:])
		}
	}
	a.rounds++
	var all sync.WaitGroup
	for _, path := range paths {
		all.Go(func() { a.world.opens(a.at[a.rounds%replicas], path, "staff "+strings.Split(path, "/")[3]) })
	}
	all.Wait()
}
