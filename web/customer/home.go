package customer

import (
	"net/http"
	"slices"

	"takeed/internal/approval"
	"takeed/templates"
	"takeed/web/page"
)

// onHome is how many transactions the start page shows.
const onHome = 5

// home is the start page of a signed-in customer, and the sign-in page for any other caller.
// A customer who has signed in meanwhile, in another tab, is led to the page they wanted.
func (c *Room) home(w http.ResponseWriter, r *http.Request) error {
	p, back := callerOf(r).Person, pathOfOurs(r.URL.Query().Get("to"))
	if p == nil {
		return c.signInPage(w, r, c.takeNote(w, r), back)
	}
	if back != "" {
		return page.Onward(w, r, back, "/")
	}
	recent, err := c.Records.History(r.Context(), p.ID, approval.Filter{Limit: onHome})
	if err != nil {
		return err
	}
	waiting, err := c.Records.History(r.Context(), p.ID, approval.Filter{State: approval.Pending, Limit: onHome})
	if err != nil {
		return err
	}
	clients, err := c.clients(r, slices.Concat(recent, waiting))
	if err != nil {
		return err
	}
	v := c.viewer(r)
	return page.HTML(w, r, http.StatusOK, templates.Home(v.Home(c.Frame(r, ""), *p, waiting, recent, clients)))
}
