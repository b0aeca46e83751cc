package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/integration"
)

// Why a database and a portal do not belong together, and what to do. A database is made a
// sandbox's before any portal serves on it, and stays one.
var (
	ErrSandbox    = errors.New(`this database is a sandbox's, whose clock can be moved: set PORTAL_ENV=sandbox, or name another database`)
	ErrNotSandbox = errors.New(`this database is not a sandbox's: run "portal migrate" with PORTAL_ENV=sandbox on a new database, or do not set PORTAL_ENV=sandbox`)
	ErrServed     = errors.New(`a portal that is not a sandbox has served on this database, so it cannot become a sandbox's: name a new one, or do not set PORTAL_ENV=sandbox`)
)

//go:embed sandbox.sql
var sandboxSQL string

const isSandbox = `select to_regclass('public.sandbox_clock') is not null`

// CheckSandbox returns ErrSandbox or ErrNotSandbox if the database is of the other sort than
// the portal.
func (db *DB) CheckSandbox(ctx context.Context, sandbox bool) error {
	var marked bool
	if err := db.pages.QueryRow(ctx, isSandbox).Scan(&marked); err != nil {
		return fmt.Errorf("ask whether the database is a sandbox's: %w", Clean(err))
	}
	return mismatch(marked, sandbox)
}

func mismatch(marked, sandbox bool) error {
	switch {
	case marked && !sandbox:
		return ErrSandbox
	case sandbox && !marked:
		return ErrNotSandbox
	}
	return nil
}

// MigrateSandbox is Migrate for the database of a sandbox, which it marks as one. A database on
// which another portal has served is refused before anything is changed.
func MigrateSandbox(ctx context.Context, url string) ([]int64, error) {
	if err := withOwner(ctx, url, mayBecomeSandbox); err != nil {
		return nil, err
	}
	applied, err := Migrate(ctx, url)
	if err != nil {
		return applied, err
	}
	return applied, withOwner(ctx, url, func(ctx context.Context, conn *pgx.Conn) error {
		err := pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) error { return markSandbox(ctx, dbtx) })
		if err != nil && !errors.Is(err, ErrServed) {
			return fmt.Errorf("mark the database as a sandbox's: %w", Clean(err))
		}
		return err
	})
}

// MayMigrate returns ErrSandbox for the database of a sandbox, which other portals leave alone.
func MayMigrate(ctx context.Context, url string) error {
	return withOwner(ctx, url, func(ctx context.Context, conn *pgx.Conn) error {
		var marked bool
		if err := conn.QueryRow(ctx, isSandbox).Scan(&marked); err != nil {
			return Clean(err)
		}
		return mismatch(marked, false)
	})
}

func withOwner(ctx context.Context, url string, do func(context.Context, *pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect: %w", Clean(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return do(ctx, conn)
}

// mayBecomeSandbox looks at a database that may have no schema yet.
func mayBecomeSandbox(ctx context.Context, conn *pgx.Conn) error {
	var marked, made bool
	err := conn.QueryRow(ctx, `select to_regclass('public.sandbox_clock') is not null, to_regclass('public.keyset_mark') is not null`).Scan(&marked, &made)
	if err != nil || marked || !made {
		return Clean(err)
	}
	return notServed(ctx, conn)
}

// notServed looks for what the first portal leaves when it starts, or the first customer.
func notServed(ctx context.Context, db querier) error {
	var served bool
	if err := db.QueryRow(ctx, `select exists (select from keyset_mark) or exists (select from users)`).Scan(&served); err != nil {
		return Clean(err)
	}
	if served {
		return ErrServed
	}
	return nil
}

// markSandbox looks again, for a portal may have started meanwhile, and keeps others from
// starting until the mark is there.
func markSandbox(ctx context.Context, dbtx pgx.Tx) error {
	var marked bool
	if err := dbtx.QueryRow(ctx, isSandbox).Scan(&marked); err != nil {
		return err
	}
	if !marked {
		if _, err := dbtx.Exec(ctx, `lock table keyset_mark in share row exclusive mode`); err != nil {
			return err
		}
		if err := notServed(ctx, dbtx); err != nil {
			return err
		}
	}
	_, err := dbtx.Exec(ctx, sandboxSQL)
	return err
}

// AdvanceClock moves the clock of a sandbox forwards and returns its time. Further than 30 days
// in all is integration.ErrClock. Everything that the time decides is decided by it from then
// on: what has a lifetime may have ended.
func (db *DB) AdvanceClock(ctx context.Context, by time.Duration) (time.Time, error) {
	if by <= 0 {
		return time.Time{}, integration.ErrClock
	}
	var now time.Time
	b := new(pgx.Batch)
	b.Queue(`update sandbox_clock set advance = advance + $1::interval returning statement_timestamp() + advance`, by).
		QueryRow(func(row pgx.Row) error { return row.Scan(&now) })
	if err := db.pages.write(ctx, b); err != nil {
		return time.Time{}, err
	}
	return now, nil
}
