package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	f_witness "github.com/transparency-dev/formats/witness"
	"golang.org/x/mod/sumdb/note"
)

// Policies mean what the library of the formats takes them to mean.
func TestPoliciesMeanWhatTheLibrarySays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	log := newIdentity(r, origin)
	var all []identity
	for i := range 5 {
		all = append(all, newWitness(r, fmt.Sprintf("w%d.example", i)))
	}
	for range 300 {
		text := randomPolicy(r, all)
		var signers []note.Signer
		for _, w := range all {
			if r.IntN(2) == 0 {
				signers = append(signers, w.signer)
			}
		}
		cp := checkpointNote(5, randomBytes(r, 32), append(signers, log.signer)...)
		theirs, err := f_witness.ParsePolicy([]byte(text))
		if err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		ours, err := newTrust(log.vkey, &text)
		if err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		c, ok := parseCheckpoint(string(cp))
		if n, _, enough := ours.witnessed(c); !ok || enough != theirs.Satisfied(cp) || enough && n != len(signers) {
			t.Errorf("%d of %d witnesses, %v, for\n%s", n, len(signers), enough, text)
		}
	}
}

// randomPolicy puts five witnesses into groups, and these into groups.
func randomPolicy(r *rand.Rand, all []identity) string {
	var b strings.Builder
	b.WriteString("# who must have seen it\nlog " + all[0].vkey + "\n")
	for i, w := range all {
		fmt.Fprintf(&b, " witness\tw%d %s https://w%d.example/ # number %d\n", i, w.vkey, i, i)
	}
	cut := 1 + r.IntN(4)
	group := func(name string, of ...string) {
		fmt.Fprintf(&b, "group %s %s %s\n", name, pick(r, "any", "all", fmt.Sprint(1+r.IntN(len(of)))), strings.Join(of, "  "))
	}
	names := []string{"w0", "w1", "w2", "w3", "w4"}
	group("left", names[:cut]...)
	group("right", names[cut:]...)
	group("both", "left", "right")
	fmt.Fprintf(&b, "quorum %s\n", pick(r, "both", "both", "left", "none"))
	return b.String()
}
