package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// The files that the first versions of the portal wrote are kept by its own tests.
func kept(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../../internal/audit/testdata/v1/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// inVersion2 writes an export of version 1 under the names of version 2.
func inVersion2(v1 string) string {
	return strings.NewReplacer(`{"id":`, `{"version":2,"number":`, `"seq":`, `"position":`, `"tx_id":`, `"transaction":`, `"attempt_id":`, `"attempt":`, `,"kind":"`, `,"event":"`, `"to_state":`, `"state":`, `,"at":`, `,"time":`).Replace(v1)
}

func TestExports(t *testing.T) {
	t.Parallel()
	key := newIdentity(rand.New(rand.NewPCG(15, 15)), origin).vkey
	v1, about := kept(t, "events.jsonl"), kept(t, "jsonl.manifest.json")
	v2 := inVersion2(v1)
	lines := strings.SplitAfter(v1, "\n")
	about2 := strings.NewReplacer(`"format"`, `"version":2,"format"`, "5c007e163f5174dc9ab3bf8b19f8bdd257843abf6616a79f02b15eebf38de2ed", sum(v2), "6818", jsonString(len(v2))).Replace(about)
	for _, c := range []struct {
		step           string
		at             int
		file, manifest string
	}{
		{"unsigned", 0, v1, about},
		{"unsigned", 0, v2, about2},
		{"unsigned", 0, v1, ""},
		{"unsigned", 0, strings.Join(lines[1:], ""), ""},
		{"manifest", 0, v2, about},
		{"manifest", 0, strings.Join(lines[:len(lines)-2], ""), about},
		{"manifest", 0, v1, strings.Replace(about, `"count": 15`, `"count": 14`, 1)},
		{"format", 1, strings.Replace(v1, ",", ", ", 1), about},
		{"format", 2, lines[0] + strings.Join(strings.SplitAfter(v2, "\n")[1:], ""), ""},
		{"format", 15, strings.TrimSpace(v1), ""},
		{"format", 1, strings.Replace(v2, `"version":2`, `"version":3`, 1), ""},
		{"format", 1, `{"id":` + strings.Repeat("1", 2<<20), ""},
		{"event", 1, strings.Replace(v1, `"to_state":"pending"`, `"to_state":"expired"`, 1), about},
		{"event", 1, strings.Replace(v1, `"seq":1`, `"seq":2`, 1), about},
		{"chain", 2, lines[0] + lines[0] + strings.Join(lines[1:], ""), ""},
		{"chain", 2, lines[1] + lines[0] + strings.Join(lines[2:], ""), ""},
	} {
		files := []string{c.file}
		if c.manifest != "" {
			files = append(files, c.manifest)
		}
		code, out, fault := command(append([]string{"--key", key, "--json"}, write(t, files...)...)...)
		var v struct {
			OK     bool
			Step   string
			Export struct{ Lines, At, Version int }
		}
		if err := json.Unmarshal([]byte(out), &v); err != nil || code != 1 || v.OK || v.Step != c.step || v.Export.At != c.at {
			t.Errorf("%d %+v, not %q at %d, %v %s\n%.400s", code, v, c.step, c.at, err, fault, c.file)
		}
	}
}

func TestAnExportIsTold(t *testing.T) {
	t.Parallel()
	key := newIdentity(rand.New(rand.NewPCG(16, 16)), origin).vkey
	v1 := kept(t, "events.jsonl")
	p := write(t, v1, strings.Replace(v1, `"to_state":"pending"`, `"to_state":"expired"`, 1))
	for file, want := range map[string]string{p[0]: words["unsigned"].EN, p[1]: "Line: 1\n  " + words["event"].EN} {
		if _, out, _ := command("--key", key, "--lang", "en", file); !strings.Contains(out, "NOT VERIFIED") || !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
