package postgres_test

import (
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
)

// What waits at an endpoint costs a claim little, however much it is and whatever the
// statistics say: here there are none.
func TestAClaimReadsLittleMoreThanItTakes(t *testing.T) {
	p := newPost(t)
	p.database.Plant(t, `insert into notifications (client_id, tx_id, type, sequence, at, number)
		select 'core', md5((i / 5)::text)::uuid, 'transaction.created', i % 5 + 1, now(), 1 from generate_series(0, 4999) i`)
	p.database.Plant(t, `insert into deliveries (notification_id, endpoint_id, tx_id) select id, '`+string(p.endpoint)+`', tx_id from notifications`)
	const read = `select (pg_stat_get_tuples_fetched(c.oid) + (select sum(pg_stat_get_tuples_fetched(i.indexrelid) + pg_stat_get_tuples_returned(i.indexrelid))
		from pg_index i where i.indrelid = c.oid))::bigint from pg_class c where c.relname = 'deliveries'`
	before := postgrestest.Query[int64](t, p.database, read)
	if n := len(p.claim()); n != 100 {
		t.Fatalf("%d were claimed", n)
	}
	after := before
	for deadline := time.Now().Add(10 * time.Second); after == before && time.Now().Before(deadline); {
		_, _ = p.store.DueEndpoints(t.Context()) // the server tells of a session's reads when it has nothing else to do
		after = postgrestest.Query[int64](t, p.database, read)
	}
	if after-before > 20_000 {
		t.Errorf("a claim of 100 read %d rows where 5,000 wait", after-before)
	}
}
