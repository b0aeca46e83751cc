package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cosign "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"takeed/internal/witness/witnesstest"
)

// A log that is not ours, Tessera's, gets its checkpoints cosigned by this witness. Tessera
// publishes none that was not. A witness that comes later has to tell it that it is new.
func TestTesseraIsCosigned(t *testing.T) {
	t.Parallel()
	log := witnesstest.New(t, "tessera.example/log", 0)
	first, late := start(t, log), start(t, log)
	tessera := newTessera(t, log)
	policy := fmt.Sprintf("witness w1 %s %s\nquorum w1\n", first.vkey, first.url)
	tessera.add(t, 1, policy)
	cosignedBy(t, log, tessera.checkpoint(t), 1, first)
	policy = fmt.Sprintf("witness w1 %s %s\nwitness w2 %s %s\ngroup both all w1 w2\nquorum both\n", first.vkey, first.url, late.vkey, late.url)
	tessera.add(t, 4, policy)
	cosignedBy(t, log, tessera.checkpoint(t), 5, first, late)
	tessera.add(t, 300, policy)
	cosignedBy(t, log, tessera.checkpoint(t), 305, first, late)
}

// tessera is the program, its key and its directory.
type tessera struct{ program, dir, key string }

func newTessera(t *testing.T, log *witnesstest.Log) tessera {
	t.Helper()
	l := tessera{dir: t.TempDir()}
	l.program = filepath.Join(witnesstest.Programs(t, "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot"), "posix-oneshot")
	l.key = l.file(t, "key", log.SKey)
	return l
}

func (l tessera) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// add returns when the leaves are in a published checkpoint, for which the program would
// wait for ever.
func (l tessera) add(t *testing.T, leaves int, policy string) {
	t.Helper()
	for n := range leaves {
		l.file(t, fmt.Sprintf("%d-%d", leaves, n), fmt.Sprintf("leaf %d of %d", n, leaves))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, l.program, "--storage_dir="+filepath.Join(l.dir, "log"), "--private_key="+l.key,
		"--witness_policy_file="+l.file(t, "policy", policy), "--entries="+filepath.Join(l.dir, fmt.Sprintf("%d-*", leaves))).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func (l tessera) checkpoint(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(l.dir, "log", "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func cosignedBy(t *testing.T, log *witnesstest.Log, checkpoint []byte, size int, witnesses ...*running) {
	t.Helper()
	key, err := note.NewVerifier(log.VKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range witnesses {
		cosigner, err := cosign.NewVerifierForCosignatureV1(w.vkey)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(checkpoint, note.VerifierList(key, cosigner))
		if err != nil || len(n.Sigs) != 2 || !strings.HasPrefix(n.Text, fmt.Sprintf("%s\n%d\n", log.Origin, size)) {
			t.Fatalf("%s, %v", checkpoint, err)
		}
		if a := get(t, w.url, log.Origin); !strings.HasPrefix(a.body, n.Text) {
			t.Errorf("the witness shows %s", a.body)
		}
	}
}
