package web

import (
	"context"
	"net/http"
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/guard"
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
	name, refusal := guard.Text(get("name"))
	if refusal != nil || name == "" || utf8.RuneCountInString(name) > maxViewName || audit.HoldsPersonal(name) {
		return errBadRequest
	}
	view := audit.View{Name: name, Query: query, Shared: get("shared") == "yes"}
	if err := s.Audit.SaveView(r.Context(), requestOf(r).staff.ID, view); err != nil {
		return err
	}
	return redirect(w, to(r, eventsOf(query)))
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
