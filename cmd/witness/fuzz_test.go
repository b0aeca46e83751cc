package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness/witnesstest"
)

// A request has one spelling: what the parser accepts, it would write the same way. The
// corpus is in testdata; these are the usual ones.
func FuzzRequest(f *testing.F) {
	l := witnesstest.New(f, origin, 9)
	proof, err := l.Proof(f.Context(), 5, 9)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(message(5, proof, l.Checkpoint(f, 9)))
	f.Add(message(0, nil, l.Checkpoint(f, 0)))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parseRequest(body)
		if err != nil {
			return
		}
		if again := message(r.old, r.proof, r.checkpoint); !bytes.Equal(again, body) {
			t.Fatalf("%q is accepted as %q", body, again)
		}
	})
}

// A checkpoint that is accepted has one spelling, too, and no proof makes the comparison
// panic or run for ever.
func FuzzCheckpoint(f *testing.F) {
	l := witnesstest.New(f, origin, 9)
	for _, size := range []int64{0, 1, 9} {
		text, _, _ := strings.Cut(string(l.Checkpoint(f, size)), "\n\n")
		f.Add(text+"\n", int64(5), 3)
	}
	f.Fuzz(func(t *testing.T, text string, old int64, hashes int) {
		c, err := parseCheckpoint(text)
		if err != nil || old < 0 || old > c.size || hashes < 0 || hashes > maxProof {
			return
		}
		if head := fmt.Sprintf("%s\n%d\n%s\n", c.origin, c.size, c.root); !strings.HasPrefix(text, head) {
			t.Fatalf("%q is accepted as %q", text, head)
		}
		proof := make(tlog.TreeProof, hashes)
		if other := (tlog.Hash{1}); old > 0 && c.root != other && c.continues(tree{c.origin, old, other}, proof) {
			t.Fatalf("%q continues anything", text)
		}
	})
}
