package journeytest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// core is a client with an endpoint, as those who look after it meet it.
type core struct {
	*apptest.World
	db       *postgres.DB
	client   integration.Client
	endpoint approval.ID
}

func newCore(w *apptest.World) core {
	w.Helper()
	c := core{w, w.Apps[0].DB, w.Database.AddClient(w, "core"), approval.NewID()}
	keys := webhook.NewKeys()
	secrets, err := json.Marshal(keys)
	if err == nil {
		e := integration.Endpoint{ID: c.endpoint, URL: "https://hooks.core.example/takeed", PublicKey: keys.Public()}
		_, err = c.db.AddEndpoint(w.Context(), postgrestest.CallOf(c.client), c.client, e, secrets, postgrestest.Origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	}
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// tests has the client send itself a test.
func (c core) tests() {
	c.Helper()
	if err := c.db.TestEndpoint(c.Context(), "core", c.endpoint, c.client.By(postgrestest.Origin)); err != nil {
		c.Fatal(err)
	}
}

func (c core) latest() string {
	c.Helper()
	return postgrestest.Query[string](c, c.Database, `select id::text from deliveries order by created_at desc, id desc limit 1`)
}

// answers claims what is due, as a sender would, and writes down an answer to each.
func (c core) answers(status int, answer string) {
	c.Helper()
	sender := c.db.Webhooks(integration.Names{})
	list, err := sender.Claim(c.Context(), string(c.endpoint), 100)
	if err != nil || len(list) == 0 {
		c.Fatalf("%d deliveries are due, %v", len(list), err)
	}
	for _, d := range list {
		if err := sender.Finish(c.Context(), webhook.Result{Delivery: d, Status: status, Took: 120 * time.Millisecond, Answer: answer}); err != nil {
			c.Fatal(err)
		}
	}
}

// submit sends the first form that a selector finds, as it stands.
func submit(b *apptest.Browser, page *apptest.Page, selector string) *apptest.Page {
	form, values := page.Find(selector).First(), url.Values{}
	form.Find("input[name]").Each(func(_ int, s *selection) { values.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	form.Find("select[name]").Each(func(_ int, s *selection) {
		values.Set(s.AttrOr("name", ""), s.Find("option").First().AttrOr("value", ""))
	})
	return b.Post(form.AttrOr("action", "/no-such-form"), values)
}

// asks has the client ask for an approval of somebody, and returns the transaction.
func (c core) asks(persona string) (id approval.ID, reference string) {
	c.Helper()
	b := c.Browser("en", 0)
	b.SignIn(persona)
	person := approval.Person{Identity: approval.Identity{EmiratesID: "784199012345676"}}
	a, _ := postgrestest.AskedOf(person, "core")
	a.Reference = "HUB/" + a.Reference[:8]
	if _, err := c.db.CreateRequest(c.Context(), postgrestest.CallOf(c.client), c.client, a, postgrestest.Origin, func(integration.Request) ([]byte, error) { return []byte("{}"), nil }); err != nil {
		c.Fatal(err)
	}
	return a.Document.ID, a.Reference
}

// An admin disables an endpoint, tests it and enables it again, and all of it is in the log
// under their name; the page says how it stands, to every role.
func TestAnAdminLooksAfterAnEndpoint(t *testing.T) {
	t.Parallel()
	c := newCore(open(t, unlimited))
	for _, lang := range langs {
		admin := staffBrowser(c.World, lang, "hessa")
		page := admin.Get("/" + lang + "/staff/clients")
		want(c.World, page, http.StatusOK, say(lang, "office.clients"))
		shows(c.World, page, "core", "https://hooks.core.example/takeed", say(lang, "clients.receives"), integration.Names{}.Write(integration.PrefixEndpoint, c.endpoint))
		page = submit(admin, page, "form[action$='/disable']")
		shows(c.World, page, say(lang, "clients.disabled"), say(lang, "disabled.staff"))
		if page.Find("form[action$='/test']").Length() != 0 {
			t.Error("what is disabled can be tested")
		}
		if got := admin.Post("/"+lang+"/staff/endpoints/"+string(c.endpoint)+"/test", url.Values{}); got.Path() != "/"+lang+"/staff/clients" {
			t.Errorf("a test of what is disabled leads to %s", got.Path())
		}
		page = submit(admin, page, "form[action$='/enable']")
		shows(c.World, page, say(lang, "clients.receives"))
		page = submit(admin, page, "form[action$='/test']")
		want(c.World, page, http.StatusOK, say(lang, "office.deliveries"))
		shows(c.World, page, "endpoint.test", say(lang, "delivery.due"))
		c.answers(204, "")
	}
	for code, n := range map[string]int{"endpoint_disabled": 2, "endpoint_enabled": 2, "endpoint_tested": 2} {
		if got := rows(c.World, `audit_events where kind = '`+code+`' and stream = 'client:core' and actor = (select 'staff:' || id from staff where role = 'admin')`); got != n {
			t.Errorf("%d events %s, want %d", got, code, n)
		}
	}
	for persona, who := range onStaff {
		page := staffBrowser(c.World, "en", persona).Get("/en/staff/clients")
		if n := page.Find("main form").Length(); (n > 0) != (who.role == "admin") {
			t.Errorf("%s finds %d buttons", persona, n)
		}
	}
	c.Database.NoViolations(t)
}

// hostileAnswer is what an endpoint that would do something to whoever reads it.
const hostileAnswer = "</pre><script>alert(1)</script>\u202eevil\u2066\x1b[31m\r\nline"

// What was sent, what was answered and what is next is on the page of the delivery, and does
// nothing there. Sending again is an event, and starts anew.
func TestADeliveryAndWhatWasAnswered(t *testing.T) {
	t.Parallel()
	c := newCore(open(t, unlimited))
	id, reference := c.asks("fatima")
	c.answers(500, hostileAnswer+strings.Repeat("é", 1000))
	for _, lang := range langs {
		admin := staffBrowser(c.World, lang, "hessa")
		list := admin.Get("/" + lang + "/staff/deliveries?transaction=" + string(id))
		shows(c.World, list, "transaction.created", "HTTP 50", id.Reference(), say(lang, "delivery.due"))
		page := admin.Get(list.Find("tbody .what a").AttrOr("href", ""))
		shows(c.World, page, "HTTP 500", "120 ms", reference, say(lang, "delivery.answer_cut"), `\u202eevil\u2066\u001b[31m`)
		answer := page.Find("pre.raw")
		if text := answer.Text(); !strings.Contains(text, "<script>alert(1)</script>") || strings.ContainsAny(text, "\u202e\u2066\x1b\r\ufffd") || len(text) > 1100 || page.Find("main script").Length() != 0 {
			t.Errorf("the answer is shown as %q", text)
		}
		if answer.AttrOr("dir", "") != "ltr" {
			t.Error("the answer is not kept from its neighbours")
		}
		page = submit(admin, page, "form[action$='/resend']")
		shows(c.World, page, say(lang, "delivery.due"))
		c.answers(503, "busy")
	}
	if n := rows(c.World, `audit_events where kind = 'delivery_resent' and actor like 'staff:%' and body::jsonb ->> 'delivery' = '`+c.latest()+`'`); n != 2 {
		t.Errorf("%d events", n)
	}
	if n := rows(c.World, `audit_events where kind = 'transaction_viewed' and tx_id = '`+string(id)+`'`); n != 6 {
		t.Errorf("%d looks are recorded", n)
	}
}

// Everything that an endpoint did not get in a period is sent again at once.
func TestWhatFailedIsSentAgain(t *testing.T) {
	t.Parallel()
	c := newCore(open(t, unlimited))
	c.asks("fatima")
	c.asks("fatima")
	c.answers(410, "gone") // disables the endpoint, and drops what was due
	admin := staffBrowser(c.World, "ar", "hessa")
	desk := admin.Get("/ar/staff")
	shows(c.World, desk, say("ar", "trouble.look"))
	page := admin.Get(desk.Find(".note a[href$='/staff/clients']").AttrOr("href", ""))
	shows(c.World, page, say("ar", "disabled.gone"))
	submit(admin, page, "form[action$='/enable']")
	page = admin.Get("/ar/staff/deliveries?endpoint=" + string(c.endpoint) + "&state=dropped")
	if n := page.Find("tbody tr").Length(); n != 2 {
		t.Fatalf("%d were dropped", n)
	}
	page = submit(admin, page, "form[action$='/resend']")
	if n := page.Find("tbody tr").Length(); n != 2 || page.URL.Query().Get("state") != "due" {
		t.Errorf("%d are due at %s", n, page.URL)
	}
	if desk := admin.Get("/ar/staff"); desk.Find(".note a[href$='/staff/clients']").Length() != 0 {
		t.Error("the alarm goes on")
	}
	for _, bad := range []string{"", "1h", "x"} {
		if got := admin.Post("/ar/staff/endpoints/"+string(c.endpoint)+"/resend", url.Values{"period": {bad}}); got.Status != http.StatusBadRequest {
			t.Errorf("%q: %d", bad, got.Status)
		}
	}
}

// What a client made up as a reference finds what it asked for, of whatever form it is; before
// anybody has opened it, its events are all there is.
func TestAReferenceOfAClientIsFound(t *testing.T) {
	t.Parallel()
	c := newCore(open(t, unlimited))
	id, reference := c.asks("fatima")
	for _, lang := range langs {
		b := staffBrowser(c.World, lang, "saeed")
		for _, typed := range []string{reference, " " + reference + "\n", integration.Names{}.Write(integration.PrefixTransaction, id), string(id)} {
			got := found(b, typed)
			if got.status != http.StatusOK || got.query != "transaction:"+string(id) || len(got.events) != 1 {
				t.Errorf("%q leads to %+v", typed, got)
			}
		}
		if got := found(b, "core"); got.query != "client:core" {
			t.Errorf("the client leads to %+v", got)
		}
		if got := found(b, reference+"x"); got.status == http.StatusOK && !got.notFound {
			t.Errorf("a reference that nobody has leads to %+v", got)
		}
		shows(c.World, b.Get(eventsAt(lang, "client:core")), say(lang, "actor.client"), "core", "request_created")
	}
	want(c.World, staffBrowser(c.World, "en", "saeed").Get("/en/staff/transactions/"+string(approval.NewID())), http.StatusNotFound, say("en", "error.staff_not_found.title"))
}

// Addresses that no page of ours has are refused, and what is not there is not found.
func TestDeliveriesThatAreNot(t *testing.T) {
	t.Parallel()
	c := newCore(open(t, unlimited))
	b := staffBrowser(c.World, "en", "hessa")
	for query, status := range map[string]int{
		"?state=lost": http.StatusBadRequest, "?endpoint=x": http.StatusBadRequest, "?transaction=1": http.StatusBadRequest, "?after=x": http.StatusBadRequest,
		"/x": http.StatusNotFound, "/" + string(approval.NewID()): http.StatusNotFound, "?endpoint=" + string(approval.NewID()): http.StatusOK, "?state=parked": http.StatusOK, "": http.StatusOK,
	} {
		if got := b.Get("/en/staff/deliveries" + query); got.Status != status {
			t.Errorf("%s: %d, want %d", query, got.Status, status)
		}
	}
	for _, path := range []string{"/en/staff/endpoints/x/disable", "/en/staff/endpoints/" + string(approval.NewID()) + "/enable", "/en/staff/deliveries/x/resend"} {
		if got := b.Post(path, url.Values{}); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
