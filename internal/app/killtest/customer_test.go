package killtest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/internal/simulator"
)

// customer is somebody with a browser, who remembers what it showed.
type customer struct {
	*apptest.Browser
	world *world
	name  string // their own persona

	mu    sync.Mutex
	known []*transaction
}

// transaction is one as its owner knows it.
type transaction struct {
	key       string // of the form
	path      string // of its page; empty until the browser was led there
	tries     []*try
	confirmed bool // shown as such, at least once
}

// try is an attempt for which the browser was sent to the provider.
type try struct {
	transaction *transaction
	sent        url.Values // the authorization request
	callback    string     // where the provider sent the browser back to; empty until it did
	code        string     // empty if it was declined
	by          string     // the persona that answered
	denied      bool       // the browser was shown that this did not confirm
}

// newCustomer is somebody whom this world has not seen before, at an address of their
// own.
func (w *world) newCustomer() *customer {
	n := int(w.people.Add(1)) - 1
	c := &customer{Browser: w.Browser([]string{"en", "ar"}[n%2], 0), world: w, name: personaID(n)}
	c.Client.Timeout = time.Minute
	c.Client.Transport = from{
		address: fmt.Sprintf("10.0.%d.%d", n/250, n%250+1),
		// Without keep-alive: net/http would repeat a request whose connection broke off.
		next: &http.Transport{DisableKeepAlives: true, DialContext: w.portal.dial},
	}
	return c
}

// from is how the portal's reverse proxy tells it the address of a browser.
type from struct {
	address string
	next    http.RoundTripper
}

func (f from) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Forwarded-For", f.address)
	return f.next.RoundTrip(r)
}

func personaID(n int) string { return fmt.Sprintf("person%d", n) }

// people are as many personas as a world may need.
func people(n int) []simulator.Persona {
	list := make([]simulator.Persona, n)
	for i := range list {
		p := simulator.Personas()[0]
		p.ID = personaID(i)
		p.Subject, p.UUID = "UAEPASS/"+p.ID, p.ID
		p.EmiratesID, p.Mobile, p.Email = fmt.Sprintf("7841990%08d", i), fmt.Sprintf("9715%08d", i), p.ID+"@example.com"
		list[i] = p
	}
	return list
}

// surprise is what no customer may meet, whatever struck.
type surprise string

func (s surprise) Error() string { return string(s) }

const errOverheard surprise = "a code was exchanged for somebody who only knew the address"

// undone says that what was shown as confirmed was denied later.
func undone(p *apptest.Page) error {
	return surprise(fmt.Sprintf("what was shown as confirmed was denied later, by %s (%d): %s", p.Path(), p.Status, p.Heading()))
}

// lost says that a page is not the one that must come here. That something does not
// work may be said while something does not work.
func lost(what string, p *apptest.Page) error {
	said := fmt.Sprintf("%s led to %s (%d): %s", what, p.Path(), p.Status, p.Heading())
	if p.Status == http.StatusServiceUnavailable {
		return errors.New(said)
	}
	return surprise(said)
}

// create sends a form, which may have been sent before.
func (c *customer) create(tx *transaction) error {
	values := apptest.Transfer()
	values.Set("key", tx.key)
	page, err := c.mine(func() (*apptest.Page, error) { return c.TryPost("/"+c.Lang+"/new/transfer", values) })
	if err != nil {
		return err
	}
	if !strings.HasPrefix(page.Path(), "/"+c.Lang+"/transactions/") || page.Status != http.StatusOK {
		return lost("a form", page)
	}
	tx.path = page.Path()
	return c.saw(tx, page)
}

// newTransaction fills in a form and sends it.
func (c *customer) newTransaction() (*transaction, error) {
	tx := &transaction{key: string(approval.NewID())}
	c.known = append(c.known, tx)
	return tx, c.create(tx)
}

