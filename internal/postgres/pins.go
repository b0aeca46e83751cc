package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// serverSide are limits that the server enforces even if this program is stuck, and
// settings on which the meaning of a statement depends.
var serverSide = map[string]string{
	"statement_timeout":                   "3s",
	"lock_timeout":                        "2s",
	"idle_in_transaction_session_timeout": "5s",
	"timezone":                            "UTC",
	"standard_conforming_strings":         "on",
	"application_name":                    "takeed",
	"plan_cache_mode":                     "force_generic_plan", // every statement uses its key, whatever its values: to plan it anew costs more than to run it
	"synchronous_commit":                  "on",                 // what is acknowledged is on the standby, where there is one
	"client_min_messages":                 "warning",            // or the server's warning that it is not would be lost
}

// staffSide are the settings in which the back office's connections differ. Just-in-time
// compilation takes longer than any of their statements.
var staffSide = map[string]string{
	"statement_timeout":             "5s",
	"default_transaction_read_only": "on",
	"jit":                           "off",
	"application_name":              "takeed-backoffice",
}

// settle prepares a new connection, in one round trip: it refuses a server that is no
// primary, or takes no writes where it must, and gives the session its settings.
//
// They are set by a statement. In the first message of a connection a pooler would refuse
// those that it does not know, or drop them if it is told to ignore them. But a pooler that
// hands a connection on after each transaction hands the session's settings to the next
// client: a page that must write would get the read-only settings of the back office. So
// behind a pooler nothing is set if the role brings the settings of pages with it (ALTER
// ROLE … SET), and the back office has those, too. A pooler shows itself by the number of
// the server's process, which it makes up. Which of the two kinds it is cannot be seen;
// which settings are in force can, by [DB.CheckLimits].
func settle(settings map[string]string) pgconn.ValidateConnectFunc {
	return func(ctx context.Context, conn *pgconn.PgConn) error {
		results, err := conn.Exec(ctx, settleSQL(conn.PID(), settings)).ReadAll()
		if err != nil {
			return err
		}
		row := results[len(results)-1].Rows[0]
		if string(row[0]) == "on" {
			return errors.New("the server is a standby")
		}
		if string(row[1]) == "on" && settings["default_transaction_read_only"] != "on" {
			if string(row[2]) == "t" {
				return errors.New("the server takes no writes, or the pooler has handed on what was set for another connection: use pool_mode = session there")
			}
			return errors.New("the server takes no writes")
		}
		return nil
	}
}

// settleSQL has the settings as literals: a statement with parameters takes two round trips.
func settleSQL(pid uint32, settings map[string]string) string {
	var set strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&set, ", case when not brought then set_config('%s', '%s', false) end", name, settings[name])
	}
	return fmt.Sprintf(`with session as materialized (select current_setting('in_hot_standby') standby, current_setting('transaction_read_only') readonly,
		pg_backend_pid() <> %d pooler, case when pg_backend_pid() = %[1]d then false else %s end brought)
		select standby, readonly, pooler%s from session`, pid, roleBrings(), set.String())
}

// roleBrings asks whether a session of the role begins with the settings of pages.
func roleBrings() string {
	return "(select bool_and(" + equals("s.reset_val") + ") from pg_settings s join (values " + settingRows(serverSide) + ") w (name, value) on lower(s.name) = w.name)"
}

// equals is the condition that a setting's value, in its own unit, is the wanted one.
func equals(value string) string {
	return "case when s.unit = 'ms' then (" + value + " || 'ms')::interval = w.value::interval else " + value + " = w.value end"
}

// settingRows writes settings as rows of VALUES. It leaves out application_name, which
// limits nothing.
func settingRows(settings map[string]string) string {
	var rows []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if name != "application_name" {
			rows = append(rows, fmt.Sprintf("('%s', '%s')", name, settings[name]))
		}
	}
	return strings.Join(rows, ", ")
}

// forStaff are the settings of the back office's connections.
func forStaff() map[string]string {
	all := maps.Clone(serverSide)
	maps.Copy(all, staffSide)
	return all
}
