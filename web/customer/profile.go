package customer

import (
	"net/http"

	"takeed/internal/approval"
	"takeed/templates"
	"takeed/web/page"
)

// profile shows what UAE PASS told us, masked, and which identifier we send there.
func (c *Room) profile(w http.ResponseWriter, r *http.Request) error {
	v := c.viewer(r).Profile(c.Frame(r, ""), *callerOf(r).Person)
	v.Note = c.popNote(r)
	return page.HTML(w, r, http.StatusOK, templates.Profile(v))
}

// popNote takes the message that an earlier request left in the session.
func (c *Room) popNote(r *http.Request) *templates.Note {
	if !c.sessions.Exists(r.Context(), keyNote) {
		return nil
	}
	return &templates.Note{Tone: "info", Lines: []string{page.T(r, c.sessions.PopString(r.Context(), keyNote))}}
}

// chooseIdentifier stores which identifier the customer chose. It must be one they have.
func (c *Room) chooseIdentifier(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	kind, ok := approval.ParseIdentifier(get("identifier"))
	if !ok {
		return page.ErrBadRequest
	}
	person := callerOf(r).Person
	event, err := person.Choose(kind, approval.Source{Actor: approval.Customer(person.ID), Origin: page.Of(r).Origin})
	if err != nil {
		return err
	}
	if err := c.Records.ChooseIdentifier(r.Context(), person.ID, kind, event); err != nil {
		return err
	}
	c.sessions.Put(r.Context(), keyNote, "profile.saved")
	return page.Redirect(w, page.To(r, "/profile"))
}
