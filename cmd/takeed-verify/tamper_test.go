package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/audit"
)

// tamper changes an export as somebody would who has no key, and names the step that must fail.
type tamper struct {
	name, step string
	change     func(r *rand.Rand, x *portalExport)
}

// onLines changes the lines of the file; a table keeps its head.
func onLines(change func(r *rand.Rand, lines [][]byte) [][]byte) func(*rand.Rand, *portalExport) {
	return func(r *rand.Rand, x *portalExport) {
		lines := bytes.SplitAfter(x.events, []byte("\n"))
		lines = lines[:len(lines)-1]
		head := 0
		if x.described.Format == audit.CSV {
			head = 1
		}
		x.events = bytes.Join(append(slices.Clone(lines[:head]), change(r, slices.Clone(lines[head:]))...), nil)
	}
}

var tampers = []tamper{
	{"remove", "events", onLines(func(r *rand.Rand, l [][]byte) [][]byte { i := r.IntN(len(l)); return slices.Delete(l, i, i+1) })},
	{"reorder", "events", onLines(func(r *rand.Rand, l [][]byte) [][]byte {
		i := 1 + r.IntN(len(l)-1)
		l[i-1], l[i] = l[i], l[i-1]
		return l
	})},
	{"double", "events", onLines(func(r *rand.Rand, l [][]byte) [][]byte { i := r.IntN(len(l)); return slices.Insert(l, i, l[i]) })},
	{"add", "events", func(r *rand.Rand, x *portalExport) {
		other := exportAs(r, x.described.Format, eventsOf(r, 3)).events
		x.events = slices.Concat(x.events, other[bytes.LastIndexByte(other[:len(other)-1], '\n')+1:])
	}},
	{"flip", "events", func(r *rand.Rand, x *portalExport) { flipBit(r, x.events) }},
	{"cut", "events", func(r *rand.Rand, x *portalExport) { x.events = x.events[:r.IntN(len(x.events))] }},
	{"events of another", "events", func(r *rand.Rand, x *portalExport) {
		x.events = exportAs(r, x.described.Format, eventsOf(r, 40)).events
	}},
	{"erase", "events", func(r *rand.Rand, x *portalExport) {
		l := &x.lines[15+5*r.IntN(4)]
		l.Body, l.Salt = "", nil
		x.events = exportAs(r, x.described.Format, x.lines).events
	}},
	{"manifest of another", "manifest", func(r *rand.Rand, x *portalExport) {
		x.manifest = exportAs(r, x.described.Format, eventsOf(r, 40)).manifest
	}},
	{"manifest and note of another", "events", func(r *rand.Rand, x *portalExport) {
		y := exportAs(r, x.described.Format, eventsOf(r, 40))
		y.seal(x.log)
		x.manifest, x.note = y.manifest, y.note
	}},
	{"note of another", "manifest", func(r *rand.Rand, x *portalExport) {
		x.note = noteFor(exportAs(r, x.described.Format, eventsOf(r, 40)).manifest, x.log)
	}},
	{"member", "manifest", func(r *rand.Rand, x *portalExport) {
		m := &x.described
		for _, change := range []func(){
			func() { m.Query = "other" }, func() { m.Complete = false }, func() { m.Count++ }, func() { m.First++ }, func() { m.Last-- }, func() { m.LastHash = sum("x") }, func() { m.Bytes++ }, func() { m.SHA256 = sum("x") },
			func() { m.Actor = "staff:y" }, func() { m.Ended = m.Ended.Add(time.Hour) }, func() { m.Log.First++ }, func() { m.Log.Origin = "x" }, func() { m.Log = nil }, func() { m.Resumed = 1 }, func() { m.Version = 2 },
		}[r.IntN(15):][:1] {
			change()
		}
		x.manifest = m.Encode()
	}},
	{"spelling of the manifest", "format", func(r *rand.Rand, x *portalExport) {
		old := pick(r, ",\n", ": ", "{", "}", "\n", `"format"`, `"jsonl"`, `"csv"`)
		if again := strings.Replace(string(x.manifest), old, pick(r, old+" ", " "+old, old+"\n", `"x":1,`), 1); again != string(x.manifest) {
			x.manifest = []byte(again)
			return
		}
		x.manifest = []byte("null")
	}},
	{"other key", "signature", func(r *rand.Rand, x *portalExport) { x.seal(newIdentity(r, origin)) }},
	{"other log", "manifest", func(r *rand.Rand, x *portalExport) {
		x.note = bytes.ReplaceAll(x.note, []byte(origin), []byte("other.example/log"))
	}},
	{"bad signature", "signature", func(r *rand.Rand, x *portalExport) {
		text := string(x.note)
		for string(x.note) == text {
			x.note = []byte(text[:strings.Index(text, "\n\n")+2] + badSignature(r, lastSignatures(text)))
		}
	}},
	{"forged and signed again", "signature", func(r *rand.Rand, x *portalExport) {
		log := x.log
		*x = *exportAs(r, x.described.Format, eventsOf(r, 40))
		x.log = log
	}},
	{"form of the note", "format", func(r *rand.Rand, x *portalExport) {
		x.note = []byte(pick(r, "", "x", string(x.note[1:]), string(x.note[:len(x.note)-1]), string(x.note)+"\n", strings.Replace(string(x.note), "\n\n", "\n", 1), strings.Replace(string(x.note), "/v1", "/v2", 1), strings.Replace(string(x.note), "\n\n", "\nmore\n\n", 1)))
	}},
}

