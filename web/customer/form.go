package customer

import (
	"net/http"
	"strconv"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// newForm asks for a new transaction; with ?from= it starts from the values of one that the
// customer made before.
func (c *Room) newForm(w http.ResponseWriter, r *http.Request) error {
	k, ok := c.Catalogue.Kind(r.PathValue("kind"))
	if !ok {
		return approval.ErrNotFound
	}
	typed := func(string) string { return "" }
	if from := callerOf(r).Transaction; from != nil && from.Kind == k.ID && from.Client == "" {
		typed = catalogue.Typed(from.Document)
	}
	v := c.viewer(r).Form(c.Frame(r, ""), k, typed, nil)
	v.Key = string(approval.NewID())
	return page.HTML(w, r, http.StatusOK, templates.Form(v))
}

// create accepts the form. The same form sent twice makes one transaction.
func (c *Room) create(w http.ResponseWriter, r *http.Request) error {
	k, ok := c.Catalogue.Kind(r.PathValue("kind"))
	if !ok {
		return approval.ErrNotFound
	}
	return c.accept(w, r, k, 1, func(request approval.Request) (approval.ID, error) {
		return c.Confirm.Create(r.Context(), callerOf(r).Person.ID, request, page.Of(r).Origin)
	})
}

// editForm asks again for the values of a pending transaction. What a client asked for is not
// edited: its page says what can be done.
func (c *Room) editForm(w http.ResponseWriter, r *http.Request) error {
	caller, v := callerOf(r), c.viewer(r)
	tx := caller.Transaction
	k, ok := c.Catalogue.Kind(tx.Kind)
	if !ok || view.StageOf(caller) == view.StageEnded || tx.Client != "" {
		return page.Redirect(w, page.To(r, view.TransactionPath(tx.ID)))
	}
	p := v.Form(c.Frame(r, ""), k, catalogue.Typed(tx.Document), nil)
	v.Edit(&p, tx.ID, strconv.Itoa(tx.Version))
	p.Key = string(approval.NewID())
	return page.HTML(w, r, http.StatusOK, templates.Form(p))
}

// edit accepts other values as a new version.
func (c *Room) edit(w http.ResponseWriter, r *http.Request) error {
	caller := callerOf(r)
	tx := caller.Transaction
	k, ok := c.Catalogue.Kind(tx.Kind)
	switch {
	case !ok:
		return approval.ErrNotFound
	case tx.Client != "":
		return approval.ErrWrongState
	}
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(get("version"))
	if err != nil {
		return page.ErrBadRequest
	}
	return c.accept(w, r, k, tx.Version+1, func(request approval.Request) (approval.ID, error) {
		return c.Confirm.Edit(r.Context(), caller.Person.ID, tx.ID, version, request, page.Of(r).Origin)
	})
}

// accept reads the fields of a kind and hands a frozen document on, or shows the form
// again with what was typed and what is wrong with it.
func (c *Room) accept(w http.ResponseWriter, r *http.Request, k approval.Kind, version int, save func(approval.Request) (approval.ID, error)) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	key, ok := approval.ParseID(get("key"))
	if !ok {
		return page.ErrBadRequest
	}
	values, wrong := catalogue.Parse(k, get, callerOf(r).Now)
	if len(wrong) > 0 {
		v := c.viewer(r)
		p := v.Form(c.Frame(r, ""), k, get, wrong)
		p.Key = string(key)
		if typed := get("version"); typed != "" && callerOf(r).Transaction != nil {
			v.Edit(&p, callerOf(r).Transaction.ID, typed)
		}
		return page.HTML(w, r, http.StatusUnprocessableEntity, templates.Form(p))
	}
	document := catalogue.Compose(k, values, approval.NewID(), version)
	id, err := save(approval.Request{Document: document, Policy: k.Policy, Key: key})
	if err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.TransactionPath(id)))
}
