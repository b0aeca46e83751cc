package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// AuditSearch finds events.
type AuditSearch interface {
	Search(ctx context.Context, q audit.Query, cursor string, by approval.Source) (audit.Page, error)
	Histogram(ctx context.Context, q audit.Query, from, to time.Time, bars int) ([]audit.Bar, error)
	Resolve(ctx context.Context, p audit.Pasted, by approval.Source) (audit.Query, error)
	Figures(ctx context.Context, from, to time.Time) (audit.Figures, error)
	Desk(ctx context.Context, now time.Time, staff approval.ID, mask func(approval.Identity) approval.Identity) (audit.Desk, error)
}

// AuditRecords tells all about one event, transaction or person.
type AuditRecords interface {
	Line(ctx context.Context, id int64) (line, before audit.Line, err error)
	Timeline(ctx context.Context, transaction approval.ID, by approval.Source) (audit.Timeline, error)
	Person(ctx context.Context, id approval.ID, mask func(approval.Identity) approval.Identity, by approval.Source) (audit.Dossier, error)
	Reveal(ctx context.Context, person approval.ID, why audit.RevealReason, by approval.Source) (approval.Identity, error)
}

// AuditLog is what the staff read. Whatever is read there is recorded there, by the log
// itself: no page of ours can forget to.
type AuditLog interface {
	AuditSearch
	AuditRecords
	AuditStreams
	AuditViews
}

const eventsPath = backOffice + "/events"

// lately is what the search shows before anything was asked.
var lately = audit.Query{After: audit.Moment{Ago: 24 * time.Hour}}

// by is who on the staff is asking.
func by(r *http.Request) approval.Source {
	q := requestOf(r)
	return approval.Source{Actor: approval.Staff(q.staff.ID), Origin: q.origin}
}

// eventsOf is the address of what a query finds.
func eventsOf(q audit.Query) string { return eventsPath + "?" + asked(q) }

// asked is a query as the query of an address. What a query is made of may stand there as
// it is, but for the space: an address of three times the length would reach the limits of
// proxies.
func asked(q audit.Query) string {
	return "q=" + strings.NewReplacer("%3A", ":", "%2C", ",", "%2A", "*").Replace(url.QueryEscape(q.String()))
}

// events is the search. Its address says all about it: whoever is given it sees the same.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	query := lately
	if r.URL.Query().Has("q") {
		parsed, err := audit.Parse(r.URL.Query().Get("q"))
		if err != nil {
			return s.queryFault(w, r, r.URL.Query().Get("q"), err)
		}
		query = parsed
	}
	page, err := s.Audit.Search(r.Context(), query, r.URL.Query().Get("after"), by(r))
	if err != nil {
		return err
	}
	v, err := s.eventsPage(r, query)
	if err != nil {
		return err
	}
	s.found(r, &v, query, page)
	if v.Chart, err = s.histogram(r, query); err != nil && !errors.Is(err, audit.ErrTooBroad) {
		return err
	}
	return html(w, r, http.StatusOK, templates.Events(v))
}

// find takes what was typed into the search box. It comes with a POST, so that nothing
// personal is ever part of an address: what is left of it in one is an ID of ours.
func (s *Server) find(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	typed := get("q")
	switch pasted, ok := audit.Detect(typed); {
	case ok:
		return s.findPasted(w, r, pasted)
	}
	query, err := audit.Parse(typed)
	if err != nil {
		return s.queryFault(w, r, typed, err)
	}
	return redirect(w, to(r, eventsOf(chosen(query, get))))
}

func (s *Server) findPasted(w http.ResponseWriter, r *http.Request, pasted audit.Pasted) error {
	query, err := s.Audit.Resolve(r.Context(), pasted, by(r))
	place := ""
	if err == nil {
		place, err = s.placeOf(r, query)
	}
	if errors.Is(err, approval.ErrNotFound) {
		v, err := s.eventsPage(r, lately)
		if err != nil {
			return err
		}
		v.Found = t(r, "auditlog.not_found")
		return html(w, r, http.StatusOK, templates.Events(v))
	}
	if err != nil {
		return err
	}
	return redirect(w, to(r, place))
}

