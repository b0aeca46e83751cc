package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// a day's work, of which the log tells: people who confirm, refuse, are somebody else,
// come back with nothing or not at all, in both languages.
type day struct {
	*apptest.World
	done, declined, stopped, waiting string // transactions
	person                           string // fatima
	request                          string // a request of hers that was refused
}

func aDay(t *testing.T) day {
	t.Helper()
	w := open(t, unlimited)
	d := day{World: w}
	b, arabic := w.Browser("en", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	d.done = idOf(b.Confirm(b.Create("transfer", apptest.Transfer()), approve))
	review := b.Create("limit", filled("limit"))
	d.declined = idOf(review)
	b.Confirm(review, decline)
	d.stopped = idOf(b.Confirm(b.Create("mobile", filled("mobile")), otherPerson("mariam")))
	arabic.SignIn("ahmed")
	review = arabic.Create("transfer", apptest.Transfer())
	arabic.Confirm(review, simulatortest.Decision{Scenario: "token-500"})
	d.waiting = idOf(review)
	arabic.Begin(arabic.Get(review.Path()))
	stranger := w.Browser("ar", 0)
	stranger.Get(stranger.SignInCallback(simulatortest.Decision{Persona: "fatima", Action: simulatortest.Decline}))
	refused := b.Get("/uaepass/confirm/callback?state=x")
	d.request = requestID.FindString(textOf(refused))
	d.person = postgrestest.Query[string](t, w.Database, `select user_id::text from transactions where id = $1`, d.done)
	return d
}

// value is one value that the log has.
func (d day) value(sql string, args ...any) string {
	d.Helper()
	return postgrestest.Query[string](d, d.Database, sql, args...)
}

// Whatever somebody was given about a case is pasted into the one box, in any of its
// spellings, and there is the whole of it.
func TestWhateverIsPastedLeadsToTheWhole(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	attempt := d.value(`select id::text from attempts where tx_id = $1`, d.done)
	reference := approval.ID(d.done).Reference()
	digest := d.value(`select encode(payload_hash, 'hex') from transactions where id = $1`, d.done)
	code := d.codeOnThePage(d.done)
	correlation := d.value(`select body::json ->> 'correlation_id' from audit_events where tx_id = $1 and body::json ->> 'correlation_id' <> '' limit 1`, d.declined)
	request := d.value(`select body::json ->> 'request_id' from audit_events where tx_id = $1 and kind = 'transaction_created'`, d.done)
	fatima := simulator.Personas()[0]
	id, mobile := fatima.EmiratesID, fatima.Mobile
	b := staffBrowser(d.World, "en", "noura")
	operator := d.value(`select id::text from staff`)
	story, person := "/en/staff/transactions/"+d.done, "/en/staff/people/"+d.person
	for what, c := range map[string]struct{ typed, leads string }{
		"a transaction": {d.done, story}, "in capitals": {" " + strings.ToUpper(d.done) + "\u200f ", story}, "an attempt": {attempt, story},
		"a reference": {reference, story}, "in small letters": {strings.ToLower(reference), story}, "the code of a content": {code, story},
		"a digest": {digest, story}, "a request": {request, story}, "a correlation id": {correlation, "/en/staff/transactions/" + d.declined},
		"the request of an error page": {d.request, eventsAt("en", "request:"+d.request)}, "a person": {d.person, person},
		"a member of the staff": {operator, eventsAt("en", "staff:"+operator)},
		"an Emirates ID":        {id, person}, "as on the card": {id[:3] + "-" + id[3:7] + "-" + id[7:14] + "-" + id[14:], person},
		"in Arabic digits": {arabicDigits(id), person}, "a mobile number": {"+" + mobile, person}, "as people write it": {"0" + mobile[3:5] + " " + mobile[5:8] + " " + mobile[8:], person},
		"an e-mail address": {" " + strings.ToUpper(fatima.Email), person}, "the number of an event": {"3", eventsAt("en", "number:3")}, "an address": {"127.0.0.1", eventsAt("en", "ip:127.0.0.1")},
		"an event": {"attempt_started", eventsAt("en", "event:attempt_started")},
	} {
		page := b.Post("/en/staff/find", url.Values{"q": {c.typed}})
		if page.Status != http.StatusOK || page.URL.RequestURI() != c.leads {
			t.Errorf("%s led to %d %s, want %s", what, page.Status, page.URL.RequestURI(), c.leads)
		}
		wellMade(d.World, page)
		if len(seqs(page)) == 0 {
			t.Errorf("%s led to no events", what)
		}
		if strings.HasPrefix(c.leads, "/en/staff/transactions/") {
			d.isWhole(page, idOf(page))
		}
	}
}

// codeOnThePage is the code that a customer reads out to whoever helps them.
func (d day) codeOnThePage(id string) string {
	d.Helper()
	b := d.Browser("en", 0)
	b.SignIn("fatima")
	hash := postgrestest.Query[[]byte](d, d.Database, `select payload_hash from transactions where id = $1`, id)
	readable := approval.Digest(hash).CheckCode()
	if page := b.Get("/en/transactions/" + id); !strings.Contains(textOf(page), readable) {
		d.Fatalf("the customer does not see %s", readable)
	}
	return readable
}

// isWhole fails the test unless a page has every event of a transaction, in their order.
func (d day) isWhole(page *apptest.Page, id string) {
	d.Helper()
	all := d.value(`select string_agg(id::text, ' ' order by seq) from audit_events where stream = 'txn:' || $1`, id)
	if got := strings.Join(seqsIn(page.Find("table.events").First()), " "); got != all {
		d.Errorf("the timeline has the events %s, want %s", got, all)
	}
	want(d.World, page, http.StatusOK, say(page.Path()[1:3], "timeline.title", "reference", approval.ID(id).Reference()))
}

func arabicDigits(western string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '٠' }, western)
}

