package sequencer_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// Events enter the log, and a signed checkpoint covers them: over several tiles, in rounds of
// every size.
func TestEventsAreCovered(t *testing.T) {
	w := newWorld(t)
	if _, err := w.log.Checkpoint(t.Context()); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("a log without events has a checkpoint: %v", err)
	}
	total := 0
	for _, n := range []int{1, 1, 254, 1, 255, 257, 600} {
		w.happen(n)
		w.sequenced()
		total += n
		if c := w.newest(); c.Size != int64(total) || c.Origin != origin {
			t.Errorf("after %d events: %+v", total, c)
		}
	}
	w.whole()
	s, err := w.log.Status(t.Context())
	w.must(err)
	if s.Size != int64(total) || s.Signed != s.Size || s.Lag != 0 || !s.Oldest.IsZero() || s.SignedAt.IsZero() || s.BeatAt.IsZero() || s.Stopped != "" {
		t.Errorf("%+v", s)
	}
}

// Another library verifies the proof of every event.
func TestEveryEventHasAProof(t *testing.T) {
	w := newWorld(t)
	w.happen(300)
	w.sequenced()
	w.happen(5)
	for _, id := range postgrestest.Query[[]int64](t, w.database, `select array_agg(id order by id) from audit_events`) {
		p, err := w.log.Proof(t.Context(), id)
		if errors.Is(err, sequencer.ErrNotCovered) != (id > 300) || err != nil && id <= 300 {
			t.Fatalf("event %d: %v", id, err)
		}
		if id > 300 {
			continue
		}
		parsed, err := translog.ParseProof(p.Text())
		w.must(err)
		c := w.checkpoint(parsed.Note)
		leaf := rfc6962.DefaultHasher.HashLeaf(translog.LeafData(postgrestest.Query[[]byte](t, w.database, `select hash from audit_events where id = $1`, id)))
		var hashes [][]byte
		for _, h := range parsed.Hashes {
			hashes = append(hashes, h[:])
		}
		w.must(proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(parsed.Index), uint64(c.Size), leaf, hashes, c.Root[:]))
	}
	if _, err := w.log.Proof(t.Context(), 1_000_000); !errors.Is(err, sequencer.ErrNotCovered) {
		t.Errorf("an event that does not exist: %v", err)
	}
}

// What is published of the tree is there as far as it is signed, and no further.
func TestTilesAreThereAsFarAsTheyAreSigned(t *testing.T) {
	w := newWorld(t)
	w.happen(513)
	w.sequenced()
	for tile, bytes := range map[translog.Tile]int{
		{Level: 0, N: 1, Width: 256}: 8192, {Level: 0, N: 2, Width: 1}: 32, {Level: 1, N: 0, Width: 2}: 64, {Level: 1, N: 0, Width: 1}: 32,
		{Level: translog.Entries, N: 0, Width: 256}: 256 * 34, {Level: translog.Entries, N: 2, Width: 1}: 34, {Level: 0, N: 0, Width: 7}: 7 * 32,
		{Level: 0, N: 2, Width: 2}: 0, {Level: 1, N: 0, Width: 3}: 0, {Level: 1, N: 1, Width: 1}: 0, {Level: 2, N: 0, Width: 1}: 0, {Level: translog.Entries, N: 3, Width: 1}: 0,
	} {
		data, err := w.log.Tile(t.Context(), tile)
		if len(data) != bytes || (err == nil) != (bytes > 0) || err != nil && !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%+v: %d bytes, %v", tile, len(data), err)
		}
	}
}

// The file has the newest checkpoint before the database shows it, and nothing else.
func TestTheFileHasWhatIsPublished(t *testing.T) {
	w := newWorld(t)
	w.happen(3)
	w.sequenced()
	published, err := w.log.Checkpoint(t.Context())
	w.must(err)
	kept, err := os.ReadFile(w.file)
	if err != nil || !bytes.Equal(kept, published) {
		t.Errorf("%q, %v; published: %q", kept, err, published)
	}
	w.round() // nothing happened
	if again, err := os.ReadFile(w.file); err != nil || !bytes.Equal(again, kept) {
		t.Errorf("%q, %v", again, err)
	}
}
