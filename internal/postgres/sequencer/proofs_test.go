package sequencer_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

// Many events are proved to one checkpoint, which another library finds right; those that are
// not covered yet, or do not exist, have no proof.
func TestManyEventsAreProvedAtOnce(t *testing.T) {
	w := newWorld(t)
	if p, err := w.log.Proofs(t.Context(), []int64{1}); err != nil || len(p.Of) != 0 || len(p.Checkpoint) != 0 {
		t.Errorf("before there is a checkpoint: %+v, %v", p, err)
	}
	w.happen(700)
	w.sequenced()
	w.happen(3)
	asked := []int64{700, 1, 2, 256, 257, 512, 513, 699, 701, 703, 1_000_000}
	p, err := w.log.Proofs(t.Context(), asked)
	w.must(err)
	c := w.checkpoint(p.Checkpoint)
	if len(p.Of) != 8 || c.Size != 700 {
		t.Errorf("%d proofs to %d entries", len(p.Of), c.Size)
	}
	for number, of := range p.Of {
		if !bytes.Equal(of.Note, p.Checkpoint) {
			t.Errorf("event %d leads to another checkpoint", number)
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(translog.LeafData(postgrestest.Query[[]byte](t, w.database, `select hash from audit_events where id = $1`, number)))
		var hashes [][]byte
		for _, h := range of.Hashes {
			hashes = append(hashes, h[:])
		}
		w.must(proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(of.Index), uint64(c.Size), leaf, hashes, c.Root[:]))
	}
	for number, covered := range map[int64]bool{1: true, 700: true, 701: false, 1_000_000: false} {
		if got, err := w.log.Covered(t.Context(), number); err != nil || got != covered {
			t.Errorf("event %d is covered: %v, %v", number, got, err)
		}
	}
}

// A checkpoint that witnesses signed proves more than a newer one of ours alone. An event that
// only the newer one covers leads to that.
func TestACosignedCheckpointIsPreferred(t *testing.T) {
	w := newWorld(t)
	w.happen(10)
	w.sequenced()
	line := "\u2014 witness.example " + base64.StdEncoding.EncodeToString(make([]byte, 76)) + "\n"
	w.database.Plant(t, `update log_checkpoints set cosignatures = $1`, line)
	w.happen(10)
	w.sequenced()
	for asked, size := range map[int64]int64{10: 10, 11: 20} {
		p, err := w.log.Proofs(t.Context(), []int64{1, asked})
		w.must(err)
		if c := w.checkpoint(p.Checkpoint); c.Size != size || len(p.Of) != 2 || bytes.HasSuffix(p.Checkpoint, []byte(line)) != (size == 10) {
			t.Errorf("event %d: %+v, %d proofs", asked, c, len(p.Of))
		}
	}
}

// A tree that was changed proves nothing.
func TestAChangedTileProvesNothing(t *testing.T) {
	w := newWorld(t)
	w.happen(300)
	w.sequenced()
	w.database.Plant(t, `update log_tiles set hashes = overlay(hashes placing sha256('x') from 1) where level = 0 and n = 0`)
	if p, err := w.log.Proofs(t.Context(), []int64{2}); err == nil {
		t.Errorf("%+v", p)
	}
}
