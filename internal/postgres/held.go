package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Held says which of the settings that connections were given are in force.
type Held struct {
	Login, Database string
	Pooler          bool     // a pooler in between gives connections numbers of its own
	Lapses          []string // settings that do not hold, such as "lock_timeout is 0 and must be 2s"
	Plain           bool     // the back office's connections have the settings of pages, and may write
	Unprepared      bool     // a prepared statement is gone once another client has used the server's connection
	StringsAtStart  string   // standard_conforming_strings, as other programs get it
}

// Err says what to change, or is nil when the limits hold.
func (h Held) Err() error {
	switch {
	case len(h.Lapses) == 0:
		return nil
	case h.Pooler:
		return fmt.Errorf("%s: the pooler gives a connection of the server to one after another. Use pool_mode = session, or let the role bring them: %s",
			strings.Join(h.Lapses, ", "), strings.Join(h.bring(), "; "))
	}
	return fmt.Errorf("%s: something between the portal and the server drops what is set; connect directly, or by PgBouncer with pool_mode = session", strings.Join(h.Lapses, ", "))
}

// bring returns the statements that an administrator runs once, for a pooler in transaction
// mode, so that the role brings the settings with it.
func (h Held) bring() (statements []string) {
	for _, name := range slices.Sorted(maps.Keys(serverSide)) {
		if name != "application_name" {
			statements = append(statements, fmt.Sprintf("alter role %s set %s = '%s'", h.Login, name, serverSide[name]))
		}
	}
	return statements
}

// CheckLimits asks the server for the settings of a page's connection and of one of the
// back office, while both are open: behind a pooler that shares the server's connections,
// one would then show what was set for the other.
func (db *DB) CheckLimits(ctx context.Context) (h Held, err error) {
	page, err := db.pages.Acquire(ctx)
	if err != nil {
		return h, fmt.Errorf("ask the database: %w", Clean(err))
	}
	defer page.Release()
	desk, err := db.staff.Acquire(ctx)
	if err != nil {
		return h, Clean(err)
	}
	defer desk.Release()
	const who = `select current_user::text, current_database()::text, pg_backend_pid() <> $1::bigint, reset_val from pg_settings where name = 'standard_conforming_strings'`
	if err := page.QueryRow(ctx, who, pgx.QueryExecModeSimpleProtocol, int64(page.Conn().PgConn().PID())).Scan(&h.Login, &h.Database, &h.Pooler, &h.StringsAtStart); err != nil {
		return h, fmt.Errorf("ask for the settings: %w", Clean(err))
	}
	ofPage, err := lapses(ctx, page, serverSide)
	if err != nil {
		return h, err
	}
	ofDesk, err := lapses(ctx, desk, forStaff())
	if err != nil {
		return h, err
	}
	if h.Pooler && len(ofPage) == 0 && len(ofDesk) > 0 {
		ofDesk, err = lapses(ctx, desk, serverSide)
		h.Plain = len(ofDesk) == 0
	}
	if h.Lapses = ofPage; len(ofPage) == 0 {
		h.Lapses = ofDesk
	}
	if err == nil && h.Pooler {
		h.Unprepared, err = losesPrepared(ctx, page, desk)
	}
	return h, err
}

// lapses returns the settings that a connection should have and lacks.
func lapses(ctx context.Context, conn *pgxpool.Conn, settings map[string]string) ([]string, error) {
	rows, err := conn.Query(ctx, `select w.name || ' is ' || current_setting(w.name) || ' and must be ' || w.value
		from pg_settings s join (values `+settingRows(settings)+`) w (name, value) on lower(s.name) = w.name where not `+equals("s.setting")+` order by w.name`,
		pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		return nil, fmt.Errorf("ask for the settings: %w", Clean(err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, Clean(err)
}

// probeTime is how long to wait for a pooler that has one connection for all clients.
const probeTime = 2 * time.Second

// losesPrepared reports whether a connection loses a prepared statement when another one
// holds the server's connection on which it was prepared.
func losesPrepared(ctx context.Context, one, other *pgxpool.Conn) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	conn := one.Conn().PgConn()
	const name = "takeed_probe"
	if _, err := conn.Prepare(ctx, name, "select 1", nil); err != nil {
		return true, nil
	}
	dbtx, err := other.Conn().PgConn().Exec(ctx, "begin; select 1").ReadAll()
	if err != nil || len(dbtx) == 0 {
		return false, fmt.Errorf("hold a connection: %w", Clean(err))
	}
	_, lost := conn.ExecPrepared(ctx, name, nil, nil, nil).Close()
	_, err = other.Conn().PgConn().Exec(context.WithoutCancel(ctx), "rollback").ReadAll()
	var network interface{ Timeout() bool }
	if errors.As(lost, &network) && network.Timeout() {
		lost = nil // there is one connection for all, and it has the statement
	}
	return lost != nil, Clean(err)
}
