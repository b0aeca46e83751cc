package postgres

import (
	"context"
	"net/netip"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

// Counts is what a person did lately, so that a page can say in advance what Decide would
// refuse. Starts from their address are not counted.
func (db *DB) Counts(ctx context.Context, person, transaction approval.ID) (approval.Counts, error) {
	var f approval.Facts
	lock := approval.Lock{Person: person, Transaction: transaction}
	b := new(pgx.Batch)
	if err := db.queueCounts(b, db.ownerOf(lock), lock, &f); err != nil {
		return f.Counts, err
	}
	return f.Counts, Clean(db.pages.SendBatch(ctx, b).Close())
}

// counts asks for the time and, in the same statement, for everything that the limits
// apply to: what the person did, and what was started from the address that they use. Its
// parameters are the transaction, the two windows, and the address's two hashes, of which
// each may be null.
var counts = `select takeed_now(), (select count(*) from attempts where tx_id = $1::uuid), s.*, t.*, o.*, c.*, n.*
		from (select count(*) filter (where started_at > takeed_now() - $2::interval), min(started_at) filter (where started_at > takeed_now() - $2::interval),
		             count(*), min(started_at),
		             count(*) filter (where failure = 'identity_mismatch'), min(finished_at) filter (where failure = 'identity_mismatch')
		        from attempts where user_id = $who and started_at > takeed_now() - $3::interval) s,
		     (select count(*), min(created_at) from transactions where user_id = $who and created_at > takeed_now() - $3::interval) t,
		     (select count(*) from transactions where user_id = $who and state = 'pending' and expires_at > takeed_now()) o,
		     ` + neighboursBy(attemptsFrom, `client_mac = $4`, `$2`) + ` c, ` + neighboursBy(attemptsFrom, `network_mac = $5`, `$2`) + ` n`

// queueCounts counts what the limits apply to. The person is locked by then, so neither
// this replica nor another can add anything that counts meanwhile.
func (db *DB) queueCounts(b *pgx.Batch, o owner, lock approval.Lock, f *approval.Facts) error {
	from, err := db.whereabouts(lock.Client)
	if err != nil {
		return err
	}
	c := &f.Counts
	b.Queue(o.statements.facts, o.with(idOrNull(lock.Transaction), approval.StartsWindow, approval.DayWindow, from.client, from.network)...).
		QueryRow(func(row pgx.Row) error {
			return row.Scan(slices.Concat([]any{&f.Now, &c.Attempts}, tally(&c.Starts), tally(&c.StartsDay), tally(&c.Mismatches),
				tally(&c.Created), []any{&c.Open}, tally(&c.From.Address), tally(&c.From.Network))...)
		})
	return nil
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

// What was started from an address and did not end well. Nothing is locked: people who share
// an address would wait for each other's commits, and these limits need no exact number.
var (
	attemptsFrom = unfinished{`started_at`, `attempts`, `status <> 'succeeded'`}
	signinsFrom  = unfinished{`created_at`, `signins`, `realm = $4 and (finished_at is null or failure is not null)`}
)

type unfinished struct{ at, table, condition string }

// neighboursBy counts those of an address within a window, and finds the oldest of them.
func neighboursBy(u unfinished, address, window string) string {
	return `(select count(*), min(` + u.at + `) from ` + u.table + ` where ` + address + ` and ` + u.condition +
		` and ` + u.at + ` > takeed_now() - ` + window + `::interval)`
}

var signinNeighbours = `select takeed_now(), c.*, n.* from ` +
	neighboursBy(signinsFrom, `client_mac = $1`, `$3`) + ` c, ` + neighboursBy(signinsFrom, `network_mac = $2`, `$3`) + ` n`

// queueNeighbours counts the sign-ins from an address, and reads the database's time with
// them.
func (db *DB) queueNeighbours(b *pgx.Batch, s approval.Signin, f *approval.SigninFacts) error {
	from, err := db.whereabouts(s.Client)
	if err != nil {
		return err
	}
	b.Queue(signinNeighbours, from.client, from.network, approval.StartsWindow, s.Realm).QueryRow(func(row pgx.Row) error {
		return row.Scan(slices.Concat([]any{&f.Now}, tally(&f.From.Address), tally(&f.From.Network))...)
	})
	return nil
}

// tally are the two columns of a count: how many, and when the oldest was.
func tally(t *approval.Tally) []any { return []any{&t.Count, (*zeronull.Timestamptz)(&t.Oldest)} }
