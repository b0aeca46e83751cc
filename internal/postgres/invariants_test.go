package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// crime is a database in which one thing is wrong: a confirmed transaction of one
// person and, of another, one that is pending and one that waits for its callback.
// What the schema would not let happen is planted by a superuser with all guards down.
type crime struct {
	world
	done, tried       approval.ID // transactions
	success, live     approval.ID // attempts
	person, bystander approval.ID
}

func newCrime(t *testing.T) crime {
	t.Helper()
	w := newWorld(t)
	p, session := w.somebody()
	other, _ := w.somebody()
	c := crime{world: w, done: w.confirmed(p, session), tried: w.created(other), person: p.ID, bystander: other.ID}
	c.success = postgrestest.Query[approval.ID](w, w.database, `select confirmed_attempt_id from transactions where id = $1`, c.done)
	c.live = w.attempt(plan{transaction: c.tried})
	w.database.Plant(t, guardsDown)
	return c
}

const guardsDown = `do $$
declare c record;
begin
  for c in select conname, conrelid::regclass t from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop
    execute format('alter table %s drop constraint %I', c.t, c.conname);
  end loop;
  drop index code_once, one_live_per_user, one_live_per_tx, one_success_per_tx;
end $$`

// audited writes an event as the portal's role could: a line that is good in itself.
func (c crime) audited(transaction, attempt approval.ID, kind, toState string) {
	c.Helper()
	c.must(c.direct(`insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor)
		values ($1, $2, nullif($3, '')::uuid, $4, nullif($5, ''), 'system')`, approval.OfTransaction(transaction), transaction, attempt, kind, toState))
}

// plant runs one statement that nothing stops.
func (c crime) plant(sql string, args ...any) {
	c.Helper()
	c.database.Plant(c, sql, args...)
}

// planted is what contradicts invariants, and which.
type planted struct {
	want  []string
	what  string
	plant func(crime)
}

