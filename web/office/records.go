package office

import (
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/audit"
	rules "takeed/internal/office"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// event is everything about one event.
func (o *Room) event(w http.ResponseWriter, r *http.Request) error {
	number, ok := audit.ParseNumber(r.PathValue("event"))
	if !ok {
		return approval.ErrNotFound
	}
	line, before, err := o.Audit.Line(r.Context(), number)
	if err != nil {
		return err
	}
	v := o.viewer(r)
	p := v.Event(o.Frame(r, ""), line, before)
	if o.Translog != nil {
		covered, err := o.Audit.Covered(r.Context(), number)
		if err != nil {
			return err
		}
		v.EventProof(&p, number, covered)
	}
	return page.HTML(w, r, http.StatusOK, templates.Event(p))
}

// timeline is what the customer saw of a transaction, beside what happened.
func (o *Room) timeline(w http.ResponseWriter, r *http.Request) error {
	_, p, err := o.timelinePage(r)
	if errors.Is(err, approval.ErrNotFound) {
		return o.requestEvents(w, r)
	}
	if err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.Timeline(p))
}

// requestEvents leads to the events of what a client asked for and nobody has opened: it is no
// transaction yet, and they are all that there is to see.
func (o *Room) requestEvents(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("transaction"))
	if !ok {
		return approval.ErrNotFound
	}
	query := audit.Query{}.With(audit.Transaction, string(id))
	found, err := o.Audit.Search(r.Context(), query, "", source(r))
	if err == nil && len(found.Lines) == 0 {
		err = approval.ErrNotFound
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.SearchPath(query)))
}

func (o *Room) timelinePage(r *http.Request) (v view.Viewer, p templates.TimelinePage, err error) {
	id, ok := approval.ParseID(r.PathValue("transaction"))
	if !ok {
		return v, p, approval.ErrNotFound
	}
	line, err := o.Audit.Timeline(r.Context(), id, source(r))
	if err != nil {
		return v, p, err
	}
	offer, err := o.offer(r, line)
	if err != nil {
		return v, p, err
	}
	v = o.viewer(r)
	p = v.Timeline(o.Frame(r, ""), line)
	v.Offer(&p, id, offer)
	return v, p, nil
}

// person is a customer, masked.
func (o *Room) person(w http.ResponseWriter, r *http.Request) error {
	_, p, err := o.personPage(r)
	if err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.StaffPerson(p))
}

func (o *Room) personPage(r *http.Request) (v view.Viewer, p templates.StaffPersonPage, err error) {
	id, ok := approval.ParseID(r.PathValue("person"))
	if !ok {
		return v, p, approval.ErrNotFound
	}
	dossier, err := o.Audit.Person(r.Context(), id, rules.Mask, source(r))
	if err != nil {
		return v, p, err
	}
	found, err := o.Audit.Search(r.Context(), audit.Query{}.With(audit.Person, string(id)), "", source(r))
	if err != nil {
		return v, p, err
	}
	v = o.viewer(r)
	return v, v.Person(o.Frame(r, ""), dossier, found.Lines, staffOf(r).Role.May(rules.RevealIdentifier)), nil
}

// reveal shows identifiers in clear, on the answer to this POST and nowhere else.
func (o *Room) reveal(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	v, p, err := o.personPage(r)
	if err != nil {
		return err
	}
	id, _ := approval.ParseID(r.PathValue("person"))
	why, err := audit.CheckReason(get("reason"), get("case"))
	if v.ReasonFault(&p.Page, &p.Reason, err, get("reason"), get("case")) {
		return page.HTML(w, r, http.StatusUnprocessableEntity, templates.StaffPerson(p))
	}
	clear, err := o.Audit.Reveal(r.Context(), id, why, source(r))
	if err != nil {
		return err
	}
	v.Reveal(&p, clear)
	return page.HTML(w, r, http.StatusOK, templates.StaffPerson(p))
}
