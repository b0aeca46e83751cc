package postgres_test

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// What clients are told is what happened: the trigger of the event says it, and nobody else.

func TestClientsAreToldWhatConcernsThem(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	w.registered("channel", with{})
	w.registered("other", with{})
	p, session := w.somebody()
	w.must(w.together(addEndpoint(with{}), addEndpoint(with{"types": []string{"transaction.consumed", "person.blocked"}}), addEndpoint(with{"client_id": "other"}),
		addEndpoint(with{"disabled_at": "2026-01-01", "disabled_reason": "client"})))
	id := w.awaited(p, with{"client_id": "channel"})
	w.must(w.together(consumption(id)...))
	waits := w.awaited(p, with{"client_id": "channel"})
	w.must(w.together(do(`update users set disabled_at = now() where id = $1`, p.ID),
		do(`insert into audit_events (stream, kind, actor, body) values ('user:' || $1, 'person_disabled', 'system', jsonb_build_object('person', $1::text)::text)`, p.ID)))
	w.must(w.direct(`update users set disabled_at = null where id = $1`, p.ID))
	w.confirmed(p, session)
	w.must(w.together(moveRequest(w.asked(p, with{}), approval.RequestExpired), do(`insert into audit_events (stream, tx_id, kind, to_state, actor, body)
		select 'txn:' || id, id, 'request_expired', 'expired', 'system', '{"reason":"late"}' from requests where state = 'expired'`)))
	for _, client := range []string{"core", "channel"} {
		if got, want := w.notified(client, id), "1 created pending, 2 opened pending, 3 confirmed confirmed, 4 consumed consumed"; got != want {
			t.Errorf("%s: %s, want %s", client, got, want)
		}
		if got, want := w.notified(client, waits), "1 created pending, 2 opened pending, 3 confirmed confirmed, - blocked -"; got != want {
			t.Errorf("%s: %s, want %s", client, got, want)
		}
	}
	if n := w.count(`select count(*) from notifications where client_id = 'other'`); n != 0 {
		t.Errorf("another client is told %d things", n)
	}
	const sent = `select string_agg(n || ' ' || types, ', ' order by types) from (select count(d.id) n, coalesce(types::text, 'all') types from endpoints p left join deliveries d on d.endpoint_id = p.id
		where p.client_id = 'core' and p.disabled_at is null group by p.id) x`
	if got, want := postgrestest.Query[string](t, w.database, sent), "10 all, 2 {transaction.consumed,person.blocked}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if n := w.count(`select count(*) from deliveries d join notifications n on n.id = d.notification_id join endpoints p on p.id = d.endpoint_id where p.client_id <> n.client_id or p.disabled_at is not null`); n != 0 {
		t.Errorf("%d deliveries go elsewhere", n)
	}
	if n := w.count(`select count(*) from notifications where reason = 'late' and status = 'expired'`); n != 1 {
		t.Errorf("%d times it is told why", n)
	}
	w.noViolations()
}

// A kind of the catalogue may name a client: it is told of what customers start themselves.
func TestAConsumerIsToldOfWhatCustomersStart(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	insert := func(id approval.ID) []statement {
		return []statement{do(`insert into transactions select (jsonb_populate_record(null::transactions, jsonb_build_object('id', $1::uuid, 'user_id', $2::uuid, 'reference', $1::text, 'idem_key', $1::uuid, 'kind', 'transfer', 'version', 1,
			'document', '\x01', 'payload_hash', sha256('x'), 'attempt_seconds', 300, 'state', 'pending', 'created_at', takeed_now(), 'expires_at', takeed_now() + interval '15 minutes', 'consumer', 'core', 'consume_seconds', 600))).*`, id, p.ID),
			saidOf(id, approval.EventTransactionCreated, "pending")}
	}
	id, next := approval.NewID(), approval.NewID()
	w.must(w.together(insert(id)...))
	w.must(w.together(append(insert(next), do(`update transactions set state = 'cancelled', replaced_by = $2 where id = $1`, id, next), saidOf(id, approval.EventTransactionReplaced, "cancelled"))...))
	w.must(w.together(do(`update transactions set state = 'expired' where id = $1`, next), saidOf(next, approval.EventTransactionExpired, "expired")))
	if got, want := w.notified("core", id)+"; "+w.notified("core", next), "1 created pending, 2 cancelled cancelled; 1 created pending, 2 expired expired"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w.noViolations()
}

func TestAnEndpointIsToldOfItself(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	w.must(w.together(addEndpoint(with{}), addEndpoint(with{"types": []string{"transaction.confirmed"}})))
	const say = `insert into audit_events (stream, kind, actor, body) select 'client:core', $1, 'client:core', jsonb_build_object('endpoint', id::text)::text from endpoints where types is not null`
	w.must(w.direct(say, approval.EventEndpointTested))
	w.must(w.together(do(`update endpoints set disabled_at = now(), disabled_reason = 'client' where types is not null`), do(say, approval.EventEndpointDisabled)))
	const want = "endpoint.test 1, endpoint.disabled 0"
	if got := postgrestest.Query[string](t, w.database, `select string_agg(n.type || ' ' || (select count(*) from deliveries d where d.notification_id = n.id), ', ' order by n.id)
		from notifications n join endpoints p on p.id = n.endpoint_id where p.types is not null and n.tx_id is null and n.sequence is null`); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The portal's login may write an event; what did not happen it cannot have told.
func TestNothingIsToldThatIsNot(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	w.must(w.together(addEndpoint(with{})))
	open, pending, awaits := w.asked(p, with{}), w.opened(p, with{}), w.awaited(p, with{})
	for code, ids := range map[approval.EventCode][]approval.ID{
		approval.EventTransactionConfirmed: {open, pending}, approval.EventTransactionConsumed: {open, pending, awaits}, approval.EventTransactionLapsed: {pending, awaits},
		approval.EventTransactionRejected: {open, pending, awaits}, approval.EventTransactionCancelled: {pending, awaits}, approval.EventTransactionReplaced: {pending},
		approval.EventTransactionExpired: {open, pending}, approval.EventRequestExpired: {open, pending}, approval.EventRequestCancelled: {open}, approval.EventRequestRejected: {open, awaits},
	} {
		for _, id := range ids {
			w.refusedTogether("say "+string(code), forbidden, saidOf(id, code, ""))
		}
	}
	for _, sql := range []string{
		`insert into notifications (client_id, tx_id, type, status, at, number) select client_id, id, 'transaction.confirmed', 'confirmed', now(), 1 from transactions`,
		`update notifications set status = 'confirmed'`, `insert into deliveries (notification_id, endpoint_id) select n.id, p.id from notifications n, endpoints p`,
		`update deliveries set notification_id = 1`, `update deliveries set endpoint_id = endpoint_id`, `update deliveries set created_at = now()`,
		`update delivery_tries set status = 200`,
	} {
		w.refused(sql, forbidden, sql)
	}
	w.ownerRefused("change what was told", forbidden, `update notifications set status = 'confirmed'`)
	w.noViolations()
}
