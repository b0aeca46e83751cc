package journeytest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// revealed is the page with somebody's identifiers. It is the one page that may hold
// them, so it is asked for past the canary that reads all others.
func revealed(w *apptest.World, b *apptest.Browser, path string, why url.Values) *apptest.Page {
	w.Helper()
	resp, err := b.Client.Do(b.Request(http.MethodPost, path+"/reveal", why))
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		w.Fatal(err)
	}
	return &apptest.Page{Document: doc, Status: resp.StatusCode, URL: resp.Request.URL, Header: resp.Header, Body: string(body)}
}

// clear are a person's identifiers as a page shows them in full.
func clear(persona simulator.Persona) []string {
	return []string{i18n.EmiratesID(persona.EmiratesID), i18n.Mobile(persona.Mobile), persona.Email}
}

// lastEvent is the newest event of a kind.
func lastEvent(w *apptest.World, code approval.EventCode) string {
	w.Helper()
	return postgrestest.Query[string](w, w.Database, `select coalesce(max(id)::text, '0') from audit_events where kind = $1`, code)
}

// Identifiers are shown for a reason, on the answer to that, and nowhere else; the canary
// of this world reads every other page.
func TestIdentifiersAreShownForAReasonAndOnce(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	_, fill := customerThere(w)
	fatima := simulator.Personas()[0]
	for lang, persona := range map[string]string{"en": "noura", "ar": "saeed"} {
		b := staffBrowser(w, lang, persona)
		path := fill.Replace("/" + lang + "/staff/people/{person}")
		page := b.Get(path)
		want(w, page, http.StatusOK, say(lang, "person.title"))
		shows(w, page, i18n.MaskEmiratesID(fatima.EmiratesID), i18n.MaskMobile(fatima.Mobile), i18n.MaskEmail(fatima.Email))
		before := events(w, approval.EventIdentifierRevealed, "outcome", "success")
		for why, key := range map[[2]string]string{
			{"", "CRM-1"}: "reason_missing", {"because", "CRM-1"}: "reason_missing", {"fraud", ""}: "case_wrong", {"fraud", strings.Repeat(" \u200b", 30)}: "case_wrong",
			{"fraud", strings.Repeat("1", 41)}: "case_wrong", {"fraud", "Fatima-Al-Tajribi-1"}: "case_wrong", {"fraud", "no digit"}: "case_wrong", {"fraud", "فاطمة 1"}: "case_wrong",
			{"fraud", "784-1999-9999999-9"}: "case_personal", {"fraud", "CRM-0509999999"}: "case_personal", {"fraud", "nobody@example.org"}: "case_personal",
		} {
			refused := b.Post(path+"/reveal", url.Values{"reason": {why[0]}, "case": {why[1]}})
			want(w, refused, http.StatusUnprocessableEntity, say(lang, "person.title"))
			shows(w, refused, say(lang, "person."+key))
		}
		if n := events(w, approval.EventIdentifierRevealed, "outcome", "success"); n != before {
			t.Errorf("%d identifiers were shown without a reason", n-before)
		}
		number := strings.ToUpper(lang) + "/2026.7"
		shown := revealed(w, b, path, url.Values{"reason": {"complaint"}, "case": {" " + lang + "/2026.٧ "}})
		want(w, shown, http.StatusOK, say(lang, "person.title"))
		shows(w, shown, clear(fatima)...)
		if shown.Find("form[action$='/reveal']").Length() != 0 {
			t.Error("the page with the identifiers asks again")
		}
		b.Get(path) // masked again: the canary reads it
		b.Get("/" + lang + "/staff/events")
		told := b.Get("/" + lang + "/staff/events/" + lastEvent(w, approval.EventIdentifierRevealed))
		shows(w, told, say(lang, "purpose.complaint"), number, fill.Replace("{person}"))
		if n := events(w, approval.EventIdentifierRevealed, "case", number); n != 1 {
			t.Errorf("the reason is recorded %d times", n)
		}
	}
	b := staffBrowser(w, "en", "hessa")
	path := fill.Replace("/en/staff/people/{person}")
	if b.Get(path).Find("form[action$='/reveal']").Length() != 0 {
		t.Error("an administrator is offered what they may not have")
	}
	want(w, b.Post(path+"/reveal", goodReason), http.StatusForbidden, say("en", "error.wrong_role.title"))
	if n := events(w, approval.EventStaffAccessRefused, "page", "POST /staff/people/{person}/reveal"); n != 1 {
		t.Errorf("%d refusals are recorded", n)
	}
}