// What is not there is said, in the same words whatever it was, and what was typed is
// not repeated.
func TestWhatIsPastedAndNotThere(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "hessa")
		for _, typed := range []string{
			string(approval.NewID()), "TK-00000-00000", "0000-0000", strings.Repeat("0", 64), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "784-1999-9999999-9", "0509999999", "nobody@example.org",
		} {
			page := b.Post("/"+lang+"/staff/find", url.Values{"q": {typed}})
			want(d.World, page, http.StatusOK, say(lang, "auditlog.title"))
			shows(d.World, page, say(lang, "auditlog.not_found"))
			if strings.Contains(page.Body, typed) || len(seqs(page)) != 0 || page.Find("h2").FilterFunction(func(_ int, s *selection) bool { return s.Text() == "" }).Length() != 0 {
				t.Errorf("%q: %s", typed, textOf(page))
			}
		}
	}
	for kind, n := range map[string]int{"emirates_id": 2, "mobile": 2, "email": 2} {
		if got := rows(d.World, `audit_events where kind = 'person_looked_up' and body::json ->> 'by' = '`+kind+`' and body::json ->> 'found' = '0'`); got != n {
			t.Errorf("%d events of a search by %s that found nobody", got, kind)
		}
	}
}

// asked is a query, and what it means in the words of the database.
type asked struct{ query, sql string }

const (
	ofTransaction = `exists (select from transactions t where t.id = e.tx_id and `
	ofAttempt     = `exists (select from attempts a where a.id = e.attempt_id and `
)

