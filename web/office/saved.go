package office

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/guard"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// maxSearchName is how long the name of a saved search may be, in characters.
const maxSearchName = 60

// saveSearch keeps a search. The name is refused by the browser already if it is empty.
func (o *Room) saveSearch(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	query, err := audit.Parse(get("q"))
	if err != nil {
		return page.ErrBadRequest
	}
	name, fault := searchName(get("name"))
	if fault != "" {
		return o.nameFault(w, r, query, get("name"), fault)
	}
	saved := audit.SavedSearch{Name: name, Query: query, Shared: get("shared") == "yes"}
	if err := o.Audit.SaveSearch(r.Context(), staffOf(r).ID, saved); err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.SearchPath(query)))
}

// searchName reads the name of a saved search, or says what is wrong with it, as the key of a
// text. All the staff may read the name, so it must not hold personal data.
func searchName(typed string) (name, fault string) {
	name, refusal := guard.Text(typed)
	switch {
	case refusal != nil, name == "", utf8.RuneCountInString(name) > maxSearchName:
		return "", "auditlog.saved_name_wrong"
	case audit.HoldsPersonal(name):
		return "", "auditlog.saved_name_personal"
	}
	return name, ""
}

// nameFault says what is wrong with a name, and shows it again unless it holds personal data.
func (o *Room) nameFault(w http.ResponseWriter, r *http.Request, query audit.Query, typed, fault string) error {
	p, err := o.searchPage(r, o.viewer(r), query)
	if err != nil {
		return err
	}
	if !audit.HoldsPersonal(typed) {
		p.SavedName = strings.ToValidUTF8(typed, "\ufffd")
	}
	p.SavedFault, p.Wrong = page.T(r, fault), true
	return page.HTML(w, r, http.StatusUnprocessableEntity, templates.Events(p))
}

// deleteSearch deletes one of the member's own saved searches.
func (o *Room) deleteSearch(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("view"))
	if !ok {
		return approval.ErrNotFound
	}
	if err := o.Audit.DeleteSearch(r.Context(), staffOf(r).ID, id); err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.EventsPath))
}
