package web

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// event is everything about one event.
func (s *Server) event(w http.ResponseWriter, r *http.Request) error {
	number, ok := audit.ParseSeq(r.PathValue("event"))
	if !ok {
		return approval.ErrNotFound
	}
	line, before, err := s.Audit.Line(r.Context(), number)
	if err != nil {
		return err
	}
	v := templates.EventPage{Page: s.page(r, t(r, "auditlog.event_title", "number", i18n.LTR(i18n.Number(int(number)))))}
	v.Section, v.Result = "events", resultTag(r, line.Code)
	v.Meaning = t(r, "event."+string(line.Code))
	v.Rows, v.Details = eventRows(r, line), detailRows(r, line)
	v.Chain, v.Whole = chainRows(r, line), wholeTag(r, line.Follows(before))
	v.Raw, v.Links = raw(line), related(r, line)
	return html(w, r, http.StatusOK, templates.Event(v))
}

func eventRows(r *http.Request, l audit.Line) []templates.Row {
	rows := []templates.Row{
		{Label: t(r, "auditlog.event"), Text: string(l.Code), Dir: "ltr"},
		{Label: t(r, "auditlog.time"), Text: staffTime(l.At), Dir: "ltr"},
		{Label: t(r, "auditlog.utc"), Text: i18n.ISO(l.At), Dir: "ltr"},
		{Label: t(r, "auditlog.actor"), Text: string(l.Actor), Dir: "ltr"},
	}
	for _, more := range []templates.Row{
		{Label: t(r, "auditlog.state"), Text: l.ToState, Dir: "ltr"},
		{Label: t(r, "auditlog.transaction"), Text: string(l.Transaction), Dir: "ltr"},
		{Label: t(r, "auditlog.attempt"), Text: string(l.Attempt), Dir: "ltr"},
	} {
		if more.Text != "" {
			rows = append(rows, more)
		}
	}
	return rows
}

// detailRows are the details under the names that they have in the log. A purpose is told
// in words beside its code; older events have a sentence of somebody's there.
func detailRows(r *http.Request, l audit.Line) []templates.Row {
	detail := l.Detail()
	var rows []templates.Row
	for _, name := range slices.Sorted(maps.Keys(detail)) {
		row := templates.Row{Label: name, Text: detail[name], Dir: "auto"}
		if name == "why" && slices.Contains(audit.Purposes, audit.Purpose(detail[name])) {
			row.Text, row.Code = t(r, "purpose."+detail[name]), detail[name]
		}
		rows = append(rows, row)
	}
	return rows
}

func chainRows(r *http.Request, l audit.Line) []templates.Row {
	return []templates.Row{
		{Label: t(r, "auditlog.stream"), Text: l.Stream, Dir: "ltr"},
		{Label: t(r, "auditlog.place"), Text: i18n.Number(int(l.Seq)), Dir: "ltr"},
		{Label: t(r, "auditlog.this_hash"), Text: hex.EncodeToString(l.Hash), Dir: "ltr"},
		{Label: t(r, "auditlog.hash_before"), Text: hex.EncodeToString(l.Prev), Dir: "ltr"},
	}
}

func wholeTag(r *http.Request, whole bool) templates.Tag {
	if whole {
		return templates.Tag{Text: t(r, "auditlog.whole"), Tone: "ok"}
	}
	return templates.Tag{Text: t(r, "auditlog.broken"), Tone: "bad"}
}

// raw is the body as it was hashed, with line breaks for people.
func raw(l audit.Line) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(l.Body), "", "  ") != nil {
		return l.Body
	}
	return out.String()
}

// around is how long before and after an event one looks for its causes.
const around = 5 * time.Minute

func related(r *http.Request, l audit.Line) []templates.Action {
	near := audit.Query{After: audit.At(l.At.Add(-around)), Before: audit.At(l.At.Add(around))}
	links := []templates.Action{{Label: t(r, "auditlog.around"), Href: eventsOf(near)}}
	if l.Transaction != "" {
		links = append(links, templates.Action{Label: t(r, "auditlog.same_transaction"), Href: storyPath(l.Transaction)})
	}
	if person := personOf(l); person != "" {
		links = append(links, templates.Action{Label: t(r, "auditlog.same_person"), Href: personPath(person)})
	}
	if id := l.Detail()["request_id"]; id != "" {
		links = append(links, templates.Action{Label: t(r, "auditlog.same_request"), Href: eventsOf(audit.Query{}.With(audit.Request, id))})
	}
	if ip := l.Detail()["client"]; ip != "" {
		links = append(links, templates.Action{Label: t(r, "auditlog.same_address"), Href: eventsOf(audit.Query{}.With(audit.IP, ip))})
	}
	return links
}

