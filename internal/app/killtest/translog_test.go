package killtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

const logOrigin = "portal.localhost/log"

// The statements of a round of the transparency log, by a part of each.
var ofARound = []string{"from log_after($1, true)", "insert into log_leaves", "insert into log_tiles", "insert into log_checkpoints", "substring(t.hashes", "set note = $2", "set beat_at = greatest"}

// keepsALog gives the portals of a world a transparency log.
func (w *world) keepsALog() (keys *translog.Keys, file string) {
	w.Helper()
	secret, _, err := translog.GenerateKey(logOrigin)
	w.must(err)
	keys, err = translog.ParseKeys(secret, logOrigin)
	w.must(err)
	file = filepath.Join(w.TempDir(), "checkpoint")
	w.env = append(w.env, "PORTAL_LOG_KEY="+secret, "PORTAL_LOG_ORIGIN="+logOrigin, "PORTAL_LOG_FILE="+file)
	return keys, file
}

// happens writes three events past the portal.
func (w *world) happens() {
	w.Helper()
	w.must(postgrestest.Exec(w.Context(), w.Database.Owner, `insert into audit_events (stream, kind, actor) select 'op:x', 'signed_out', 'system' from generate_series(1, 3)`))
}

// diesIn starts a portal and kills it before or after a statement of its log.
func (w *world) diesIn(statement string, verdict postgrestest.Verdict) {
	w.Helper()
	w.struck.Store(false)
	w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type != 'E' || !strings.Contains(m.SQL, statement) {
			return postgrestest.Pass
		}
		w.strike(place{})
		return verdict
	})
	w.start()
	w.happens()
	w.awaits(w.struck.Load)
	w.wire.Judge(nil)
	w.kill()
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) awaits(done func() bool) {
	w.Helper()
	for over := time.Now().Add(time.Minute); !done(); {
		if time.Now().After(over) {
			w.Fatal("it does not happen")
		}
	}
}

// covered reports whether a signed checkpoint covers every event.
func (w *world) covered() bool {
	w.Helper()
	return postgrestest.Query[bool](w, w.Database, `select (select count(*) from audit_events) = coalesce((select max(size) from log_checkpoints where note is not null), 0)`)
}

// A portal is killed before and after each statement by which it keeps the transparency log.
// Every checkpoint that any of them signed is of one tree, which has every event.
func TestKilledWhileItKeepsTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keys, file := w.keepsALog()
	for _, statement := range ofARound {
		for _, verdict := range []postgrestest.Verdict{postgrestest.CutBefore, postgrestest.CutAfter} {
			w.diesIn(statement, verdict)
		}
	}
	w.start()
	w.happens()
	w.awaits(w.covered)
	kept, err := os.ReadFile(file)
	must(t, err)
	last, err := keys.Open(kept)
	must(t, err)
	if n := postgrestest.Query[int64](t, w.Database, `select count(*) from audit_events`); last.Size != n {
		t.Errorf("the file has %d of %d events", last.Size, n)
	}
	w.oneTree(keys)
}

// oneTree verifies every signed checkpoint against the leaves.
func (w *world) oneTree(keys *translog.Keys) {
	w.Helper()
	entries := postgrestest.Query[[][]byte](w, w.Database, `select array_agg(data order by index) from log_leaves`)
	for _, text := range postgrestest.Query[[]string](w, w.Database, `select array_agg(note order by size) from log_checkpoints where note is not null`) {
		c, err := keys.Open([]byte(text))
		w.must(err)
		grown, err := translog.Grow(0, entries[:c.Size], nothing{})
		w.must(err)
		if grown.Root != c.Root {
			w.Errorf("the checkpoint of %d entries has another root", c.Size)
		}
	}
	if n := postgrestest.Query[int](w, w.Database, `select count(*) from log_leaves l join audit_events e on e.id = l.event_id and l.data = sha256('takeed.leaf/v1'::bytea || e.hash)`); n != len(entries) {
		w.Errorf("%d of %d entries are those of their events", n, len(entries))
	}
}

// nothing is a tree without tiles.
type nothing struct{}

func (nothing) ReadTiles(want []translog.Tile) ([][]byte, error) {
	return make([][]byte, len(want)), nil
}