// Every look is an event of who looked, at whom and for what, before it is answered.
func TestEveryLookOfTheStaffIsRecorded(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	_, fill := customerThere(w)
	w.Sequenced()
	fatima := simulator.Personas()[0]
	b := staffBrowser(w, "en", "saeed")
	transaction := fill.Replace("/en/staff/transactions/{transaction}")
	person := fill.Replace("{person}")
	who := postgrestest.Query[string](t, w.Database, `select 'staff:' || id from staff`)
	post := func(path string, values url.Values) func() {
		return func() { status(w, b, http.MethodPost, path, values) }
	}
	get := func(path string) func() { return func() { status(w, b, http.MethodGet, fill.Replace(path), nil) } }
	for what, c := range map[string]struct {
		look   func()
		code   approval.EventCode
		detail string
	}{
		"a search":          {get(eventsAt("en", "event:transaction_rejected")), approval.EventAuditSearched, `{"query": "event:transaction_rejected", "found": "1"}`},
		"a live search":     {get("/en/staff/live?q=result%3Adenied"), approval.EventAuditSearched, `{"query": "result:denied", "tail": "live"}`},
		"a person":          {get("/en/staff/people/{person}"), approval.EventPersonViewed, `{"person": "` + person + `"}`},
		"a transaction":     {get("/en/staff/transactions/{transaction}"), approval.EventTransactionViewed, `{"person": "` + person + `"}`},
		"an Emirates ID":    {post("/en/staff/find", url.Values{"q": {fatima.EmiratesID}}), approval.EventPersonLookedUp, `{"by": "emirates_id", "found": "1", "person": "` + person + `"}`},
		"a mobile number":   {post("/en/staff/find", url.Values{"q": {fatima.Mobile}}), approval.EventPersonLookedUp, `{"by": "mobile", "found": "1", "person": "` + person + `"}`},
		"an e-mail address": {post("/en/staff/find", url.Values{"q": {fatima.Email}}), approval.EventPersonLookedUp, `{"by": "email", "found": "1", "person": "` + person + `"}`},
		"a proof":           {get("/en/staff/events/{event}/proof"), approval.EventExportFinished, `{"query": "number:1", "format": "tlog-proof", "count": "1", "first": "1"}`},
		"a receipt":         {post(transaction+"/receipt.json", goodReason), approval.EventIdentifierRevealed, `{"person": "` + person + `", "why": "customer", "case": "CRM-2026/00417"}`},
		"an archive":        {post(transaction+"/bundle", url.Values{}), approval.EventExportStarted, `{"person": "` + person + `", "format": "bundle"}`},
		"an export":         {post("/en/staff/export/csv", url.Values{"q": {"event:transaction_rejected"}}), approval.EventExportStarted, `{"query": "event:transaction_rejected", "format": "csv"}`},
	} {
		count := func() int {
			return postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where kind = $1 and actor = $2 and body::jsonb @> $3::jsonb and body::jsonb ->> 'request_id' <> ''`, c.code, who, c.detail)
		}
		before := count()
		c.look()
		if n := count() - before; n != 1 {
			t.Errorf("%s is recorded %d times", what, n)
		}
	}
}

// hides are the ways in which a careless hand could have kept a value: in clear or only
// hashed, which hides nothing that can be guessed, with and without what stands between
// its parts.
func hides(value string) (all []string) {
	bare := strings.NewReplacer("-", "", " ", "", "+", "").Replace(value)
	for _, v := range []string{value, bare, "+" + bare, strings.TrimPrefix(bare, "971"), strings.ToUpper(value)} {
		sum := sha256.Sum256([]byte(v))
		all = append(all, v, hex.EncodeToString([]byte(v)), base64.StdEncoding.EncodeToString([]byte(v)), hex.EncodeToString(sum[:]),
			strings.TrimRight(base64.StdEncoding.EncodeToString(sum[:]), "="), base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	return all
}

// everything is every row of every table.
func everything(w *apptest.World) string {
	w.Helper()
	var all strings.Builder
	for _, table := range postgrestest.Query[[]string](w, w.Database, `select array_agg(tablename::text) from pg_tables where schemaname = 'public'`) {
		all.WriteString(postgrestest.Query[string](w, w.Database, `select coalesce(string_agg(t::text, ' '), '') from `+table+` t`))
	}
	return all.String()
}

// After people were searched for by what they are known by, shown in full and handed out,
// none of that is in the database, in a log, on another page or in a file.
func TestNothingPersonalIsLeftBehind(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	b := staffBrowser(d.World, "en", "saeed")
	people := simulator.Personas()
	for _, p := range people[:2] {
		for _, typed := range []string{p.EmiratesID, i18n.EmiratesID(p.EmiratesID), "+" + p.Mobile, p.Email} {
			b.Post("/en/staff/find", url.Values{"q": {typed}})
		}
	}
	shown := revealed(d.World, b, "/en/staff/people/"+d.person, goodReason)
	b.Get("/en/staff/dashboard")
	b.Get("/en/staff/transactions/" + d.done)
	lines, table := export(d.World, b, "jsonl", url.Values{"q": {""}}), export(d.World, b, "csv", url.Values{"q": {""}})
	places := map[string]string{"the database": everything(d.World), "the logs and pages": d.Logs(), "an export as lines": lines.events, "an export as a table": table.events}
	for place, text := range places {
		if !strings.Contains(text, d.done) {
			t.Errorf("%s is not searched", place)
		}
		for _, p := range people[:3] {
			for _, value := range []string{p.EmiratesID, i18n.EmiratesID(p.EmiratesID), p.Mobile, p.Email} {
				for _, spelled := range hides(value) {
					if strings.Contains(text, spelled) {
						t.Errorf("%s of %s is in %s as %s", value, p.ID, place, spelled)
					}
				}
			}
		}
	}
	shows(d.World, shown, clear(people[0])...)
}
