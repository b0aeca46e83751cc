package sequencer_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/postgrestest"
)

// writeFor makes the test below take longer: it then ends by time, and not after a few commits.
var writeFor = flag.Duration("write", 0, "how long the writers beside a watermark write; 0 for some commits")

const writers = 12

// The number of an event is no order in which to read: it is given before the commit, so a
// reader that remembers the last number misses what is committed late. The log reads beside it,
// and misses nothing.
//
//takeed:race
func TestAWatermarkOfNumbersMissesEventsAndTheLogDoesNot(t *testing.T) {
	w := newWorld(t)
	reading, stop := context.WithCancel(t.Context())
	var writing, all sync.WaitGroup
	for i := range writers {
		conn := postgrestest.Connect(t, w.database.Owner)
		writing.Go(func() { w.writeSlowly(conn, i) })
	}
	naive := postgrestest.Connect(t, w.database.Owner)
	seen := 0
	all.Go(func() { seen = w.readByNumber(reading, naive) })
	all.Go(func() {
		for reading.Err() == nil {
			if _, err := w.log.Round(t.Context()); err != nil {
				t.Error(err)
				return
			}
		}
	})
	writing.Wait()
	stop()
	all.Wait()
	w.sequenced()
	events := w.count(`select count(*) from audit_events`)
	if missed := events - seen; missed == 0 {
		t.Error("the watermark missed nothing: the writers do not overlap, and this shows nothing")
	} else {
		t.Logf("of %d events the watermark missed %d; the log has %d", events, missed, w.count(`select size from log_state`))
	}
	if n := w.count(`select size from log_state`); n != events {
		t.Errorf("the log has %d of %d events", n, events)
	}
	w.whole()
}

// readByNumber is the reader that everybody writes first.
func (w *world) readByNumber(ctx context.Context, conn *pgx.Conn) (seen int) {
	last := int64(0)
	for more := true; more; more = ctx.Err() == nil {
		var n int
		err := conn.QueryRow(context.WithoutCancel(ctx), `select count(*), coalesce(max(id), $1) from audit_events where id > $1`, last).Scan(&n, &last)
		if err != nil {
			w.Error(err)
			return seen
		}
		seen += n
	}
	return seen
}

// writeSlowly writes events in database transactions that do something else before they commit,
// and rolls a fifth of them back.
func (w *world) writeSlowly(conn *pgx.Conn, writer int) {
	until := time.Now().Add(*writeFor)
	for i := 0; i < 25 || time.Now().Before(until); i++ {
		dbtx, err := conn.Begin(w.Context())
		if err == nil {
			_, err = dbtx.Exec(w.Context(), `insert into audit_events (stream, kind, actor) select 'op:w' || $1::text, 'signed_out', 'system' from generate_series(1, $2::integer) g`,
				string(rune('a'+writer)), 1+rand.IntN(4))
		}
		for range rand.IntN(6) {
			if err == nil {
				_, err = dbtx.Exec(w.Context(), `select count(*) from pg_class`)
			}
		}
		if err == nil && rand.IntN(5) == 0 {
			err = dbtx.Rollback(w.Context())
		} else if err == nil {
			err = dbtx.Commit(w.Context())
		}
		if err != nil {
			w.Error(err)
			return
		}
	}
}