// story is what a customer saw, beside what happened.
func (s *Server) story(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("transaction"))
	if !ok {
		return approval.ErrNotFound
	}
	line, err := s.Audit.Timeline(r.Context(), id, by(r))
	if err != nil {
		return err
	}
	tx, lang := line.Transaction, requestOf(r).lang
	v := templates.StoryPage{Page: s.page(r, t(r, "story.title", "reference", i18n.LTR(tx.ID.Reference())))}
	v.Section = "events"
	v.Subject = s.subject(r, approval.Caller{Now: line.Now, Transaction: &tx}, false)
	v.Other = tx.Sentence.In(lang.Other())
	v.Events, v.Looks = storyLines(r, line), lines(r, line.Looks)
	v.Facts = storyFacts(r, line)
	v.Links = []templates.Action{
		{Label: t(r, "story.customer"), Href: personPath(tx.PersonID)},
		{Label: t(r, "story.search"), Href: eventsOf(audit.Query{}.With(audit.Transaction, string(tx.ID)))},
	}
	return html(w, r, http.StatusOK, templates.Story(v))
}

func storyFacts(r *http.Request, line audit.Timeline) []templates.Row {
	tx := line.Transaction
	rows := []templates.Row{
		{Label: t(r, "label.digest"), Text: tx.Digest.String(), Dir: "ltr"},
		{Label: t(r, "story.version"), Text: strconv.Itoa(tx.Version), Dir: "ltr"},
		{Label: t(r, "past.created"), Text: staffTime(tx.CreatedAt), Dir: "ltr"},
		{Label: t(r, "story.expires"), Text: staffTime(tx.ExpiresAt), Dir: "ltr"},
		{Label: t(r, "story.attempts"), Text: strconv.Itoa(len(line.Attempts)), Dir: "ltr"},
	}
	for _, a := range line.Attempts {
		rows = append(rows, attemptRow(r, a, line.Now))
	}
	return rows
}

// attemptRow is how an attempt stands, in words: why, if it came to nothing.
func attemptRow(r *http.Request, a approval.Attempt, now time.Time) templates.Row {
	status := a.At(now)
	row := templates.Row{Label: i18n.LTR(staffTime(a.StartedAt)), Text: t(r, "attempt."+string(status)), Dir: "auto", Code: string(status)}
	if a.Reason.Known() {
		row.Text, row.Code = happened(r, a.Reason.Event()), string(a.Reason)
	}
	return row
}

// longGap is how long nothing may happen before that is pointed out.
const longGap = 30 * time.Second

// storyLines marks where nothing happened for long, and where the chain is broken.
func storyLines(r *http.Request, line audit.Timeline) []templates.EventLine {
	all := lines(r, line.Lines)
	for i := 1; i < len(line.Lines); i++ {
		if gap := line.Lines[i].At.Sub(line.Lines[i-1].At); gap >= longGap {
			all[i].Gap = t(r, "story.gap", "time", length(r, gap))
		}
	}
	if i, count := line.Cut(); count > 0 {
		all[i].Gap = t(r, "story.cut", "count", i18n.N(i18n.Lang(requestOf(r).lang), "count.events", int(count)))
	}
	for _, i := range line.Gaps() {
		all[i].Gap = t(r, "story.broken")
	}
	return all
}

// person is a customer, masked.
func (s *Server) person(w http.ResponseWriter, r *http.Request) error {
	v, err := s.personPage(r)
	if err != nil {
		return err
	}
	return html(w, r, http.StatusOK, templates.StaffPerson(v))
}

func (s *Server) personPage(r *http.Request) (v templates.StaffPersonPage, err error) {
	id, ok := approval.ParseID(r.PathValue("person"))
	if !ok {
		return v, approval.ErrNotFound
	}
	dossier, err := s.Audit.Person(r.Context(), id, maskedIdentity, by(r))
	if err != nil {
		return v, err
	}
	all := audit.Query{}.With(audit.Person, string(id))
	page, err := s.Audit.Search(r.Context(), all, "", by(r))
	if err != nil {
		return v, err
	}
	v = templates.StaffPersonPage{Page: s.page(r, t(r, "person.title")), Address: personPath(id) + "/reveal", MayAsk: mayReveal(r)}
	v.Purposes = purposes(r, "")
	v.Section, v.Rows, v.Tag = "events", dossierRows(r, dossier), personTag(r, dossier)
	v.Path = personPath(id)
	v.Events = lines(r, page.Lines)
	v.Links = []templates.Action{{Label: t(r, "person.all"), Href: eventsOf(all)}}
	return v, nil
}

