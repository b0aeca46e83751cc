package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// ServerError is what the server said, without the parts that quote data.
type ServerError struct{ Code, Constraint string }

func (e *ServerError) Error() string {
	if e.Constraint != "" {
		return fmt.Sprintf("database %s (%s)", e.Code, e.Constraint)
	}
	return "database " + e.Code
}

// staleCodes and staleConstraints are the guards that fire when another writer was first:
// TK001 from our triggers, serialization and deadlock, and these constraints.
var staleCodes = map[string]bool{"TK001": true, "40001": true, "40P01": true}

// refusalCodes are the guards that fire when a client or person was disabled, or a client's
// rights were changed, after the portal had looked.
var refusalCodes = map[string]error{"TK002": integration.ErrUnauthorized, "TK003": integration.ErrPersonBlocked}

var staleConstraints = map[string]error{
	"one_live_per_user":                 approval.ErrStale,
	"one_live_per_tx":                   approval.ErrStale,
	"confirmed_in_time":                 approval.ErrStale,
	"transactions_replaces_key":         approval.ErrStale,
	"transactions_user_id_idem_key":     approval.ErrStale,
	"transactions_user_id_idem_key_key": approval.ErrStale,
	"users_sub_mac_key":                 approval.ErrStale,
	"users_idn_mac_key":                 approval.ErrStale,
	"staff_sub_mac_key":                 approval.ErrStale,
	"idempotency_keys_pkey":             approval.ErrStale,
	"requests_client_id_reference_key":  approval.ErrStale,
	"consumptions_pkey":                 approval.ErrStale,
	"code_once":                         approval.ErrCodeReused,
	"clock_bounded":                     integration.ErrClock,
}

// Clean turns what pgx returns into an error of ours: nothing that could hold a row
// or a parameter survives.
func Clean(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return approval.ErrNotFound
	case errors.As(err, &pg):
		if meaning, ok := staleConstraints[pg.ConstraintName]; ok {
			return fmt.Errorf("%w: %w", meaning, serverError(pg))
		}
		if staleCodes[pg.Code] {
			return fmt.Errorf("%w: %w", approval.ErrStale, serverError(pg))
		}
		if meaning, ok := refusalCodes[pg.Code]; ok {
			return fmt.Errorf("%w: %w", meaning, serverError(pg))
		}
		if cannotServe(pg.Code) {
			return fmt.Errorf("%w: %w", approval.ErrStoreDown, serverError(pg))
		}
		return serverError(pg)
	case connectionLost(err):
		return fmt.Errorf("%w: %w", approval.ErrStoreDown, err)
	}
	return err
}

// cannotServe reports a failure that passes with time or that an operator repairs: a
// connection that broke, a server that is full, starting, stopping or out of disk, one that
// only reads (a standby), and a statement or a lock that took too long.
func cannotServe(code string) bool {
	for _, class := range []string{"08", "53", "57P", "58"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return code == "25006" || code == "57014" || code == "55P03"
}

// connectionLost reports whether the server no longer answers.
func connectionLost(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		pgconn.SafeToRetry(err)
}

func serverError(pg *pgconn.PgError) error {
	return &ServerError{Code: pg.Code, Constraint: pg.ConstraintName}
}

// commitError classifies the error of a batch that ended in a commit. The server
// saying ERROR means it rolled back, and an error that pgx calls safe was never
// sent; everything else, FATAL and PANIC included, leaves the outcome open.
func commitError(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR":
		return Clean(err)
	case pgconn.SafeToRetry(err) || notConnected(err):
		return fmt.Errorf("send a commit: %w", Clean(err))
	}
	if pg != nil {
		err = serverError(pg) // and not stale: that would promise that nothing was written
	}
	return fmt.Errorf("%w: %w", approval.ErrOutcomeUnknown, err)
}
