package postgres_test

import (
	"time"

	"takeed/internal/approval"
)

// clientCrimes are those about what clients asked for, consumed and were told.
var clientCrimes = []planted{
	{[]string{"INV-12"}, "confirmed for a client, and awaits it no more", ofClients(`delete from awaiting`)},
	{[]string{"INV-12"}, "awaits a client and was consumed", ofClients(`insert into awaiting select tx_id, now() from consumptions`)},
	{[]string{"INV-12"}, "awaits a client and is not confirmed", ofClients(`insert into awaiting select id, now() from transactions where state = 'pending'`)},
	{[]string{"INV-12"}, "awaits a client for longer", ofClients(`update awaiting set until = until + interval '1 second'`)},

	{[]string{"INV-28", "INV-30"}, "adopted and no transaction", ofClients(`update requests set state = 'adopted', user_id = (select min(id::text)::uuid from users) where state = 'open'`)},
	{[]string{"INV-28"}, "a transaction of a request that is open", func(c crime) {
		c.integrated()
		c.plant(`insert into transactions select (jsonb_populate_record(t, jsonb_build_object('id', r.id, 'idem_key', r.id, 'reference', 'TK-X', 'payload_hash', r.payload_hash, 'state', 'pending',
			'confirmed_at', null, 'confirmed_attempt_id', null, 'confirmed_ok', null))).* from transactions t, requests r where r.state = 'open' and t.id in (select tx_id from awaiting)`)
		c.audited(c.openRequest(), "", "test", "pending")
	}},
	{[]string{"INV-28"}, "a transaction of a client that asked for nothing", func(c crime) {
		c.plant(addClient(with{}).sql, with{})
		c.plant(`update transactions set client_id = 'core' where id = $1`, c.tried)
	}},
	{[]string{"INV-28"}, "adopted by another person", ofClients(`update requests r set user_id = (select id from users u where u.id <> r.user_id limit 1) where id in (select tx_id from awaiting)`)},
	{[]string{"INV-28"}, "adopted with other content", ofClients(`update requests set payload_hash = sha256('other') where id in (select tx_id from awaiting)`)},
	{[]string{"INV-28"}, "adopted for longer", ofClients(`update requests set expires_at = expires_at + interval '1 second' where id in (select tx_id from awaiting)`)},
	{[]string{"INV-28"}, "adopted for another client", ofClients(`update transactions set client_id = 'other' where id in (select tx_id from awaiting)`)},
	{[]string{"INV-28", "INV-30"}, "a state of a request that no event tells", ofClients(`update requests set state = 'expired' where state = 'open'`)},
	{[]string{"INV-28"}, "an event of a request that did not happen", func(c crime) {
		c.integrated()
		c.audited(c.openRequest(), "", "test", "cancelled")
	}},

	{[]string{"INV-29"}, "consumed too late", ofClients(`update consumptions set at = at + interval '601 seconds'`)},
	{[]string{"INV-29"}, "consumed before it was confirmed", ofClients(`update consumptions set at = at - interval '1 minute'`)},
	{[]string{"INV-29", "INV-30"}, "lapsed too early", ofClients(`update consumptions set outcome = 'lapsed', execution_reference = null`)},
	{[]string{"INV-29"}, "consumed by another client", ofClients(`update consumptions set consumer = 'other'`)},
	{[]string{"INV-29"}, "consumed with another digest", ofClients(`update consumptions set payload_hash = sha256('other')`)},
	{[]string{"INV-29", "INV-30"}, "consumed and no event", func(c crime) {
		c.integrated()
		c.plant(`insert into consumptions select t.id, gen_random_uuid(), 'consumed', t.payload_hash, t.version, t.kind, t.consumer, true, 'HUB-2', t.confirmed_at
			from awaiting a join transactions t on t.id = a.tx_id`)
		c.plant(`delete from awaiting`)
	}},
	{[]string{"INV-12", "INV-29", "INV-30"}, "the event of a consumption that was none", ofClients(`delete from consumptions`)},
	{[]string{"INV-29"}, "consumed and not confirmed", func(c crime) {
		c.integrated()
		c.plant(`insert into consumptions select t.id, gen_random_uuid(), 'consumed', t.payload_hash, t.version, t.kind, 'other', true, 'HUB-2', now() from transactions t where t.id = $1`, c.tried)
		c.audited(c.tried, "", "transaction_consumed", "")
	}},

	{[]string{"INV-30"}, "a client was not told", ofClients(`delete from notifications where type = 'transaction.consumed'`)},
	{[]string{"INV-30"}, "a consumer was not told of what a customer started", func(c crime) {
		c.plant(addClient(with{"created_at": time.Now().Add(-time.Hour)}).sql, with{"created_at": time.Now().Add(-time.Hour)})
		c.plant(`update transactions set consumer = 'core', consume_seconds = 600 where id = $1`, c.tried)
	}},
	{[]string{"INV-30"}, "a client was told twice", ofClients(`insert into notifications (client_id, tx_id, type, sequence, status, at, number)
		select client_id, tx_id, type, sequence + 10, status, at, number from notifications where type = 'transaction.consumed'`)},
	{[]string{"INV-30"}, "a client was told what did not happen", ofClients(`insert into notifications (client_id, tx_id, type, sequence, status, at, number)
		select client_id, tx_id, type, sequence + 1, status, at, 0 from notifications where type = 'transaction.consumed'`)},
	{[]string{"INV-30"}, "a client was told another state", ofClients(`update notifications set status = 'lapsed' where type = 'transaction.consumed'`)},

	{[]string{"INV-31"}, "a key of a request that is not there", ofClients(`update idempotency_keys set tx_id = gen_random_uuid()`)},
	{[]string{"INV-31"}, "a key of another client's request", ofClients(`update idempotency_keys set tx_id = (select tx_id from awaiting), client_id = 'other'`)},
	{[]string{"INV-31"}, "a key of an endpoint, and there is none", ofClients(`update idempotency_keys set client_id = 'other'`)},
}

// ofClients plants one statement where clients were at work.
func ofClients(sql string) func(crime) {
	return func(c crime) {
		c.Helper()
		c.integrated()
		c.plant(sql)
	}
}

func (c crime) openRequest() (id approval.ID) {
	c.Helper()
	c.must(c.app.QueryRow(c.Context(), `select id from requests where state = 'open'`).Scan(&id))
	return id
}
