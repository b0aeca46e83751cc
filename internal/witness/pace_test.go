//takeed:race
package witness_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

func discard() *log.Logger { return log.New(io.Discard, "", 0) }

// silent answers nothing until the client gives up.
func silent(*witnesstest.Cosigner) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}
}

// trickling sends a good start and never the rest.
func trickling(c *witnesstest.Cosigner) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, c.Cosign(checkpointOf(r), time.Now())[:20])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}

func TestASilentWitnessDelaysNobody(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	c := newClient(policy(t, script(t, "a.example", silent), script(t, "b.example", honest), script(t, "c.example", trickling), script(t, "d.example", honest)))
	c.SetDeadline(time.Hour)
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	var results []witness.Result
	cosigned, err := c.Ask(ctx, l.Checkpoint(t, 9), unproven(t), func(r witness.Result) {
		if results = append(results, r); len(results) == 2 { // without which the others would take an hour
			giveUp()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, r := range results {
		order = append(order, string(r.Reason))
	}
	if !slices.Equal(order, []string{"", "", "silent", "silent"}) || strings.Count(string(cosigned), "—") != 3 {
		t.Errorf("%q\n%s", order, cosigned)
	}
}

// This test would not end without the deadline.
func TestAWitnessHasADeadline(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	c := newClient(policy(t, script(t, "a.example", silent), script(t, "b.example", trickling)))
	c.SetDeadline(100 * time.Millisecond)
	_, results := ask(t, c, l.Checkpoint(t, 9), unproven(t))
	for name, r := range results {
		if r.Reason != witness.Silent {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// While one witness is slow, the next checkpoint goes to the others.
func TestASlowWitnessIsNotAskedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	asked, answer := make(chan bool, 9), make(chan bool)
	slow := func(c *witnesstest.Cosigner) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			asked <- true
			<-answer
			honest(c)(w, r)
		}
	}
	c := newClient(policy(t, script(t, "a.example", slow), script(t, "b.example", honest)))
	c.SetDeadline(time.Hour)
	first := make(chan witness.Result, 2)
	go func() {
		_, _ = c.Ask(t.Context(), l.Checkpoint(t, 7), l.Proof, func(r witness.Result) { first <- r })
		close(first)
	}()
	<-asked
	if r := <-first; r.Witness != "w1" || r.Reason != "" {
		t.Fatalf("%+v", r)
	}
	_, results := ask(t, c, l.Checkpoint(t, 9), l.Proof)
	if results["w0"].Reason != witness.Busy || results["w1"].Reason != "" {
		t.Errorf("%+v", results)
	}
	close(answer)
	if r := <-first; r.Witness != "w0" || r.Reason != "" {
		t.Errorf("%+v", r)
	}
	if _, results = ask(t, c, l.Checkpoint(t, 9), l.Proof); results["w0"].Reason != "" || len(asked) != 1 {
		t.Errorf("%+v", results)
	}
}

// recording is a witness that remembers a size and the old sizes that it was told.
func recording(size int, told *[]string) func(*witnesstest.Cosigner) http.HandlerFunc {
	return func(c *witnesstest.Cosigner) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			old, _, _ := strings.Cut(string(body), "\n")
			*told = append(*told, old)
			if old != fmt.Sprint("old ", size) {
				answering(409, "text/x.tlog.size", fmt.Sprintln(size))(c)(w, r)
				return
			}
			_, cp, _ := strings.Cut(string(body), "\n\n")
			_, _ = fmt.Sscan(strings.Split(cp, "\n")[1], &size)
			_, _ = io.WriteString(w, c.Cosign(cp, time.Now()))
		}
	}
}

func TestASizeIsLearntOnce(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	var told []string
	c := newClient(policy(t, script(t, "a.example", recording(5, &told))))
	proof := func(ctx context.Context, oldSize, newSize int64) ([]tlog.Hash, error) {
		if oldSize <= 0 || oldSize >= newSize {
			t.Errorf("a proof from %d to %d was asked for", oldSize, newSize)
		}
		return l.Proof(ctx, oldSize, newSize)
	}
	for _, size := range []int64{7, 7, 9} {
		if _, results := ask(t, c, l.Checkpoint(t, size), proof); results["w0"].Reason != "" {
			t.Fatalf("%d: %+v", size, results["w0"])
		}
	}
	if want := []string{"old 0", "old 5", "old 7", "old 7"}; !slices.Equal(told, want) {
		t.Errorf("%q, not %q", told, want)
	}
	if _, results := ask(t, c, l.Checkpoint(t, 8), l.Proof); results["w0"].Reason != witness.Ahead || results["w0"].Size != 9 {
		t.Errorf("a smaller tree: %+v", results["w0"])
	}
}

// A witness that names a size that it does not have costs two requests a checkpoint, and is
// believed again as soon as it tells the truth.
func TestALieAboutTheSizeDoesNotLast(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 9)
	sizes := []string{"100\n", "3\n", "4\n"}
	var told []string
	lying := func(c *witnesstest.Cosigner) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if len(sizes) > 0 {
				size := sizes[0]
				sizes = sizes[1:]
				answering(409, "text/x.tlog.size", size)(c)(w, r)
				return
			}
			recording(4, &told)(c)(w, r)
		}
	}
	c := newClient(policy(t, script(t, "a.example", lying)))
	var reasons []string
	for range 3 {
		_, results := ask(t, c, l.Checkpoint(t, 9), l.Proof)
		reasons = append(reasons, string(results["w0"].Reason))
	}
	if want := []string{"ahead", "busy", ""}; !slices.Equal(reasons, want) || len(told) != 1 {
		t.Errorf("%q, not %q; %q", reasons, want, told)
	}
}
