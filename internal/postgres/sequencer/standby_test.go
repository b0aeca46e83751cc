package sequencer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// paired is a log on a primary with a standby.
type paired struct {
	*world
	pair *postgrestest.Pair
	wire *postgrestest.Wire
}

func newPaired(t *testing.T) *paired {
	t.Helper()
	t.Parallel()
	w := &world{T: t, file: filepath.Join(t.TempDir(), "checkpoint"), said: new(output)}
	p := &paired{world: w, pair: postgrestest.NewPair(t)}
	w.database, p.wire = p.pair.Database()
	var err error
	w.secret, w.public, err = translog.GenerateKey(origin)
	w.must(err)
	w.log = w.replica(w.database.Open(t))
	return p
}

// happenHere writes events that the primary has and, while the stream is cut, no standby.
func (p *paired) happenHere(n int) {
	p.Helper()
	conn := postgrestest.Connect(p, p.pair.Primary.URL("postgres", "takeed"))
	_, err := conn.Exec(p.Context(), `set synchronous_commit = local`)
	p.must(err)
	_, err = conn.Exec(p.Context(), insertEvents, n)
	p.must(err)
	p.must(conn.Close(p.Context()))
}

// givenUp does a round whose commit waits for the standby, and has an administrator cancel what
// hangs: everybody on the primary then sees what no standby has.
func (p *paired) givenUp() {
	p.Helper()
	answer := make(chan error, 1)
	go func() {
		_, err := p.log.Round(context.WithoutCancel(p.Context()))
		answer <- err
	}()
	admin := postgrestest.Connect(p, p.pair.Primary.URL("postgres", "takeed"))
	for over, n := time.Now().Add(time.Minute), 0; n == 0; {
		p.must(admin.QueryRow(p.Context(), `select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'`).Scan(&n))
		if time.Now().After(over) {
			p.Fatal("no commit waits")
		}
	}
	if err := <-answer; !errors.Is(err, approval.ErrOutcomeUnknown) {
		p.Errorf("the round: %v", err)
	}
	p.must(admin.Close(p.Context()))
}

// counts are how many checkpoints the primary shows, and how many of these are signed.
func (p *paired) counts() (all, signed int) {
	p.Helper()
	conn := postgrestest.Connect(p, p.pair.Primary.URL("postgres", "takeed"))
	defer func() { _ = conn.Close(context.WithoutCancel(p.Context())) }()
	p.must(conn.QueryRow(p.Context(), `select count(*), count(note) from log_checkpoints`).Scan(&all, &signed))
	return all, signed
}

// What a fail-over can take back is not signed, though everybody on the primary can see it. After
// the fail-over other events take that place in the log, and the file fits.
//
//takeed:race
func TestNothingIsSignedThatAStandbyLacks(t *testing.T) {
	p := newPaired(t)
	p.happen(3)
	p.sequenced()
	p.pair.Stream.Cut()
	p.happenHere(4)
	p.givenUp()
	if all, signed := p.counts(); all != 2 || signed != 1 {
		t.Fatalf("%d checkpoints, %d of them signed", all, signed)
	}
	for range 2 {
		if _, err := p.log.Round(t.Context()); !errors.Is(err, approval.ErrOutcomeUnknown) && !errors.Is(err, approval.ErrWouldBlock) {
			t.Errorf("another round: %v", err)
		}
	}
	if _, signed := p.counts(); signed != 1 {
		t.Error("what the standby lacks is signed")
	}
	p.pair.FailOver(p.wire)
	p.settled(5)
	p.contained()
	p.whole()
}

// settled writes events on the new primary, and does rounds until they are covered; connections
// may still be broken.
func (p *paired) settled(n int) {
	p.Helper()
	p.happen(n)
	for p.uncovered() > 0 {
		if _, err := p.log.Round(p.Context()); errors.Is(err, sequencer.ErrStopped) {
			p.Fatal(err)
		}
	}
}

// When the standby is back, the same replica signs what it could not.
//
//takeed:race
func TestWhatWasNotSignedIsSignedLater(t *testing.T) {
	p := newPaired(t)
	p.happen(3)
	p.sequenced()
	p.pair.Stream.Cut()
	p.happenHere(4)
	p.givenUp()
	p.pair.Stream.Mend()
	p.settled(1)
	if c := p.newest(); c.Size != 8 {
		t.Errorf("%+v", c)
	}
	p.whole()
}

// Without a synchronous standby a fail-over loses what was signed. The file shows it: the log is
// smaller, and when another portal without a file has let it grow, does not contain it.
//
//takeed:race
func TestAFailOverThatLosesWhatWasSignedIsFound(t *testing.T) {
	p := newPaired(t)
	p.happen(3)
	p.sequenced()
	p.pair.On(p.pair.Primary, `alter system reset synchronous_standby_names`, `select pg_reload_conf()`)
	p.pair.Stream.Cut()
	p.happenHere(4)
	for p.uncovered() > 0 {
		_, err := p.log.Round(t.Context())
		if errors.Is(err, sequencer.ErrStopped) {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(p.file)
	p.must(err)
	p.pair.FailOver(p.wire)
	p.reconnected()
	p.stops(p.log, "smaller than what was signed")
	careless, file := p.log, p.file
	p.file = ""
	p.log = p.replica(p.database.Open(t))
	p.settled(9)
	p.file, p.log = file, careless
	p.stops(p.log, "does not contain what was signed")
	if again, err := os.ReadFile(p.file); err != nil || string(again) != string(kept) {
		t.Errorf("the evidence is gone: %q, %v", again, err)
	}
}

// reconnected waits until the replica has noticed that its connections are broken.
func (p *paired) reconnected() {
	p.Helper()
	for {
		if _, err := p.log.Round(p.Context()); !errors.Is(err, approval.ErrStoreDown) && !errors.Is(err, approval.ErrOutcomeUnknown) {
			return
		}
	}
}
