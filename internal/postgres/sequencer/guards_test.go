package sequencer_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/postgres/postgrestest"
)

// leaf is the right leaf of the event that is so many behind the last in the log.
const leaf = `insert into log_leaves (index, event_id, data) select s.size, e.id, sha256('takeed.leaf/v1'::bytea || e.hash)
	from log_state s, audit_events e where e.id > s.id order by e.id offset `

// forgeries are what neither the portal's login nor the owner may do to a log with five entries,
// a signed checkpoint, and two events that are not in it.
var forgeries = map[string]string{
	"leave an event out":          leaf + `1 limit 1`,
	"append what is no leaf":      `insert into log_leaves (index, event_id, data) select s.size, e.id, sha256(e.hash) from log_state s, audit_events e where e.id > s.id order by e.id limit 1`,
	"append an event of nobody":   `insert into log_leaves (index, event_id, data) select s.size, 1000, sha256('x') from log_state s`,
	"leave a gap":                 `insert into log_leaves (index, event_id, data) select s.size + 1, e.id, sha256('takeed.leaf/v1'::bytea || e.hash) from log_state s, audit_events e where e.id > s.id order by e.id limit 1`,
	"swap two leaves":             `insert into log_leaves (index, event_id, data) select s.size + 6 - e.id + 1, e.id, sha256('takeed.leaf/v1'::bytea || e.hash) from log_state s, audit_events e where e.id > s.id`,
	"change a leaf":               `update log_leaves set data = sha256('x') where index = 1`,
	"delete a leaf":               `delete from log_leaves where index = 4`,
	"delete all leaves":           `truncate log_leaves`,
	"make it smaller":             `update log_state set size = 4`,
	"make it larger":              `update log_state set size = 6`,
	"move its place back":         `update log_state set id = 0`,
	"move it to another server":   `update log_state set server = server + 1`,
	"skip events":                 `update log_state set epoch_id = 1000`,
	"delete its state":            `delete from log_state`,
	"delete its state as a whole": `truncate log_state`,
	"change a hash of a tile":     `update log_tiles set hashes = sha256('x') || substring(hashes from 33)`,
	"widen a tile":                `update log_tiles set hashes = hashes || sha256('x')`,
	"cut a tile":                  `update log_tiles set hashes = substring(hashes from 1 for 64)`,
	"make up a tile":              `insert into log_tiles values (0, 1, sha256('x'))`,
	"move a tile":                 `update log_tiles set n = 1`,
	"delete a tile":               `delete from log_tiles`,
	"delete all tiles":            `truncate log_tiles`,
	"a checkpoint of the future":  `insert into log_checkpoints (size, root) values (6, sha256('x'))`,
	"a signed checkpoint":         `insert into log_checkpoints (size, root, note) values (5, sha256('x'), 'x')`,
	"another root":                `update log_checkpoints set root = sha256('x')`,
	"another signature":           `update log_checkpoints set note = note || 'x'`,
	"no signature":                `update log_checkpoints set note = null`,
	"another time":                `update log_checkpoints set at = now()`,
	"delete a checkpoint":         `delete from log_checkpoints`,
	"delete all checkpoints":      `truncate log_checkpoints`,
}

func TestNobodyForgesTheLog(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	w.happen(2)
	for who, url := range map[string]string{"the portal": w.database.URL, "the owner": w.database.Owner} {
		conn := postgrestest.Connect(t, url)
		for what, sql := range forgeries {
			_, err := conn.Exec(t.Context(), sql)
			if pg := (*pgconn.PgError)(nil); !errors.As(err, &pg) || pg.Code != "42501" {
				t.Errorf("%s may %s: %v", who, what, err)
			}
		}
	}
	w.sequenced()
	w.whole()
}

// The statements above are refused for what they forge, and not for their form.
func TestTheNextLeafIsAccepted(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	w.happen(2)
	conn := postgrestest.Connect(t, w.database.URL)
	for n := w.count(`select size from log_state`); n < 7; n = w.count(`select size from log_state`) {
		_, _ = conn.Exec(t.Context(), leaf+`0 limit 1`) // refused as long as another database of the server writes
	}
}

// Only the last of two roots of one size is refused by the key; a second row of a size is not made.
func TestOneSizeHasOneRoot(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	_, err := postgrestest.Connect(t, w.database.URL).Exec(t.Context(), `insert into log_checkpoints (size, root) values (5, sha256('x'))`)
	if pg := (*pgconn.PgError)(nil); !errors.As(err, &pg) || pg.ConstraintName != "log_checkpoints_pkey" {
		t.Error(err)
	}
}

// Cosignatures come and are renewed, and do not go.
func TestCosignaturesStay(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	conn := postgrestest.Connect(t, w.database.URL)
	_, err := conn.Exec(t.Context(), `update log_checkpoints set cosignatures = 'one and two'`)
	w.must(err)
	_, err = conn.Exec(t.Context(), `update log_checkpoints set cosignatures = 'one'`)
	if pg := (*pgconn.PgError)(nil); !errors.As(err, &pg) || pg.Code != "42501" {
		t.Error(err)
	}
}

// What is removed for its age keeps its entry: the log goes on, and its proof holds.
func TestLeavesOutlivePruning(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	before, err := w.log.Proof(t.Context(), 2)
	w.must(err)
	w.database.Plant(t, `delete from audit_events where id = 2`)
	w.happen(1)
	w.sequenced()
	after, err := w.log.Proof(t.Context(), 2)
	if err != nil || after.Index != before.Index || w.newest().Size != 6 {
		t.Errorf("%+v, %v", after, err)
	}
}

// A database transaction that writes holds the log up, and nothing that it writes is missed.
func TestTheLogWaitsForCommits(t *testing.T) {
	w := newWorld(t)
	dbtx, err := postgrestest.Connect(t, w.database.URL).Begin(t.Context())
	w.must(err)
	_, err = dbtx.Exec(t.Context(), `insert into audit_events (stream, kind, actor) values ('op:slow', 'signed_out', 'system')`)
	w.must(err)
	w.happen(3)
	w.round()
	if n := w.count(`select size from log_state`); n != 0 {
		t.Errorf("%d entries while an event could still come before them", n)
	}
	s, err := w.log.Status(t.Context())
	if err != nil || s.Lag != 3 || s.Oldest.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
	w.must(dbtx.Commit(t.Context()))
	w.sequenced()
	if c := w.newest(); c.Size != 4 {
		t.Errorf("%+v", c)
	}
}
