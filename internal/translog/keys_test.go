package translog_test

import (
	"testing"

	"golang.org/x/mod/sumdb/note"

	"takeed/internal/translog"
)

// Whoever has the old key learns the new one, and believes it.
func TestTheNoteOfKeysIsSignedByAll(t *testing.T) {
	t.Parallel()
	older, first, _ := translog.GenerateKey("log.example.ae/takeed")
	newer, second, _ := translog.GenerateKey("log.example.ae/takeed")
	k, err := translog.ParseKeys(older+"\n"+newer+"\n", "log.example.ae/takeed")
	if err != nil {
		t.Fatal(err)
	}
	signed, err := k.Note()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{first, second} {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(signed, note.VerifierList(verifier))
		if err != nil || n.Text != "takeed.keys/v1\nlog.example.ae/takeed\n"+first+"\n"+second+"\n" {
			t.Errorf("with %s: %v\n%s", key, err, signed)
		}
	}
}
