package postgres

import (
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// queueCounts counts what the limits are about. The person is locked by then, so
// nothing that counts can be added meanwhile, by this replica or another.
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

// queueAddress counts what was started from an address, and locks it against starts
// from there that are being decided now: several people may share it.
func (db *DB) queueAddress(b *pgx.Batch, client netip.Addr, sql string, into *approval.Tally) error {
	mac, err := db.addressHash(client)
	if err != nil || mac == nil {
		return err
	}
	b.Queue(`select pg_advisory_xact_lock(hashtextextended(encode($1::bytea, 'hex'), 0))`, mac)
	b.Queue(sql, mac, approval.StartsWindow).QueryRow(tally(into))
	return nil
}

// addressHash is what an address is counted by: for IPv6 its /64, which is what one
// customer of a network has.
func (db *DB) addressHash(client netip.Addr) ([]byte, error) {
	if !client.IsValid() {
		return nil, nil
	}
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	prefix, err := client.Prefix(bits)
	if err != nil {
		return nil, err
	}
	return db.keys.Lookup(byClient, prefix.String())
}

const (
	startsFrom      = `select count(*), min(started_at) from attempts where client_mac = $1 and started_at > takeed_now() - $2::interval`
	signinsFrom     = `select count(*), min(created_at) from signins where client_mac = $1 and created_at > takeed_now() - $2::interval`
	startsSince     = `select count(*), min(started_at) from attempts where user_id = $1 and started_at > takeed_now() - $2::interval`
	mismatchesSince = `select count(*), min(finished_at) from attempts
		where user_id = $1 and failure = 'identity_mismatch' and started_at > takeed_now() - $2::interval`
	createdSince = `select count(*), min(created_at) from transactions where user_id = $1 and created_at > takeed_now() - $2::interval`
)

func tally(into *approval.Tally) func(pgx.Row) error {
	return func(row pgx.Row) error {
		var oldest *time.Time
		err := row.Scan(&into.Count, &oldest)
		if oldest != nil {
			into.Oldest = *oldest
		}
		return err
	}
}
