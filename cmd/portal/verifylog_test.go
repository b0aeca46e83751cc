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

// sealedLog gives a database a log that has taken in everything, and the environment its key.
func sealedLog(t *testing.T, d *postgrestest.Database, e env) *sequencer.Log {
	t.Helper()
	const origin = "log.example.ae/takeed"
	secret, _, err := translog.GenerateKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	e["PORTAL_LOG_KEY"], e["PORTAL_LOG_ORIGIN"], e["PORTAL_LOG_FILE"] = secret, origin, filepath.Join(t.TempDir(), "checkpoint")
	keys, err := translog.ParseKeys(secret, origin)
	if err != nil {
		t.Fatal(err)
	}
	log := sequencer.New(d.Open(t), sequencer.Config{Keys: keys, File: e["PORTAL_LOG_FILE"], Log: slog.New(slog.DiscardHandler)})
	sequenced(t, log)
	return log
}

// sequenced lets the log take in everything: other databases of the server may hold it up.
func sequenced(t *testing.T, log *sequencer.Log) {
	t.Helper()
	for {
		if _, err := log.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s, err := log.Status(t.Context()); err != nil || s.Lag == 0 {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

// What an administrator rewrites together with its hashes holds together. The log names it.
func TestVerifyNamesWhatTheLogShows(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	enrol(t, d)
	sealedLog(t, d, e)
	clean := portal(t, e, "verify")
	if clean.code != 0 || clean.stderr != "" || !strings.Contains(clean.stdout, "\nLOG     entries 0 to ") || !strings.HasSuffix(clean.stdout, "\n"+boundsOfLog+"\n") {
		t.Fatalf("a clean log: %+v", clean)
	}
	d.Plant(t, `do $$
		declare e audit_events;
		begin
		  update audit_events set actor = 'system' where (stream, seq) = (select stream, max(seq) from audit_events where stream like 'user:%' group by stream) returning * into e;
		  update audit_events set hash = audit_hash(e) where id = e.id;
		  update audit_streams set head = audit_hash(e) where stream = e.stream and seq = e.seq;
		end $$`)
	tampered := portal(t, e, "verify")
	if tampered.code != 1 || strings.Contains(tampered.stdout, "VIOLATED") || !strings.Contains(tampered.stdout, "it was replaced: the log has another hash") ||
		tampered.stderr != "portal: the transparency log does not hold: see above\n" {
		t.Errorf("%+v", tampered)
	}
	e["PORTAL_LOG_KEY"], e["PORTAL_LOG_ORIGIN"], e["PORTAL_LOG_FILE"] = "", "", ""
	if without := portal(t, e, "verify"); without.code != 0 {
		t.Errorf("without the log nothing shows, and something did: %+v", without)
	}
}

// From a checkpoint on, only what is new is computed again; the file then has the newest one.
func TestVerifyGoesOnFromACheckpoint(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	enrol(t, d)
	log := sealedLog(t, d, e)
	kept := filepath.Join(t.TempDir(), "kept")
	first := portal(t, e, "verify", "--since", kept)
	if first.code != 0 || !strings.Contains(first.stdout, "INV-01") || !strings.Contains(first.stdout, "LOG     entries 0 to 2 ") {
		t.Fatalf("without a file: %+v", first)
	}
	enrol(t, d)
	sequenced(t, log)
	second := portal(t, e, "verify", "--since", kept)
	if second.code != 0 || strings.Contains(second.stdout, "INV-01") || !strings.Contains(second.stdout, "LOG     entries 2 to 3 ") || !strings.Contains(second.stdout, boundsOfSince) {
		t.Errorf("with one: %+v", second)
	}
	before, _ := os.ReadFile(kept)
	enrol(t, d)
	sequenced(t, log)
	d.Plant(t, `update audit_events set actor = 'system' where id = (select max(id) from audit_events)`)
	third := portal(t, e, "verify", "--since", kept)
	after, _ := os.ReadFile(kept)
	if third.code != 1 || !strings.Contains(third.stdout, "something in it was changed") || string(before) != string(after) {
		t.Errorf("when something does not hold: %+v", third)
	}
	for what, path := range map[string]string{"no checkpoint": file(t, []byte("x")), "no folder": "/nowhere/kept"} {
		if got := portal(t, e, "verify", "--since", path); got.code != 1 || got.stdout != "" || got.stderr == "" {
			t.Errorf("%s: %+v", what, got)
		}
	}
}
