package main

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestHistories(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	log, other := newIdentity(r, origin), newIdentity(r, origin)
	w := newWitness(r, "auditor.example")
	roots := [][]byte{randomBytes(r, 32), randomBytes(r, 32), randomBytes(r, 32)}
	at := func(size uint64, root int) string { return string(checkpointNote(size, roots[root], log.signer)) }
	one, two, three := at(1, 0), at(200, 1), at(300, 2)
	cosigned := string(checkpointNote(300, roots[2], log.signer, w.signer))
	forged := string(checkpointNote(300, roots[2], other.signer))
	policy := policyOf(1, []identity{w})
	for _, c := range []struct {
		notes  []string
		policy *string
		step   string
		at     int
	}{
		{[]string{one}, nil, "", 0},
		{[]string{one, two, two, three}, nil, "", 0},
		{[]string{one, two, cosigned}, nil, "", 0},
		{[]string{cosigned, cosigned}, policy, "", 0},
		{[]string{one, cosigned}, policy, "witnesses", 1},
		{[]string{one, two, at(200, 2)}, nil, "split", 3},
		{[]string{at(200, 2), three, two}, nil, "split", 3},
		{[]string{one, three, two}, nil, "shrunk", 3},
		{[]string{one, forged}, nil, "checkpoint", 2},
		{[]string{one, badNote(two)}, nil, "checkpoint", 2},
		{[]string{one, strings.Replace(two, "200", "0200", 1)}, nil, "format", 2},
		{[]string{one, "\n" + two}, nil, "format", 2},
		{[]string{one, two, "rest"}, nil, "format", 3},
	} {
		trust, err := newTrust(log.vkey, c.policy)
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range []string{"", "\n"} {
			file := []byte(strings.Join(c.notes, "\n") + end)
			v := verifyHistory(file, trust)
			if v.OK != (c.step == "") || v.Step != c.step || v.History == nil || v.History.At != c.at || v.OK && (v.History.Checkpoints != len(c.notes) || v.History.Origin != origin) {
				t.Errorf("%+v %+v, not %q at %d, for\n%s", v, v.History, c.step, c.at, file)
			}
		}
	}
}

// badNote moves a checkpoint's size without its signature.
func badNote(note string) string { return strings.Replace(note, "\n200\n", "\n201\n", 1) }

func TestAHistoryIsTold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(10, 10))
	log := newIdentity(r, origin)
	root := randomBytes(r, 32)
	good := string(checkpointNote(7, root, log.signer)) + "\n" + string(checkpointNote(9, root, log.signer))
	p := write(t, good, good+"\n"+string(checkpointNote(9, randomBytes(r, 32), log.signer)))
	code, out, _ := command("--key", log.vkey, p[0])
	for _, want := range []string{"Checkpoints: 2", "Smallest and largest size: 7, 9", "checkpoints of different sizes do not show it", "نقاط التحقق: 2"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d: %q is not in\n%s", code, want, out)
		}
	}
	code, out, _ = command("--key", log.vkey, p[1])
	if code != 1 || !strings.Contains(out, "Checkpoint number: 3") || !strings.Contains(out, "different readers were shown different histories") {
		t.Errorf("%d\n%s", code, out)
	}
}
