package witness_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/mod/sumdb/note"

	"takeed/internal/witness"
	"takeed/internal/witness/witnesstest"
)

const litewitnessName = "litewitness.example/w1"

// litewitness is torchwood's witness, which the public network runs. Its own tests give it
// its key with ssh-agent and ssh-add; here the test is the agent.
type litewitness struct{ programs, db, agent, fingerprint, vkey string }

func newLitewitness(t *testing.T, logs ...*witnesstest.Log) litewitness {
	t.Helper()
	w := litewitness{programs: witnesstest.Programs(t, "filippo.io/torchwood/cmd/litewitness", "filippo.io/torchwood/cmd/witnessctl")}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := note.NewEd25519VerifierKey(litewitnessName, public)
	if err != nil {
		t.Fatal(err)
	}
	if w.vkey, err = cosign.VKeyToCosignatureV1(plain); err != nil {
		t.Fatal(err)
	}
	w.agent, w.fingerprint = serveAgent(t, private)
	w.db = filepath.Join(t.TempDir(), "litewitness.db")
	for _, l := range logs {
		w.control(t, "add-log", "-db", w.db, "-origin", l.Origin)
		w.control(t, "add-key", "-db", w.db, "-origin", l.Origin, "-key", l.VKey)
	}
	return w
}

func (w litewitness) control(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(filepath.Join(w.programs, "witnessctl"), args...).CombinedOutput(); err != nil {
		t.Fatalf("witnessctl %v: %v: %s", args, err, out)
	}
}

// serveAgent returns the socket of an SSH agent with one key, and the key's fingerprint.
func serveAgent(t *testing.T, private ed25519.PrivateKey) (socket, fingerprint string) {
	t.Helper()
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: &private}); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "w") // a socket's path is at most 107 bytes long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	return listener.Addr().String(), ssh.FingerprintSHA256(signer.PublicKey())
}

// serve starts the program, and returns when it takes connections.
func (w litewitness) serve(t *testing.T) scripted {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	_ = free.Close()
	c := exec.CommandContext(t.Context(), filepath.Join(w.programs, "litewitness"),
		"-db", w.db, "-ssh-agent", w.agent, "-key", w.fingerprint, "-name", litewitnessName, "-listen", addr)
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool)
	go func() {
		_ = c.Wait()
		close(ended)
	}()
	t.Cleanup(func() { <-ended })
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			_ = conn.Close()
			return scripted{&witnesstest.Cosigner{VKey: w.vkey}, "http://" + addr}
		}
		select {
		case <-ended:
			t.Fatal("litewitness ended")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// A witness that is not ours does what ours does, and our client understands it.
func TestLitewitnessCosigns(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 300)
	forked := witnesstest.Other(t, l, 3, 300, "'")
	stranger, impostor := witnesstest.New(t, "log.example/stranger", 9), witnesstest.New(t, origin, 300)
	p := policy(t, newLitewitness(t, l).serve(t))
	c, again := newClient(p), newClient(p)
	for _, step := range []struct {
		client *witness.Client
		log    *witnesstest.Log
		size   int64
		reason witness.Reason
	}{
		{c, l, 5, ""}, {c, l, 5, ""}, {c, l, 7, ""}, {c, l, 256, ""},
		{again, l, 300, ""}, // learns 256
		{c, l, 300, ""},     // still believes 256
		{c, forked, 300, witness.Refused},
		{again, forked, 299, witness.Ahead},
		{newClient(p), l, 256, witness.Ahead},
		{c, impostor, 300, witness.UnknownKey},
		{c, stranger, 9, witness.Ahead},                 // one client is for one log
		{newClient(p), stranger, 9, witness.UnknownKey}, // 403 and not 404: it follows an older text
	} {
		cosigned, results := ask(t, step.client, step.log.Checkpoint(t, step.size), step.log.Proof)
		if r := results["w0"]; r.Reason != step.reason || p.Satisfied(cosigned) != (step.reason == "") {
			t.Errorf("%s at %d: %+v", step.log.Origin, step.size, r)
		}
	}
}
