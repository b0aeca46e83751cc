package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"takeed/migrations"
)

// SchemaError says that the database and this program do not belong together.
type SchemaError struct{ Have, Want int64 }

func (e *SchemaError) Error() string {
	if e.Have < e.Want {
		return fmt.Sprintf(`the database schema is at version %d and this program needs %d: run "portal migrate"`, e.Have, e.Want)
	}
	return fmt.Sprintf("the database schema is at version %d and this program knows only %d: deploy the portal that made it", e.Have, e.Want)
}

// CheckSchema returns a *SchemaError unless the schema is exactly the one that this
// program was built for.
func (db *DB) CheckSchema(ctx context.Context) error { return checkSchema(ctx, db.pages) }

func checkSchema(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}) error {
	var have int64
	err := db.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version where is_applied`).Scan(&have)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P01" { // no such table: nothing was ever applied
		err = nil
	}
	if err != nil {
		return fmt.Errorf("read the schema version: %w", Clean(err))
	}
	if want := migrations.Latest(); have != want {
		return &SchemaError{have, want}
	}
	return nil
}

// Migrate brings the schema of the database at url to what this program needs. It runs
// under the role in the url, which will own the schema. Two migrations at once take turns.
// It returns the versions that it applied.
func Migrate(ctx context.Context, url string) ([]int64, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errURL
	}
	config.RuntimeParams["standard_conforming_strings"] = "on" // what a literal in a migration means
	db := stdlib.OpenDB(*config)
	defer db.Close()
	provider, err := newMigrator(db)
	if err != nil {
		return nil, fmt.Errorf("prepare the migrations: %w", err)
	}
	results, err := provider.Up(ctx)
	applied := make([]int64, 0, len(results))
	for _, r := range results {
		applied = append(applied, r.Source.Version)
	}
	if err != nil {
		return applied, fmt.Errorf("migrate: %w", err)
	}
	return applied, nil
}

// A migration that waits for another one to end asks once a second, for five minutes.
const (
	lockEvery = 1
	lockTries = 300
)

func newMigrator(db *sql.DB) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockEvery, lockTries))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
}

// ClockSkew is how far the database's clock is ahead of this machine's.
func (db *DB) ClockSkew(ctx context.Context) (time.Duration, error) {
	before := time.Now()
	var theirs time.Time
	if err := db.pages.QueryRow(ctx, `select clock_timestamp()`).Scan(&theirs); err != nil {
		return 0, Clean(err)
	}
	middle := before.Add(time.Since(before) / 2)
	return theirs.Sub(middle), nil
}
