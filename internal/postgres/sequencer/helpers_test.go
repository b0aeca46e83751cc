package sequencer_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

const origin = "portal.example.ae/log"

// world is a database and its log.
type world struct {
	*testing.T
	database *postgrestest.Database
	secret   string // the signing key
	public   string
	file     string
	log      *sequencer.Log
	said     *output
}

// output collects what replicas log.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, database: postgrestest.New(t), file: filepath.Join(t.TempDir(), "checkpoint"), said: new(output)}
	var err error
	w.secret, w.public, err = translog.GenerateKey(origin)
	w.must(err)
	w.log = w.replica(w.database.Open(t))
	return w
}

// replica keeps the log through a connection of its own, with the file of the world.
func (w *world) replica(db *postgres.DB) *sequencer.Log { return w.with(db, nil) }

func (w *world) with(db *postgres.DB, witnesses sequencer.Witnesses) *sequencer.Log {
	w.Helper()
	keys, err := translog.ParseKeys(w.secret, origin)
	w.must(err)
	return sequencer.New(db, sequencer.Config{Keys: keys, File: w.file, Witnesses: witnesses, Log: slog.New(slog.NewTextHandler(w.said, nil))})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// insertEvents writes events, some streams of them, in one commit.
const insertEvents = `insert into audit_events (stream, kind, actor) select 'op:' || g % 50, 'signed_out', 'system' from generate_series(1, $1::integer) g`

// happen writes so many events.
func (w *world) happen(n int) {
	w.Helper()
	_, err := postgrestest.Connect(w, w.database.URL).Exec(w.Context(), insertEvents, n)
	w.must(err)
}

// sequenced does rounds until every event is covered: other databases of the server may be
// writing, and hold it up.
func (w *world) sequenced() {
	w.Helper()
	for w.uncovered() > 0 {
		w.round()
	}
}

func (w *world) uncovered() int {
	return w.count(`select count(*) from audit_events e where not exists (select from log_leaves l where l.event_id = e.id
		and l.index < (select coalesce(max(size), 0) from log_checkpoints where note is not null))`)
}

func (w *world) round() {
	w.Helper()
	_, err := w.log.Round(w.Context())
	w.must(err)
}

func (w *world) count(sql string, args ...any) int {
	w.Helper()
	return postgrestest.Query[int](w, w.database, sql, args...)
}

// checkpoint is a signed checkpoint, verified with the public key alone.
func (w *world) checkpoint(signed []byte) translog.Checkpoint {
	w.Helper()
	v, err := note.NewVerifier(w.public)
	w.must(err)
	n, err := note.Open(signed, note.VerifierList(v))
	w.must(err)
	c, err := translog.ParseCheckpoint(n.Text)
	w.must(err)
	return c
}

func (w *world) newest() translog.Checkpoint {
	w.Helper()
	signed, err := w.log.Checkpoint(w.Context())
	w.must(err)
	return w.checkpoint(signed)
}

func newTree() *compact.Range {
	return (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
}

// whole verifies everything that can be known of the log from the events alone: each has one
// leaf, which is its own, in the order of commits; and every signed checkpoint is the tree of
// the first leaves. The tree is computed by another library, without tiles.
func (w *world) whole() {
	w.Helper()
	conn := postgrestest.Connect(w, w.database.Owner)
	rows, err := conn.Query(w.Context(), `select l.index, l.data, e.hash, (e.xid, e.id) > (lag(e.xid) over (order by l.index), lag(e.id) over (order by l.index))
		from log_leaves l join audit_events e on e.id = l.event_id order by l.index`)
	w.must(err)
	tree := newTree()
	roots := map[int64][]byte{}
	var index int64
	var data, hash []byte
	var inOrder *bool
	_, err = pgx.ForEachRow(rows, []any{&index, &data, &hash, &inOrder}, func() error {
		if uint64(index) != tree.End() || !bytes.Equal(data, translog.LeafData(hash)) || inOrder != nil && !*inOrder {
			return fmt.Errorf("leaf %d is not what it should be", index)
		}
		if err := tree.Append(rfc6962.DefaultHasher.HashLeaf(data), nil); err != nil {
			return err
		}
		roots[index+1], err = tree.GetRootHash(nil)
		return err
	})
	w.must(err)
	w.rooted(conn, roots)
}

func (w *world) rooted(conn *pgx.Conn, roots map[int64][]byte) {
	w.Helper()
	rows, err := conn.Query(w.Context(), `select size, root, coalesce(note, '') from log_checkpoints order by size`)
	w.must(err)
	var size int64
	var root []byte
	var text string
	_, err = pgx.ForEachRow(rows, []any{&size, &root, &text}, func() error {
		if !bytes.Equal(root, roots[size]) {
			return fmt.Errorf("the checkpoint at %d has another root", size)
		}
		if text != "" {
			if c := w.checkpoint([]byte(text)); c.Size != size || !bytes.Equal(c.Root[:], root) {
				return fmt.Errorf("the checkpoint at %d was signed as something else", size)
			}
		}
		return nil
	})
	w.must(err)
}

// stops wants a round of a replica to stop, for a reason.
func (w *world) stops(l *sequencer.Log, reason string) {
	w.Helper()
	before := w.count(`select count(*) from log_checkpoints where note is not null`)
	_, err := l.Round(context.Background())
	if err == nil || !strings.Contains(err.Error(), reason) {
		w.Errorf("the round ended with %v, want %q", err, reason)
	}
	s, err := l.Status(w.Context())
	if err != nil || !strings.Contains(s.Stopped, reason) {
		w.Errorf("the status says %q, %v", s.Stopped, err)
	}
	if after := w.count(`select count(*) from log_checkpoints where note is not null`); after != before {
		w.Error("it signed all the same")
	}
}
