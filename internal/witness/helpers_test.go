package witness_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

const origin = "log.example/takeed"

// scripted is a witness that answers as a test wants.
type scripted struct {
	*witnesstest.Cosigner
	url string
}

func script(t *testing.T, name string, h func(w *witnesstest.Cosigner) http.HandlerFunc) scripted {
	t.Helper()
	c := witnesstest.NewCosigner(t, name)
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", h(c))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return scripted{c, server.URL}
}

// honest cosigns whatever comes, as a witness that sees this log for the first time.
func honest(c *witnesstest.Cosigner) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, c.Cosign(checkpointOf(r), time.Now()))
	}
}

// checkpointOf returns the checkpoint in the body of a request.
func checkpointOf(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	_, checkpoint, _ := strings.Cut(string(body), "\n\n")
	return checkpoint
}

// answering answers always the same.
func answering(status int, contentType, body string) func(*witnesstest.Cosigner) http.HandlerFunc {
	return func(*witnesstest.Cosigner) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
}

// policy wants the cosignatures of all.
func policy(t *testing.T, all ...scripted) witness.Policy {
	t.Helper()
	text, members := "", ""
	for n, w := range all {
		text += fmt.Sprintf("witness w%d %s %s\n", n, w.VKey, w.url)
		members += fmt.Sprintf(" w%d", n)
	}
	p, err := witness.ParsePolicy([]byte(text + "group everybody all" + members + "\nquorum everybody\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ask returns the cosigned checkpoint and the results by name.
func ask(t *testing.T, c *witness.Client, checkpoint []byte, proof witness.Proof) ([]byte, map[string]witness.Result) {
	t.Helper()
	results := map[string]witness.Result{}
	cosigned, err := c.Ask(t.Context(), checkpoint, proof, func(r witness.Result) { results[r.Witness] = r })
	if err != nil {
		t.Fatal(err)
	}
	return cosigned, results
}

// unproven is the proof of a log that should not be asked for one.
func unproven(t *testing.T) witness.Proof {
	return func(_ context.Context, oldSize, newSize int64) ([]tlog.Hash, error) {
		t.Errorf("a proof from %d to %d was asked for", oldSize, newSize)
		return nil, nil
	}
}

// newClient has patience, for the machine may be busy. A test that needs none sets it.
func newClient(p witness.Policy) *witness.Client {
	c := witness.New(p)
	c.SetDeadline(time.Minute)
	return c
}
