package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Invariant is something that is true of the whole database at all times. Its query
// counts what contradicts it.
type Invariant struct {
	ID      string
	Meaning string
	count   string
}

// Invariants, in the order they are reported. Each was seen to fire on a planted
// violation; see the tests.
var Invariants = []Invariant{
	{"INV-01", "a confirmed transaction has exactly one own, succeeded, identity-checked attempt with its person and content", `
		select count(*) from transactions t where state = 'confirmed' and (select count(*) from attempts a
		 where a.tx_id = t.id and a.status = 'succeeded' and a.identity_ok and a.id = t.confirmed_attempt_id
		   and a.user_id = t.user_id and a.payload_hash = t.payload_hash) <> 1`},
	{"INV-02", "a succeeded attempt has confirmed its transaction", `
		select count(*) from attempts a join transactions t on t.id = a.tx_id
		 where a.status = 'succeeded' and (t.state <> 'confirmed' or t.confirmed_attempt_id <> a.id)`},
	{"INV-03", "the identity that answered is the enrolled one", `
		select count(*) from attempts a join users u on u.id = a.user_id where a.status = 'succeeded'
		   and (a.got_sub_mac is distinct from u.sub_mac or (u.idn_mac is not null and a.got_idn_mac is distinct from u.idn_mac))`},
	{"INV-04", "a code is used at most once", `
		select count(*) from (select 1 from attempts where code_mac is not null group by provider, code_mac having count(*) > 1) x`},
	{"INV-05", "a person has at most one live attempt", `
		select count(*) from (select 1 from attempts where status in ('started', 'exchanging') group by user_id having count(*) > 1) x`},
	{"INV-06", "a confirmed transaction has exactly one event of its confirmation, any other none", `
		select count(*) from transactions t
		 where (select count(*) from audit_events e where e.tx_id = t.id and e.to_state = 'confirmed') <> (t.state = 'confirmed')::int
		   and not ` + eventsPruned("t.id")},
	{"INV-07", "the last audited state of a transaction is its state", `
		select count(*) from (select t.state, (select e.to_state from audit_events e where e.tx_id = t.id
		   and e.to_state not like 'attempt:%' order by e.seq desc limit 1) last from transactions t where not ` + eventsPruned("t.id") + `) x where state is distinct from last`},
	{"INV-08", "the last audited status of an attempt is its status", `
		select count(*) from (select 'attempt:' || a.status s, (select e.to_state from audit_events e where e.attempt_id = a.id
		   and e.to_state like 'attempt:%' order by e.seq desc limit 1) last from attempts a where not ` + eventsPruned("a.tx_id") + `) x where s is distinct from last`},
	{"INV-09", "no audit stream has a gap or a broken link", `
		select count(*) from (select e.seq, lag(e.seq, 1, s.gone) over w p, prev_hash, lag(hash, 1, s.anchor) over w ph
		   from audit_events e join audit_streams s using (stream) window w as (partition by e.stream order by e.seq)) x where seq <> p + 1 or prev_hash <> ph`},
	{"INV-10", "every audit event hashes to its hash", `
		select count(*) from audit_events e
		 where (body is not null or body_commit is not null) and hash <> audit_hash(e)
		    or body is not null and body_commit is not null and body_commit <> audit_commit(salt, body)`},
	{"INV-11", "the head of every audit stream is its last event", `
		select (select count(*) from audit_streams s
		         where not (s.seq = s.gone and s.head = s.anchor)
		           and not exists (select 1 from audit_events e where e.stream = s.stream and e.seq = s.seq and e.hash = s.head)
		            or s.seq - s.gone <> (select count(*) from audit_events e where e.stream = s.stream))
		     + (select count(*) from (select stream from audit_events except select stream from audit_streams) headless)`},
	{"INV-12", "what awaits its consumer is what was confirmed for one, and neither consumed nor lapsed", `
		select (select count(*) from (select id from transactions where state = 'confirmed' and consumer is not null
		         except select tx_id from awaiting except select tx_id from consumptions) a)
		     + (select count(*) from awaiting a left join transactions t on t.id = a.tx_id and t.state = 'confirmed' and t.consumer is not null
		         left join consumptions c on c.tx_id = a.tx_id where t.id is null or c.tx_id is not null
		            or a.until <> t.confirmed_at + make_interval(secs => t.consume_seconds))`},
	{"INV-13", "no exchange is stuck for more than a minute", `
		select count(*) from attempts where status = 'exchanging' and claimed_at < takeed_now() - interval '60 seconds'`},
	{"INV-14", "times are in order and within their lifetimes", `
		select count(*) from transactions t join attempts a on a.id = t.confirmed_attempt_id
		 where t.confirmed_at > t.expires_at or a.claimed_at > a.expires_at or a.started_at < t.created_at or a.finished_at < a.claimed_at`},
	{"INV-15", "an attempt has the person and the content of its transaction", `
		select count(*) from attempts a join transactions t on t.id = a.tx_id where a.user_id <> t.user_id or a.payload_hash <> t.payload_hash`},
	{"INV-16", "a callback is claimed at most once", `
		select count(*) from (select attempt_id from audit_events where kind = 'callback_claimed' group by attempt_id having count(*) > 1) x`},
	{"INV-17", "what was removed from the audit log is what the log says was removed", `
		select ((select coalesce(sum(gone), 0) from audit_streams) <> (select coalesce(sum((body::jsonb ->> 'count')::bigint), 0)
		   from audit_events where stream = 'sys:retention' and kind = 'audit_retired'))::int`},
	{"INV-18", "nothing was removed from the audit log before it was a year old", `
		select count(*) from audit_events where stream = 'sys:retention' and kind = 'audit_retired'
		   and not coalesce((body::jsonb ->> 'before')::timestamptz <= at - interval '1 year', false)`},
	{"INV-19", "what is found by the body of an audit event is what the body says", `
		select count(*) from audit_events e where e is distinct from audit_from_body(e)`},
	{"INV-24", "the counts by the hour are those of the events that they say are counted", `
		with marks as (
			select m.what, date_bin('1 hour', m.since, '2000-01-01 00:00:00+00') as hour
			  from audit_counted c, audit_events e cross join lateral audit_marks(e.at, e.kind, e.actor, e.tx_id, e.attempt_id, e.to_state) m
			 where (e.xid, e.id) <= (c.xid, c.id)),
		have as (
			select c.what, c.day + (h.i - 1) * interval '1 hour' as hour, h.n::bigint n
			  from audit_counts c cross join lateral unnest(string_to_array(c.hours, ',')) with ordinality h(n, i) where h.n::bigint <> 0)
		select (select count(*) from (select what, hour, count(*) n from marks group by 1, 2) want full join have using (what, hour) where want.n is distinct from have.n)
		     + (select count(*) from audit_counts where n is distinct from (select sum(h::bigint) from unnest(string_to_array(hours, ',')) h having count(*) = 24))`},
	{"INV-26", "content is gone of those only whom the log says to be erased", erasedOnly},
	{"INV-27", "of a person who was erased nothing is left", nothingLeft},
	{"INV-28", "what a client asked for is where its last event says, and is adopted as what was asked", askedAndAdopted},
	{"INV-29", "what was consumed had been confirmed for that client, in time, and its event says so", consumedOnce},
	{"INV-30", "a client was told every event that concerns it, in order and without gaps, and nothing else", toldInOrder},
	{"INV-31", "an idempotency key stands for what its call has done", keysHaveEffects},
}

// eventsPruned says of a transaction that its events were removed for their age.
func eventsPruned(id string) string {
	return "exists (select from audit_streams s where s.stream = 'txn:' || " + id + " and s.gone > 0)"
}

// Violations counts what contradicts an invariant. It reads whole tables, so it asks
// for more time than the portal's own statements have.
func (db *DB) Violations(ctx context.Context, inv Invariant) (n int64, err error) {
	err = db.readAll(ctx, func(dbtx pgx.Tx) error { return dbtx.QueryRow(ctx, inv.count).Scan(&n) })
	if err != nil {
		return 0, fmt.Errorf("%s: %w", inv.ID, Clean(err))
	}
	return n, nil
}

// readAll reads as of one moment, for as long as it takes.
func (db *DB) readAll(ctx context.Context, read func(pgx.Tx) error) error {
	dbtx, err := db.pages.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { _ = dbtx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := dbtx.Exec(ctx, `set local statement_timeout = 0`); err != nil {
		return err
	}
	return read(dbtx)
}
