package web

import (
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// profile shows what UAE PASS told us, masked, and which identifier we send there.
func (s *Server) profile(w http.ResponseWriter, r *http.Request) error {
	p := *requestOf(r).caller.Person
	v := templates.ProfilePage{Page: s.page(r, t(r, "profile.title")), Note: s.popNote(r)}
	v.Section = "profile"
	v.Rows = profileRows(r, p)
	chosen, _, _ := p.Username()
	for _, kind := range p.Identifiers() {
		label := t(r, "identifier.with_value", "identifier", t(r, "identifier."+string(kind)), "value", i18n.LTR(masked(p, kind)))
		v.Choices = append(v.Choices, templates.FormChoice{ID: string(kind), Label: label, Selected: kind == chosen})
	}
	return html(w, r, http.StatusOK, templates.Profile(v))
}

// popNote takes the message that an earlier request left in the session.
func (s *Server) popNote(r *http.Request) *templates.Note {
	if !s.sessions.Exists(r.Context(), keyNote) {
		return nil
	}
	return &templates.Note{Tone: "info", Lines: []string{t(r, s.sessions.PopString(r.Context(), keyNote))}}
}

func profileRows(r *http.Request, p approval.Person) []templates.Row {
	account := "profile.resident"
	if !p.Identity.Resident() {
		account = "profile.visitor"
	}
	rows := []templates.Row{
		{Label: t(r, "profile.name_en"), Text: p.Identity.NameEN, Dir: "auto"},
		{Label: t(r, "profile.name_ar"), Text: p.Identity.NameAR, Dir: "auto"},
		{Label: t(r, "profile.account"), Text: t(r, account), Dir: "auto"},
	}
	for _, kind := range p.Identifiers() {
		rows = append(rows, templates.Row{Label: t(r, "identifier."+string(kind)), Text: masked(p, kind), Dir: "ltr"})
	}
	return rows
}

// chooseIdentifier keeps their choice. Only what they have can be chosen.
func (s *Server) chooseIdentifier(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	q := requestOf(r)
	kind, ok := approval.ParseIdentifier(get("identifier"))
	if !ok {
		return errBadRequest
	}
	event, err := q.caller.Person.Choose(kind, approval.Source{Actor: approval.Customer(q.caller.Person.ID), Origin: q.origin})
	if err != nil {
		return err
	}
	if err := s.Records.ChooseIdentifier(r.Context(), q.caller.Person.ID, kind, event); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keyNote, "profile.saved")
	return redirect(w, to(r, "/profile"))
}
