package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// mutable are the columns that the guards let change. Every other one, including any
// that a later migration adds without a word here, must refuse.
var mutable = map[string][]string{
	"users":        {"mobile_mac", "email_mac", "profile", "preferred", "signed_in_at", "signed_in_before", "disabled_at"},
	"transactions": {"state", "replaced_by", "confirmed_at", "confirmed_attempt_id", "confirmed_ok", "result"},
	"attempts": {"handover", "status", "failure", "code_mac", "claimed_at", "claimed_by", "finished_at",
		"got_sub_mac", "got_idn_mac", "identity_ok"},
	"staff": {"profile", "role"},
}

// another is a value of a type that no row has.
var another = map[string]string{
	"uuid": "gen_random_uuid()", "text": "'another'", "bytea": "sha256('another')", "integer": "77", "bigint": "77",
	"timestamp with time zone": "'2000-01-01'", "boolean": "null", "ARRAY": "array[sha256('another')]",
}

func TestWhatWasWrittenStays(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	w.attempt(plan{transaction: w.created(p)})
	w.staffEntered(worker("noura", office.Operator))
	for table, may := range mutable {
		columns := w.columns(table)
		for _, name := range may {
			if columns[name] == "" {
				t.Errorf("%s has no column %s", table, name)
			}
		}
		for name, kind := range columns {
			want := forbidden
			if name == "ok" {
				want = alwaysGenerated
			}
			if !slices.Contains(may, name) {
				w.refused(table+"."+name, want, `update `+table+` set `+name+` = `+another[kind])
			}
		}
	}
}

// A visitor has no Emirates ID, and cannot be given one by an update.
func TestAVisitorStaysOne(t *testing.T) {
	w := newWorld(t)
	visitor := approval.Identity{Subject: "UAEPASS/visitor", UUID: "uuid-visitor", Level: approval.SOP3, Visitor: true, Email: "v@example.ae"}
	p, _ := w.signedIn(visitor)
	w.refused("give an Emirates ID", forbidden, `update users set idn_mac = sha256('x') where id = $1`, p.ID)
	resident, _ := w.somebody()
	w.refused("take an Emirates ID", forbidden, `update users set idn_mac = null where id = $1`, resident.ID)
}

// Not even the owner of the tables deletes: triggers refuse where no privilege does.
func TestNothingIsDeleted(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	w.integrated()
	for _, table := range []string{"users", "transactions", "attempts", "audit_events", "audit_streams", "requests", "consumptions", "notifications", "deliveries", "delivery_tries"} {
		w.refused("delete from "+table, forbidden, `delete from `+table)
		w.ownerRefused("delete from "+table, forbidden, `delete from `+table)
		w.refused("truncate "+table, forbidden, `truncate `+table+` cascade`)
	}
	w.noViolations()
}

// Row triggers do not see TRUNCATE, so each table has a trigger for it: that of the table
// that is named fires before those of the tables that go with it.
func TestTruncateIsRefusedTableByTable(t *testing.T) {
	w := newWorld(t)
	owner := connect(t, w.database.Owner)
	for _, table := range []string{"audit_events", "audit_streams", "transactions", "attempts", "clients", "requests", "awaiting", "consumptions", "notifications", "deliveries", "delivery_tries"} {
		err := w.commit(owner, do(`truncate `+table+` cascade`))
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Message != "append-only: "+table {
			t.Errorf("truncate %s: %v", table, err)
		}
	}
	if err := w.commit(owner, do(`truncate users cascade`)); codeOf(err) != forbidden {
		t.Errorf("truncate users: %v", err)
	}
}

func TestACodeStaysWithItsAttempt(t *testing.T) {
	w := newWorld(t)
	_, id := w.withStatus(approval.Exchanging)
	w.refused("another code", forbidden, `update attempts set code_mac = sha256('another') where id = $1`, id)
	w.refused("no code", forbidden, `update attempts set code_mac = null where id = $1`, id)
}