// crimes lists, for every invariant, what contradicts it and nothing else; erasureCrimes and
// clientCrimes are the rest of them.
var crimes = []planted{
	{[]string{"INV-01"}, "confirmed without an identity", func(c crime) {
		c.plant(`update attempts set identity_ok = false where id = $1`, c.success)
	}},
	{[]string{"INV-01", "INV-15"}, "confirmed for other content than the attempt's", func(c crime) {
		c.plant(`update transactions set payload_hash = sha256('x') where id = $1`, c.done)
	}},
	{[]string{"INV-02"}, "an attempt succeeded and nothing was confirmed", func(c crime) {
		c.audited(c.tried, c.live, "test", "attempt:succeeded")
		c.plant(`update attempts set status = 'succeeded', identity_ok = true, got_sub_mac = want_sub_mac, got_idn_mac = want_idn_mac where id = $1`, c.live)
	}},
	{[]string{"INV-03"}, "another subject answered", func(c crime) {
		c.plant(`update attempts set got_sub_mac = sha256('x') where id = $1`, c.success)
	}},
	{[]string{"INV-03"}, "another Emirates ID answered", func(c crime) {
		c.plant(`update attempts set got_idn_mac = null where id = $1`, c.success)
	}},
	{[]string{"INV-03"}, "the enrolled identity was replaced", func(c crime) {
		c.plant(`update users set sub_mac = sha256('x') where id = $1`, c.person)
	}},
	{[]string{"INV-04"}, "a code was used twice", func(c crime) {
		c.plant(`update attempts set provider = s.provider, code_mac = s.code_mac from attempts s where attempts.id = $1 and s.id = $2`, c.live, c.success)
	}},
	{[]string{"INV-05"}, "a person has two live attempts", func(c crime) {
		second := c.created(approval.Person{ID: c.bystander})
		c.attempt(plan{transaction: second})
	}},
	{[]string{"INV-06"}, "two events of one confirmation", func(c crime) {
		c.audited(c.done, "", "test", "confirmed")
	}},
	{[]string{"INV-06", "INV-07"}, "the event of a confirmation that was none", func(c crime) {
		c.audited(c.tried, "", "test", "confirmed")
	}},
	{[]string{"INV-07"}, "a state that no event tells", func(c crime) {
		c.plant(`update transactions set state = 'cancelled' where id = $1`, c.tried)
	}},
	{[]string{"INV-08"}, "a status that no event tells", func(c crime) {
		c.plant(`update attempts set status = 'failed', failure = 'internal' where id = $1`, c.live)
	}},
	{[]string{"INV-09", "INV-11"}, "a line was taken out of the middle", func(c crime) {
		c.plant(`delete from audit_events where stream = $1 and seq = 1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-09"}, "a line was linked to another past", func(c crime) {
		stream := approval.OfPerson(c.person)
		c.plant(`update audit_events set prev_hash = sha256('x') where stream = $1 and seq = 2`, stream)
		c.plant(`update audit_events e set hash = audit_hash(e) where stream = $1 and seq = 2`, stream)
		c.plant(`update audit_streams s set head = e.hash from audit_events e where s.stream = $1 and e.stream = $1 and e.seq = 2`, stream)
	}},
	{[]string{"INV-10"}, "a line was rewritten", func(c crime) {
		c.plant(`update audit_events set actor = 'customer:x' where stream = $1 and seq = 1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-10"}, "a body was rewritten", func(c crime) {
		c.plant(`update audit_events set body = replace(body, '"outcome"', '"outcomf"') where stream = $1 and seq = 1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-10"}, "a body was rewritten, and the commitment to it", func(c crime) {
		c.plant(`update audit_events set body = replace(body, '"outcome"', '"outcomf"'), body_commit = audit_commit(salt, replace(body, '"outcome"', '"outcomf"'))
			where stream = $1 and seq = 1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-11"}, "the last line was cut off", func(c crime) {
		c.plant(`delete from audit_events where stream = $1 and seq = 2`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-11"}, "a stream was taken out and its head left", func(c crime) {
		c.plant(`delete from audit_events where stream = $1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-11"}, "a head was moved", func(c crime) {
		c.plant(`update audit_streams set head = sha256('x') where stream = $1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-11"}, "a head was taken out and its stream left", func(c crime) {
		c.plant(`delete from audit_streams where stream = $1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-13"}, "an exchange that nobody ended", func(c crime) {
		c.must(c.moved(c.tried, c.live, approval.Exchanging))
		c.plant(`update attempts set claimed_at = takeed_now() where id = $1`, c.live)
		c.database.Advance(c, 61*time.Second)
	}},
	{[]string{"INV-14"}, "confirmed after its time", func(c crime) {
		c.plant(`update transactions set confirmed_at = expires_at + interval '1 second' where id = $1`, c.done)
	}},
	{[]string{"INV-14"}, "claimed after its time", func(c crime) {
		c.plant(`update attempts set expires_at = claimed_at - interval '1 second' where id = $1`, c.success)
	}},
	{[]string{"INV-14"}, "started before there was anything to confirm", func(c crime) {
		c.plant(`update attempts set started_at = started_at - interval '1 hour' where id = $1`, c.success)
	}},
	{[]string{"INV-14"}, "finished before it was claimed", func(c crime) {
		c.plant(`update attempts set finished_at = claimed_at - interval '1 second' where id = $1`, c.success)
	}},
	{[]string{"INV-15"}, "an attempt for other content", func(c crime) {
		c.plant(`update attempts set payload_hash = sha256('x') where id = $1`, c.live)
	}},
	{[]string{"INV-15"}, "an attempt of another person", func(c crime) {
		c.plant(`update attempts set user_id = $2 where id = $1`, c.live, c.person)
	}},
	{[]string{"INV-16"}, "a callback claimed twice", func(c crime) {
		c.audited(c.done, c.success, "callback_claimed", "")
	}},
	{[]string{"INV-17"}, "a beginning was removed and no event says so", func(c crime) {
		c.forgets(approval.OfPerson(c.person))
	}},
	{[]string{"INV-17"}, "an event says that something was removed", func(c crime) {
		c.must(c.asOwner(true, c.saidOf(1)))
	}},
	{[]string{"INV-09", "INV-17"}, "the anchor is not what the rest follows from", func(c crime) {
		c.forgets(approval.OfPerson(c.person))
		c.plant(`update audit_streams set anchor = sha256('x') where stream = $1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-09", "INV-11", "INV-17"}, "more is gone than the anchor says", func(c crime) {
		c.plant(`insert into audit_events (stream, kind, actor, seq, at, xid, prev_hash, hash) select stream, 'test', 'system', 3, at, xid, hash, '' from audit_events
			where stream = $1 and seq = 2`, approval.OfPerson(c.person))
		c.plant(`update audit_events e set hash = audit_hash(e) where stream = $1 and seq = 3`, approval.OfPerson(c.person))
		c.plant(`update audit_streams s set seq = 3, head = e.hash from audit_events e where s.stream = $1 and e.stream = $1 and e.seq = 3`, approval.OfPerson(c.person))
		c.forgets(approval.OfPerson(c.person))
		c.plant(`delete from audit_events where stream = $1 and seq = 2`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-18"}, "what was removed was younger than a year", func(c crime) {
		c.removal(fmt.Sprintf(`{"count":"0","before":%q}`, time.Now().AddDate(0, -11, 0).Format(time.RFC3339)))
	}},
	{[]string{"INV-18"}, "what was removed has no age", func(c crime) {
		c.removal(`{"count":"0"}`)
	}},
	{[]string{"INV-19"}, "an event is found by what it does not say", func(c crime) {
		c.plant(`update audit_events set client = '192.0.2.1' where stream = $1 and seq = 1`, approval.OfPerson(c.person))
	}},
	{[]string{"INV-24"}, "more is counted in an hour than happened", func(c crime) {
		c.counted()
		c.plant(`update audit_counts set n = n + 1, hours = replace(hours, '1', '2') where what = 'event:callback_claimed'`)
	}},
	{[]string{"INV-24"}, "what happened is not counted", func(c crime) {
		c.counted()
		c.plant(`delete from audit_counts where what like 'whole:%'`)
	}},
	{[]string{"INV-24"}, "a day is not the sum of its hours", func(c crime) {
		c.counted()
		c.plant(`update audit_counts set n = n + 1 where what = 'event:callback_claimed'`)
	}},
	{[]string{"INV-24"}, "more is said to be counted than is", func(c crime) {
		c.plant(`update audit_counted c set (xid, id) = (select e.xid, e.id from audit_events e order by e.xid, e.id limit 1)`)
	}},
	{[]string{"INV-11", "INV-17"}, "all is gone and the head is of something else", func(c crime) {
		stream := approval.OfPerson(c.person)
		c.plant(`update audit_streams set gone = seq, anchor = head, head = sha256('x') where stream = $1`, stream)
		c.plant(`delete from audit_events where stream = $1`, stream)
	}},
}

// removal is the event of a clean-up that removed nothing, whatever it says of the time.
func (c crime) removal(body string) {
	c.Helper()
	c.must(c.asOwner(true, do(`insert into audit_events (stream, kind, actor, body) values ('sys:retention', 'audit_retired', 'system', $1)`, body)))
}

// counted counts everything ahead: other databases of the server may be writing, and hold it up.
func (c crime) counted() {
	c.Helper()
	for left := 1; left > 0; {
		c.must(c.direct(`select audit_count(1000)`))
		left = postgrestest.Query[int](c, c.database, `select count(*) from audit_events e, audit_counted c where (e.xid, e.id) > (c.xid, c.id)`)
	}
}

// forgets removes the first line of a stream, as a clean-up does, with an anchor.
func (c crime) forgets(stream string) {
	c.Helper()
	c.plant(`update audit_streams s set gone = 1, anchor = e.hash from audit_events e where s.stream = $1 and e.stream = $1 and e.seq = 1`, stream)
	c.plant(`delete from audit_events where stream = $1 and seq = 1`, stream)
}

func TestEachInvariantSeesWhatContradictsIt(t *testing.T) {
	t.Parallel()
	for _, one := range slices.Concat(crimes, erasureCrimes, clientCrimes) {
		t.Run(one.want[0]+" "+one.what, func(t *testing.T) {
			c := newCrime(t)
			c.noViolations()
			one.plant(c)
			if got := c.broken(); !slices.Equal(got, one.want) {
				t.Errorf("%v, want %v", got, one.want)
			}
		})
	}
}

func (w world) broken() []string {
	w.Helper()
	var ids []string
	for _, inv := range postgres.Invariants {
		n, err := w.db.Violations(w.Context(), inv)
		w.must(err)
		if n > 0 {
			ids = append(ids, inv.ID)
		}
	}
	return ids
}

func TestNoInvariantIsWithoutACrime(t *testing.T) {
	t.Parallel()
	for i, inv := range postgres.Invariants {
		// INV-20 to INV-23 are of the kill test, which knows what browsers were shown.
		if i > 0 && inv.ID <= postgres.Invariants[i-1].ID || inv.Meaning == "" {
			t.Errorf("number %d is %s: %q", i+1, inv.ID, inv.Meaning)
		}
		found := false
		for _, one := range slices.Concat(crimes, erasureCrimes, clientCrimes) {
			found = found || one.want[0] == inv.ID
		}
		if !found {
			t.Errorf("nothing was planted for %s", inv.ID)
		}
	}
	if len(postgres.Invariants) != 26 {
		t.Errorf("%d invariants", len(postgres.Invariants))
	}
}
