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
// publishes none that was not.
func TestTesseraIsCosigned(t *testing.T) {
	t.Parallel()
	log := witnesstest.New(t, "tessera.example/log", 0)
	w := start(t, log)
	posix := filepath.Join(witnesstest.Programs(t, "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot"), "posix-oneshot")
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, policy := file("key", log.SKey), file("policy", policyOf(t, w))
	signer, errSigner := note.NewVerifier(log.VKey)
	cosigner, errCosigner := cosign.NewVerifierForCosignatureV1(w.vkey)
	if errSigner != nil || errCosigner != nil {
		t.Fatal(errSigner, errCosigner)
	}
	size := 0
	for round, leaves := range []int{1, 4, 300} { // each round is a new process, which has to ask for the size
		for n := range leaves {
			file(fmt.Sprintf("entry-%d-%d", round, n), fmt.Sprintf("leaf %d of %d", n, round))
		}
		size += leaves
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // it waits for ever for a cosignature that does not come
		defer cancel()
		out, err := exec.CommandContext(ctx, posix, "--storage_dir="+filepath.Join(dir, "log"), "--private_key="+key,
			"--witness_policy_file="+policy, "--entries="+filepath.Join(dir, fmt.Sprintf("entry-%d-*", round))).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		checkpoint, err := os.ReadFile(filepath.Join(dir, "log", "checkpoint"))
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(checkpoint, note.VerifierList(signer, cosigner))
		if err != nil || len(n.Sigs) != 2 || !strings.HasPrefix(n.Text, fmt.Sprintf("%s\n%d\n", log.Origin, size)) {
			t.Errorf("%s, %v", checkpoint, err)
		}
		if a := get(t, w.url, log.Origin); !strings.HasPrefix(a.body, n.Text) {
			t.Errorf("the witness shows %s", a.body)
		}
	}
}
