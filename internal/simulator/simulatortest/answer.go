package simulatortest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/simulator/pingone"
)

// Action is what the user does on the page of a request.
type Action int

const (
	Approve Action = iota // with their face; at sign-in: as Decision.Persona
	Decline               // at sign-in: cancel
	Other                 // another person answers in their place: Decision.Persona
	Ignore                // facial confirmation only
)

// Decision is what the user does, and what goes wrong meanwhile.
type Decision struct {
	Persona  string
	Action   Action
	Scenario string // "": what the page offers
}

// ErrStays means that the provider does not send the browser back.
var ErrStays = errors.New("the browser stays at the provider")

// Answer opens an authorization request in the browser c, answers it as decided and
// returns the callback, without requesting it, even if the provider only shows the
// callback, to be opened in another browser. c keeps the cookies of the provider if it has
// a jar. A request that the provider answers without asking (from its session, or with an
// error) needs no decision.
func Answer(c *http.Client, authorizeURL string, d Decision) (callbackURL string, err error) {
	b, err := newBrowser(c, authorizeURL)
	if err != nil {
		return "", err
	}
	callback, page, err := b.open(authorizeURL)
	if callback != "" || err != nil {
		return callback, err
	}
	form, err := d.fill(page)
	if err != nil {
		return "", err
	}
	callback, page, err = b.submit(page.Find("form").AttrOr("action", ""), form)
	if callback != "" || err != nil {
		return callback, err
	}
	return shownCallback(page)
}

// shownCallback is the callback that a page offers to be opened by hand.
func shownCallback(page *goquery.Document) (callback string, err error) {
	page.Find("main a[href]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		if u, err := url.Parse(a.AttrOr("href", "")); err == nil && u.IsAbs() && u.Query().Has("state") {
			callback = u.String()
		}
		return callback == ""
	})
	if callback == "" {
		return "", ErrStays
	}
	return callback, nil
}

// Open opens an authorization request and returns the page that the browser stays
// on, for tests that look at it.
func Open(c *http.Client, authorizeURL string) (*goquery.Document, error) {
	b, err := newBrowser(c, authorizeURL)
	if err != nil {
		return nil, err
	}
	callback, page, err := b.open(authorizeURL)
	if err == nil && callback != "" {
		err = errors.New("the browser was sent back at once")
	}
	return page, err
}

// fill fills in the form of a page, as the page offers it, and presses a button.
func (d Decision) fill(page *goquery.Document) (url.Values, error) {
	form := page.Find("form").First()
	if form.Length() == 0 {
		return nil, ErrStays
	}
	values := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		values.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	if err := choose(form, values, "scenario", d.Scenario); err != nil {
		return nil, err
	}
	if d.Action == Other {
		if err := choose(form, values, "persona", d.Persona); err != nil {
			return nil, err
		}
	}
	name, value := d.button(form)
	if form.Find(fmt.Sprintf("button[name=%q][value=%q]", name, value)).Length() != 1 {
		return nil, fmt.Errorf("answer at the provider: no button %s=%s", name, value)
	}
	values.Set(name, value)
	return values, nil
}

// choose takes an option of a select: the wanted one, or the preselected one if want is
// empty.
func choose(form *goquery.Selection, values url.Values, name, want string) error {
	options := form.Find(fmt.Sprintf("select[name=%q] option", name))
	option := options.Filter("[selected]")
	if option.Length() == 0 {
		option = options.First()
	}
	if want != "" {
		option = options.Filter(fmt.Sprintf("[value=%q]", want))
	}
	value, ok := option.Attr("value")
	if !ok {
		return fmt.Errorf("answer at the provider: no option %s=%s", name, want)
	}
	values.Set(name, value)
	return nil
}

// button names the button of an action. The sign-in page has one for each person; on the
// page of a facial confirmation the owner of the phone approves.
func (d Decision) button(form *goquery.Selection) (name, value string) {
	signin := form.Find("button[name=persona]").Length() > 0
	switch {
	case d.Action == Approve && signin:
		return "persona", d.Persona
	case d.Action == Decline:
		return "answer", "decline"
	case d.Action == Other:
		return "answer", "other"
	case d.Action == Ignore:
		return "answer", "ignore"
	}
	return "answer", "approve"
}

// browser follows redirects within the provider, and no further.
type browser struct {
	client http.Client
	origin string
}

func newBrowser(c *http.Client, authorizeURL string) (*browser, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil || u.Host == "" {
		return nil, errors.New("answer at the provider: not an address")
	}
	b := &browser{client: *c, origin: u.Scheme + "://" + u.Host}
	b.client.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if !b.atHome(req.URL) || len(via) > 10 {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b, nil
}

// atHome reports whether an address is a page of the provider.
func (b *browser) atHome(u *url.URL) bool {
	path := u.EscapedPath()
	return u.Scheme+"://"+u.Host == b.origin &&
		(strings.HasPrefix(path, "/idshub/") || strings.HasPrefix(path, "/authenticationendpoint/") || strings.HasPrefix(path, "/simulator/") ||
			strings.HasPrefix(path, "/"+pingone.Environment+"/"))
}

func (b *browser) open(address string) (callback string, page *goquery.Document, err error) {
	resp, err := b.client.Get(address)
	return b.arrive(resp, err)
}

func (b *browser) submit(action string, form url.Values) (callback string, page *goquery.Document, err error) {
	resp, err := b.client.PostForm(b.origin+action, form)
	return b.arrive(resp, err)
}

// arrive says where a request ended: at the portal's callback, or on a page.
func (b *browser) arrive(resp *http.Response, err error) (callback string, page *goquery.Document, _ error) {
	if err != nil {
		return "", nil, fmt.Errorf("reach the provider: %w", withoutAddress(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		location, err := resp.Location()
		if err != nil {
			return "", nil, errors.New("leave the provider: no location")
		}
		return location.String(), nil, nil
	}
	if resp.StatusCode != http.StatusOK {
		return "", nil, fmt.Errorf("answer at the provider: status %d", resp.StatusCode)
	}
	page, err = goquery.NewDocumentFromReader(resp.Body)
	if err != nil {
		return "", nil, fmt.Errorf("read the provider's page: %w", err)
	}
	return "", page, nil
}

// withoutAddress drops the address that net/http puts in front of its errors.
func withoutAddress(err error) error {
	if failed := (*url.Error)(nil); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