func TestNoTamperedExportIsVerified(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(*seed, 33))
	for i := range 3 * len(tampers) {
		x := exportAs(r, []audit.Format{audit.JSONL, audit.CSV}[i/len(tampers)%2], eventsOf(r, 40))
		key, before := x.log.vkey, pack(x.members()...)
		tampers[i%len(tampers)].change(r, x)
		c := tampers[i%len(tampers)]
		if bytes.Equal(before, pack(x.members()...)) {
			t.Errorf("%s changed nothing", c.name)
		}
		if v := ask(t, key, pack(x.members()...)); v.OK || v.Step != c.step {
			t.Errorf("%s of %s: %+v, not %s\n%.300s\n%s", c.name, x.described.Format, v, c.step, x.manifest, x.note)
		}
		unpacked := write(t, string(x.events), string(x.manifest), string(x.note))
		if code, out, _ := command("--key", key, "--json", unpacked[0], unpacked[1], unpacked[2]); code == 0 || strings.Contains(out, `"ok":true`) {
			t.Errorf("%s, unpacked: %s", c.name, out)
		}
	}
}

// What another program unpacks is what was verified: no member is there twice, hidden, or
// under two names.
func TestArchivesOfAnotherFormAreRefused(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(34, 34))
	x := exportAs(r, audit.JSONL, eventsOf(r, 20))
	m, good := x.members(), x.archive()
	renamed := func(i int, name string) []byte {
		n := slices.Clone(m)
		n[i].name = name
		return pack(n...)
	}
	inHead, inDirectory := slices.Clone(good), slices.Clone(good)
	copy(inHead[30:], "events.jsonX")
	copy(inDirectory[bytes.LastIndex(good, []byte("events.jsonl")):], "events.csv\x00\x00")
	hidden := slices.Concat(good[:len(good)-endLength], pack(m...))
	for name, file := range map[string][]byte{
		"twice": pack(m[0], m[0], m[1]), "twice at the end": pack(m[0], m[1], m[2], m[0]), "twice, other": pack(m[0], m[1], m[2], packed{"events.jsonl", nil}), "one more": pack(append(slices.Clone(m), packed{"README.txt", nil})...), "one more first": pack(append([]packed{{"a", nil}}, m...)...),
		"other order": pack(m[1], m[0], m[2]), "no events": pack(m[1], m[2]), "no manifest": pack(m[0], m[2]), "one": pack(m[0]), "none": pack(), "two kinds": pack(m[0], packed{"events.csv", nil}, m[1], m[2]),
		"up": renamed(0, "../events.jsonl"), "root": renamed(0, "/events.jsonl"), "here": renamed(0, "./events.jsonl"), "folder": renamed(1, "x/manifest.json"), "windows": renamed(1, `x\manifest.json`), "case": renamed(0, "EVENTS.jsonl"), "zero": renamed(1, "manifest.json\x00"), "a folder": pack(packed{"events.jsonl/", nil}, m[1], m[2]),
		"other kind": renamed(0, "events.csv"), "unknown kind": renamed(0, "events.xml"), "names differ": inHead, "names differ in the directory": inDirectory,
		"in front": slices.Concat(good[:40], good), "comment": slices.Concat(good[:len(good)-2], []byte("\x01\x00x")), "two archives": hidden, "behind": slices.Concat(good, []byte("x")), "cut": good[:len(good)-1], "a head and no more": good[:100],
		"large manifest": pack(m[0], packed{"manifest.json", slices.Concat(x.manifest, bytes.Repeat([]byte("\n"), maxPaper))}, m[2]), "large note": pack(m[0], m[1], packed{"manifest.note", bytes.Repeat([]byte(" "), 1<<20)}),
	} {
		if v := ask2(t, x.log.vkey, file); v.Step != "format" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// ask2 is ask, for what may be no archive to the program.
func ask2(t *testing.T, key string, file []byte) (v told) {
	t.Helper()
	code, out, fault := command("--key", key, "--json", write(t, string(file))[0])
	if err := json.Unmarshal([]byte(out), &v); err != nil || (code == 0) != v.OK {
		t.Fatalf("%d %v %s", code, err, fault)
	}
	return v
}

// An archive with a bit changed is refused, or holds what it held: some bits are of times
// and of the program that packed it.
func TestABitOfAnArchive(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(*seed, 35))
	x := exportAs(r, audit.JSONL, eventsOf(r, 4))
	good := x.archive()
	accepted := 0
	for range 400 {
		file := flipBit(r, slices.Clone(good))
		h, ok := openArchive(bytes.NewReader(file), int64(len(file)))
		if !ok {
			continue
		}
		trusted, err := newTrust(x.log.vkey, nil)
		check(err)
		if v, err := verifyExport(h, trusted); err != nil || !v.OK {
			continue
		}
		accepted++
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		check(err)
		for i, m := range x.members() {
			in, err := z.File[i].Open()
			check(err)
			if content, err := io.ReadAll(in); err != nil || !bytes.Equal(content, m.content) || z.File[i].Name != m.name {
				t.Errorf("%s is another", m.name)
			}
		}
	}
	if accepted > 100 {
		t.Errorf("%d of 400 were accepted", accepted)
	}
}