// questions has at least one for each key.
func (d day) questions() map[audit.Key][]asked {
	d.Helper()
	attempt := d.value(`select id::text from attempts where tx_id = $1`, d.done)
	operator := d.value(`select id::text from staff`)
	crid := d.value(`select max(body::json ->> 'correlation_id') from audit_events`)
	reference := approval.ID(d.done).Reference()
	account := d.value(`select encode(accounts[1], 'hex') from transactions where id = $1`, d.done)
	code := d.codeOnThePage(d.done)
	detail := func(name, value string) string { return `e.body::json ->> '` + name + `' = '` + value + `'` }
	return map[audit.Key][]asked{
		audit.Event: {
			{"event:transaction_confirmed", `kind = 'transaction_confirmed'`}, {"event:attempt_started,identity_mismatch", `kind in ('attempt_started', 'identity_mismatch')`},
			{"event:signin_*", `kind like 'signin\_%'`}, {"event:transaction_* -event:transaction_created", `kind like 'transaction\_%' and kind <> 'transaction_created'`},
		},
		audit.Result: {
			{"result:denied", detail("outcome", "denied")}, {"outcome:failure", detail("outcome", "failure")}, {"result:denied,failure", `e.body::json ->> 'outcome' in ('denied', 'failure')`},
			{"-result:success", `e.body::json ->> 'outcome' <> 'success'`},
		},
		audit.Actor: {
			{"actor:customer", `actor like 'customer:%'`}, {"actor:staff", `actor like 'staff:%'`}, {"actor:anonymous", `actor = 'anonymous'`}, {"actor:system", `actor = 'system'`},
			{"-actor:customer,staff", `actor in ('anonymous', 'system') or actor like 'client:%'`},
		},
		audit.Person:      {{"person:" + d.person, `actor = 'customer:` + d.person + `' or ` + detail("person", d.person)}, {"person:" + d.person + " seq:1..900", `actor = 'customer:` + d.person + `' or ` + detail("person", d.person)}, {"customer:" + d.person + " result:denied", `actor = 'customer:` + d.person + `' and ` + detail("outcome", "denied") + ` or ` + detail("person", d.person) + ` and ` + detail("outcome", "denied")}},
		audit.Staff:       {{"operator:" + operator, `actor = 'staff:` + operator + `'`}},
		audit.Client:      {{"client:core", `actor = 'client:core' or stream = 'client:core'`}, {"client:core actor:system", `stream = 'client:core' and actor = 'system'`}, {"client:nobody", "false"}},
		audit.Transaction: {{"txn:" + d.done, `tx_id = '` + d.done + `'`}, {"transaction:" + d.done + "," + d.stopped, `tx_id in ('` + d.done + `', '` + d.stopped + `')`}},
		audit.Attempt:     {{"attempt:" + attempt, `attempt_id = '` + attempt + `'`}},
		audit.Ref:         {{"ref:" + reference, `tx_id = '` + d.done + `'`}, {"reference:" + reference[:6] + "*", ofTransaction + `t.reference like '` + reference[:6] + `%')`}},
		audit.CheckCode:   {{"code:" + code, `tx_id = '` + d.done + `'`}},
		audit.Account:     {{"account:" + account, ofTransaction + `t.accounts[1] = decode('` + account + `', 'hex'))`}, {"-account:" + account, `not coalesce((select t.accounts[1] = decode('` + account + `', 'hex') from transactions t where t.id = e.tx_id), false)`}},
		audit.Kind:        {{"kind:transfer", ofTransaction + `t.kind = 'transfer')`}, {"kind:transfer,mobile", ofTransaction + `t.kind in ('transfer', 'mobile'))`}, {"kind:nonesuch", "false"}},
		audit.Amount: {
			{"amount:1250.50", ofTransaction + `t.amount_minor = 125050)`}, {"amount:>1250.50", ofTransaction + `t.amount_minor > 125050)`}, {"amount:1000..2000", ofTransaction + `t.amount_minor between 100000 and 200000)`},
			{"amount:<=1250.50 result:success", ofTransaction + `t.amount_minor <= 125050) and ` + detail("outcome", "success")},
		},
		audit.Lang:    {{"lang:ar", ofAttempt + `a.lang = 'ar')`}, {"lang:en", ofAttempt + `a.lang = 'en')`}},
		audit.Reason:  {{"reason:token_500", detail("reason", "token_500")}, {"reason:provider_*", `e.body::json ->> 'reason' like 'provider\_%'`}},
		audit.Request: {{"request:" + d.request, detail("request_id", d.request)}},
		audit.CRID:    {{"crid:" + crid, detail("correlation_id", crid)}},
		audit.IP:      {{"ip:127.0.0.1 actor:customer", detail("client", "127.0.0.1") + ` and actor like 'customer:%'`}, {"ip:127.* actor:anonymous", `e.body::json ->> 'client' like '127.%' and actor = 'anonymous'`}, {"ip:192.0.2.1", "false"}},
		audit.Number:  {{"seq:2..5", `id between 2 and 5`}, {"seq:3", `id = 3`}, {"seq:<4", `id < 4`}},
		audit.State:   {{"state:confirmed", `to_state = 'confirmed'`}, {"state:attempt:failed,rejected", `to_state in ('attempt:failed', 'rejected')`}},
		audit.Stream:  {{"stream:txn:" + d.done, `stream = 'txn:` + d.done + `'`}, {"-stream:txn:" + d.done, `stream <> 'txn:` + d.done + `'`}},
	}
}

