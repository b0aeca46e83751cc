package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

// logKeyOf is a new key of the log of an environment.
func logKeyOf(t *testing.T, e env) string {
	t.Helper()
	got := portal(t, e, "log", "key")
	if got.code != 0 || !strings.HasPrefix(got.stdout, "PRIVATE+KEY+") {
		t.Fatalf("%+v", got)
	}
	return strings.TrimSpace(got.stdout)
}

func TestTheLogsSettingsAreRead(t *testing.T) {
	t.Parallel()
	e := production(t)
	key, path := logKeyOf(t, e), filepath.Join(t.TempDir(), "checkpoint")
	c, err := read(e.with(env{"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": path}).get)
	if err != nil || c.Translog == nil || c.Translog.Keys.Origin() != "portal.example.ae/log" || c.Translog.File != path {
		t.Errorf("%+v, %v", c.Translog, err)
	}
	other := e.with(env{"PORTAL_LOG_ORIGIN": "log.example.ae/takeed"})
	other = other.with(env{"PORTAL_LOG_KEY_FILE": file(t, []byte(logKeyOf(t, other)+"\n")), "PORTAL_LOG_FILE": path})
	if c, err := read(other.get); err != nil || c.Translog.Keys.Origin() != "log.example.ae/takeed" {
		t.Errorf("%+v, %v", c.Translog, err)
	}
	for want, change := range map[string]env{
		"PORTAL_LOG_FILE is missing":                              {"PORTAL_LOG_KEY": key},
		"PORTAL_LOG_FILE or PORTAL_WITNESSES is set, and without": {"PORTAL_LOG_FILE": path},
		"PORTAL_LOG_FILE is in a folder that is not":              {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": "/nowhere/checkpoint"},
		"PORTAL_LOG_FILE names something":                         {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": t.TempDir()},
		"PORTAL_LOG_KEY: a line is no key":                        {"PORTAL_LOG_KEY": "PRIVATE+KEY+" + canary, "PORTAL_LOG_FILE": path},
		"PORTAL_LOG_KEY: a key is of another log":                 {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": path, "PORTAL_LOG_ORIGIN": "other/log"},
		"PORTAL_LOG_ORIGIN: an origin is a host":                  {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": path, "PORTAL_LOG_ORIGIN": "https://x/log"},
		"PORTAL_WITNESSES: cannot read /nowhere":                  {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": path, "PORTAL_WITNESSES": "/nowhere"},
		"PORTAL_WITNESSES: line 1 of the policy":                  {"PORTAL_LOG_KEY": key, "PORTAL_LOG_FILE": path, "PORTAL_WITNESSES": file(t, []byte("witness x\n"))},
		"PORTAL_LOG_KEY and PORTAL_LOG_KEY_FILE are ":             {"PORTAL_LOG_KEY": key, "PORTAL_LOG_KEY_FILE": path, "PORTAL_LOG_FILE": path},
	} {
		_, err := read(e.with(change).get)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), key) || strings.Contains(err.Error(), canary) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

// A key goes to one place and its public key to another, so that a file that a shell makes has
// the key alone.
func TestLogKeysAreMade(t *testing.T) {
	t.Parallel()
	e := development(t)
	first := portal(t, e, "log", "key")
	if first.code != 0 || !strings.HasPrefix(first.stderr, "portal.localhost/log+") || strings.Count(first.stdout, "\n") != 1 {
		t.Fatalf("%+v", first)
	}
	path := filepath.Join(t.TempDir(), "key")
	made := portal(t, e, "log", "key", "--out", path)
	if info, err := os.Stat(path); made.code != 0 || err != nil || info.Mode().Perm() != 0o600 || !strings.HasPrefix(made.stdout, "portal.localhost/log+") {
		t.Fatalf("%+v, %v", made, err)
	}
	if again := portal(t, e, "log", "key", "--out", path); again.code != 1 {
		t.Errorf("a key is written over: %+v", again)
	}
	both := portal(t, e.with(env{"PORTAL_LOG_KEY_FILE": path}), "log", "rotate")
	keys, err := translog.ParseKeys(both.stdout, "portal.localhost/log")
	if both.code != 0 || err != nil || len(keys.Public()) != 2 || strings.TrimSpace(made.stdout) != keys.Public()[0] || strings.TrimSpace(both.stderr) != keys.Public()[1] {
		t.Errorf("%+v, %v", both, err)
	}
	for _, args := range [][]string{{"log"}, {"log", "keys"}, {"log", "key", "x"}, {"log", "key", "--out"}, {"log", "status", "--out", "x"}, {"log", "rotate"}} {
		if got := portal(t, e, args...); got.code != 2 {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := portal(t, e.with(env{"PORTAL_BASE_URL": ""}), "log", "key"); got.code != 2 || !strings.Contains(got.stderr, "PORTAL_LOG_ORIGIN") {
		t.Errorf("without a name: %+v", got)
	}
}

// withLog is an environment with a log that has five events, and the log itself.
func withLog(t *testing.T) (env, *postgrestest.Database, *sequencer.Log) {
	t.Helper()
	d := postgrestest.New(t)
	e := on(t, d)
	e["PORTAL_LOG_KEY"], e["PORTAL_LOG_FILE"] = logKeyOf(t, e), filepath.Join(t.TempDir(), "checkpoint")
	c, err := read(e.get)
	if err != nil {
		t.Fatal(err)
	}
	l := sequencer.New(d.Open(t), sequencer.Config{Keys: c.Translog.Keys, File: c.Translog.File, Log: slog.New(slog.DiscardHandler)})
	if err := postgrestest.Exec(t.Context(), d.URL, `insert into audit_events (stream, kind, actor) select 'op:x', 'signed_out', 'system' from generate_series(1, 5)`); err != nil {
		t.Fatal(err)
	}
	for postgrestest.Query[int](t, d, `select count(*) from log_checkpoints where note is not null`) == 0 {
		if _, err := l.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return e, d, l
}

func TestTheLogIsWatchedAndAdopted(t *testing.T) {
	t.Parallel()
	e, d, l := withLog(t)
	if got := portal(t, e, "log", "status"); got.code != 0 || !strings.Contains(got.stdout, "entries     5, of which 5 are covered") || !strings.Contains(got.stdout, "key         portal.localhost/log+") || !strings.Contains(got.stdout, "lag         0 events\n") {
		t.Errorf("%+v", got)
	}
	if got := portal(t, e, "log", "explain"); got.code != 0 || !strings.Contains(got.stdout, "There is nothing to do.") {
		t.Errorf("%+v", got)
	}
	signed, err := l.Checkpoint(t.Context())
	if got := portal(t, e, "log", "checkpoints"); err != nil || got.code != 0 || got.stdout != string(signed)+"\n" {
		t.Errorf("%+v, %v", got, err)
	}
	if got := portal(t, e, "log", "adopt"); got.code != 0 || got.stdout != "there is nothing to adopt\n" {
		t.Errorf("%+v", got)
	}
	d.Plant(t, `update log_state set server = server + 1`)
	for _, command := range []string{"status", "explain"} {
		if got := portal(t, e, "log", command); got.code != 1 || !strings.Contains(got.stdout+got.stderr, "another server") {
			t.Errorf("%s: %+v", command, got)
		}
	}
	if lines, got := checked(t, e); got.code != 1 || !strings.HasPrefix(lines["transparency"], "FAIL the transparency log has stopped") {
		t.Errorf("%+v", got)
	}
	if got := portal(t, e, "log", "adopt"); got.code != 0 || !strings.Contains(got.stdout, "the server of epoch 2") {
		t.Errorf("%+v", got)
	}
	if lines, _ := checked(t, e); lines["transparency"] != "ok   the log portal.localhost/log goes on where it ended" {
		t.Errorf("%q", lines["transparency"])
	}
	if got := portal(t, on(t, d), "log", "status"); got.code != 1 || !strings.Contains(got.stderr, "PORTAL_LOG_KEY is not set") {
		t.Errorf("without a key: %+v", got)
	}
}
