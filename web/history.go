package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// perPage is how many transactions a page of the history has.
const perPage = 20

// history lists what the person asked for, newest first, by keyset: an older page
// costs what the first one does.
func (s *Server) history(w http.ResponseWriter, r *http.Request) error {
	filter, err := s.filter(r.URL.Query())
	if err != nil {
		return err
	}
	filter.Limit = perPage + 1 // one more tells whether there is another page
	list, err := s.Records.History(r.Context(), requestOf(r).caller.Person.ID, filter)
	if err != nil {
		return err
	}
	v := s.historyPage(r)
	if len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		v.Older = "/transactions?" + with(r.URL.Query(), "after", cursorText(approval.Cursor{CreatedAt: last.CreatedAt, ID: last.ID}))
	}
	if filter.After.ID != "" {
		v.Newest = "/transactions?" + with(r.URL.Query(), "after", "")
	}
	if filter.State != "" {
		list = settled(r, list)
	}
	v.Items = s.items(r, list)
	return html(w, r, http.StatusOK, templates.History(v))
}

// settled leaves out of a list by state those whose state nobody can be told yet: to be in
// it would tell.
func settled(r *http.Request, list []approval.Transaction) []approval.Transaction {
	now := requestOf(r).caller.Now
	return slices.DeleteFunc(list, func(tx approval.Transaction) bool { return tx.At(now) == approval.Checking })
}

func (s *Server) historyPage(r *http.Request) templates.HistoryPage {
	lang, query := requestOf(r).lang, r.URL.Query()
	v := templates.HistoryPage{Page: s.page(r, t(r, "history.title")), From: query.Get("from"), To: query.Get("to")}
	v.Section = "transactions"
	for _, k := range s.Catalogue.Kinds() {
		v.Kinds = append(v.Kinds, templates.FormChoice{ID: k.ID, Label: k.Label.In(lang), Selected: k.ID == query.Get("kind")})
	}
	for _, state := range approval.States {
		v.States = append(v.States, templates.FormChoice{ID: string(state), Label: t(r, "state."+string(state)), Selected: string(state) == query.Get("state")})
	}
	return v
}

// filter reads the query; what it cannot read it refuses, so that a list never shows
// something else than it says.
func (s *Server) filter(query url.Values) (f approval.Filter, err error) {
	f.Kind, f.State = query.Get("kind"), approval.State(query.Get("state"))
	if _, known := s.Catalogue.Kind(f.Kind); f.Kind != "" && !known {
		return f, errBadRequest
	}
	if f.State != "" && !slices.Contains(approval.States, f.State) {
		return f, errBadRequest
	}
	if f.From, err = day(query.Get("from"), 0); err != nil {
		return f, err
	}
	if f.To, err = day(query.Get("to"), 1); err != nil { // to the end of that day
		return f, err
	}
	f.After, err = parseCursor(query.Get("after"))
	return f, err
}

func day(text string, plus int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text, i18n.UAE())
	if err != nil || d.Year() < 2000 || d.Year() > 2200 {
		return time.Time{}, errBadRequest
	}
	return d.AddDate(0, 0, plus), nil
}

func with(query url.Values, name, value string) string {
	query.Set(name, value)
	for key, values := range query {
		if len(values) == 1 && values[0] == "" {
			query.Del(key)
		}
	}
	return query.Encode()
}

// A cursor is typed values and nothing that could reach a query as text.
func cursorText(c approval.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.CreatedAt.UnixMicro(), 36) + "." + string(c.ID)))
}

func parseCursor(text string) (approval.Cursor, error) {
	if text == "" {
		return approval.Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) > 64 {
		return approval.Cursor{}, errBadRequest
	}
	micros, name, _ := strings.Cut(string(b), ".")
	n, err := strconv.ParseInt(micros, 36, 64)
	id, ok := approval.ParseID(name)
	if err != nil || !ok || n < 0 || n > 1<<53 {
		return approval.Cursor{}, errBadRequest
	}
	return approval.Cursor{CreatedAt: time.UnixMicro(n), ID: id}, nil
}
