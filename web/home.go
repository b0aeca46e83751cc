package web

import (
	"net/http"
	"slices"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// onHome is how many transactions the start page shows.
const onHome = 5

// home is the start: of somebody signed in, or of signing in. Who has signed in meanwhile,
// in another tab, is led to the page that they wanted.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	p, back := requestOf(r).caller.Person, customerPath(r.URL.Query().Get("to"))
	if p == nil {
		return s.signInPage(w, r, s.takeNote(w, r), back)
	}
	if back != "" {
		return onward(w, r, back, "/")
	}
	recent, err := s.Records.History(r.Context(), p.ID, approval.Filter{Limit: onHome})
	if err != nil {
		return err
	}
	waiting, err := s.Records.History(r.Context(), p.ID, approval.Filter{State: approval.Pending, Limit: onHome})
	if err != nil {
		return err
	}
	v := templates.HomePage{Page: s.page(r, t(r, "home.title", "name", i18n.Isolate(nameOf(r, *p))))}
	v.Section = "home"
	v.Page.Waiting = "" // the list below says it
	if !p.LastSignIn.IsZero() {
		v.LastSignIn = t(r, "home.last_signin", "time", i18n.Isolate(when(r, p.LastSignIn)))
	}
	for _, k := range s.Catalogue.Kinds() {
		v.Kinds = append(v.Kinds, templates.Tile{
			Action: templates.Action{Label: k.Label.In(requestOf(r).lang), Href: "/new/" + k.ID}, Icon: templates.KindIcon(k.ID),
		})
	}
	// What waits is said once.
	recent = slices.DeleteFunc(recent, func(tx approval.Transaction) bool { return tx.At(requestOf(r).caller.Now) == approval.Pending })
	v.Waiting, v.Recent = s.items(r, settled(r, waiting)), s.items(r, recent)
	return html(w, r, http.StatusOK, templates.Home(v))
}

// nameOf is a person's name in the language of the page, in the other if there is
// none.
func nameOf(r *http.Request, p approval.Person) string {
	first, second := p.Identity.NameEN, p.Identity.NameAR
	if requestOf(r).lang == approval.AR {
		first, second = second, first
	}
	if first == "" {
		return second
	}
	return first
}
