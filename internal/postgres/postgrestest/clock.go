package postgrestest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"takeed/internal/postgres"
)

// Advance moves the database's clock: from now on takeed_now() is that much later. Calls
// add up.
func (d *Database) Advance(t testing.TB, by time.Duration) {
	t.Helper()
	micros := Query[int64](t, d, `select (extract(epoch from takeed_now() - statement_timestamp()) * 1000000)::bigint`) + by.Microseconds()
	d.Plant(t, fmt.Sprintf("create or replace function takeed_now() returns timestamptz language sql stable as 'select statement_timestamp() + interval ''%d microseconds'''", micros))
}

// Age makes every event so much older, and recomputes the chains so that they hold. Events
// about pruning keep their time, since it is in their text, too.
func (d *Database) Age(t testing.TB, by time.Duration) {
	t.Helper()
	d.Plant(t, fmt.Sprintf(`do $$
		declare
		  e audit_events;
		  s text := '';
		  past bytea;
		begin
		  for e in select * from audit_events where stream <> 'sys:retention' order by stream, seq loop
		    if e.stream <> s then
		      s := e.stream;
		      past := (select anchor from audit_streams where stream = s);
		    end if;
		    e.at := e.at - interval '%d microseconds';
		    e.prev_hash := past;
		    e.hash := audit_hash(e);
		    past := e.hash;
		    update audit_events set at = e.at, prev_hash = e.prev_hash, hash = e.hash where id = e.id;
		    update audit_streams set head = past where stream = s;
		  end loop;
		end $$`, by.Microseconds()))
}

// NewSandbox returns a fresh database of a sandbox. Its clock is moved by the portal, not by
// Advance.
func NewSandbox(t testing.TB) *Database {
	t.Helper()
	d := New(t)
	_, err := postgres.MigrateSandbox(context.Background(), d.Owner)
	must(t, err)
	return d
}