// placeOf is the page about the one thing that was pasted.
func (s *Server) placeOf(r *http.Request, q audit.Query) (string, error) {
	if len(q.Terms) != 1 || len(q.Terms[0].Any) != 1 {
		return eventsOf(q), nil
	}
	switch id := q.Terms[0].Any[0].Text; q.Terms[0].Key {
	case audit.Transaction:
		return storyPath(approval.ID(id)), nil
	case audit.Person:
		return personPath(approval.ID(id)), nil
	case audit.Attempt, audit.Ref, audit.Code, audit.Request, audit.CRID:
		return s.storyBehind(r, q)
	}
	return eventsOf(q), nil
}

// storyBehind is the timeline of a transaction, if all that a name finds is about that
// one; else the list of what it finds.
func (s *Server) storyBehind(r *http.Request, q audit.Query) (string, error) {
	page, err := s.Audit.Search(r.Context(), q, "", by(r))
	if err != nil {
		return "", err
	}
	if len(page.Lines) == 0 {
		return "", approval.ErrNotFound
	}
	about, told := page.Lines[0].Transaction, false
	for _, l := range page.Lines {
		if l.Transaction == "" || l.Transaction != about {
			return eventsOf(q), nil
		}
		told = told || l.Stream == approval.OfTransaction(about)
	}
	if !told { // only of members of staff who looked at it, which its timeline does not have
		return eventsOf(q), nil
	}
	return storyPath(about), nil
}

// storyPath is the address of a transaction's timeline.
func storyPath(id approval.ID) string { return backOffice + "/transactions/" + string(id) }

// periods are the lengths of time that can be chosen from a list.
var periods = []string{"24h", "7d", "30d", "90d"}

// choices are the lists beside the search box; what is chosen there is written into the
// query.
var choices = map[string]audit.Key{"event": audit.Event, "result": audit.Result, "actor": audit.Actor}

// chosen puts into a query what was chosen from the lists. What cannot be chosen there
// is ignored.
func chosen(q audit.Query, get func(string) string) audit.Query {
	for name, key := range choices {
		if value, err := audit.Parse(string(key) + ":" + get(name)); get(name) != "" && err == nil && len(value.Terms) == 1 {
			q.Terms = slices.DeleteFunc(slices.Clone(q.Terms), func(t audit.Term) bool { return t.Key == key && !t.Not })
			q.Terms = append(q.Terms, value.Terms...)
		}
	}
	if slices.Contains(periods, get("period")) {
		if since, err := audit.Parse("after:" + get("period")); err == nil {
			q.After, q.Before = since.After, audit.Moment{}
		}
	}
	return q
}

// queryFault shows a query again, and what is wrong with it.
func (s *Server) queryFault(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	fault := (*audit.SyntaxError)(nil)
	if !errors.As(err, &fault) {
		return err
	}
	v, err := s.eventsPage(r, audit.Query{})
	if err != nil {
		return err
	}
	args := slices.Clone(fault.Args)
	for i := 1; i < len(args); i += 2 {
		if text, ok := args[i].(string); ok {
			args[i] = i18n.LTR(text)
		}
	}
	v.Query, v.Wrong = strings.ToValidUTF8(typed, "\ufffd"), true
	v.Fault = t(r, fault.Message, args...)
	v.Path = eventsPath
	return html(w, r, http.StatusUnprocessableEntity, templates.Events(v))
}

func (s *Server) eventsPage(r *http.Request, query audit.Query) (templates.EventsPage, error) {
	v := templates.EventsPage{Page: s.page(r, t(r, "auditlog.title")), Query: query.String()}
	v.Section, v.Path = "events", eventsOf(query)
	v.Filters = []templates.Choices{
		{Name: "event", Label: t(r, "auditlog.event"), List: choiceList(eventNames(), plainly)},
		{Name: "result", Label: t(r, "auditlog.result"), List: choiceList(results, func(name string) string { return t(r, "result."+name) })},
		{Name: "actor", Label: t(r, "auditlog.actor"), List: choiceList(actors, func(name string) string { return t(r, "actor."+name) })},
		{Name: "period", Label: t(r, "auditlog.period"), List: choiceList(periods, func(name string) string { return t(r, "period."+name) })},
	}
	views, err := s.Audit.Views(r.Context(), requestOf(r).staff.ID)
	v.Views = savedSearches(views)
	return v, err
}

