package postgres_test

import (
	"slices"
	"sync"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// old fills a table with rows whose time was over long ago.
func (w world) old(table string, n int) {
	w.Helper()
	insert := map[string]string{
		"sessions": `insert into sessions (token_hash, data, expires_at)
			select sha256(g::text::bytea), '', takeed_now() - interval '2 days' from generate_series(1, $1) g`,
		"signins": `insert into signins (state_hash, browser_hash, handover, lang, expires_at, realm)
			select sha256(g::text::bytea), sha256('b'), '', 'en', takeed_now() - interval '2 days', 'customer' from generate_series(1, $1) g`,
	}[table]
	w.must(w.direct(insert, n))
}

// watched keeps how many rows each statement removed from a table, and in which commit.
func (w world) watched(table string) {
	w.Helper()
	w.must(postgrestest.Exec(w.Context(), w.database.Owner, `
		create table if not exists removed (n bigint, xid xid8);
		create or replace function count_removed() returns trigger language plpgsql security definer set search_path = public as
			$$ begin insert into removed select count(*), pg_current_xact_id() from went; return null; end $$;
		create trigger watched after delete on `+table+` referencing old table as went for each statement execute function count_removed()`))
}

// However much there is to forget, no commit takes long.
func TestPurgeGoesInBatches(t *testing.T) {
	w := newWorld(t)
	_, live := w.somebody()
	for _, table := range []string{"sessions", "signins"} {
		w.old(table, 12_345)
		w.watched(table)
	}
	w.must(w.db.Purge(t.Context()))
	if n := w.count(`select count(*) from sessions`) + w.count(`select count(*) from signins`); n != 1 || w.who(live) == "" {
		t.Errorf("%d rows are left", n)
	}
	sizes := postgrestest.Query[[]int64](t, w.database, `select array_agg(n order by xid) from removed where n > 0`)
	if !slices.Equal(sizes, []int64{5000, 5000, 2345, 5000, 5000, 2345}) {
		t.Errorf("batches of %v", sizes)
	}
	if n := w.count(`select count(distinct xid) from removed where n > 0`); n != 6 {
		t.Errorf("%d commits", n)
	}
}

// A table that cannot be purged keeps no other from it, and a purge that is cut off has
// done what it has done.
func TestAPurgeThatFailsKeepsWhatItDid(t *testing.T) {
	w := newWorld(t)
	w.old("sessions", 7000)
	w.old("signins", 7000)
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `
		create function stop() returns trigger language plpgsql as $$ begin
			if (select count(*) from sessions) <= 2000 then raise exception 'stop' using errcode = '57014'; end if; return null; end $$;
		create trigger stop before delete on sessions for each statement execute function stop()`))
	if err := w.db.Purge(t.Context()); err == nil {
		t.Error("nothing is said of the failure")
	}
	if sessions, signins := w.count(`select count(*) from sessions`), w.count(`select count(*) from signins`); sessions != 2000 || signins != 0 {
		t.Errorf("%d sessions and %d sign-ins are left", sessions, signins)
	}
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `drop trigger stop on sessions`))
	w.must(w.db.Purge(t.Context()))
	if n := w.count(`select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions are left when it goes on", n)
	}
}

// Two that purge at once share the work and wait for nobody who holds a row.
//
//takeed:race
func TestTwoPurgeAtOnce(t *testing.T) {
	w := newWorld(t)
	w.old("sessions", 12_000)
	dbtx, err := w.app.Begin(t.Context())
	w.must(err)
	_, err = dbtx.Exec(t.Context(), `update sessions set seen_at = takeed_now() where token_hash = sha256('1'::bytea)`)
	w.must(err)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if err := w.db.Purge(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if n := w.count(`select count(*) from sessions`); n != 1 {
		t.Errorf("%d sessions are left beside the one that is held", n)
	}
	w.must(dbtx.Rollback(t.Context()))
}
