package postgres_test

import (
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

func TestTheAuditLogIsAppendOnly(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	for name := range w.columns("audit_events") {
		if name != "id" {
			w.refused("rewrite "+name, forbidden, `update audit_events set `+name+` = `+name)
		}
	}
	w.ownerRefused("rewrite", forbidden, `update audit_events set body = '{}'`)
	w.refused("move a head", forbidden, `update audit_streams set seq = seq + 1`)
	w.refused("plant a head", forbidden, `insert into audit_streams values ('txn:x', 7, '\x')`)
	w.refused("skip numbers", forbidden, `select setval('audit_events_id_seq', 1)`)
	w.noViolations()
}

// Number, time and hashes are the trigger's, whatever an insert of the owner brings; the
// portal's role may not name them.
func TestForgedLinksAreOverwritten(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	forged := do(`insert into audit_events (stream, tx_id, kind, actor, seq, at, xid, prev_hash, hash)
		values ($1, $2, 'forged', 'system', 99, '2000-01-01', '7', 'forged', 'forged')`, approval.OfTransaction(id), id)
	w.must(w.commit(connect(t, w.database.Owner), forged))
	if n := w.count(`select count(*) from audit_events e where kind = 'forged' and seq = 2 and at > now() - interval '1 hour'
		and xid <> '7' and hash = audit_hash(e) and prev_hash = (select hash from audit_events f where f.stream = e.stream and f.seq = 1)`); n != 1 {
		t.Error("the forged line is not a good link")
	}
	if n := w.count(`select count(*) from audit_streams where stream = $1 and seq = 2`, approval.OfTransaction(id)); n != 1 {
		t.Error("the head did not follow")
	}
	w.noViolations()
}

// A change of state and its event are one: no event, one of another commit, one taken
// back, one about something else, or one that was put where only this connection sees
// it, is none.
func TestAStateNeedsItsEvent(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id, other := w.created(p), w.created(p)
	cancel := do(`update transactions set state = 'cancelled' where id = $1`, id)
	w.must(w.together(event(id, "", "cancelled"))) // an earlier commit

	hidden := []statement{
		do(`create temporary table audit_events (like public.audit_events including defaults)`),
		do(`insert into pg_temp.audit_events overriding system value select 1, $1, 1, $2, null, 'x', 'cancelled', 'x', now(), pg_current_xact_id(), '{}', '', ''`,
			approval.OfTransaction(id), id),
	}
	takenBack := []statement{do(`savepoint s`), event(id, "", "cancelled"), do(`rollback to s`)}
	const filed = `insert into audit_events (stream, tx_id, kind, to_state, actor) values ($1, $2, 'test', 'cancelled', 'system')`
	otherStream, otherID := do(filed, approval.OfTransaction(other), id), do(filed, approval.OfTransaction(id), other)
	for what, events := range map[string][]statement{
		"no event": nil, "another state": {event(id, "", "rejected")}, "another transaction": {event(other, "", "cancelled")},
		"another stream": {otherStream}, "the stream, under another name": {otherID}, "an event taken back": takenBack, "a temporary table": hidden,
	} {
		w.refusedTogether(what, forbidden, append(events, cancel)...)
	}
	w.must(w.together(cancel, event(id, "", "cancelled"))) // in either order
}

func TestABeginningNeedsItsEvent(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	insert := do(`insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash, attempt_seconds, expires_at)
		select gen_random_uuid(), user_id, 'TK-OTHER', gen_random_uuid(), kind, 1, document, payload_hash, 60, expires_at from transactions where id = $1`, target)
	w.refusedTogether("a transaction", forbidden, insert, event(target, "", "pending"))
	id := approval.NewID()
	w.refusedTogether("an attempt", forbidden, plan{transaction: target}.insert(id))
	w.refusedTogether("an attempt, with the event of another", forbidden, plan{transaction: target}.insert(id), event(target, approval.NewID(), "attempt:started"))
	w.refusedTogether("an attempt, with an event of the transaction", forbidden, plan{transaction: target}.insert(id), event(target, "", "attempt:started"))
}

func TestAnAttemptsStatusNeedsItsEvent(t *testing.T) {
	w := newWorld(t)
	transaction, id := w.withStatus(approval.Started)
	w.refusedTogether("no event", forbidden, do(moveAttempt, id, approval.Exchanging))
	w.refusedTogether("another status", forbidden, do(moveAttempt, id, approval.Exchanging), event(transaction, id, "attempt:started"))
	w.refusedTogether("another attempt", forbidden, do(moveAttempt, id, approval.Exchanging), event(transaction, approval.NewID(), "attempt:exchanging"))
	w.must(w.moved(transaction, id, approval.Exchanging))
}

// An event that cannot be read later is refused now.
func TestAnEventIsWellFormed(t *testing.T) {
	w := newWorld(t)
	for what, c := range map[string]struct{ sqlstate, stream, kind, body string }{
		"a body that is no JSON": {"22P02", "op:x", "test", "{"},
		"no stream":              {checkViolated, "", "test", "{}"},
		"an unheard-of stream":   {checkViolated, "other:x", "test", "{}"},
		"a stream with a space":  {checkViolated, "txn:a b", "test", "{}"},
		"a kind with capitals":   {checkViolated, "op:x", "Test", "{}"},
		"no kind":                {checkViolated, "op:x", "", "{}"},
	} {
		w.refused(what, c.sqlstate, `insert into audit_events (stream, kind, actor, body) values ($1, $2, 'system', $3)`, c.stream, c.kind, c.body)
	}
	w.must(w.direct(`insert into audit_events (stream, kind, actor) values ('op:x', 'test', 'system')`))
}

// The columns taken from the body can be filled where they are empty, as the migration does
// that brought them, and not changed.
func TestAnEventIsFilledFromItsBody(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	const empty = `select count(*) from audit_events where request_id is null and body like '%"request_id"%'`
	w.database.Plant(t, `update audit_events set person = null, reason = null, request_id = null, correlation_id = null, client = null`)
	if n := postgrestest.Query[int](t, w.database, empty); n == 0 {
		t.Fatal("nothing is empty")
	}
	w.ownerRefused("a value that the body lacks", forbidden, `update audit_events set client = '192.0.2.1'`)
	migration, err := migrations.Files.ReadFile("00016_commit_cost.sql")
	w.must(err)
	_, fill, _ := strings.Cut(string(migration), "do $$")
	fill, _, _ = strings.Cut(fill, "end $$;")
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, "do $$"+fill+"end $$"))
	if n := postgrestest.Query[int](t, w.database, empty); n != 0 {
		t.Errorf("%d are still empty", n)
	}
	w.noViolations()
	w.ownerRefused("a value that is there", forbidden, `update audit_events set client = null`)
}
