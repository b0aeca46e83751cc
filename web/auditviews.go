package web

import (
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/guard"
	"takeed/templates"
)

// AuditViews keeps searches under names.
type AuditViews interface {
	Views(ctx context.Context, staff approval.ID) ([]audit.View, error)
	SaveView(ctx context.Context, staff approval.ID, v audit.View) error
	DeleteView(ctx context.Context, staff, id approval.ID) error
}

// maxViewName is how long the name of a view may be, in characters.
const maxViewName = 60

// saveView keeps a search. The name is refused by the browser already if it is empty.
func (s *Server) saveView(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	query, err := audit.Parse(get("q"))
	if err != nil {
		return errBadRequest
	}
	name, fault := viewName(get("name"))
	if fault != "" {
		return s.viewFault(w, r, query, get("name"), fault)
	}
	view := audit.View{Name: name, Query: query, Shared: get("shared") == "yes"}
	if err := s.Audit.SaveView(r.Context(), requestOf(r).staff.ID, view); err != nil {
		return err
	}
	return redirect(w, to(r, eventsOf(query)))
}

// viewName reads the name of a view, or says what is wrong with it, as the key of a text.
// All the staff may read it, so it names nobody.
func viewName(typed string) (name, fault string) {
	name, refusal := guard.Text(typed)
	switch {
	case refusal != nil, name == "", utf8.RuneCountInString(name) > maxViewName:
		return "", "auditlog.view_name_wrong"
	case audit.HoldsPersonal(name):
		return "", "auditlog.view_name_personal"
	}
	return name, ""
}

// viewFault says what is wrong with a name, and shows it again unless it is somebody's.
func (s *Server) viewFault(w http.ResponseWriter, r *http.Request, query audit.Query, typed, fault string) error {
	v, err := s.eventsPage(r, query)
	if err != nil {
		return err
	}
	if !audit.HoldsPersonal(typed) {
		v.View = strings.ToValidUTF8(typed, "\ufffd")
	}
	v.ViewFault, v.Wrong = t(r, fault), true
	return html(w, r, http.StatusUnprocessableEntity, templates.Events(v))
}

// deleteView forgets one of their own.
func (s *Server) deleteView(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("view"))
	if !ok {
		return approval.ErrNotFound
	}
	if err := s.Audit.DeleteView(r.Context(), requestOf(r).staff.ID, id); err != nil {
		return err
	}
	return redirect(w, to(r, eventsPath))
}
