package customer

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
	"takeed/web/page"
	"takeed/web/view"
)

// perPage is how many transactions a page of the history has.
const perPage = 20

// history lists what the person asked for, newest first, by keyset: an older page
// costs what the first one does.
func (c *Room) history(w http.ResponseWriter, r *http.Request) error {
	filter, err := c.filter(r.URL.Query())
	if err != nil {
		return err
	}
	filter.Limit = perPage + 1 // one more tells whether there is another page
	list, err := c.Records.History(r.Context(), callerOf(r).Person.ID, filter)
	if err != nil {
		return err
	}
	clients, err := c.clients(r, list)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	chosen := view.HistoryChoice{Kind: query.Get("kind"), State: query.Get("state"), From: query.Get("from"), To: query.Get("to")}
	older := olderPage(r.URL.Query(), list)
	v := c.viewer(r).History(c.Frame(r, ""), chosen, list[:min(len(list), perPage)], clients)
	v.Older = older
	if filter.After.ID != "" {
		v.Newest = "/transactions?" + withParam(r.URL.Query(), "after", "")
	}
	return page.HTML(w, r, http.StatusOK, templates.History(v))
}

// filter reads the query and refuses what it cannot read, so that a list never shows
// something other than it says.
func (c *Room) filter(query url.Values) (f approval.Filter, err error) {
	f.Kind, f.State = query.Get("kind"), approval.State(query.Get("state"))
	if _, known := c.Catalogue.Kind(f.Kind); f.Kind != "" && !known {
		return f, page.ErrBadRequest
	}
	if f.State != "" && !slices.Contains(approval.States, f.State) {
		return f, page.ErrBadRequest
	}
	if f.From, err = parseDay(query.Get("from"), 0); err != nil {
		return f, err
	}
	if f.To, err = parseDay(query.Get("to"), 1); err != nil { // to the end of that day
		return f, err
	}
	f.After, err = parseCursor(query.Get("after"))
	return f, err
}

// parseDay reads a day and returns the beginning of the day plus days later.
func parseDay(text string, plus int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text, i18n.UAE())
	if err != nil || d.Year() < 2000 || d.Year() > 2200 {
		return time.Time{}, page.ErrBadRequest
	}
	return d.AddDate(0, 0, plus), nil
}

// olderPage is the link to the next, older page; empty if there is none.
func olderPage(query url.Values, list []approval.Transaction) string {
	if len(list) <= perPage {
		return ""
	}
	last := list[perPage-1]
	return "/transactions?" + withParam(query, "after", cursorText(approval.Cursor{CreatedAt: last.CreatedAt, ID: last.ID}))
}

// withParam returns the query with one parameter set, and without empty parameters.
func withParam(query url.Values, name, value string) string {
	query.Set(name, value)
	for key, values := range query {
		if len(values) == 1 && values[0] == "" {
			query.Del(key)
		}
	}
	return query.Encode()
}

// A cursor holds typed values only, nothing that could reach a database query as text.
func cursorText(c approval.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.CreatedAt.UnixMicro(), 36) + "." + string(c.ID)))
}

func parseCursor(text string) (approval.Cursor, error) {
	if text == "" {
		return approval.Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) > 64 {
		return approval.Cursor{}, page.ErrBadRequest
	}
	micros, name, _ := strings.Cut(string(b), ".")
	n, err := strconv.ParseInt(micros, 36, 64)
	id, ok := approval.ParseID(name)
	if err != nil || !ok || n < 0 || n > 1<<53 {
		return approval.Cursor{}, page.ErrBadRequest
	}
	return approval.Cursor{CreatedAt: time.UnixMicro(n), ID: id}, nil
}
