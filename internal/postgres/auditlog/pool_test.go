package auditlog_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// However much the back office asks, and however slowly it is answered, a confirmation
// has connections of its own; and what takes too long is ended by the server.
//
//takeed:race
func TestConfirmationsDoNotWaitForTheBackOffice(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.must(postgrestest.Exec(t.Context(), w.database.Admin, `create function public.clock_timestamp() returns timestamptz language plpgsql
		as 'begin perform pg_sleep(60); return pg_catalog.clock_timestamp(); end'`))
	name := postgrestest.Query[string](t, w.database, `select current_database()`)
	w.must(postgrestest.Exec(t.Context(), w.database.Admin, `alter role takeed_test_portal in database `+name+` set search_path = public, pg_catalog`))

	const exports = 40 // of which four are asked for at a time
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, exports)
	log := w.database.Open(t)
	var all sync.WaitGroup
	for range exports {
		all.Go(func() {
			_, err := writeExport(ctx, auditlog.New(log), audit.Export{Format: audit.JSONL}, io.Discard)
			ended <- err
		})
	}
	defer all.Wait()
	defer cancel()
	w.untilAsleep()
	slow := w
	slow.db = log
	slow.confirmed(p, session)
	if n := len(ended); n > exports/2 {
		t.Errorf("%d of %d had ended before a confirmation went through", n, exports)
	}
	if err := <-ended; !errors.Is(err, audit.ErrTooBroad) {
		t.Errorf("the first that ended: %v", err)
	}
}

// untilAsleep returns when a statement has gone to sleep.
func (w world) untilAsleep() {
	w.Helper()
	admin := connect(w.T, w.database.Admin)
	for asleep := 0; asleep == 0; {
		w.must(admin.QueryRow(w.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`).Scan(&asleep))
	}
}
