package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"takeed/internal/witness/witnesstest"
)

// Two requests continue one checkpoint. If both passed, the slower one would take the log
// back: the race that the specification describes.
//
//takeed:race
func TestOfTwoRequestsAtOnceOnePasses(t *testing.T) {
	t.Parallel()
	const rounds, senders = 25, 6
	l := witnesstest.New(t, origin, rounds*senders)
	w := start(t, l)
	var old int64
	for range rounds {
		answers := sendAtOnce(t, w, l, old, senders)
		passed := 0
		for size, a := range answers {
			switch {
			case a.status == http.StatusOK:
				passed++
				cosigned(t, w.vkey, a, l.Checkpoint(t, size))
				old = size
			case a.status != http.StatusConflict:
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		if passed != 1 {
			t.Fatalf("%d requests passed", passed)
		}
		for _, a := range answers {
			if a.status == http.StatusConflict && a.body != fmt.Sprintln(old) {
				t.Fatalf("told %q, and %d is cosigned", a.body, old)
			}
		}
		if last, _, err := w.state.load(origin); err != nil || last.size != old {
			t.Fatalf("%d is kept, and %d was cosigned: %v", last.size, old, err)
		}
	}
}

// sendAtOnce asks for different sizes from one old size, and returns the answers by size.
func sendAtOnce(t *testing.T, w *running, l *witnesstest.Log, old int64, senders int) map[int64]answered {
	t.Helper()
	bodies := map[int64][]byte{}
	for n := range senders {
		bodies[old+int64(n)+1] = step(t, l, old, old+int64(n)+1)
	}
	answers, mu := map[int64]answered{}, sync.Mutex{}
	var all sync.WaitGroup
	for size, body := range bodies {
		all.Go(func() {
			a := post(t, w.url, body)
			mu.Lock()
			defer mu.Unlock()
			answers[size] = a
		})
	}
	all.Wait()
	return answers
}

func TestTheStateSurvives(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 20)
	forked := witnesstest.Other(t, l, 3, 20, "'")
	w := start(t, l)
	cosigned(t, w.vkey, post(t, w.url, step(t, l, 0, 5)), l.Checkpoint(t, 5))
	before := get(t, w.url, origin)
	release(w.witness)
	w.open(t, l)
	if after := get(t, w.url, origin); after != before {
		t.Errorf("%v, not %v", after, before)
	}
	if a := post(t, w.url, step(t, forked, 5, 9)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", a.status, a.body)
	}
	cosigned(t, w.vkey, post(t, w.url, step(t, l, 5, 20)), l.Checkpoint(t, 20))
	if !strings.Contains(w.says.String(), "cosigned before") {
		t.Error(w.says)
	}
}

// What is not on the disk is told to nobody.
func TestWhatCannotBeKeptIsNotCosigned(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 20)
	w := start(t, l)
	cosigned(t, w.vkey, post(t, w.url, step(t, l, 0, 5)), l.Checkpoint(t, 5))
	obstacle := w.state.path(origin, "checkpoint") + ".new"
	if err := os.Mkdir(obstacle, 0o700); err != nil {
		t.Fatal(err)
	}
	if a := post(t, w.url, step(t, l, 5, 9)); a.status != http.StatusInternalServerError || strings.Contains(a.body, "—") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := post(t, w.url, step(t, l, 0, 9)); a.body != "5\n" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if err := os.Remove(obstacle); err != nil {
		t.Fatal(err)
	}
	cosigned(t, w.vkey, post(t, w.url, step(t, l, 5, 9)), l.Checkpoint(t, 9))
}

func TestAStateIsUsedByOneWitness(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 1)
	w := start(t, l)
	again := func() error {
		second, err := open(w.key, l.VKey, w.dir, slog.New(slog.DiscardHandler))
		if err == nil {
			release(second)
		}
		return err
	}
	if err := again(); err == nil || !strings.Contains(err.Error(), "another witness uses") {
		t.Errorf("%v", err)
	}
	release(w.witness)
	if err := again(); err != nil {
		t.Error(err)
	}
}

func TestABrokenStateIsNotForgotten(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	other := witnesstest.New(t, "log.example/other", 9)
	for name, content := range map[string]string{
		"empty": "", "garbage": "garbage", "cut": string(l.Checkpoint(t, 9))[:30], "another log": string(other.Checkpoint(t, 9)),
	} {
		key, _ := newKey(t)
		dir := t.TempDir()
		if err := os.WriteFile(state(dir).path(origin, "checkpoint"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := open(key, l.VKey, dir, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "is not a checkpoint of") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
