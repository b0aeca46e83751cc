package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/witness/witnesstest"
)

// asProgram makes the test binary the program, so that a test can kill it.
const asProgram = "TAKEED_TEST_AS_WITNESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// running is a witness that serves.
type running struct {
	*witness
	url, key, dir, vkey string
	says                *said
}

// said is what a witness logs.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// newKey returns a file with a key, and its verifier key.
func newKey(t *testing.T) (file, vkey string) {
	t.Helper()
	c := witnesstest.NewCosigner(t, "audit.example/w1")
	file = filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(c.SKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, c.VKey
}

func start(t *testing.T, logs ...*witnesstest.Log) *running {
	t.Helper()
	key, vkey := newKey(t)
	r := &running{key: key, vkey: vkey, dir: t.TempDir()}
	r.open(t, logs...)
	return r
}

// open opens the witness on its state, the first time or again.
func (r *running) open(t *testing.T, logs ...*witnesstest.Log) {
	t.Helper()
	var vkeys []string
	for _, l := range logs {
		vkeys = append(vkeys, l.VKey)
	}
	r.says = &said{}
	w, err := open(r.key, strings.Join(vkeys, ","), r.dir, slog.New(slog.NewTextHandler(r.says, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { release(w) })
	server := httptest.NewServer(w.routes())
	t.Cleanup(server.Close)
	r.witness, r.url = w, server.URL
}

// release gives the state up. Closing the file is not enough: while another test starts a
// process, that may hold it, too.
func release(w *witness) {
	_ = syscall.Flock(int(w.lock.Fd()), syscall.LOCK_UN)
	_ = w.lock.Close()
}

// answered is an answer of a witness.
type answered struct {
	status      int
	contentType string
	body        string
}

func post(t *testing.T, url string, body []byte) answered {
	t.Helper()
	a, err := tryPost(url, body)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func tryPost(url string, body []byte) (answered, error) {
	res, err := http.Post(url+"/add-checkpoint", "text/plain", bytes.NewReader(body))
	if err != nil {
		return answered{}, err
	}
	return read(res)
}

func get(t *testing.T, url, origin string) answered {
	t.Helper()
	res, err := http.Get(url + "/" + hashOf(origin) + "/checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	a, err := read(res)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func read(res *http.Response) (answered, error) {
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	return answered{res.StatusCode, res.Header.Get("Content-Type"), string(content)}, err
}

// message is the body of a request, with what a proof may be.
func message(old int64, proof []tlog.Hash, checkpoint []byte) []byte {
	body := fmt.Appendf(nil, "old %d\n", old)
	for _, hash := range proof {
		body = fmt.Appendf(body, "%s\n", hash)
	}
	return append(append(body, '\n'), checkpoint...)
}

// step is what an honest log sends.
func step(t *testing.T, l *witnesstest.Log, old, size int64) []byte {
	t.Helper()
	var proof []tlog.Hash
	if old > 0 {
		var err error
		if proof, err = l.Proof(t.Context(), old, size); err != nil {
			t.Fatal(err)
		}
	}
	return message(old, proof, l.Checkpoint(t, size))
}

// cosigned demands that the answer is one valid cosignature of the checkpoint.
func cosigned(t *testing.T, vkey string, a answered, checkpoint []byte) {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	key, err := cosign.NewVerifierForCosignatureV1(vkey)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(append(bytes.Clone(checkpoint), a.body...), note.VerifierList(key))
	if err != nil || len(n.Sigs) != 1 || !bytes.HasPrefix(checkpoint, []byte(n.Text+"\n")) || strings.Count(a.body, "\n") != 1 {
		t.Fatalf("%q, %v", a.body, err)
	}
}
