package sequencer_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// A replica dies before and after every statement of a round; another one goes on.
// However it ends, there is one tree, every event is in it once, and it contains what was kept.
//
//takeed:race
func TestAReplicaMayDieAtEveryStatement(t *testing.T) {
	w := newWorld(t)
	wire := w.database.Wire(t)
	w.happen(3)
	w.sequenced()
	deaths := 0
	for _, verdict := range []postgrestest.Verdict{postgrestest.CutBefore, postgrestest.CutAfter} {
		for at := 1; ; at++ {
			w.happen(2)
			died := w.dies(wire, verdict, at)
			for !died && w.uncovered() > 0 { // another database of the server was writing, and the round had nothing to do
				died = w.dies(wire, verdict, at)
			}
			if !died {
				break
			}
			deaths++
			w.contained()
			w.sequenced()
		}
		w.sequenced()
	}
	if deaths < 30 {
		t.Errorf("a round has %d statements", deaths/2)
	}
	w.whole()
}

// dies does a round through the wire, which is cut at a statement. It reports whether the round
// had so many.
func (w *world) dies(wire *postgrestest.Wire, verdict postgrestest.Verdict, at int) bool {
	w.Helper()
	config := w.database.Config("through a wire")
	config.URL, config.PageConns, config.CallbackConns, config.StaffConns = wire.URL, 1, 1, 1
	db, err := postgres.Open(w.Context(), config)
	w.must(err)
	defer db.Close()
	seen := 0
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' || m.Type == 'Q' {
			seen++
		}
		if seen == at {
			return verdict
		}
		return postgrestest.Pass
	})
	_, err = w.replica(db).Round(w.Context())
	wire.Judge(nil)
	wire.Mend()
	if errors.Is(err, sequencer.ErrStopped) {
		w.Error(err)
	}
	return seen >= at
}

// contained wants the checkpoint of the file to be a row of the database, with the same root,
// signed or not.
func (w *world) contained() {
	w.Helper()
	kept, err := os.ReadFile(w.file)
	w.must(err)
	c := w.checkpoint(kept)
	if n := w.count(`select count(*) from log_checkpoints where size = $1 and root = $2`, c.Size, c.Root[:]); n != 1 {
		w.Errorf("what the file has, of %d entries, is not in the database", c.Size)
	}
}

// crowd are replicas that keep one log at the same time, while connections break under them
// and events are written and rolled back.
type crowd struct {
	*world
	logs  []*sequencer.Log
	files []string
}

func newCrowd(t *testing.T, replicas int) *crowd {
	c := &crowd{world: newWorld(t)}
	for range replicas {
		c.file = filepath.Join(t.TempDir(), "checkpoint")
		c.logs, c.files = append(c.logs, c.replica(c.database.Open(t))), append(c.files, c.file)
	}
	c.log = c.logs[0]
	for _, l := range c.logs { // they are started together, and see a log that nobody signed
		_, err := l.Round(t.Context())
		c.must(err)
	}
	return c
}

// keep does rounds until the context ends, each with a context of its own that may end in the
// middle.
func (c *crowd) keep(ctx context.Context, l *sequencer.Log) {
	for ctx.Err() == nil {
		round, cancel := context.WithCancel(ctx)
		if rand.IntN(3) == 0 {
			go func() {
				_ = postgrestest.Exec(round, c.database.Owner, `select 1`) // about as long as a part of a round
				cancel()
			}()
		}
		_, err := l.Round(round)
		cancel()
		if errors.Is(err, sequencer.ErrStopped) {
			c.Error(err)
			return
		}
	}
}

// Replicas that do rounds at the same time, are cancelled in the middle and lose their
// connections, sign one tree, in which every event is once.
//
//takeed:race
func TestReplicasSignOneTree(t *testing.T) {
	c := newCrowd(t, 3)
	keeping, stop := context.WithCancel(t.Context())
	var all, writing sync.WaitGroup
	for _, l := range c.logs {
		all.Go(func() { c.keep(keeping, l) })
	}
	for i := range 4 {
		conn := postgrestest.Connect(t, c.database.Owner)
		writing.Go(func() { c.write(conn, i, 40) })
	}
	admin := postgrestest.Connect(t, c.database.Admin)
	for range 25 {
		_, err := admin.Exec(t.Context(), `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
			where datname = current_database() and application_name = 'takeed' order by random() limit 1) x`)
		c.must(err)
	}
	writing.Wait()
	stop()
	all.Wait()
	c.settleAll()
}

