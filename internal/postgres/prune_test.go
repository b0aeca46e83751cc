package postgres_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/history"
	"takeed/internal/postgres/postgrestest"
)

const year = 366 * 24 * time.Hour

// anchor is the last line of a stream that was removed.
type anchor struct {
	Stream string
	Seq    int64
	Hash   []byte
}

// anchors are those of the streams that lost their beginning.
func (w world) anchors() map[string]anchor {
	w.Helper()
	rows, err := connect(w.T, w.database.Owner).Query(w.Context(), `select stream, gone, anchor from audit_streams where gone > 0`)
	w.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[anchor])
	w.must(err)
	all := map[string]anchor{}
	for _, a := range list {
		all[a.Stream] = a
	}
	return all
}

// longPast is a log of more than two years, and somebody who is here now.
func longPast(t *testing.T, events int64) (world, approval.Person, approval.Secret) {
	t.Helper()
	w := newWorld(t)
	kinds, err := catalogue.Builtin()
	w.must(err)
	_, err = history.Write(t.Context(), history.Options{URL: w.database.Owner, Keys: w.database.Keys, Kinds: kinds, Events: events, Until: time.Now().Add(-time.Hour), Days: 800, Seed: 3})
	w.must(err)
	p, session := w.somebody()
	w.confirmed(p, session)
	return w, p, session
}

func (w world) prunes(years int) postgres.PruneResult {
	w.Helper()
	r, err := postgres.Prune(w.Context(), w.database.Owner, years)
	w.must(err)
	return r
}

// What may stay although it is old: what the log says of itself and of UAE PASS, and the
// beginning of a transaction, or of an hour of anonymous events, that has an end which is not.
func mayStay(l line, last map[string]time.Time, before time.Time) bool {
	whole := strings.HasPrefix(l.Stream, "txn:") || strings.HasPrefix(l.Stream, "login:")
	return strings.HasPrefix(l.Stream, "sys:") || whole && !last[l.Stream].Before(before)
}

func TestOldEventsGoAndTheChainsHold(t *testing.T) {
	w, p, session := longPast(t, 4000)
	before := w.lines()
	r := w.prunes(1)
	after, last := w.lines(), map[string]time.Time{}
	for _, l := range before {
		last[l.Stream] = l.At
	}
	there, gone := map[string]bool{}, map[string]line{}
	name := func(l line) string { return fmt.Sprint(l.Stream, "/", l.Seq) }
	for _, l := range after {
		there[name(l)] = true
	}
	for _, l := range before {
		stays := !l.At.Before(r.Before) || mayStay(l, last, r.Before)
		if stays != there[name(l)] {
			t.Errorf("%s of %s: there is %t, want %t", name(l), l.At, there[name(l)], stays)
		}
		if !stays {
			gone[name(l)] = l
		}
	}
	if r.Events != int64(len(gone)) || len(gone) < 1000 || len(after) < 1000 {
		t.Errorf("%+v, but %d went and %d are left", r, len(gone), len(after))
	}
	for stream, a := range w.anchors() {
		if l, ok := gone[fmt.Sprint(stream, "/", a.Seq)]; !ok || !bytes.Equal(l.Hash, a.Hash) {
			t.Errorf("%s: the anchor is no line that went", stream)
		}
	}
	w.chainsHold()
	w.noViolations()

	w.confirmed(p, session) // and it goes on
	w.chainsHold()
	w.noViolations()
	said := len(w.pruneEvents())
	if r := w.prunes(1); r.Events != 0 || said < 2 || len(w.pruneEvents()) != said {
		t.Errorf("the second time: %+v, %v", r, w.pruneEvents())
	}
}

// pruneEvents are what the events of pruning say.
func (w world) pruneEvents() (all []map[string]string) {
	w.Helper()
	for _, l := range w.lines() {
		if l.Stream != office.OfRetention {
			continue
		}
		var body map[string]string
		w.must(json.Unmarshal([]byte(l.Body), &body))
		all = append(all, body)
	}
	return all
}

