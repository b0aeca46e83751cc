package localpg

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLastWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":     "it left no message",
		"\n\n": "it left no message",
		"2026-11-21 10:00:00.000 UTC [7] LOG:  starting\n": "2026-11-21 10:00:00.000 UTC [7] LOG:  starting",
		"2026-11-21 10:00:00.000 UTC [7] FATAL:  could not map memory\n" +
			"2026-11-21 10:00:00.001 UTC [7] LOG:  database system is shut down\n": "FATAL:  could not map memory",
		"[7] FATAL:  first\n[7] PANIC:  last\n": "PANIC:  last",
		"[8] FATAL:  the database system is starting up\n[7] PANIC:  no space\n" +
			"[8] FATAL:  the database system is shutting down\n": "PANIC:  no space",
		"creating folder ... ok\ninitdb: error: no\ninitdb: removing contents\n": "initdb: error: no",
	} {
		if got := lastWords(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLastWordsAreOfThisRun(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	write(t, filepath.Join(dir, logName), "FATAL:  of an earlier run\n")
	log, err := openServerLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.file.Close() }()
	if got := log.lastWords(); got != "it left no message" {
		t.Errorf("before it wrote anything: %q", got)
	}
	if _, err := log.file.WriteString("LOG:  of this run\n"); err != nil {
		t.Fatal(err)
	}
	if got := log.lastWords(); got != "LOG:  of this run" {
		t.Errorf("afterwards: %q", got)
	}
	if content, err := os.ReadFile(filepath.Join(dir, logName)); err != nil || len(content) < 40 {
		t.Errorf("the log of the earlier run is lost: %q, %v", content, err)
	}
}
