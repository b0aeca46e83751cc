package auditlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// Log is the audit log, and the people and transactions that it is about, as the back
// office reads them. Safe for concurrent use.
type Log struct {
	db    *postgres.DB
	reads *pgxpool.Pool
}

// New returns the log of a database.
func New(db *postgres.DB) *Log { return &Log{db, db.StaffPool()} }

// queryError cleans the error of a statement. If it ran for longer than the pool allows,
// the error is audit.ErrTooBroad.
func queryError(err error) error {
	var server *postgres.ServerError
	if err = postgres.Clean(err); errors.As(err, &server) && server.Code == "57014" {
		return fmt.Errorf("%w: %w", audit.ErrTooBroad, err)
	}
	return err
}

// settleAndRecord must succeed before what was read is shown: no fail-over can take it
// back, and the log says who reads it.
func (l *Log) settleAndRecord(ctx context.Context, reach postgres.Reach, events ...approval.Event) error {
	if err := l.db.RequireSettled(ctx, reach); err != nil {
		return err
	}
	return l.recordRead(ctx, events...)
}

// recordRead writes who reads what. It must succeed before they see it.
func (l *Log) recordRead(ctx context.Context, events ...approval.Event) error {
	if err := l.db.Record(ctx, events...); err != nil {
		return fmt.Errorf("record who looked: %w", err)
	}
	return nil
}
