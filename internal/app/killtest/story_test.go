package killtest

import (
	"net/url"
	"sync"
)

// story is what a customer sets out to do. It ends at the first page that does not
// come, which is how a customer learns that the portal died.
type story func(*customer) error

// stories that customers follow at the same time.
var stories = []story{confirms, declinesFirst, anotherFaceAnswers, startsAnother, changesTheirMind, isOverheard}

// everything is the longest story: one customer, one request at a time, so that each
// run sends much the same messages.
func everything(c *customer) error {
	return inTurn(c, declinesFirst, anotherFaceAnswers, isOverheard, signsOut)
}

func inTurn(c *customer, parts ...story) error {
	for _, part := range parts {
		if err := part(c); err != nil {
			return err
		}
	}
	return nil
}

// confirms is how it should be, but for a browser that delivers its callback twice.
func confirms(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	t, err := c.beginAnd(tx, c.name)
	if err != nil {
		return err
	}
	if err := together(func() error { return c.deliver(t) }, func() error { return c.deliver(t) }); err != nil {
		return err
	}
	if _, err := c.look(tx); err != nil {
		return err
	}
	return c.receive(tx)
}

// declinesFirst says no on the phone, reloads the page, and says yes then.
func declinesFirst(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	no, err := c.begin(tx)
	if err != nil {
		return err
	}
	no.decline()
	for range 2 {
		if err := c.deliver(no); err != nil {
			return err
		}
	}
	yes, err := c.beginAnd(tx, c.name)
	if err != nil {
		return err
	}
	if err := c.deliver(yes); err != nil {
		return err
	}
	_, err = c.look(tx)
	return err
}

// anotherFaceAnswers is the fraud that all of this is about.
func anotherFaceAnswers(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	t, err := c.beginAnd(tx, personaID(0))
	if err != nil {
		return err
	}
	if err := c.deliver(t); err != nil {
		return err
	}
	_, err = c.look(tx)
	return err
}

// startsAnother confirms one transaction while the phone asks about another.
func startsAnother(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	first, err := c.beginAnd(tx, c.name)
	if err != nil {
		return err
	}
	other, err := c.newTransaction()
	if err != nil {
		return err
	}
	second, err := c.beginAnd(other, c.name)
	if err != nil {
		return err
	}
	if err := c.deliver(first); err != nil {
		return err
	}
	return c.deliver(second)
}

// changesTheirMind at the moment when the callback arrives.
func changesTheirMind(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	t, err := c.beginAnd(tx, c.name)
	if err != nil {
		return err
	}
	err = together(func() error { return c.deliver(t) }, func() error {
		page, err := c.TryPost(tx.path+"/cancel", url.Values{})
		if err != nil {
			return err
		}
		return c.saw(tx, page)
	})
	if err != nil {
		return err
	}
	_, err = c.look(tx)
	return err
}

// isOverheard loses the address of the callback to somebody who tries it first.
func isOverheard(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	t, err := c.beginAnd(tx, c.name)
	if err != nil {
		return err
	}
	stranger := c.world.newCustomer()
	if _, err := stranger.Try(t.callback); err != nil {
		return err
	}
	if c.world.Simulator.Exchanges(t.code) > 0 {
		return errOverheard
	}
	return c.deliver(t)
}

func signsOut(c *customer) error {
	_, err := c.TryPost("/"+c.Lang+"/signout", url.Values{})
	return err
}

// together does both at the same time.
func together(a, b func() error) error {
	var other error
	var wg sync.WaitGroup
	wg.Go(func() { other = b() })
	err := a()
	wg.Wait()
	if err == nil {
		err = other
	}
	return err
}
