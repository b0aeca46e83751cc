package office

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	rules "takeed/internal/office"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// defaultQuery is what the search shows before anything was asked.
var defaultQuery = audit.Query{After: audit.Moment{Ago: 24 * time.Hour}}

// search is the audit log. Its URL holds the whole query: any member of staff who is given it
// sees the same search.
func (o *Room) search(w http.ResponseWriter, r *http.Request) error {
	query := defaultQuery
	if r.URL.Query().Has("q") {
		parsed, err := audit.Parse(r.URL.Query().Get("q"))
		if err != nil {
			return o.queryFault(w, r, r.URL.Query().Get("q"), err)
		}
		query = parsed
	}
	v := o.viewer(r)
	query = query.AsOf(v.Now)
	found, err := o.Audit.Search(r.Context(), query, r.URL.Query().Get("after"), source(r))
	if err != nil {
		return err
	}
	p, err := o.searchPage(r, v, query)
	if err != nil {
		return err
	}
	v.Found(&p, query, found)
	if p.Chart, err = o.histogram(r, v, query); err != nil && !errors.Is(err, audit.ErrTooBroad) {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.Events(p))
}

// searchPage is the page of a search with the reader's saved searches.
func (o *Room) searchPage(r *http.Request, v view.Viewer, query audit.Query) (templates.EventsPage, error) {
	saved, err := o.Audit.SavedSearches(r.Context(), staffOf(r).ID)
	return v.Search(o.Frame(r, ""), query, saved), err
}

// find takes what was typed into the search box. It comes with a POST, so that personal data
// is never part of a URL: a URL only ever holds IDs of ours.
func (o *Room) find(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	typed := get("q")
	if pasted, ok := audit.Detect(typed); ok {
		return o.findPasted(w, r, typed, pasted)
	}
	query, fault := audit.Parse(typed)
	if fault == nil {
		return page.Redirect(w, page.To(r, view.SearchPath(withChoices(query, get))))
	}
	place, err := o.placeOfWord(r, typed)
	switch {
	case errors.Is(err, approval.ErrNotFound):
		return o.queryFault(w, r, typed, fault)
	case err != nil:
		return err
	}
	return page.Redirect(w, page.To(r, place))
}

func (o *Room) findPasted(w http.ResponseWriter, r *http.Request, typed string, pasted audit.Paste) error {
	place, err := o.placeOfPaste(r, pasted)
	if errors.Is(err, approval.ErrNotFound) {
		place, err = o.placeOfWord(r, typed)
	}
	if errors.Is(err, approval.ErrNotFound) {
		p, err := o.searchPage(r, o.viewer(r), defaultQuery)
		if err != nil {
			return err
		}
		p.Found = page.T(r, "auditlog.not_found")
		return page.HTML(w, r, http.StatusOK, templates.Events(p))
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, place))
}

func (o *Room) placeOfPaste(r *http.Request, pasted audit.Paste) (string, error) {
	query, err := o.Audit.Resolve(r.Context(), pasted, source(r))
	if err != nil {
		return "", err
	}
	return o.placeOf(r, query)
}

// placeOfWord is where a text leads that only a client of the API may have made up.
func (o *Room) placeOfWord(r *http.Request, typed string) (string, error) {
	word, ok := audit.DetectWord(typed)
	if !ok {
		return "", approval.ErrNotFound
	}
	return o.placeOfPaste(r, word)
}

// placeOf is the path of the one thing that was pasted; else of the list of what it finds.
func (o *Room) placeOf(r *http.Request, q audit.Query) (string, error) {
	place, ask := rules.PlaceOf(q)
	if ask {
		found, err := o.Audit.Search(r.Context(), q, "", source(r))
		if err != nil {
			return "", err
		}
		if place, err = rules.PlaceBehind(found.Lines); err != nil {
			return "", err
		}
	}
	switch {
	case place.Transaction != "":
		return view.TimelinePath(place.Transaction), nil
	case place.Person != "":
		return view.PersonPath(place.Person), nil
	}
	return view.SearchPath(q), nil
}

// choices are the lists beside the search box, and the key of the query that each sets.
var choices = map[string]audit.Key{"event": audit.Event, "result": audit.Result, "actor": audit.Actor}

// withChoices puts into a query what was chosen from the lists. A value that cannot be chosen
// there is ignored.
func withChoices(q audit.Query, get func(string) string) audit.Query {
	for name, key := range choices {
		if value, err := audit.Parse(string(key) + ":" + get(name)); get(name) != "" && err == nil && len(value.Terms) == 1 {
			q.Terms = slices.DeleteFunc(slices.Clone(q.Terms), func(t audit.Term) bool { return t.Key == key && !t.Not })
			q.Terms = append(q.Terms, value.Terms...)
		}
	}
	if slices.Contains(view.Periods, get("period")) {
		if since, err := audit.Parse("after:" + get("period")); err == nil {
			q.After, q.Before = since.After, audit.Moment{}
		}
	}
	return q
}

// queryFault shows a query again, and what is wrong with it.
func (o *Room) queryFault(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	fault := (*audit.SyntaxError)(nil)
	if !errors.As(err, &fault) {
		return err
	}
	v := o.viewer(r)
	p, err := o.searchPage(r, v, audit.Query{})
	if err != nil {
		return err
	}
	v.Fault(&p, typed, fault)
	return page.HTML(w, r, http.StatusUnprocessableEntity, templates.Events(p))
}
