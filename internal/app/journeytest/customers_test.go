package journeytest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
)

// crowdMember is one of many people, in a browser of their own. They act at once, so
// nothing of theirs ends the test; and nobody looks at UAE PASS's pages, where codes
// are issued as if they had.
type crowdMember struct {
	*apptest.Browser
	persona string
}

// crowded worlds have n people without limits.
func crowded(n int) func(*apptest.Options) {
	return func(o *apptest.Options) {
		unlimited(o)
		o.Simulator = append(o.Simulator, apptest.People(n))
	}
}

// crowd signs n people in, two at a time.
func crowd(t *testing.T, w *apptest.World, n int) []crowdMember {
	t.Helper()
	all := make([]crowdMember, n)
	for i := range all {
		all[i] = crowdMember{w.Browser(langs[i%2], 0), fmt.Sprintf("person%d", i)}
	}
	atOnce(2, func(half int) {
		for i := half; i < n; i += 2 {
			if err := all[i].signIn(); err != nil {
				t.Errorf("person %d does not sign in: %v", i, err)
			}
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	return all
}

func (c crowdMember) signIn() error {
	if _, err := c.TryPost("/"+c.Lang+"/signin", url.Values{}); err != nil {
		return err
	}
	callback, err := c.sent("/"+c.Lang+"/signin/go", "")
	if err != nil {
		return err
	}
	_, err = c.Try(callback)
	return err
}

// begins makes a transaction and goes to UAE PASS with it. It returns the page of the
// transaction, and the callback that comes of it under a scenario.
func (c crowdMember) begins(scenario string) (page, callback string, err error) {
	return c.beginsAs(apptest.Transfer(), scenario)
}

// beginsWith is the same with somebody who is paid.
func (c crowdMember) beginsWith(payee string) (page, callback string, err error) {
	values := apptest.Transfer()
	values.Set("payee_name", payee)
	return c.beginsAs(values, "")
}

func (c crowdMember) beginsAs(values url.Values, scenario string) (page, callback string, err error) {
	values.Set("key", string(approval.NewID()))
	review, err := c.TryPost("/"+c.Lang+"/new/transfer", values)
	if err != nil {
		return "", "", err
	}
	if _, err := c.TryPost(review.Path()+"/confirm", url.Values{"version": {"1"}}); err != nil {
		return "", "", err
	}
	callback, err = c.sent(review.Path()+"/go", scenario)
	return review.Path(), callback, err
}

// sent follows the way to UAE PASS and is given a code at once.
func (c crowdMember) sent(path, scenario string) (callback string, err error) {
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
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: c.persona, Challenge: q.Get("code_challenge"),
		Scope: q.Get("scope"), Scenario: scenario,
	})
	return q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), err
}

// comesBack opens a callback and reports where it led.
func (c crowdMember) comesBack(callback string) (string, error) {
	p, err := c.Send(c.Request(http.MethodGet, callback, nil))
	if err != nil {
		return "", err
	}
	return fmt.Sprint(p.Status, " ", p.Header.Get("Location")), nil
}
