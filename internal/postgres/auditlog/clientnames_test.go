package auditlog_test

import (
	"errors"
	"strconv"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/integration"
)

const (
	requestID      = "00000000-0000-4000-8000-0000000000a1"
	executedID     = "00000000-0000-4000-8000-0000000000a2"
	endpointID     = "00000000-0000-4000-8000-0000000000b1"
	deliveryID     = "00000000-0000-4000-8000-0000000000c1"
	notificationID = "00000000-0000-4000-8000-0000000000d1"
	consumptionID  = "00000000-0000-4000-8000-0000000000e1"
)

// clientsAtWork is a log in which two clients and those who look after them did something, and
// what the tables have of it.
func (w world) clientsAtWork() {
	w.Helper()
	w.database.Plant(w, `insert into clients (id, name_en, name_ar, jwks, scopes, kinds) values ('core', 'Core', 'النظام', '{"keys":[]}', '{}', '{}'), ('hub', 'Hub', 'المحور', '{"keys":[]}', '{}', '{}')`)
	w.database.Plant(w, `insert into requests (id, client_id, reference, kind, version, document, payload_hash, attempt_seconds, person_by, person_mac, lang, link_hash, created_at, expires_at)
		select id, client, reference, 'transfer', 1, 'x', sha256(id::text::bytea), 300, 'email', sha256('x'), 'en', sha256(id::text::bytea), now() - interval '1 hour', now()
		from (values ('`+requestID+`'::uuid, 'core', 'HUB/2026:1'), ('`+executedID+`'::uuid, 'hub', '1187734')) v(id, client, reference)`)
	w.database.Plant(w, `insert into consumptions (tx_id, id, outcome, payload_hash, version, kind, consumer, execution_reference) values ('`+executedID+`', '`+consumptionID+`', 'consumed', sha256('x'), 1, 'transfer', 'core', 'EX-1')`)
	w.database.Plant(w, `insert into endpoints (id, client_id, url, keys, public_key) values ('`+endpointID+`', 'core', 'https://core.example', 'x', 'x')`)
	for _, e := range []struct{ stream, code, actor, tx, body string }{
		{"sys:clients", "client_added", "system", "", `"client_id":"core","outcome":"success"`},
		{"sys:clients", "client_added", "system", "", `"client_id":"hub","outcome":"success"`},
		{"client:core", "token_refused", "client:core", "", `"client_id":"core","outcome":"denied"`},
		{"client:core", "endpoint_disabled", string(auditor.Actor), "", `"client_id":"core","endpoint":"` + endpointID + `","outcome":"failure"`},
		{"client:core", "delivery_resent", string(auditor.Actor), "", `"client_id":"core","delivery":"` + deliveryID + `","outcome":"success"`},
		{"client:hub", "endpoint_added", "client:hub", "", `"client_id":"hub","endpoint":"00000000-0000-4000-8000-0000000000b2","outcome":"success"`},
		{"txn:" + requestID, "request_created", "client:core", requestID, `"client_id":"core","outcome":"success"`},
		{"txn:" + executedID, "request_created", "client:hub", executedID, `"client_id":"hub","outcome":"success"`},
		{"txn:" + executedID, "transaction_consumed", "client:core", executedID, `"client_id":"core","execution_reference":"EX-1","outcome":"success"`},
		{"txn:" + executedID, "consume_refused", "client:core", executedID, `"client_id":"core","execution_reference":"EX-2","reason":"lapsed","outcome":"denied"`},
	} {
		w.database.Plant(w, `insert into audit_streams (stream, seq, head) values ($1, 0, '') on conflict do nothing`, e.stream)
		w.database.Plant(w, `insert into audit_events (stream, seq, tx_id, kind, actor, at, xid, body, prev_hash, hash, reason)
			select $1, seq + 1, nullif($2::text, '')::uuid, $3, $4, now() - interval '45 minutes', pg_current_xact_id(), $5::text, sha256('a'), sha256('b'), $5::text::jsonb ->> 'reason' from audit_streams where stream = $1`,
			e.stream, e.tx, e.code, e.actor, "{"+e.body+"}")
		w.database.Plant(w, `update audit_streams set seq = seq + 1 where stream = $1`, e.stream)
	}
	w.database.Plant(w, `insert into notifications (event_id, client_id, tx_id, type, sequence, at, number)
		select '`+notificationID+`', 'hub', tx_id, 'transaction.created', 1, at, id from audit_events where kind = 'request_created' and tx_id = '`+executedID+`'`)
	w.database.Plant(w, `insert into deliveries (id, notification_id, endpoint_id) select '`+deliveryID+`', id, '`+endpointID+`' from notifications`)
}