// Each key of the language finds what the database says, in what really happened, and
// together with a period and other keys.
func TestEachKeyOfASearchFindsWhatItSays(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	b := staffBrowser(d.World, "en", "saeed")
	b.Get("/en/staff/people/" + d.person) // what others do about somebody is found with what they did
	for _, actor := range []string{"client:core", "system"} {
		if err := postgrestest.Exec(t.Context(), d.Database.Owner, `insert into audit_events (stream, kind, actor, body) values ('client:core', 'token_refused', $1, '{"client_id":"core","outcome":"denied"}')`, actor); err != nil {
			t.Fatal(err)
		}
	}
	questions := d.questions()
	for _, key := range audit.Keys {
		if len(questions[key]) == 0 {
			t.Errorf("nothing is asked about %s", key)
		}
		for _, q := range questions[key] {
			for _, more := range []asked{{"", ""}, {" after:24h", ""}, {" -txn:" + d.stopped, " and e.tx_id is distinct from '" + d.stopped + "'"}, {" before:2020-01-01", " and false"}} {
				expected := d.value(`select coalesce(string_agg(id::text, ' ' order by at desc, id desc), '')
					from (select * from audit_events e where (` + q.sql + `)` + more.sql + ` order by at desc, id desc limit 50) e`)
				page := b.Get(eventsAt("en", q.query+more.query))
				if got := strings.Join(seqs(page), " "); page.Status != http.StatusOK || got != expected {
					t.Errorf("%q finds %d %q, want %q", q.query+more.query, page.Status, got, expected)
				}
				if expected == "" && q.sql != "false" && more.sql == "" && q.query != "actor:system" && q.query != "-actor:customer,staff" {
					t.Errorf("%q finds nothing in what happened: it proves nothing", q.query)
				}
			}
		}
	}
}

// What is chosen beside the box is written into the query, in the place of what it said
// about that, and finds what the database says.
func TestTheListsBesideTheSearchWriteTheQuery(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	b := staffBrowser(d.World, "ar", "hessa")
	form := b.Get("/ar/staff/events").Find("form.query")
	for name, sql := range map[string]string{"event": `kind = $1`, "result": `body::json ->> 'outcome' = $1`, "actor": `split_part(actor, ':', 1) = $1`} {
		options := form.Find("select[name=" + name + "] option").Map(func(_ int, s *selection) string { return s.AttrOr("value", "") })
		if len(options) < 4 || options[0] != "" {
			t.Errorf("the list %s has %q", name, options)
		}
		for _, value := range options[1:] {
			n := postgrestest.Query[int](t, d.Database, `select count(*) from audit_events where `+sql, value)
			if n == 0 {
				continue
			}
			page := b.Post("/ar/staff/find", url.Values{"q": {"after:24h"}, name: {value}})
			mustBe(d.World, page, "query", page.URL.Query().Get("q"), name+":"+value+" after:1d")
			if got := counted(d.World, b, page.URL.RequestURI()); got < n || value != "staff" && value != "audit_searched" && value != "success" && got != n {
				t.Errorf("%s %s: %d events, want %d", name, value, got, n)
			}
		}
	}
	for _, period := range []string{"24h", "7d", "30d", "90d"} {
		page := b.Post("/ar/staff/find", url.Values{"q": {"result:denied after:2026-01-01 before:2026-01-02"}, "period": {period}})
		mustBe(d.World, page, "query", page.URL.Query().Get("q"), "result:denied after:"+map[string]string{"24h": "1d"}[period]+strings.TrimPrefix(period, "24h"))
	}
	page := b.Post("/ar/staff/find", url.Values{"q": {"event:signed_out result:denied -result:failure"}, "result": {"failure"}, "event": {""}})
	mustBe(d.World, page, "query", page.URL.Query().Get("q"), "event:signed_out -result:failure result:failure")
}
