package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/keys"
)

// Config is what the database needs to be opened.
type Config struct {
	URL      string
	Keys     *keys.Keyset
	Provider string // names host and client of the face flow, and must never change: part of what makes a code unique
	Instance string // names this process in claimed_by
	Idle     time.Duration
	Lifetime time.Duration
	// Three pools, so that pages cannot starve a callback, whose code lives ten
	// seconds, and the back office cannot starve pages. Zero means 16, 8 and 4.
	PageConns, CallbackConns, StaffConns int32
}

// DB is the portal's database under the application role. Safe for concurrent use.
type DB struct {
	pages     *pool
	callbacks *pool
	staff     *pgxpool.Pool
	barriers  *barriers
	keys      *keys.Keyset
	config    Config
	flood     flood
}

// Open prepares the pools. It does not connect: ask Ready.
func Open(ctx context.Context, c Config) (*DB, error) {
	db := &DB{keys: c.Keys, config: c}
	var all []*pgxpool.Pool
	for _, one := range []struct {
		conns    int32
		settings map[string]string
	}{
		{orDefault(c.PageConns, 16), serverSide},
		{orDefault(c.CallbackConns, 8), serverSide},
		{orDefault(c.StaffConns, 4), forStaff()},
		{1, serverSide}, // for barriers; it connects only where there is a standby to wait for
	} {
		p, err := openPool(ctx, c.URL, one.conns, one.settings)
		if err != nil {
			closePools(all)
			return nil, err
		}
		all = append(all, p)
	}
	db.pages, db.callbacks, db.staff, db.barriers = newPool(all[0]), newPool(all[1]), all[2], &barriers{pool: all[3]}
	return db, nil
}

func orDefault(n, otherwise int32) int32 {
	if n == 0 {
		return otherwise
	}
	return n
}

var errURL = errors.New("the database URL cannot be read; expected postgres://user:password@host:5432/name")

// CheckURL says whether Open and Migrate could read a URL. It connects to nothing.
func CheckURL(url string) error {
	if _, err := pgxpool.ParseConfig(url); err != nil {
		return errURL
	}
	return nil
}

// openPool prepares a pool whose connections have these settings; see settle. Of several
// hosts in the URL it takes the primary.
func openPool(ctx context.Context, url string, conns int32, settings map[string]string) (*pgxpool.Pool, error) {
	pc, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errURL // the parser's own message may quote the password
	}
	pc.ConnConfig.ConnectTimeout = connectTime
	pc.ConnConfig.OnNotice = notice
	pc.ConnConfig.DialFunc = newDialer().DialContext
	pc.ConnConfig.ValidateConnect = settle(settings)
	pc.MaxConns = conns
	pc.PingTimeout = pingTime
	pc.MaxConnLifetime = 30 * time.Minute
	pc.MaxConnLifetimeJitter = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, errURL
	}
	return pool, nil
}

// closeTime is how long Close waits for connections in use. A commit that waits for a
// standby holds its connection for longer, and goes on after Close has returned.
const closeTime = 5 * time.Second

// Close closes all connections, after waiting up to closeTime for those in use.
func (db *DB) Close() {
	closed := make(chan struct{})
	go func() {
		closePools([]*pgxpool.Pool{db.pages.Pool, db.callbacks.Pool, db.staff, db.barriers.pool})
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(closeTime):
	}
}

func closePools(pools []*pgxpool.Pool) {
	for _, p := range pools {
		p.Close()
	}
}

// Ready reports whether the database answers.
func (db *DB) Ready(ctx context.Context) error {
	var one int
	if err := db.pages.QueryRow(ctx, "select 1").Scan(&one); err != nil {
		return fmt.Errorf("ask the database: %w", Clean(err))
	}
	return nil
}

// rollback makes a connection fit to return to its pool. If it fails, the connection is
// closed when it is released, which serves as well.
func rollback(ctx context.Context, conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_, _ = conn.Exec(ctx, "rollback")
}

// QueueSnapshot makes all statements that reads queues see the database at one moment.
// Otherwise a change that is committed between two of them would be seen by halves: an
// attempt that has succeeded, of a transaction that is still pending. It ends in a
// rollback: nothing was written, and in this package a commit always belongs to a change.
func QueueSnapshot(b *pgx.Batch, reads func()) {
	b.Queue(`begin isolation level repeatable read, read only`)
	reads()
	b.Queue(`rollback`)
}