// numbered is the query that finds the only event of a kind in a stream.
func (w world) numbered(kind, stream string) string {
	w.Helper()
	return "number:" + strconv.Itoa(w.count(`select id from audit_events where kind = $1 and stream = $2`, kind, stream))
}

// Whatever a client and the staff call a thing leads to its events.
func TestWhatClientsCallThingsIsFound(t *testing.T) {
	w := newWorld(t)
	w.clientsAtWork()
	asked, resent := w.numbered("request_created", "txn:"+executedID), w.numbered("delivery_resent", "client:core")
	api := func(prefix string, id approval.ID, sandbox bool) string {
		return integration.Names{Sandbox: sandbox}.Write(prefix, id)
	}
	for text, want := range map[string]string{
		api(integration.PrefixTransaction, requestID, false):     "transaction:" + requestID,
		api(integration.PrefixTransaction, requestID, true):      "transaction:" + requestID,
		api(integration.PrefixConsumption, consumptionID, false): "transaction:" + executedID,
		api(integration.PrefixEvent, notificationID, false):      asked,
		api(integration.PrefixEvent, notificationID, true):       asked,
		api(integration.PrefixDelivery, deliveryID, false):       "number:" + resent[len("number:"):] + "," + asked[len("number:"):],
		api(integration.PrefixEndpoint, endpointID, false):       w.numbered("endpoint_disabled", "client:core"),
		requestID:  "transaction:" + requestID,
		"1187734":  asked + ",1187734",
		"42000000": "number:42000000",
	} {
		q, err := w.pasted(text)
		if err != nil || q.String() != want && !sameNumbers(q.String(), want) {
			t.Errorf("%q: %q, %v; want %q", text, q, err, want)
		}
	}
	for text, want := range map[string]string{
		"core": "client:core", "hub": "client:hub", "HUB/2026:1": "transaction:" + requestID, "EX-1": "transaction:" + executedID, "EX-2": "transaction:" + executedID,
	} {
		p, ok := audit.DetectWord(" " + text + "\n")
		if q, err := w.log.Resolve(t.Context(), p, auditor); !ok || err != nil || q.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, q, err, want)
		}
	}
	for _, prefix := range []string{integration.PrefixTransaction, integration.PrefixPerson, integration.PrefixConsumption, integration.PrefixEvent, integration.PrefixDelivery, integration.PrefixEndpoint} {
		if q, err := w.pasted(api(prefix, approval.NewID(), false)); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%s: %q, %v", prefix, q, err)
		}
	}
	for _, text := range []string{"nobody", "EX-3", "hub/2026:1"} {
		p, _ := audit.DetectWord(text)
		if q, err := w.log.Resolve(t.Context(), p, auditor); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%q: %q, %v", text, q, err)
		}
	}
}

// sameNumbers compares queries for two events, in whichever order these were written.
func sameNumbers(got, want string) bool {
	q, err := audit.Parse(want)
	return err == nil && q.String() == got
}

// A client is found by what it did and by what was done about it, as looking at every line
// finds it.
func TestASearchFindsClients(t *testing.T) {
	p := newPast(t, 300)
	p.clientsAtWork()
	p.read()
	for text, least := range map[string]int{
		"client:core": 7, "client:hub": 3, "client:core,hub": 10, "client:nobody": 0, "-client:core": 300, "client:core event:client_added": 1, "client:core result:denied": 2,
		"client:core -event:request_created": 6, "actor:client": 6, "actor:client,system": 8, "-actor:client": 300, "actor:client event:consume_refused": 1, "client:core actor:staff": 2,
		"client:core transaction:" + requestID: 1, "reason:lapsed client:core": 1,
	} {
		if n := p.checks(text); n < least {
			t.Errorf("%q finds %d events, want %d", text, n, least)
		}
	}
}
