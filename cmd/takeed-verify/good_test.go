package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// evidence is what a verifier is given.
type evidence struct {
	file   []byte
	keys   string
	policy *string
	code   string // of a statement, which has no file
}

// specimen is evidence that holds, with what mutations need to know of it.
type specimen struct {
	evidence
	parts
	size      int
	log       identity
	witnesses []identity
	enough    int // witnesses that the policy asks for
}

// newSpecimen makes a receipt in a log of some size, cosigned by up to three witnesses, with
// a policy that asks for some of them, for none, or without one.
func newSpecimen(r *rand.Rand, size int) *specimen {
	s := &specimen{parts: newParts(r), size: size, log: newIdentity(r, origin)}
	for i := range r.IntN(4) {
		s.witnesses = append(s.witnesses, newWitness(r, fmt.Sprintf("witness.example/%d", i)))
	}
	s.keys = s.log.vkey
	if len(s.witnesses) > 0 && r.IntN(4) > 0 {
		s.enough = 1 + r.IntN(len(s.witnesses))
		s.policy = policyOf(s.enough, s.witnesses)
	}
	s.file = s.issue(r, s.parts, s.signers()...)
	return s
}

func (s *specimen) signers() []note.Signer {
	all := []note.Signer{s.log.signer}
	for _, w := range s.witnesses {
		all = append(all, w.signer)
	}
	return all
}

func (s *specimen) issue(r *rand.Rand, p parts, sign ...note.Signer) []byte {
	receipt, leaf := p.finish()
	return []byte(receipt + jsonString(prove(r, leaf, s.size, sign...)) + "}\n")
}

func policyOf(enough int, witnesses []identity) *string {
	var b strings.Builder
	names := ""
	for i, w := range witnesses {
		fmt.Fprintf(&b, "witness w%d %s https://witness.example/%d\n", i, w.vkey, i)
		names += fmt.Sprint(" w", i)
	}
	fmt.Fprintf(&b, "group all-of-them %d%s\nquorum all-of-them\n", enough, names)
	return new(b.String())
}

// outcome is what both verifiers say of evidence.
type outcome struct {
	OK    bool   `json:"ok"`
	Step  string `json:"step"`
	Error string `json:"error"`
}

func judge(e evidence) (outcome, verdict) {
	t, err := newTrust(e.keys, e.policy)
	if err != nil {
		return outcome{Error: err.Error()}, verdict{}
	}
	v := verifyReceipt(e.file, t)
	if e.code != "" {
		v = verifyCode(e.code, t)
	}
	return outcome{OK: v.OK, Step: v.Step}, v
}

var sizes = []int{1, 2, 3, 255, 256, 257, 1000}

func TestGoodReceiptsAreVerified(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 10 * len(sizes) {
		s := newSpecimen(r, sizes[i%len(sizes)])
		o, v := judge(s.evidence)
		if !o.OK || o.Step != "" {
			t.Fatalf("size %d: %v\n%s", s.size, o, s.file)
		}
		if a := v.Approved; a.Origin != origin || a.Size != int64(s.size) || a.Digest != sum(s.document) || a.Time != s.event["time"] || a.ID != s.event["transaction"] {
			t.Errorf("%+v", a)
		}
		known := 0
		if s.policy != nil {
			known = len(s.witnesses)
		}
		if v.Witnesses != known || v.Unchecked != len(s.witnesses)-known {
			t.Errorf("%d witnesses, %d unchecked, of %d", v.Witnesses, v.Unchecked, len(s.witnesses))
		}
	}
}