func savedSearches(list []audit.View) []templates.View {
	var all []templates.View
	for _, view := range list {
		all = append(all, templates.View{ID: string(view.ID), Name: view.Name, Href: eventsOf(view.Query), Shared: view.Shared, Own: view.Own})
	}
	return all
}

var (
	results = []string{string(approval.Success), string(approval.Failure), string(approval.Denied)}
	actors  = []string{audit.ActorCustomer, audit.ActorStaff, audit.ActorSystem, audit.ActorAnonymous}
)

func plainly(name string) string { return name }

func eventNames() []string {
	var names []string
	for _, code := range audit.EventsWith("") {
		names = append(names, string(code))
	}
	return names
}

func choiceList(ids []string, label func(string) string) []templates.FormChoice {
	var list []templates.FormChoice
	for _, id := range ids {
		list = append(list, templates.FormChoice{ID: id, Label: label(id)})
	}
	return list
}

// found puts what was found on the page.
func (s *Server) found(r *http.Request, v *templates.EventsPage, query audit.Query, page audit.Page) {
	lang := i18n.Lang(requestOf(r).lang)
	v.Events = lines(r, page.Lines)
	v.Count = i18n.N(lang, "count.events", len(page.Lines))
	if page.Newer != "" || page.Older != "" {
		v.Count = t(r, "auditlog.part", "events", v.Count)
	}
	v.Period = s.periodLine(r, query, page)
	turn := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		return eventsOf(query) + "&" + url.Values{"after": {cursor}}.Encode()
	}
	v.Newer, v.Older = turn(page.Newer), turn(page.Older)
	v.Live = to(r, backOffice+"/live?"+asked(query))
	v.Exports = []templates.Action{
		{Label: t(r, "auditlog.export_csv"), Href: backOffice + "/export/csv"},
		{Label: t(r, "auditlog.export_jsonl"), Href: backOffice + "/export/jsonl"},
	}
}

func (s *Server) periodLine(r *http.Request, query audit.Query, page audit.Page) string {
	now := time.Now()
	from, until := query.Period(now)
	if until.IsZero() {
		until = now
	}
	line := t(r, "auditlog.shown_until", "before", i18n.Isolate(when(r, until)))
	if !from.IsZero() {
		line = t(r, "auditlog.shown", "after", i18n.Isolate(when(r, from)), "before", i18n.Isolate(when(r, until)))
	}
	if !page.Searched.IsZero() {
		line += " " + t(r, "auditlog.searched", "time", i18n.Isolate(when(r, page.Searched)))
	}
	return line
}

// lines are events in a list.
func lines(r *http.Request, list []audit.Line) []templates.EventLine {
	var all []templates.EventLine
	for _, l := range list {
		all = append(all, eventLine(r, l))
	}
	return all
}

func eventLine(r *http.Request, l audit.Line) templates.EventLine {
	e := templates.EventLine{
		Href: eventsPath + "/" + strconv.FormatInt(l.ID, 10), Seq: i18n.Number(int(l.ID)), Time: staffTime(l.At), ISO: i18n.ISO(l.At),
		Happened: happened(r, l.Code), Code: string(l.Code), Result: resultTag(r, l.Code), Who: who(r, l),
	}
	if reason := l.Detail()["reason"]; reason != e.Code {
		e.Reason = reason
	}
	if l.Transaction != "" {
		e.Transaction = &templates.Action{Label: l.Transaction.Reference(), Href: storyPath(l.Transaction)}
	}
	return e
}

// happened is what an event means, as short as a list needs it.
func happened(r *http.Request, code approval.EventCode) string {
	return i18n.Gist(t(r, "event."+string(code)))
}

