package postgres

import (
	"context"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// Counts is what a person did lately, so that a page can say in advance what Decide would
// refuse. Starts from their address are not counted.
func (db *DB) Counts(ctx context.Context, person, transaction approval.ID) (approval.Counts, error) {
	var c approval.Counts
	b := new(pgx.Batch)
	queueCounts(b, approval.Lock{Person: person, Transaction: transaction}, &c)
	return c, Clean(db.pages.SendBatch(ctx, b).Close())
}

// queueCounts counts what the limits apply to. The person is locked by then, so neither
// this replica nor another can add anything that counts meanwhile.
func queueCounts(b *pgx.Batch, lock approval.Lock, c *approval.Counts) {
	if lock.Transaction != "" {
		b.Queue(`select count(*) from attempts where tx_id = $1`, lock.Transaction).
			QueryRow(func(row pgx.Row) error { return row.Scan(&c.Attempts) })
	}
	b.Queue(startsSince, lock.Person, approval.StartsWindow).QueryRow(tally(&c.Starts))
	b.Queue(startsSince, lock.Person, approval.DayWindow).QueryRow(tally(&c.StartsDay))
	b.Queue(mismatchesSince, lock.Person, approval.DayWindow).QueryRow(tally(&c.Mismatches))
	b.Queue(createdSince, lock.Person, approval.DayWindow).QueryRow(tally(&c.Created))
	b.Queue(`select count(*) from transactions where user_id = $1 and state = 'pending' and expires_at > takeed_now()`, lock.Person).
		QueryRow(func(row pgx.Row) error { return row.Scan(&c.Open) })
}

// whereabouts are the keyed hashes that starts from an address are counted by: for IPv6 its
// /64, which one subscriber of a network has, and its /48, which a site may have; for IPv4
// the address itself.
type whereabouts struct{ client, network []byte }

func (db *DB) whereabouts(client netip.Addr) (w whereabouts, err error) {
	if !client.IsValid() {
		return w, nil
	}
	if !client.Is6() {
		w.client, err = db.prefixHash(client, client.BitLen())
		return w, err
	}
	if w.client, err = db.prefixHash(client, 64); err != nil {
		return w, err
	}
	w.network, err = db.prefixHash(client, 48)
	return w, err
}

func (db *DB) prefixHash(client netip.Addr, bits int) ([]byte, error) {
	prefix, err := client.Prefix(bits)
	if err != nil {
		return nil, err
	}
	return db.keys.Lookup(purposeClient, prefix.String())
}

// The starts from an address that did not end well. Nothing is locked: people who share
// an address would wait for each other's commits, and these limits need no exact number.
var (
	startsFrom  = neighbours(`started_at`, `attempts`, `status <> 'succeeded'`)
	signinsFrom = neighbours(`created_at`, `signins`, `realm = $4 and (finished_at is null or failure is not null)`)
)

func neighbours(at, table, unfinished string) string {
	from := func(column, arg string) string {
		return `(select count(*), min(` + at + `) from ` + table + ` where ` + column + ` = ` + arg + ` and ` + unfinished +
			` and ` + at + ` > takeed_now() - $3::interval)`
	}
	return `select takeed_now(), * from ` + from(`client_mac`, `$1`) + ` a, ` + from(`network_mac`, `$2`) + ` n`
}

// queueNeighbours runs startsFrom or signinsFrom, and reads the database's time with it.
func (db *DB) queueNeighbours(b *pgx.Batch, sql string, client netip.Addr, now *time.Time, into *approval.Neighbours, more ...any) error {
	w, err := db.whereabouts(client)
	if err != nil {
		return err
	}
	b.Queue(sql, append([]any{w.client, w.network, approval.StartsWindow}, more...)...).QueryRow(func(row pgx.Row) error {
		var address, network *time.Time
		err := row.Scan(now, &into.Address.Count, &address, &into.Network.Count, &network)
		into.Address.Oldest, into.Network.Oldest = orZero(address), orZero(network)
		return err
	})
	return nil
}

const (
	startsSince     = `select count(*), min(started_at) from attempts where user_id = $1 and started_at > takeed_now() - $2::interval`
	mismatchesSince = `select count(*), min(finished_at) from attempts
		where user_id = $1 and failure = 'identity_mismatch' and started_at > takeed_now() - $2::interval`
	createdSince = `select count(*), min(created_at) from transactions where user_id = $1 and created_at > takeed_now() - $2::interval`
)

func tally(into *approval.Tally) func(pgx.Row) error {
	return func(row pgx.Row) error {
		var oldest *time.Time
		err := row.Scan(&into.Count, &oldest)
		into.Oldest = orZero(oldest)
		return err
	}
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
