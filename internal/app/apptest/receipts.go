package apptest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// verifier builds the program with which anybody can check a receipt. It stays in the folder
// for temporary files until the tests' program ends.
var verifier = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "takeed-verify-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "takeed-verify")
	if out, err := exec.Command("go", "build", "-o", program, "takeed/cmd/takeed-verify").CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(out)))
	}
	return program, nil
})

// Verify is what the program says of receipts, with the public key of the log alone, and
// whether all of them are verified.
func (w *World) Verify(lang string, receipts ...string) (said string, ok bool) {
	w.Helper()
	dir, err := os.MkdirTemp("", "receipts-")
	w.must(err)
	defer func() { _ = os.RemoveAll(dir) }()
	var files []string
	for i, receipt := range receipts {
		name := filepath.Join(dir, fmt.Sprintf("receipt-%d.json", i))
		w.must(os.WriteFile(name, []byte(receipt), 0o600))
		files = append(files, name)
	}
	return w.verify(lang, files...)
}

// VerifyCode is the same of the text of a code on paper.
func (w *World) VerifyCode(lang, code string) (said string, ok bool) {
	w.Helper()
	return w.verify(lang, "--statement", code)
}

func (w *World) verify(lang string, args ...string) (said string, ok bool) {
	w.Helper()
	program, err := verifier()
	w.must(err)
	args = append([]string{"--key", w.Apps[0].Translog.Keys().Public()[0], "--lang", lang}, args...)
	out, err := exec.Command(program, args...).CombinedOutput()
	return string(out), err == nil
}

// EveryConfirmationIsProved holds the receipts against what is stored: each confirmed
// transaction has one that verifies, and nothing else has one.
func (w *World) EveryConfirmationIsProved(t testing.TB) {
	t.Helper()
	w.Sequenced()
	var proved []string
	states := postgrestest.Query[map[string]string](t, w.Database, `select coalesce(json_object_agg(id, state), '{}') from transactions`)
	for id, state := range states {
		r, err := w.Apps[0].Translog.Receipt(context.Background(), approval.ID(id))
		if (err == nil) != (state == string(approval.Confirmed)) || err != nil && !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("the receipt of a transaction that is %s: %v", state, err)
		}
		if err == nil {
			file, err := r.Encode()
			w.must(err)
			proved = append(proved, string(file))
		}
	}
	if len(proved) == 0 {
		return
	}
	if said, ok := w.Verify("en", proved...); !ok {
		t.Errorf("receipts are not verified:\n%s", said)
	}
}
