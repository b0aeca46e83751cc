package sequencer_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/receipt"
	"takeed/internal/translog"
)

// A receipt is whole: each part follows from the next, up to what the key signed.
func TestAReceiptFollowsAConfirmation(t *testing.T) {
	w := newWorld(t)
	db := w.database.Open(t)
	p, session := postgrestest.Somebody(t, db)
	id := postgrestest.Confirmed(t, db, p, session)
	if _, err := w.log.Receipt(t.Context(), id); !errors.Is(err, receipt.ErrFollows) {
		t.Fatalf("before it is covered: %v", err)
	}
	w.sequenced()
	r, err := w.log.Receipt(t.Context(), id)
	w.must(err)
	body := r.Event.Detail()
	digest := sha256.Sum256(r.Document)
	if body["digest"] != hex.EncodeToString(digest[:]) || body["result"] != r.Result.Commitment().String() || !r.Event.Intact() {
		t.Errorf("the event does not commit to its parts: %v", body)
	}
	c, witnesses, err := r.Checkpoint()
	w.must(err)
	if err := r.Proof.Check(c, translog.LeafData(r.Event.Hash)); err != nil || witnesses != 0 || c.Origin != origin {
		t.Errorf("the proof: %v, %+v", err, c)
	}
	file, err := r.Encode()
	w.must(err)
	var all map[string]any
	if err := json.Unmarshal(file, &all); err != nil || all["document"] != string(r.Document) || all["result"] != string(r.Result.Text) ||
		all["proof"] != string(r.Proof.Text()) || !bytes.HasPrefix(file, []byte(`{"format":"takeed.receipt/v1","document":"`)) {
		t.Errorf("the file: %v\n%s", err, file)
	}
	var result approval.Result
	if err := json.Unmarshal(r.Result.Text, &result); err != nil || result.Name.EN != p.Identity.NameEN || result.Status != approval.Confirmed ||
		strings.Contains(string(file), p.Identity.EmiratesID) {
		t.Errorf("the result: %+v, %v", result, err)
	}
}

// The note of a statement can be made again from its code and the key.
func TestAStatementIsSigned(t *testing.T) {
	w := newWorld(t)
	db := w.database.Open(t)
	p, session := postgrestest.Somebody(t, db)
	id := postgrestest.Confirmed(t, db, p, session)
	w.sequenced()
	r, err := w.log.Receipt(t.Context(), id)
	w.must(err)
	if n := len(r.Statement.Code()); n != 188 {
		t.Errorf("the code has %d letters", n)
	}
	verifier, err := note.NewVerifier(w.public)
	w.must(err)
	signed := statementNote(t, r.Statement.Code(), origin)
	if n, err := note.Open(signed, note.VerifierList(verifier)); err != nil || !strings.Contains(n.Text, r.Statement.Digest.String()) {
		t.Errorf("%v:\n%s", err, signed)
	}
}

// statementNote makes the note from what is on paper, as a verifier does, and from the origin
// that its key names.
func statementNote(t *testing.T, code, origin string) []byte {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(code)
	if err != nil || len(b) != 117 || b[0] != 1 {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(b[45:]))).UTC().Format("2006-01-02T15:04:05.000000Z")
	return fmt.Appendf(nil, "takeed.statement/v1\n%s\n%d\n%x\nconfirmed\n%s\n\n— %s %s\n", origin, binary.BigEndian.Uint64(b[5:]), b[13:45], at,
		origin, base64.StdEncoding.EncodeToString(append(b[1:5:5], b[53:]...)))
}

// Nothing but a confirmation of this release has a receipt.
func TestNothingElseHasAReceipt(t *testing.T) {
	w := newWorld(t)
	db := w.database.Open(t)
	p, session := postgrestest.Somebody(t, db)
	pending := postgrestest.Created(t, db, p)
	before := postgrestest.Confirmed(t, db, p, session)
	w.database.Plant(t, `update transactions set result = null where id = $1`, before)
	w.sequenced()
	for what, id := range map[string]approval.ID{"pending": pending, "of the release before": before, "of nobody": approval.NewID()} {
		if r, err := w.log.Receipt(t.Context(), id); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
}