func personTag(r *http.Request, d audit.Dossier) templates.Tag {
	if d.Disabled {
		return templates.Tag{Text: t(r, "person.disabled"), Tone: "bad"}
	}
	return templates.Tag{Text: t(r, "person.enabled"), Tone: "ok"}
}

// maskedIdentity keeps what staff may see without a reason.
func maskedIdentity(i approval.Identity) approval.Identity {
	i.EmiratesID, i.Mobile, i.Email = maskIf(i.EmiratesID, i18n.MaskEmiratesID), maskIf(i.Mobile, i18n.MaskMobile), maskIf(i.Email, i18n.MaskEmail)
	i.NameEN, i.NameAR = i18n.MaskName(i.NameEN), i18n.MaskName(i.NameAR)
	return i
}

func maskIf(value string, mask func(string) string) string {
	if value == "" {
		return ""
	}
	return mask(value)
}

func dossierRows(r *http.Request, d audit.Dossier) []templates.Row {
	account := "profile.resident"
	if !d.Identity.Resident() {
		account = "profile.visitor"
	}
	rows := append(identityRows(r, d.Identity),
		templates.Row{Label: t(r, "profile.account"), Text: t(r, account), Dir: "auto"},
		templates.Row{Label: t(r, "person.person_number"), Text: string(d.Person), Dir: "ltr"},
		templates.Row{Label: t(r, "person.enrolled"), Text: staffTime(d.Enrolled), Dir: "ltr"})
	if !d.SignedIn.IsZero() {
		rows = append(rows, templates.Row{Label: t(r, "person.signed_in"), Text: staffTime(d.SignedIn), Dir: "ltr"})
	}
	return rows
}

func identityRows(r *http.Request, i approval.Identity) []templates.Row {
	var rows []templates.Row
	for _, row := range []templates.Row{
		{Label: t(r, "profile.name_en"), Text: i.NameEN, Dir: "auto"},
		{Label: t(r, "profile.name_ar"), Text: i.NameAR, Dir: "auto"},
		{Label: t(r, "identifier.emirates_id"), Text: i.EmiratesID, Dir: "ltr"},
		{Label: t(r, "identifier.mobile"), Text: i.Mobile, Dir: "ltr"},
		{Label: t(r, "identifier.email"), Text: i.Email, Dir: "ltr"},
	} {
		if row.Text != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// mayReveal: whoever helps customers and whoever proves what happened may need to know
// whom a record is about. Who looks after the portal does not.
func mayReveal(r *http.Request) bool { return requestOf(r).staff.Role != approval.Admin }

// reasonFaults are what can be wrong with a reason, and in which field.
var reasonFaults = map[error]struct{ field, key string }{
	audit.ErrPurpose: {"reason", "person.reason_missing"}, audit.ErrCase: {"case", "person.case_wrong"}, audit.ErrCasePersonal: {"case", "person.case_personal"},
}

func purposes(r *http.Request, chosen string) []templates.FormChoice {
	var all []templates.FormChoice
	for _, p := range audit.Purposes {
		all = append(all, templates.FormChoice{ID: string(p), Label: t(r, "purpose."+string(p)), Selected: string(p) == chosen})
	}
	return all
}

// reveal shows identifiers in clear, on the answer to this POST and nowhere else.
func (s *Server) reveal(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	v, err := s.personPage(r)
	if err != nil {
		return err
	}
	id, _ := approval.ParseID(r.PathValue("person"))
	why, err := audit.CheckReason(get("reason"), get("case"))
	if wrong, ok := reasonFaults[err]; ok {
		v.Fault, v.FaultField, v.Wrong = t(r, wrong.key), wrong.field, true
		v.Purposes = purposes(r, get("reason"))
		if !audit.HoldsPersonal(get("case")) {
			v.Case = get("case")
		}
		return html(w, r, http.StatusUnprocessableEntity, templates.StaffPerson(v))
	}
	clear, err := s.Audit.Reveal(r.Context(), id, why, by(r))
	if err != nil {
		return err
	}
	clear.EmiratesID, clear.Mobile = i18n.EmiratesID(clear.EmiratesID), i18n.Mobile(clear.Mobile)
	v.Revealed = identityRows(r, clear)
	return html(w, r, http.StatusOK, templates.StaffPerson(v))
}
