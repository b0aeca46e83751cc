package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// This file makes exports with what the portal makes them with.

// portalExport is an export as the back office hands it out.
type portalExport struct {
	log                    identity
	lines                  []audit.Line
	described              audit.Manifest
	events, manifest, note []byte
}

// eventsOf makes lines of three streams: the first ones are of audit/v1, and of each kind
// some are erased.
func eventsOf(r *rand.Rand, n int) (all []audit.Line) {
	last := map[string]audit.Line{}
	for i := range n {
		l := audit.Line{Number: int64(100 + 3*i), Stream: fmt.Sprint("txn:", r.IntN(3)), Transaction: approval.ID(pick(r, "", randomID(r))), Attempt: approval.ID(pick(r, "", randomID(r))), Code: approval.EventSignedOut,
			ToState: pick(r, "", "confirmed"), Actor: "system", At: time.UnixMicro(1_796_000_000_000_000 + int64(i)), Body: goJSON(map[string]string{"outcome": "success", "why": randomText(r)})}
		l.Position, l.Prev = last[l.Stream].Position+1, last[l.Stream].Hash
		if i > n/3 {
			l.Salt = randomBytes(r, 16)
			c := audit.Commit(l.Salt, l.Body)
			l.Commitment = c[:]
		}
		sum := l.Sum()
		l.Hash = sum[:]
		last[l.Stream] = l
		if i%5 == 4 {
			l.Body, l.Salt = "", nil
		}
		all = append(all, l)
	}
	return all
}

// exportAs writes lines, describes them and signs the description.
func exportAs(r *rand.Rand, f audit.Format, lines []audit.Line) *portalExport {
	x := &portalExport{log: newIdentity(r, origin), lines: lines}
	var out bytes.Buffer
	w := audit.NewWriter(&out, f, false)
	for _, l := range lines {
		check(w.Write(l))
	}
	check(w.Flush())
	x.described = audit.Manifest{Query: `"<&>" فاطمة`, Complete: true, Actor: "staff:x", Began: time.UnixMicro(1), Ended: time.UnixMicro(2), Log: &audit.LogRange{Origin: origin, First: 700, Last: 20}}
	if len(lines) == 0 {
		x.described.Log.First, x.described.Log.Last = -1, -1
	}
	w.Describe(&x.described)
	x.events = out.Bytes()
	x.seal(x.log)
	return x
}

func (x *portalExport) seal(by identity) {
	x.manifest = x.described.Encode()
	x.note = noteFor(x.manifest, by)
}

func noteFor(manifest []byte, by identity) []byte {
	signed, err := note.Sign(&note.Note{Text: audit.ManifestNote(origin, sha256.Sum256(manifest))}, by.signer)
	check(err)
	return signed
}

func (x *portalExport) archive() []byte {
	var out bytes.Buffer
	a := audit.NewArchive(&out, time.UnixMicro(3))
	events, err := a.Events(x.described.Format)
	check(err)
	_, err = events.Write(x.events)
	check(err)
	check(a.Close(x.described, x.note))
	return out.Bytes()
}

// packed writes members as the portal does, whatever they are.
type packed struct {
	name    string
	content []byte
}

func (x *portalExport) members() []packed {
	return []packed{{"events." + string(x.described.Format), x.events}, {"manifest.json", x.manifest}, {"manifest.note", x.note}}
}

func pack(members ...packed) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, m := range members {
		f, err := z.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: time.Unix(1, 0)})
		check(err)
		_, err = f.Write(m.content)
		check(err)
	}
	check(z.Close())
	return out.Bytes()
}

// told is what the program says of an export.
type told struct {
	Kind, Step string
	OK         bool
	Export     struct {
		Version, Lines, Links, Erased, Unchecked, At int
		Format, Why                                  string
		Manifest                                     *struct{ Query string }
	}
}

// name is where it failed: the step and, of events, why and at which line.
func (v told) name() string {
	switch {
	case v.OK:
		return "ok"
	case v.Step != "events":
		return v.Step
	case v.Export.At > 0:
		return fmt.Sprint("events ", v.Export.Why, " ", v.Export.At)
	}
	return "events " + v.Export.Why
}

// ask runs the program on files that are one export.
func ask(t *testing.T, key string, files ...[]byte) (v told) {
	t.Helper()
	var texts []string
	for _, f := range files {
		texts = append(texts, string(f))
	}
	paths := write(t, texts...)
	code, out, fault := command(append([]string{"--key", key, "--json"}, paths...)...)
	if err := json.Unmarshal([]byte(out), &v); err != nil || fault != "" || (code == 0) != v.OK || v.Kind != "export" {
		t.Fatalf("%d %v %s\n%s of %s", code, err, fault, out, filepath.Dir(paths[0]))
	}
	return v
}

// What the portal writes is verified: as an archive, and as the files in it; and as its own
// program for exports counts.
func TestExportsOfThePortalAreVerified(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(31, 31))
	for _, f := range []audit.Format{audit.JSONL, audit.CSV} {
		for _, n := range []int{0, 1, 2, 40} {
			x := exportAs(r, f, eventsOf(r, n))
			if n == 1 {
				x.described.Log.Last = x.described.Log.First
				x.seal(x.log)
			}
			for _, files := range [][][]byte{{x.archive()}, {pack(x.members()...)}, {x.events, x.manifest, x.note}} {
				v := ask(t, x.log.vkey, files...)
				if v.name() != "ok" || v.Export.Lines != n || v.Export.Links != n || v.Export.Version != 3 || v.Export.Format != string(f) || v.Export.Manifest.Query != x.described.Query {
					t.Errorf("%s, %d events: %+v", f, n, v)
				}
				theirs, err := audit.VerifyExport(bytes.NewReader(x.events), &x.described)
				if f == audit.JSONL && (err != nil || len(theirs.Faults) > 0 || v.Export.Erased != int(theirs.Erased) || v.Export.Unchecked != int(theirs.Unchecked)) {
					t.Errorf("the portal says %+v, %v, and the program %+v", theirs, err, v)
				}
			}
			for _, files := range [][][]byte{{pack(x.members()[:2]...)}, {x.events, x.manifest}} {
				if v := ask(t, x.log.vkey, files...); v.name() != "unsigned" {
					t.Errorf("%s, %d events without the note: %+v", f, n, v)
				}
			}
		}
	}
}

func TestARestOfAnExportIsVerified(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(32, 32))
	x := exportAs(r, audit.CSV, eventsOf(r, 9))
	rows := bytes.SplitAfter(x.events, []byte("\n"))
	x.events = bytes.Join(rows[3:], nil)
	x.described.Resumed, x.described.Count, x.described.First = 103, 7, 106
	x.described.Bytes, x.described.SHA256 = int64(len(x.events)), sum(string(x.events))
	x.seal(x.log)
	if v := ask(t, x.log.vkey, x.archive()); v.name() != "ok" || v.Export.Lines != 7 {
		t.Errorf("%+v", v)
	}
	x.described.Resumed = 0
	x.seal(x.log)
	if v := ask(t, x.log.vkey, x.events, x.manifest, x.note); v.name() != "events line 1" {
		t.Errorf("without the head: %+v", v)
	}
}