// who did it and, if that is somebody else, whom it was about: by short numbers, which
// tell people apart and name nobody.
func who(r *http.Request, l audit.Line) []templates.Action {
	var all []templates.Action
	kind, id, _ := strings.Cut(string(l.Actor), ":")
	staff, _ := approval.ParseID(id)
	switch {
	case kind == audit.ActorStaff && staff == requestOf(r).staff.ID:
		all = append(all, templates.Action{Label: t(r, "actor.you"), Href: byStaff(staff)})
	case kind == audit.ActorStaff && staff != "":
		all = append(all, templates.Action{Label: i18n.LTR(staff.StaffNumber()), Href: byStaff(staff)})
	case kind != audit.ActorCustomer:
		all = append(all, templates.Action{Label: actorName(r, l.Actor)})
	}
	if person := personOf(l); person != "" {
		all = append(all, templates.Action{Label: i18n.LTR(person.PersonNumber()), Href: personPath(person)})
	}
	return all
}

// byStaff is what a member of staff did.
func byStaff(id approval.ID) string { return eventsOf(audit.Query{}.With(audit.Operator, string(id))) }

// personPath is the address of the page about a customer.
func personPath(id approval.ID) string { return backOffice + "/people/" + string(id) }

// personOf is the customer whom an event is about.
func personOf(l audit.Line) approval.ID {
	kind, id, _ := strings.Cut(string(l.Actor), ":")
	if kind != audit.ActorCustomer {
		id = l.Detail()["person"]
	}
	person, _ := approval.ParseID(id)
	return person
}

func actorName(r *http.Request, a approval.Actor) string {
	kind, _, _ := strings.Cut(string(a), ":")
	if !slices.Contains(actors, kind) {
		kind = audit.ActorSystem
	}
	return t(r, "actor."+kind)
}

var resultTones = map[approval.Outcome]string{approval.Success: "ok", approval.Failure: "warn", approval.Denied: "bad"}

func resultTag(r *http.Request, code approval.EventCode) templates.Tag {
	outcome := approval.EventCodes[code]
	return templates.Tag{Text: t(r, "result."+string(outcome)), Tone: resultTones[outcome]}
}

// staffTime is a moment to the millisecond, in UAE time, as the same text in both
// languages: it is compared with logs.
func staffTime(at time.Time) string { return at.In(i18n.UAE()).Format("2006-01-02 15:04:05.000") }

// bars is how many columns a histogram has at most.
const bars = 48

// histogram draws when what a query finds happened; each column leads to its part of the
// period, and to as many events as it shows: its ends are whole seconds, but for those that
// the query itself has.
func (s *Server) histogram(r *http.Request, query audit.Query) (*templates.Chart, error) {
	from, until := chartPeriod(query, time.Now())
	if !from.Before(until) {
		return nil, nil
	}
	if query.After.At.IsZero() {
		query.After = audit.At(from)
	}
	if query.Before.At.IsZero() || query.Before.At.After(until) {
		query.Before = audit.At(until)
	}
	length := wholeSecond(until.Sub(from) / bars)
	n := int((until.Sub(from) + length - 1) / length)
	counts, err := s.Audit.Histogram(r.Context(), query, from, from.Add(time.Duration(n)*length), n)
	if err != nil {
		return nil, err
	}
	c := &templates.Chart{Title: t(r, "auditlog.chart"), Units: t(r, "auditlog.event")}
	for _, bar := range counts {
		part := query
		if begin := audit.At(bar.From); begin.At.After(part.After.At) {
			part.After = begin
		}
		if end := audit.At(bar.To); end.At.Before(part.Before.At) {
			part.Before = end
		}
		c.Columns = append(c.Columns, templates.Column{
			Label: staffTime(bar.From)[:16], Layers: []int{int(bar.Count)}, About: !bar.Exact, Href: eventsOf(part),
		})
	}
	return c, nil
}

// chartPeriod is the period of a query in whole seconds, and a month of it if it has no
// beginning.
func chartPeriod(query audit.Query, now time.Time) (from, until time.Time) {
	from, until = query.Period(now)
	if until.IsZero() || until.After(now) {
		until = now
	}
	if from.IsZero() {
		from = until.AddDate(0, 0, -30)
	}
	from = from.Truncate(time.Second)
	return from, from.Add(wholeSecond(until.Sub(from)))
}

// wholeSecond rounds up.
func wholeSecond(d time.Duration) time.Duration { return (d + time.Second - 1).Truncate(time.Second) }
