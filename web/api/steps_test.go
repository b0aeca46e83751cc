package api_test

import (
	"encoding/json"
	"net/http"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

// What clients send.
const (
	emiratesID = "784-1990-1234567-6"
	fields     = `{"amount":{"value":"25000.00","currency":"AED"},"payee_name":"Mariam Al Namouthaji","iban":"AE07 0331 2345 6789 0123 456","purpose":"family"}`
)

// wanted is the body of a request, with members in the place of those of the same name.
func wanted(instead ...string) string {
	all := map[string]json.RawMessage{}
	for name, value := range map[string]string{
		"kind": `"transfer"`, "reference": quoted(string(approval.NewID())), "person": `{"emirates_id":"` + emiratesID + `"}`, "fields": fields, "language": `"ar"`,
	} {
		all[name] = json.RawMessage(value)
	}
	for i := 0; i+1 < len(instead); i += 2 {
		if all[instead[i]] = json.RawMessage(instead[i+1]); instead[i+1] == "" {
			delete(all, instead[i])
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func quoted(text string) string { return `"` + text + `"` }

// headers are those of a call of a client, with more of them in pairs.
func headers(token string, more ...string) http.Header {
	h := http.Header{}
	if token != "" {
		h.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(more); i += 2 {
		h.Set(more[i], more[i+1])
	}
	return h
}

// get and post are ordinary calls of a client. A post has a key of its own.
func (w *world) get(client, path string, more ...string) got {
	w.Helper()
	return w.do(ask{method: http.MethodGet, path: path, header: headers(w.as(client), more...)})
}

func (w *world) post(client, path, body string, more ...string) got {
	w.Helper()
	return w.do(w.posting(client, path, body, more...))
}

func (w *world) posting(client, path, body string, more ...string) ask {
	h := headers(w.as(client), append([]string{"Idempotency-Key", string(approval.NewID())}, more...)...)
	if body != "" {
		h.Set("Content-Type", "application/json")
	}
	return ask{method: http.MethodPost, path: path, body: body, header: h}
}

const transactions = "/api/v1/transactions"

// asked is a transaction that hub asked for.
func (w *world) asked(instead ...string) got {
	w.Helper()
	g := w.post("hub", transactions, wanted(instead...))
	w.wants(g, http.StatusCreated, "")
	return g
}

// wants fails the test unless an answer has a status, and a code if it is an error.
func (w *world) wants(g got, status int, code string) {
	w.Helper()
	if g.StatusCode != status || g.StatusCode >= 400 && g.code()+g.tokenError() != code {
		w.Fatalf("%s %s answers %d, want %d %s: %s", g.Request.Method, g.Request.URL.Path, g.StatusCode, status, code, g.body)
	}
}

// resident is somebody to confirm what hub asks for, and known to nobody by another way.
func (w *world) resident() (approval.Person, approval.Secret) {
	w.Helper()
	return postgrestest.Somebody(w, w.db)
}

// opened has the person open the link of a transaction.
func (w *world) opened(asked got, p approval.Person) approval.ID {
	w.Helper()
	link := asked.member("approval_url")
	id, err := w.db.OpenLink(w.Context(), p.ID, approval.SecretOf(link[strings.LastIndex(link, "/")+1:]).Hash(), postgrestest.Origin)
	w.must(err)
	return id
}

// confirmed is a transaction that hub asked for and a person confirmed.
func (w *world) confirmed() got {
	w.Helper()
	p, session := w.resident()
	asked := w.asked("person", by(p))
	w.confirmAs(asked, p, session)
	return asked
}

func (w *world) confirmAs(asked got, p approval.Person, session approval.Secret) {
	w.Helper()
	s, err := postgrestest.Begin(w, w.db, p, w.opened(asked, p))
	w.must(err)
	w.must(postgrestest.Finish(w, w.db, postgrestest.Arrive(w, w.db, s, session, approval.NewSecret()), p.Identity))
}

// execution is the body with which a transaction is consumed.
func execution(asked got, instead ...string) string {
	digest, version, reference := quoted(asked.member("digest")), "1", quoted("EXEC-1")
	for i := 0; i+1 < len(instead); i += 2 {
		switch instead[i] {
		case "digest":
			digest = instead[i+1]
		case "version":
			version = instead[i+1]
		}
	}
	return `{"digest":` + digest + `,"version":` + version + `,"execution_reference":` + reference + `}`
}

func of(asked got, action string) string { return transactions + "/" + asked.member("id") + action }

// endpoint is an endpoint of hub. Those before go to another client: it may have but a few.
func (w *world) endpoint() got {
	w.Helper()
	attic := w.clientWith("attic", `scopes = '{}'`)
	w.must(w.database.ByOwner(`update endpoints set client_id = $1 where client_id = 'hub'`, attic))
	g := w.post("hub", endpoints, `{"url":"https://hub.example.ae/takeed"}`)
	w.wants(g, http.StatusCreated, "")
	return g
}

const endpoints = "/api/v1/webhook-endpoints"

func atEndpoint(e got, action string) string { return endpoints + "/" + e.member("id") + action }

// delivery is the name of a delivery to an endpoint of hub that was dropped.
func (w *world) dropped() (endpoint got, delivery string) {
	w.Helper()
	e := w.endpoint()
	w.asked()
	w.wants(w.post("hub", atEndpoint(e, "/disable"), ""), http.StatusOK, "")
	w.wants(w.post("hub", atEndpoint(e, "/enable"), ""), http.StatusOK, "")
	id := postgrestest.Query[string](w, w.database, `select d.id::text from deliveries d where d.state = 'dropped' order by d.created_at desc limit 1`)
	return e, integration.Names{}.Write(integration.PrefixDelivery, approval.ID(id))
}

// unknown is the name of something that is not there.
func unknown(prefix string) string { return integration.Names{}.Write(prefix, approval.NewID()) }