// settleAll lets every replica do its rounds until all is covered, and compares what they kept.
func (c *crowd) settleAll() {
	c.Helper()
	for c.uncovered() > 0 {
		_, err := c.log.Round(c.Context())
		if err != nil && !errors.Is(err, approval.ErrStoreDown) && !errors.Is(err, approval.ErrOutcomeUnknown) { // a connection that was ended while it was idle
			c.Fatal(err)
		}
	}
	signed, err := c.log.Checkpoint(c.Context())
	c.must(err)
	for i, l := range c.logs {
		_, err := l.Round(c.Context())
		c.must(err)
		if kept, err := os.ReadFile(c.files[i]); err != nil || !bytes.Equal(kept, signed) {
			c.Errorf("replica %d kept another checkpoint than was signed: %v", i, err)
		}
	}
	c.whole()
}

// write writes events in commits of one to five, and rolls some back.
func (c *crowd) write(conn *pgx.Conn, writer, commits int) {
	for i := range commits {
		dbtx, err := conn.Begin(c.Context())
		if err != nil {
			c.Error(err)
			return
		}
		_, err = dbtx.Exec(c.Context(), `insert into audit_events (stream, kind, actor) select 'op:w' || $1::text, 'signed_out', 'system' from generate_series(1, $2::integer) g`, string(rune('a'+writer)), 1+i%5)
		if err == nil && i%7 == 0 {
			err = dbtx.Rollback(c.Context())
		} else if err == nil {
			err = dbtx.Commit(c.Context())
		}
		if err != nil {
			c.Error(err)
			return
		}
	}
}

// A replica that shares its file with another one, or was slow, never puts an older checkpoint
// over a newer one, and follows what others sign.
func TestAReplicaFollowsTheOthers(t *testing.T) {
	c := newCrowd(t, 2)
	c.happen(3)
	c.sequenced()
	_, err := c.logs[1].Round(t.Context())
	c.must(err)
	first, err := os.ReadFile(c.files[0])
	c.must(err)
	if second, err := os.ReadFile(c.files[1]); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the first checkpoint: %q, %v", second, err)
	}
	c.must(os.Remove(c.files[1]))
	c.file = c.files[1]
	c.stops(c.logs[1], "is not there")                     // it had a file once
	c.stops(c.replica(c.database.Open(t)), "is not there") // it is new
	c.must(os.WriteFile(c.files[1], first, 0o600))         // as the guide says
	c.happen(300)
	c.sequenced()
	_, err = c.logs[1].Round(t.Context())
	c.must(err)
	first, err = os.ReadFile(c.files[0])
	c.must(err)
	if second, err := os.ReadFile(c.files[1]); err != nil || !bytes.Equal(first, second) {
		t.Errorf("%q, %v", second, err)
	}
	if translogSize(t, first) != 303 {
		t.Errorf("%q", first)
	}
}

// Two replicas share a file. One is slow: while it prepares to sign, the other signs a later
// checkpoint. The file keeps the later one.
//
//takeed:race
func TestASlowReplicaLeavesTheLaterCheckpoint(t *testing.T) {
	w := newWorld(t)
	w.happen(3)
	w.sequenced()
	wire := w.database.Wire(t)
	config := w.database.Config("slow")
	config.URL = wire.URL
	db, err := postgres.Open(t.Context(), config)
	w.must(err)
	t.Cleanup(db.Close)
	slow := w.replica(db)
	_, err = slow.Round(t.Context())
	w.must(err)
	w.happen(2)
	overtaken := false
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' && strings.Contains(m.SQL, "substring(t.hashes") && !overtaken {
			overtaken = true
			w.happen(4)
			w.sequenced()
		}
		return postgrestest.Pass
	})
	for !overtaken {
		_, err = slow.Round(t.Context())
		w.must(err)
	}
	kept, err := os.ReadFile(w.file)
	w.must(err)
	if n := translogSize(t, kept); n != 9 || w.newest().Size != 9 {
		t.Errorf("the file has %d entries, and %d are signed", n, w.newest().Size)
	}
	w.whole()
}

func translogSize(t *testing.T, signed []byte) int64 {
	t.Helper()
	text, _, _ := bytes.Cut(signed, []byte("\n\n"))
	c, err := translog.ParseCheckpoint(string(text) + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return c.Size
}
