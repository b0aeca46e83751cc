package sequencer_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

// moved makes the database look as if it had come from another server, with transactions that
// this one has not reached.
func (w *world) moved() {
	w.Helper()
	w.database.Plant(w, `update audit_events set xid = (xid::text::bigint + 1000000)::text::xid8`)
	w.database.Plant(w, `update log_state set server = server + 1, xid = (xid::text::bigint + 1000000)::text::xid8`)
}

// On another server the log stops until its owner adopts it. Then every event has a leaf: those
// from before, those that were written meanwhile, and those that come.
func TestAnotherServerIsAdopted(t *testing.T) {
	w := newWorld(t)
	w.happen(300)
	w.sequenced()
	w.happen(20) // not in the log yet
	w.moved()
	w.happen(10) // on the new server, with smaller numbers of transactions
	w.stops(w.log, "another server")
	x, err := w.log.Explain(t.Context())
	if err != nil || x.Fits || !strings.Contains(x.Advice, "portal log adopt") {
		t.Errorf("%+v, %v", x, err)
	}
	if _, err := w.log.Adopt(t.Context(), w.database.URL); err == nil {
		t.Error("the portal's own login may adopt")
	}
	done, err := w.log.Adopt(t.Context(), w.database.Owner)
	if err != nil || done.Events != 30 || done.Epoch != 2 || done.File != "" {
		t.Errorf("%+v, %v", done, err)
	}
	w.happen(7)
	w.sequenced()
	if c := w.newest(); c.Size != 337 {
		t.Errorf("%+v", c)
	}
	for _, id := range postgrestest.Query[[]int64](t, w.database, `select array_agg(id) from audit_events`) {
		if _, err := w.log.Proof(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if done, err := w.log.Adopt(t.Context(), w.database.Owner); err != nil || done.Epoch != 0 || done.Events != 0 {
		t.Errorf("again: %+v, %v", done, err)
	}
}

// A database transaction that had begun before an adoption may write after it.
func TestNothingIsMissedWhileItIsAdopted(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	w.moved()
	dbtx, err := postgrestest.Connect(t, w.database.URL).Begin(t.Context())
	w.must(err)
	_, err = dbtx.Exec(t.Context(), `select pg_current_xact_id()`)
	w.must(err)
	_, err = w.log.Adopt(t.Context(), w.database.Owner)
	w.must(err)
	_, err = dbtx.Exec(t.Context(), `insert into audit_events (stream, kind, actor) select 'op:slow', 'signed_out', 'system' from generate_series(1, 3)`)
	w.must(err)
	w.happen(2)
	w.must(dbtx.Commit(t.Context()))
	w.sequenced()
	if c := w.newest(); c.Size != 10 {
		t.Errorf("%+v", c)
	}
}

// An event that is being written has a smaller number than one that is committed. An adoption
// waits for it.
//
//takeed:race
func TestAnAdoptionWaitsForWriters(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	w.moved()
	dbtx, err := postgrestest.Connect(t, w.database.URL).Begin(t.Context())
	w.must(err)
	_, err = dbtx.Exec(t.Context(), `insert into audit_events (stream, kind, actor) values ('op:slow', 'signed_out', 'system')`)
	w.must(err)
	w.happen(2)
	done := make(chan error, 1)
	go func() {
		_, err := w.log.Adopt(context.Background(), w.database.Owner)
		done <- err
	}()
	w.until(func() bool {
		return len(done) > 0 || w.count(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`) > 0
	})
	w.must(dbtx.Commit(t.Context()))
	w.must(<-done)
	w.sequenced()
	if c := w.newest(); c.Size != 8 {
		t.Errorf("%+v", c)
	}
}

// A log that lost its file signs nothing until it is adopted.
func TestALogWithoutItsFileStops(t *testing.T) {
	w := newWorld(t)
	w.happen(3)
	w.sequenced()
	kept, err := os.ReadFile(w.file)
	w.must(err)
	w.must(os.Remove(w.file))
	w.happen(2)
	w.stops(w.log, "is not there")
	done, err := w.log.Adopt(t.Context(), w.database.Owner)
	if again, lost := os.ReadFile(w.file); err != nil || lost != nil || done.File != w.file || string(again) != string(kept) {
		t.Errorf("%+v, %v, %v: %q", done, err, lost, again)
	}
	w.sequenced()
	if s, err := w.log.Status(t.Context()); err != nil || s.Stopped != "" || s.Signed != 5 {
		t.Errorf("%+v, %v", s, err)
	}
}

// What the file shows to be lost or changed no command accepts.
func TestADatabaseThatLostWhatWasSignedStops(t *testing.T) {
	w := newWorld(t)
	keys, err := translog.ParseKeys(w.secret, origin)
	w.must(err)
	w.happen(5)
	w.sequenced()
	good, err := os.ReadFile(w.file)
	w.must(err)
	for reason, c := range map[string]translog.Checkpoint{
		"smaller than what was signed": {Origin: origin, Size: 6}, "does not contain what was signed": {Origin: origin, Size: 4}, "cannot be used": {Origin: "other/log", Size: 1},
	} {
		signed, err := keys.Sign(c)
		if c.Origin != origin {
			signed = []byte("no note\n")
		} else {
			w.must(err)
		}
		w.must(os.WriteFile(w.file, signed, 0o600))
		w.happen(1)
		w.stops(w.log, reason)
		if _, err := w.log.Adopt(t.Context(), w.database.Owner); err == nil {
			t.Errorf("%s: it is adopted", reason)
		}
		if x, err := w.log.Explain(t.Context()); err != nil || x.Fits || x.Advice == "" || !strings.Contains(strings.Join(x.Facts, "\n"), reason) {
			t.Errorf("%s: %+v, %v", reason, x, err)
		}
	}
	w.must(os.WriteFile(w.file, good, 0o600))
	w.sequenced()
	if n := strings.Count(w.said.String(), "portal log explain"); n != 3 {
		t.Errorf("it said %d times that it stopped", n)
	}
	w.whole()
}