// A small archive does not unfold without end: no further than its manifest says, and no
// manifest may say more than an export can have.
func TestBombsAreBounded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(36, 36))
	x := exportAs(r, audit.JSONL, eventsOf(r, 9))
	zeros := bytes.Repeat([]byte("0"), 64<<20)
	folded := pack(packed{"events.jsonl", zeros}, x.members()[1], x.members()[2])
	if v := ask(t, x.log.vkey, folded); v.name() != "events file" {
		t.Errorf("%+v", v)
	}
	if v := ask(t, x.log.vkey, []byte(`{"version":3,`+string(zeros[:3<<20]))); v.name() != "events line 1" {
		t.Errorf("%+v", v)
	}
	x.described.Bytes = maxEvents + 1
	x.seal(x.log)
	if v := ask(t, x.log.vkey, x.archive()); v.name() != "manifest" {
		t.Errorf("%+v", v)
	}
	full := &export{Format: "jsonl", Lines: maxLines, sum: sha256.New()}
	if why := full.add([]byte("x"), nil, maxEvents); why != "limit" {
		t.Error(why)
	}
}

// A large file beside a file of events is none of its papers.
func TestTheFileAfterAnExportIsItsManifestOrNot(t *testing.T) {
	t.Parallel()
	x := exportAs(rand.New(rand.NewPCG(37, 37)), audit.JSONL, eventsOf(rand.New(rand.NewPCG(37, 37)), 5))
	p := write(t, string(x.events), string(x.manifest), string(x.note), string(x.events))
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, maxFile+1); err != nil {
		t.Fatal(err)
	}
	for want, files := range map[string][]string{
		"unsigned":                 {p[0]},
		"unsigned unsigned":        {p[0], p[3]},
		" unsigned":                {p[0], p[1], p[2], p[3]},
		"unsigned unsigned format": {p[0], p[3], p[1], p[1]},
		"unsigned format":          {p[0], p[2]},
		"unsigned fault":           {p[0], large},
		"unsigned  fault":          {p[0], p[3], p[1], p[2], large + "x"},
	} {
		_, out, fault := command(append([]string{"--key", x.log.vkey, "--json"}, files...)...)
		var steps []string
		for line := range strings.Lines(out) {
			var v told
			check(json.Unmarshal([]byte(line), &v))
			steps = append(steps, v.Step)
		}
		if fault != "" {
			steps = append(steps, "fault")
		}
		if got := strings.Join(steps, " "); got != want {
			t.Errorf("%q, not %q\n%s%s", got, want, out, fault)
		}
	}
}
