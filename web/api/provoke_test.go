package api_test

import (
	"errors"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/web/api"
)

func init() {
	for entry, how := range map[string]func(w *world, a *ask){
		"findTransaction 400 invalid_parameter": func(_ *world, a *ask) { a.path, a.invalid = transactions+"?reference=two%20words", true },
		"getTransaction 400 invalid_parameter":  func(_ *world, a *ask) { a.path, a.invalid = a.path+"?wait=26", true },
		"listEvents 400 invalid_parameter":      func(_ *world, a *ask) { a.path, a.invalid = a.path+"?limit=101", true },
		"listDeliveries 400 invalid_parameter":  func(_ *world, a *ask) { a.path, a.invalid = "/api/v1/deliveries?state=lost", true },
		"getTransaction 304":                    func(_ *world, a *ask) { a.header.Set("If-None-Match", `"1"`) },

		"createTransaction 403 kind_not_allowed":          func(w *world, a *ask) { a.header.Set("Authorization", "Bearer "+w.token(w.narrow())) },
		"createTransaction 403 return_url_not_registered": func(_ *world, a *ask) { a.body = wanted("return_url", `"https://bank.example/done/"`) },
		"createTransaction 409 reference_taken": func(w *world, a *ask) {
			w.do(*a)
			a.header.Set("Idempotency-Key", "another")
		},
		"createTransaction 422 person_unknown": func(_ *world, a *ask) { a.body = wanted("person", `{"id":"`+unknown("per_")+`"}`) },
		"createTransaction 422 person_blocked": func(w *world, a *ask) {
			p, _ := w.resident()
			w.block(p)
			a.body = wanted("person", by(p))
		},

		"cancelTransaction 409 final_state": func(w *world, a *ask) { a.path = of(w.confirmed(), "/cancel") },
		"renewLink 409 final_state":         func(w *world, a *ask) { a.path = of(w.confirmed(), "/link") },
		"getReceipt 404 no_receipt":         func(w *world, a *ask) { a.path = of(w.asked(), "/receipt") },
		"getReceipt 404 receipt_follows":    func(w *world, a *ask) { a.path = of(w.confirmed(), "/receipt") },

		"consumeTransaction 403 kind_not_allowed": func(w *world, a *ask) { a.header.Set("Authorization", "Bearer "+w.as("hub")) },
		"consumeTransaction 409 not_confirmed":    func(w *world, a *ask) { a.path = of(w.asked(), "/consume") },
		"consumeTransaction 409 already_consumed": func(w *world, a *ask) {
			w.do(*a)
			a.header.Set("Idempotency-Key", "another")
		},
		"consumeTransaction 410 lapsed": func(w *world, a *ask) {
			w.passes(25 * time.Hour)
			a.header.Set("Authorization", "Bearer "+w.as("core"))
		},
		"consumeTransaction 412 digest_mismatch":  func(w *world, a *ask) { a.body = execution(w.asked()) },
		"consumeTransaction 412 version_mismatch": func(_ *world, a *ask) { a.body = strings.Replace(a.body, `"version":1`, `"version":2`, 1) },
		"consumeTransaction 422 person_blocked": func(w *world, a *ask) {
			p, session := w.resident()
			asked := w.asked("person", by(p))
			w.confirmAs(asked, p, session)
			w.block(p)
			a.path, a.body = of(asked, "/consume"), execution(asked)
		},

		"addEndpoint 409 endpoint_limit": func(w *world, a *ask) {
			for range integration.MaxEndpoints {
				w.post("hub", endpoints, `{"url":"https://hub.example.ae/many"}`)
			}
		},
		"testEndpoint 409 final_state":     func(w *world, a *ask) { w.disabled(a, "client") },
		"replayDeliveries 409 final_state": func(w *world, a *ask) { w.disabled(a, "client") },
		"enableEndpoint 409 final_state":   func(w *world, a *ask) { w.disabled(a, "staff") },

		"issueToken 400 invalid_request": func(_ *world, a *ask) { a.body, a.invalid = strings.Replace(a.body, "grant_type=", "grant=", 1), true },
		"issueToken 400 unsupported_grant_type": func(_ *world, a *ask) {
			a.body, a.invalid = strings.Replace(a.body, "client_credentials", "password", 1), true
		},
		"issueToken 400 invalid_scope":       func(_ *world, a *ask) { a.body += "&scope=everything" },
		"issueToken 400 unauthorized_client": func(w *world, a *ask) { *a = w.tokenCall(w.mute()) },
		"issueToken 401 invalid_client":      func(_ *world, a *ask) { a.body = a.body[:len(a.body)-8] + "AAAAAAAA" },
	} {
		bad[entry] = how
	}
}

var errSecret = errors.New("what nobody may read: " + emiratesID)

// by names a person as a client does.
func by(p approval.Person) string { return `{"email":"` + p.Identity.Email + `"}` }

// block disables a person, as an operator does.
func (w *world) block(p approval.Person) {
	w.Helper()
	w.must(w.db.Decide(w.Context(), approval.Lock{Person: p.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(true, approval.Source{Actor: approval.System})
	}))
}

// narrow is a client that may do nothing with any kind, and mute one that may do nothing.
func (w *world) narrow() string { return w.clientWith("narrow", `kinds = '{}'`) }
func (w *world) mute() string   { return w.clientWith("mute", `scopes = '{}'`) }

func (w *world) clientWith(id, set string) string {
	w.Helper()
	if w.keys[id] == nil {
		w.addClient(id)
		w.database.SetClient(w, id, set)
	}
	return id
}

// disabled disables the endpoint that a call is about.
func (w *world) disabled(a *ask, reason string) {
	w.Helper()
	id, ok := integration.Names{}.Read(integration.PrefixEndpoint, strings.Split(a.path, "/")[4])
	if !ok {
		w.Fatal(a.path)
	}
	w.must(w.database.ByOwner(`update endpoints set disabled_at = takeed_now(), disabled_reason = $2 where id = $1`, id, reason))
}

// running is a call with a key, of any client here, that has not ended.
func (w *world) running(key string) {
	w.Helper()
	conn := postgrestest.Connect(w, w.database.URL)
	for _, client := range []string{"hub", "core"} {
		_, err := conn.Exec(w.Context(), `select pg_advisory_lock(hashtextextended('takeed.idempotency ' || $1 || ' ' || $2, 0))`, client, key)
		w.must(err)
	}
}

// withScopes gives a call a token of the same client that is good for something else.
func (w *world) withScopes(a *ask) {
	w.Helper()
	other := integration.ScopeEvents
	if strings.HasSuffix(a.path, "/events") {
		other = integration.ScopeRead
	}
	a.header.Set("Authorization", "Bearer "+w.token("hub", other))
}

// hurried makes a call the second one of its client at a portal that lets one through.
func (w *world) hurried(a *ask) {
	w.Helper()
	w.serve(func(c *api.Config) {
		c.Limits = api.Limits{Create: 1e-3, Read: 1e-3, Consume: 1e-3, Token: 1e-3, Failures: 1e6}
	})
	w.do(*a)
	if !strings.HasSuffix(a.path, "/token") {
		return
	}
	*a = w.tokenCall("hub") // an assertion is good once
}

// sequenced lets the transparency log take in everything that has happened. Commits of other
// tests, on other databases of the server, hold it up.
func (w *world) sequenced() {
	w.Helper()
	for {
		_, err := w.log.Round(w.Context())
		w.must(err)
		s, err := w.log.Status(w.Context())
		w.must(err)
		if s.Lag == 0 {
			return
		}
	}
}
