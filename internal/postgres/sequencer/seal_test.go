package sequencer_test

import (
	"crypto/sha256"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

// A manifest says between which entries of the log its file lies, and the key signs it.
func TestAManifestIsSealed(t *testing.T) {
	w := newWorld(t)
	w.happen(5)
	w.sequenced()
	w.happen(3)
	last := postgrestest.Query[int64](t, w.database, `select max(id) from audit_events`)
	verifier, err := note.NewVerifier(w.public)
	w.must(err)
	sealed, signed, err := w.log.Seal(t.Context(), audit.Manifest{Format: audit.JSONL, Count: 6, First: last - 5, Last: last})
	w.must(err)
	if sealed.Log.First != 2 || sealed.Log.Last != 7 && sealed.Log.Last != -1 { // another database of the server may hold the newest up
		t.Errorf("the range is %+v", sealed.Log)
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil || n.Text != audit.ManifestNote(origin, sha256.Sum256(sealed.Encode())) {
		t.Errorf("the note: %v\n%s", err, signed)
	}
	if m, err := audit.ParseManifest(sealed.Encode()); err != nil || *m.Log != *sealed.Log {
		t.Errorf("read again: %+v, %v", m.Log, err)
	}
	empty, _, err := w.log.Seal(t.Context(), audit.Manifest{Format: audit.JSONL})
	if err != nil || empty.Log.First != -1 || empty.Log.Last != -1 {
		t.Errorf("an empty file: %+v, %v", empty.Log, err)
	}
}