func TestPruningSaysWhatWent(t *testing.T) {
	w, _, _ := longPast(t, 1200)
	type numbered struct {
		ID   int64
		Hash []byte
	}
	rows, err := connect(t, w.database.Owner).Query(t.Context(), `select id, hash from audit_events order by id`)
	w.must(err)
	before, err := pgx.CollectRows(rows, pgx.RowToStructByPos[numbered])
	w.must(err)
	r := w.prunes(1)
	left := postgrestest.Query[[]int64](t, w.database, `select array_agg(id) from audit_events`)
	gone := slices.DeleteFunc(before, func(n numbered) bool { return slices.Contains(left, n.ID) })
	sum := sha256.New()
	for _, n := range gone {
		sum.Write(n.Hash)
	}
	want := map[string]string{
		"outcome": "success", "before": r.Before.UTC().Format(time.RFC3339), "count": fmt.Sprint(len(gone)), "streams": fmt.Sprint(len(w.anchors())),
		"first": fmt.Sprint(gone[0].ID), "last": fmt.Sprint(gone[len(gone)-1].ID), "sha256": hex.EncodeToString(sum.Sum(nil)),
	}
	if got := w.pruneEvents(); len(got) != 1 || !maps.Equal(got[0], want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The first line that is left follows from what is known of the one that went.
func TestWhatIsLeftFollowsFromWhatWent(t *testing.T) {
	w, _, _ := longPast(t, 1200)
	w.prunes(1)
	first := w.count(`select e.id from audit_events e join audit_streams s using (stream) where e.stream like 'user:%' and s.gone > 0 and e.seq = s.gone + 1 limit 1`)
	line, before, err := auditlog.New(w.db).Line(t.Context(), int64(first))
	w.must(err)
	if before.Number != 0 || before.Position == 0 || !line.Follows(before) {
		t.Errorf("%+v does not follow from %+v", line, before)
	}
}

// A transaction that is open keeps its events, and the log what it says of itself.
func TestWhatIsNeverTooOld(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.must(w.asOwner(true, do(`insert into audit_events (stream, kind, actor) values ('sys:other', 'test', 'system')`)))
	open, done := w.created(p), w.confirmed(p, session)
	w.database.Age(t, 2*year)
	w.prunes(1)
	if n := w.count(`select count(*) from audit_events where tx_id = $1`, open); n != 1 {
		t.Errorf("the open one has %d events", n)
	}
	if n := w.count(`select count(*) from audit_events where tx_id = $1`, done); n != 0 {
		t.Errorf("the other has %d events", n)
	}
	if n := w.count(`select count(*) from audit_events where stream = 'sys:other'`); n != 1 || len(w.pruneEvents()) != 1 {
		t.Errorf("of what the log says of itself there are %d and %v", n, w.pruneEvents())
	}
	if w.state(done) != string(approval.Confirmed) {
		t.Error("the transaction itself went, too")
	}
	w.noViolations()
}

// A transaction, or an hour of anonymous events, of which only a part is old stays, and what is old
// besides goes.
func TestWhatBeganLongAgoAndEndedLatelyStays(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	done := w.confirmed(p, session)
	anonymous := approval.Source{Actor: approval.Anonymous, Origin: approval.Origin{RequestID: "x"}}
	for range 2 {
		w.must(w.db.Record(t.Context(), anonymous.SigninEvent("login:2024010110:3", approval.EventSigninDeclined, "declined", "")))
	}
	w.database.Plant(t, `update audit_events set at = at - interval '2 years' where seq = 1`)
	if r := w.prunes(1); r.Streams != 1 || r.Events != 1 || len(w.anchors()) != 1 || w.anchors()[approval.OfPerson(p.ID)].Seq != 1 {
		t.Errorf("%+v, %v", r, w.anchors())
	}
	if n := w.count(`select count(*) from audit_events where tx_id = $1 and seq = 1`, done); n != 1 {
		t.Error("the beginning of the transaction went")
	}
}

// A stream that somebody is writing to is left for another time, and nobody waits.
func TestAStreamInUseIsLeft(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	w.database.Age(t, 2*year)
	other, err := connect(t, w.database.Admin).Begin(t.Context())
	w.must(err)
	_, err = other.Exec(t.Context(), `select from audit_streams where stream = $1 for update`, approval.OfPerson(p.ID))
	w.must(err)
	if r := w.prunes(1); r.Events != 0 {
		t.Errorf("%+v went", r)
	}
	w.must(other.Rollback(t.Context()))
	if r := w.prunes(1); r.Events == 0 {
		t.Error("nothing went when it was free")
	}
}

// What is removed is no longer counted, whether it was counted ahead or not; what is left is.
func TestWhatIsRemovedIsNotCounted(t *testing.T) {
	w, _, _ := longPast(t, 3000)
	w.database.Plant(t, `delete from audit_counts`)
	w.database.Plant(t, `update audit_counted c set (xid, id) = (select xid, id from audit_events order by xid, id offset 400 limit 1)`)
	w.database.Plant(t, `select audit_add(array_agg(what), array_agg(hour), array_agg(n)) from (select m.what, date_bin('1 hour', m.since, '2000-01-01') as hour, count(*) as n
		from audit_counted c, audit_events e cross join lateral audit_marks(e.at, e.kind, e.actor, e.tx_id, e.attempt_id, e.to_state) m
		where (e.xid, e.id) <= (c.xid, c.id) group by 1, 2) s`)
	w.noViolations()
	count := func(sql string) int { return postgrestest.Query[int](t, w.database, sql) }
	before := count(`select sum(n) from audit_counts where what like 'event:%'`)
	if r := w.prunes(1); r.Events < 1000 || before != 401 {
		t.Fatalf("%d events are gone, %d were counted", r.Events, before)
	}
	w.noViolations()
	if after := count(`select coalesce(sum(n), 0) from audit_counts where what like 'event:%'`); after >= 200 {
		t.Errorf("%d of %d are still counted", after, before)
	}
	if left := count(`select count(*) from audit_counts where n = 0`); left > 0 {
		t.Errorf("%d rows count nothing", left)
	}
}