// look opens the page of a transaction.
func (c *customer) look(tx *transaction) (*apptest.Page, error) {
	page, err := c.mine(func() (*apptest.Page, error) { return c.Try(tx.path) })
	if err != nil {
		return nil, err
	}
	if page.Path() != tx.path || page.Status != http.StatusOK {
		return nil, lost("a look at a transaction", page)
	}
	return page, c.saw(tx, page)
}

// receive opens the receipt, which there is of confirmations only.
func (c *customer) receive(tx *transaction) error {
	page, err := c.mine(func() (*apptest.Page, error) { return c.Try(tx.path + "/receipt") })
	if err == nil && page.Path() == tx.path+"/receipt" && page.Status == http.StatusOK {
		tx.confirmed = true
	}
	return err
}

// begin presses the confirm button and goes as far as the provider.
func (c *customer) begin(tx *transaction) (*try, error) {
	press := func() (*apptest.Page, error) { return c.TryPost(tx.path+"/confirm", url.Values{"version": {"1"}}) }
	page, err := c.mine(press)
	if err != nil {
		return nil, err
	}
	if page.Path() != tx.path+"/handover" {
		return nil, lost("the confirm button", page)
	}
	return c.goThere(tx)
}

// goThere goes to the provider with the attempt under way. It may have been there before.
func (c *customer) goThere(tx *transaction) (*try, error) {
	sent, err := c.sentTo(tx.path + "/go")
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range tx.tries {
		if t.sent.Get("state") == sent.Get("state") {
			return t, nil
		}
	}
	t := &try{transaction: tx, sent: sent}
	tx.tries = append(tx.tries, t)
	return t, nil
}

// beginAnd is begin, and somebody shows a face.
func (c *customer) beginAnd(tx *transaction, face string) (*try, error) {
	t, err := c.begin(tx)
	if err != nil {
		return nil, err
	}
	return t, c.show(t, face)
}

// show is somebody who shows a face to the provider.
func (c *customer) show(t *try, face string) (err error) {
	t.by = face
	t.code, err = c.issue(t.sent, face)
	t.callback = callbackOf(t.sent, url.Values{"code": {t.code}})
	return err
}

func (t *try) decline() { t.callback = callbackOf(t.sent, url.Values{"error": {"cancelledOnApp"}}) }

// deliver takes a callback to the portal, as the provider tells the browser to.
func (c *customer) deliver(t *try) error {
	page, err := c.Try(t.callback)
	if err != nil {
		return err
	}
	return c.saw(t.transaction, page)
}

// saw remembers what a page told the owner of a transaction. A page that denies speaks
// of every try until now, whatever it calls the request that led to it.
func (c *customer) saw(tx *transaction, p *apptest.Page) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case p.Path() == tx.path && p.Heading() == plain(transfer.Done.In(c.lang())):
		tx.confirmed = true
	case !c.denies(p):
	case tx.confirmed:
		return undone(p)
	default:
		for _, t := range tx.tries {
			t.denied = true
		}
	}
	return nil
}

func (c *customer) lang() approval.Lang { return approval.Lang(c.Lang) }

// denies reports whether a page says that nothing was done.
func (c *customer) denies(p *apptest.Page) bool {
	said := plain(p.Find("main").Text())
	denials := []string{transfer.Undone.In(c.lang())}
	for _, key := range []string{"error.user_changed.text", "error.unavailable.text"} {
		denials = append(denials, i18n.T(i18n.Lang(c.Lang), key))
	}
	return slices.ContainsFunc(denials, func(text string) bool { return strings.Contains(said, plain(text)) })
}

// plain is text as it is read: without marks of direction, and with single spaces.
func plain(text string) string { return strings.Join(strings.Fields(i18n.Plain(text)), " ") }

// transfer is the kind of transaction that everybody here makes.
var transfer = func() approval.Kind {
	all, err := catalogue.Builtin()
	if err != nil {
		panic(err)
	}
	k, _ := all.Kind("transfer")
	return k
}()
