package main

import (
	"fmt"
	"net/http"
	"testing"

	portal "takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

// clientOf wants the cosignature of one witness.
func clientOf(t *testing.T, w *running) (*portal.Client, portal.Policy) {
	t.Helper()
	p, err := portal.ParsePolicy(fmt.Appendf(nil, "witness w1 %s %s\nquorum w1\n", w.vkey, w.url))
	if err != nil {
		t.Fatal(err)
	}
	return portal.New(p), p
}

// The portal's client and this witness understand each other, whatever the log does.
func TestThePortalsClient(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 300)
	forked := witnesstest.Other(t, l, 3, 300, "'")
	stranger, impostor := witnesstest.New(t, "log.example/stranger", 9), witnesstest.New(t, origin, 300)
	w := start(t, l)
	c, p := clientOf(t, w)
	again, _ := clientOf(t, w)
	fresh := func() *portal.Client { c, _ := clientOf(t, w); return c }
	for _, step := range []struct {
		client *portal.Client
		log    *witnesstest.Log
		size   int64
		reason portal.Reason
	}{
		{c, l, 0, ""}, {c, l, 5, ""}, {c, l, 5, ""}, {c, l, 7, ""}, {c, l, 256, ""},
		{again, l, 300, ""}, // learns 256
		{c, l, 300, ""},     // still believes 256
		{c, forked, 300, portal.Refused},
		{again, forked, 299, portal.Ahead},
		{fresh(), l, 256, portal.Ahead},
		{fresh(), impostor, 300, portal.UnknownKey},
		{fresh(), stranger, 9, portal.UnknownLog},
	} {
		cosigned, err := step.client.Ask(t.Context(), step.log.Checkpoint(t, step.size), step.log.Proof, func(r portal.Result) {
			if r.Reason != step.reason || (r.Size == 300) != (r.Reason == portal.Ahead) {
				t.Errorf("%s at %d: %+v", step.log.Origin, step.size, r)
			}
		})
		if err != nil || p.Satisfied(cosigned) != (step.reason == "") {
			t.Errorf("%s at %d: %v\n%s", step.log.Origin, step.size, err, cosigned)
		}
		if step.reason == "" {
			if a := get(t, w.url, origin); a.status != http.StatusOK || a.body != string(cosigned) {
				t.Errorf("the witness shows %s, and not %s", a.body, cosigned)
			}
		}
	}
}

// A log that is behind a witness, because it was rolled back, may grow past it. What it then
// signs is another history, and the proof cannot be made to fit.
func TestARolledBackLogDoesNotGetPast(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 20)
	w := start(t, l)
	c, p := clientOf(t, w)
	if _, err := c.Ask(t.Context(), l.Checkpoint(t, 10), l.Proof, func(portal.Result) {}); err != nil {
		t.Fatal(err)
	}
	restored := witnesstest.Other(t, l, 8, 20, "'") // a backup of 8 leaves, continued
	for size, reason := range map[int64]portal.Reason{9: portal.Ahead, 10: portal.Refused, 11: portal.Refused, 20: portal.Refused} {
		client, _ := clientOf(t, w)
		cosigned, err := client.Ask(t.Context(), restored.Checkpoint(t, size), restored.Proof, func(r portal.Result) {
			if r.Reason != reason {
				t.Errorf("at %d: %+v", size, r)
			}
		})
		if err != nil || p.Satisfied(cosigned) {
			t.Errorf("at %d: %v\n%s", size, err, cosigned)
		}
	}
	if a := get(t, w.url, origin); a.body[:len(l.Checkpoint(t, 10))] != string(l.Checkpoint(t, 10)) {
		t.Error(a.body)
	}
}
