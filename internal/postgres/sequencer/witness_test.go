package sequencer_test

import (
	"context"
	"crypto/ed25519"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// witness cosigns what contains what it cosigned before.
type witness struct {
	*world
	signer *torchwood.CosignatureSigner

	mu    sync.Mutex
	last  tlog.Tree
	asked int
}

func newWitness(w *world) *witness {
	w.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	w.must(err)
	s, err := torchwood.NewCosignatureSigner("witness.example/w1", key)
	w.must(err)
	return &witness{world: w, signer: s}
}

// Cosign implements sequencer.Witnesses.
func (w *witness) Cosign(_ context.Context, signed []byte, size int64, prove sequencer.Prove) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	c := w.checkpoint(signed)
	hashes, err := prove(w.last.N)
	if err != nil || c.Size != size {
		w.Errorf("from %d to %d, or %d: %v", w.last.N, size, c.Size, err)
		return nil
	}
	if w.last.N > 0 && w.last.N != size {
		if err := tlog.CheckTree(hashes, c.Size, c.Root, w.last.N, w.last.Hash); err != nil {
			w.Error(err)
			return nil
		}
	}
	w.last = tlog.Tree{N: c.Size, Hash: c.Root}
	return []string{w.cosigned(c)}
}

func (w *witness) cosigned(c translog.Checkpoint) string {
	both, err := note.Sign(&note.Note{Text: c.Text()}, w.signer)
	if err != nil {
		w.Error(err)
	}
	return strings.TrimPrefix(string(both), c.Text()+"\n")
}

// times are the times of the witness's cosignatures below a note.
func (w *witness) times(signed []byte) (all []int64) {
	w.Helper()
	n, err := note.Open(signed, note.VerifierList(w.signer.Verifier()))
	if err != nil {
		return nil
	}
	for _, s := range n.Sigs {
		at, err := torchwood.CosignatureTimestamp(s)
		w.must(err)
		all = append(all, at)
	}
	return all
}

// running runs a replica with a witness as a portal does, until the test ends.
func (w *world) running(by sequencer.Witnesses) {
	w.Helper()
	w.log = w.with(w.database.Open(w), by)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { w.log.Run(ctx) })
	w.Cleanup(func() {
		stop()
		running.Wait()
	})
}

func (w *world) until(done func() bool) {
	w.Helper()
	for over := time.Now().Add(time.Minute); !done(); {
		if time.Now().After(over) {
			w.Fatal("it does not happen")
		}
	}
}

// cosignatures are those of the newest checkpoint.
func (w *world) cosignatures() int {
	w.Helper()
	s, err := w.log.Status(w.Context())
	w.must(err)
	return s.Cosignatures
}

// What is published, and every proof, has what witnesses signed. They are asked again each
// minute when nothing happens, and a newer cosignature takes the place of the older one.
//
//takeed:race
func TestWitnessesCosign(t *testing.T) {
	w := newWorld(t)
	by := newWitness(w)
	w.running(by)
	for _, n := range []int{3, 300} {
		w.happen(n)
		w.until(func() bool { return w.uncovered() == 0 && w.cosignatures() == 1 })
	}
	signed, err := w.log.Checkpoint(t.Context())
	w.must(err)
	p, err := w.log.Proof(t.Context(), 1)
	w.must(err)
	first := by.times(signed)
	if len(first) != 1 || string(p.Note) != string(signed) {
		t.Errorf("%v: %s; in a proof: %s", first, signed, p.Note)
	}
	by.mu.Lock()
	asked := by.asked
	by.mu.Unlock()
	w.database.Plant(t, `update log_state set beat_at = beat_at - interval '2 minutes'`)
	w.until(func() bool { by.mu.Lock(); defer by.mu.Unlock(); return by.asked > asked })
	w.until(func() bool {
		again, err := w.log.Checkpoint(t.Context())
		w.must(err)
		now := by.times(again)
		return len(now) == 1 && now[0] >= first[0] && strings.Count(string(again), "\n— ") == 2
	})
	w.whole()
}

// A proof has a checkpoint that was cosigned, if there is one that covers the event, and else the
// newest.
func TestAProofHasCosignaturesIfThereAreAny(t *testing.T) {
	w := newWorld(t)
	by := newWitness(w)
	w.happen(3)
	w.sequenced()
	line := by.cosigned(w.newest())
	w.database.Plant(t, `update log_checkpoints set cosignatures = $1`, line)
	w.happen(2)
	w.sequenced()
	for event, size := range map[int64]int64{1: 3, 3: 3, 4: 5} {
		p, err := w.log.Proof(t.Context(), event)
		if err != nil || w.checkpoint(p.Note).Size != size || (len(by.times(p.Note)) == 1) != (size == 3) {
			t.Errorf("event %d: %+v, %v", event, p, err)
		}
	}
}

// silent is a witness that never answers.
type silent struct{ asked chan struct{} }

func (s silent) Cosign(ctx context.Context, _ []byte, _ int64, _ sequencer.Prove) []string {
	select {
	case s.asked <- struct{}{}:
	default:
	}
	<-ctx.Done()
	return nil
}

// The log does not wait for a witness.
//
//takeed:race
func TestNobodyWaitsForAWitness(t *testing.T) {
	w := newWorld(t)
	s := silent{make(chan struct{}, 1)}
	w.running(s)
	w.happen(3)
	<-s.asked
	w.happen(4)
	w.until(func() bool { return w.uncovered() == 0 })
	if c := w.newest(); c.Size != 7 {
		t.Errorf("%+v", c)
	}
}
