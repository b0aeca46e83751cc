package main

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	f_proof "github.com/transparency-dev/formats/proof"
	f_witness "github.com/transparency-dev/formats/witness"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// What is accepted has one spelling: written again, it is the same.
func FuzzReceipt(f *testing.F) {
	r := rand.New(rand.NewPCG(11, 11))
	for range 8 {
		s := newSpecimen(r, 3)
		_, e := mutate(r, s)
		f.Add(s.file)
		f.Add(e.file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, ok := readReceipt(file)
		if !ok {
			return
		}
		if again := r.canonical(); string(again) != string(file) || len(file) > maxReceipt || strings.Count(string(file), "\n") != 1 {
			t.Errorf("%q is read as %q", file, again)
		}
		d, ok := exactly[document](r.Document)
		if ok && string(encode(d)) != r.Document {
			t.Errorf("%q is read as %+v", r.Document, d)
		}
	})
}

// What is unpacked becomes one line of a file, and packed again it is the same file.
func FuzzCode(f *testing.F) {
	r := rand.New(rand.NewPCG(15, 15))
	for range 8 {
		s := newSpecimen(r, 3)
		if l, ok := largeOf(s.file); ok {
			f.Add(l.bytes()[1:])
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, ok := unpack(in32(append([]byte{2}, b...)))
		if !ok {
			return
		}
		if strings.Count(string(file), "\n") != 1 {
			t.Errorf("%x becomes %q", b, file)
		}
		if _, ok := readReceipt(file); ok {
			if e, ok := onCode(evidence{file: file}); ok && verifyCode(e.code, trust{}).Step == "format" {
				t.Errorf("%q is packed as %s", file, e.code)
			}
		}
	})
}

// What is accepted is a proof to the library of the formats, and one of the right length to
// that of the trees.
func FuzzProof(f *testing.F) {
	r := rand.New(rand.NewPCG(12, 12))
	for i := range 16 {
		_, leaf := newParts(r).finish()
		f.Add(prove(r, leaf, 1+i*i, newIdentity(r, origin).signer))
	}
	f.Fuzz(func(t *testing.T, s string) {
		ours, ok := parseProof(s)
		if !ok {
			return
		}
		var theirs f_proof.TLogProof
		if err := theirs.Unmarshal([]byte(s)); err != nil || theirs.Index != uint64(ours.index) || len(theirs.Hashes) != len(ours.hashes) {
			t.Fatalf("%v: %+v, %+v", err, theirs, ours)
		}
		var hashes [][]byte
		for _, h := range ours.hashes {
			hashes = append(hashes, h[:])
		}
		if _, err := merkle.RootFromInclusionProof(rfc6962.DefaultHasher, uint64(ours.index), uint64(ours.size), make([]byte, 32), hashes); err != nil {
			t.Error(err)
		}
	})
}

// What is accepted is a note to the library, with the same text, and a key's signature is
// one to both.
func FuzzNote(f *testing.F) {
	r := rand.New(rand.NewPCG(13, 13))
	log, w := newIdentity(r, origin), newWitness(r, "witness.example")
	for i := range 8 {
		text := string(checkpointNote(uint64(i), randomBytes(r, 32), log.signer, w.signer))
		f.Add(text)
		f.Add(text + badSignature(r, lastSignatures(text)))
	}
	trusted, err := newTrust(log.vkey, nil)
	check(err)
	verifier, err := note.NewVerifier(log.vkey)
	check(err)
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := parseCheckpoint(s)
		if !ok {
			return
		}
		theirs, err := note.Open([]byte(s), note.VerifierList(verifier))
		if trusted.signed(c) && (err != nil || theirs.Text != c.text) {
			t.Errorf("%v for %q", err, s)
		}
		if _, unsigned := err.(*note.UnverifiedNoteError); err != nil && !unsigned {
			if _, invalid := err.(*note.InvalidSignatureError); !invalid {
				t.Errorf("%v for %q", err, s)
			}
		}
	})
}

// What is accepted, the library takes too, if each witness has an address.
func FuzzPolicy(f *testing.F) {
	r := rand.New(rand.NewPCG(14, 14))
	var all []identity
	for range 5 {
		all = append(all, newWitness(r, "w"+base64.RawURLEncoding.EncodeToString(randomBytes(r, 3))))
	}
	s := sample()
	for range 8 {
		f.Add(randomPolicy(r, all))
		f.Add(*brokenPolicy(r, s).policy)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePolicy(text)
		if err != nil || p.quorum == "" {
			return
		}
		for line := range strings.SplitSeq(text, "\n") {
			if words := strings.Fields(line); len(words) > 0 && words[0] == "witness" && (len(words) < 4 || words[3][0] == '#') {
				return
			}
		}
		if _, err := f_witness.ParsePolicy([]byte(text)); err != nil && !hasOddNames(text) {
			t.Errorf("%v for %q", err, text)
		}
	})
}

// hasOddNames reports names that the library keeps for itself, and what it reads otherwise
// than the format says: it takes other spaces for spaces, # within a word for a comment, and
// addresses seriously.
func hasOddNames(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		for i, word := range strings.Fields(line) {
			switch {
			case i > 0 && strings.Contains(" witness group any all none quorum log ", " "+word+" "), strings.Contains(strings.TrimLeft(word, "#"), "#"), strings.Contains(word, ":"), strings.Contains(word, "%"):
				return true
			}
		}
	}
	return strings.ContainsFunc(text, func(r rune) bool { return r > 0x7e }) || len(text) > 60_000
}
