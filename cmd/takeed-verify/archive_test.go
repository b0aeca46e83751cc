package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"takeed/internal/audit"
)

// A program that unpacks from the beginning believes what stands before each member, and not
// the directory at the end.
func TestTheHeadsOfMembersAreThoseOfTheDirectory(t *testing.T) {
	t.Parallel()
	x := exportAs(rand.New(rand.NewPCG(51, 51)), audit.JSONL, eventsOf(rand.New(rand.NewPCG(51, 51)), 5))
	good := x.archive()
	directory := binary.LittleEndian.Uint32(good[len(good)-6:])
	extra := headLength + len("events.jsonl")
	for name, change := range map[string]func(b []byte) []byte{
		"":                         func(b []byte) []byte { return b },
		"method":                   func(b []byte) []byte { b[8] = byte(zip.Store); return b },
		"method of the directory":  func(b []byte) []byte { b[directory+10] = byte(zip.Store); return b },
		"flags of the directory":   func(b []byte) []byte { b[directory+8] |= 2; return b },
		"flags":                    func(b []byte) []byte { b[6] |= 2; return b },
		"encrypted":                func(b []byte) []byte { b[6] |= 1; b[directory+8] |= 1; return b },
		"checksum":                 func(b []byte) []byte { b[14] = 1; return b },
		"size":                     func(b []byte) []byte { b[18] = 1; return b },
		"another name beside it":   func(b []byte) []byte { copy(b[extra:], "up"); return b },
		"and in the directory":     func(b []byte) []byte { copy(b[int(directory)+46+len("events.jsonl"):], "up"); return b },
		"a comment that is absent": func(b []byte) []byte { b[len(b)-2] = 1; return b },
		"something before the directory": func(b []byte) []byte {
			b = slices.Insert(b, int(directory), []byte("hidden")...)
			binary.LittleEndian.PutUint32(b[len(b)-6:], directory+6)
			return b
		},
		"something between members": func(b []byte) []byte {
			first := bytes.LastIndex(b[:directory], []byte("PK\x03\x04"))
			b = slices.Insert(b, first, []byte("hidden")...)
			binary.LittleEndian.PutUint32(b[len(b)-6:], directory+6)
			last := bytes.LastIndex(b, []byte("PK\x01\x02"))
			binary.LittleEndian.PutUint32(b[last+42:], uint32(first+6))
			return b
		},
	} {
		want := "format"
		if name == "" {
			want = ""
		}
		if v := ask2(t, x.log.vkey, change(slices.Clone(good))); v.Step != want {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if v := ask2(t, x.log.vkey, withDecoy(x)); v.Step != "format" {
		t.Errorf("a decoy before the events: %+v", v)
	}
	// The library would read all of a directory, however many members it has.
	many := pack(slices.Repeat([]packed{{"a", nil}}, 3000)...)
	if _, ok := readEnd(bytes.NewReader(many), int64(len(many))); ok {
		t.Error("a large directory")
	}
}

// withDecoy is an archive with another file of events at its beginning, which its directory
// does not name.
func withDecoy(x *portalExport) []byte {
	b := pack(append([]packed{{"events.jsonl", []byte("decoy")}}, x.members()...)...)
	end := len(b) - endLength
	at, length := binary.LittleEndian.Uint32(b[end+16:]), binary.LittleEndian.Uint32(b[end+12:])
	first := uint32(46 + len("events.jsonl") + 9)
	b[end+8], b[end+10] = 3, 3
	binary.LittleEndian.PutUint32(b[end+12:], length-first)
	return slices.Delete(b, int(at), int(at+first))
}

// Where events stand in the log must be possible: the order of times is not that of the log.
func TestPlacesInTheLogArePlausible(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(52, 52))
	for _, c := range []struct {
		events      int
		first, last int64
		want        string
	}{
		{5, 3, 9, ""}, {5, 9, 3, ""}, {5, -1, 9, ""}, {5, 9, -1, ""}, {5, -1, -1, ""}, {1, 9, 9, ""}, {1, -1, -1, ""}, {0, -1, -1, ""}, {5, 0, maxInteger, ""},
		{5, 9, 9, "manifest"}, {1, 8, 9, "manifest"}, {1, -1, 9, "manifest"}, {5, -2, 9, "manifest"}, {5, 9, -2, "manifest"}, {5, maxInteger + 1, 9, "manifest"}, {5, 9, maxInteger + 1, "manifest"}, {0, -1, 0, "manifest"},
	} {
		x := exportAs(r, audit.JSONL, eventsOf(r, c.events))
		x.described.Log.First, x.described.Log.Last = c.first, c.last
		x.seal(x.log)
		if v := ask(t, x.log.vkey, x.archive()); v.Step != c.want {
			t.Errorf("%+v: %+v", c, v)
		}
	}
}

func TestAManifestDoesNotContradictItself(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(53, 53))
	for i, change := range []func(m *audit.Manifest){
		func(m *audit.Manifest) { m.Count = 0 }, func(m *audit.Manifest) { m.LastHash = "" }, func(m *audit.Manifest) { m.Bytes = -1 }, func(m *audit.Manifest) { m.Log = nil }, func(m *audit.Manifest) { m.Log.Origin = "other" },
	} {
		x := exportAs(r, audit.JSONL, eventsOf(r, 5))
		change(&x.described)
		x.seal(x.log)
		if v := ask(t, x.log.vkey, x.archive()); v.Step != "manifest" {
			t.Errorf("%d: %+v", i, v)
		}
	}
}
