package postgres_test

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// An event has the columns that its writer may name, and no number of the writer's: with
// one that exists, or one that somebody else is about to get, a chain or every commit
// would break.
func TestNobodyChoosesTheNumberOfAnEvent(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	w.refused("move a head and leave no line", forbidden, `insert into audit_events (id, stream, kind, actor, body) overriding system value
		values (1, $1, 'signed_out', 'system', '{}') on conflict do nothing`, approval.OfTransaction(id))
	w.refused("take the next numbers", forbidden, `insert into audit_events (id, stream, kind, actor, body) overriding system value
		select g, 'op:x', 'signed_out', 'system', '{}' from generate_series((select max(id) + 1 from audit_events), (select max(id) + 50 from audit_events)) g`)
	for _, column := range []string{"seq", "at", "xid", "prev_hash", "hash"} {
		w.refused("name "+column, forbidden, `insert into audit_events (stream, kind, actor, `+column+`) values ('op:x', 'test', 'system', null)`)
	}
	w.confirmed(p, session)
	w.chainsHold()
	w.noViolations()
}

// What the log says of itself is the owner's to say; how UAE PASS is doing the portal may.
func TestTheLogSpeaksOfItselfByItsOwnerAlone(t *testing.T) {
	w := newWorld(t)
	const insert = `insert into audit_events (stream, kind, actor, body) values ($1, $2, $3, '{"count":"5"}')`
	for _, c := range [][3]string{
		{"sys:retention", "audit_retired", "system"}, {"sys:keys", "data_resealed", "system"}, {"sys:x", "provider_failing", "system"},
		{"sys:provider:confirm", "audit_retired", "system"}, {"sys:provider:confirm", "provider_failing", "customer:x"}, {"sys:providers", "provider_failing", "system"},
	} {
		w.refused("the portal: "+c[0]+" "+c[1], forbidden, insert, c[0], c[1], c[2])
		w.must(w.asOwner(true, do(insert, c[0], c[1], c[2])))
	}
	for _, code := range []approval.EventCode{approval.EventProviderFailing, approval.EventProviderRecovered} {
		_, err := w.db.Watch(t.Context(), approval.ClientConfirm, func(approval.Health, bool) (approval.Event, bool) {
			return approval.Event{Stream: approval.OfProvider(approval.ClientConfirm), Code: code, Actor: approval.System}, true
		})
		w.must(err)
	}
}

// What the portal's role cannot say, a function of its own cannot say for it.
//
//takeed:race
func TestNoFunctionOfThePortalsSpeaksForTheOwner(t *testing.T) {
	w := newWorld(t)
	w.refusedTogether("by a temporary function", forbidden,
		do(`create function pg_temp.say() returns void language sql security definer as $$ insert into public.audit_events (stream, kind, actor) values ('sys:retention', 'audit_retired', 'system') $$`),
		do(`select pg_temp.say()`))
}

// Portals of the release before insert what they confirm. What they insert counts for
// nothing: the outbox is what was confirmed.
func TestTheOutboxTakesWhatTheReleaseBeforeInserts(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	pending, done := w.created(p), w.confirmed(p, session)
	for _, id := range []approval.ID{pending, done} {
		w.must(w.direct(`insert into outbox (tx_id) values ($1)`, id))
	}
	if got := postgrestest.Query[[]approval.ID](t, w.database, `select array_agg(tx_id) from outbox where confirmed_ok and created_at is not null and done_at is null`); len(got) != 1 || got[0] != done {
		t.Errorf("%v, want %s alone", got, done)
	}
	w.noViolations()
}

// An old setting gives backslashes in literals another meaning. Nothing here has one that
// counts.
func TestTheChainHoldsWhateverAStringIs(t *testing.T) {
	t.Parallel()
	d := postgrestest.Empty(t)
	name := postgrestest.Query[string](t, d, `select current_database()`)
	if err := postgrestest.Exec(t.Context(), d.Admin, `alter database `+name+` set standard_conforming_strings = off`); err != nil {
		t.Fatal(err)
	}
	d.Migrate(t)
	w := world{t, d.Open(t), d, connect(t, d.URL)}
	p, session := w.somebody()
	w.confirmed(p, session)
	w.must(w.direct(`insert into audit_events (stream, kind, actor) values ('op:x', 'test', 'system')`)) // on a connection that nobody has set right
	w.chainsHold()
	w.noViolations()
	if left := postgrestest.Query[int](t, d, `select octet_length(anchor) from audit_streams limit 1`); left != 0 {
		t.Errorf("an anchor of nothing has %d bytes", left)
	}
}
