package killtest

import (
	"net/http/cookiejar"

	"takeed/internal/app/apptest"
)

// device is where a customer goes on whose portal died.
type device int

const (
	sameBrowser device = iota
	otherBrowser
	noCookies // the same browser, and it has forgotten everything
)

var devices = []string{"the same browser", "another browser", "a browser without its cookies"}

// goOn takes what is still pending to its confirmation: on this device, and by what its
// pages offer there and nothing else. The browser that was left finds it confirmed.
func (c *customer) goOn(d device) error {
	left := c.Client.Jar
	if d != sameBrowser {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return err
		}
		c.Client.Jar = jar
	}
	for _, tx := range c.known {
		if err := c.finish(tx, d); err != nil {
			return err
		}
	}
	if d != otherBrowser {
		return nil
	}
	c.Client.Jar = left
	for _, tx := range c.known {
		if _, err := c.look(tx); err != nil {
			return err
		}
	}
	return nil
}

// finish confirms a transaction that is pending.
func (c *customer) finish(tx *transaction, d device) error {
	page, err := c.look(tx)
	if err != nil {
		return err
	}
	stage := page.Find("[data-stage]").AttrOr("data-stage", "review")
	if over := page.Find(`form[action$="/cancel"]`).Length() == 0; over && stage == "review" {
		return nil
	}
	t, err := c.takeUp(tx, page)
	if err != nil {
		return err
	}
	if err := c.show(t, c.name); err != nil {
		return err
	}
	if err := c.deliver(t); err != nil {
		return err
	}
	if page, err = c.look(tx); err != nil {
		return err
	}
	if !tx.confirmed {
		return lost("a confirmation after all", page)
	}
	c.world.goneOn(devices[d] + " at " + stage)
	return nil
}

// takeUp goes to the provider by what a page offers: a new attempt, or the one under way.
func (c *customer) takeUp(tx *transaction, page *apptest.Page) (*try, error) {
	switch {
	case page.Find(`form[action$="/confirm"]`).Length() == 1:
		return c.begin(tx)
	case page.Find(`a[href$="/go"]`).Length() == 1:
		return c.goThere(tx)
	}
	return nil, lost("a page that offers nothing", page)
}

// goneOn counts a transaction that could be gone on with.
func (w *world) goneOn(how string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wentOn[how]++
}
