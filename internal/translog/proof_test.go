package translog_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"takeed/internal/translog"
)

func someProof(t testing.TB) (p translog.Proof, c translog.Checkpoint, entries [][]byte) {
	t.Helper()
	w := newTree(&testing.T{})
	c = w.grow(11)
	k, _ := keysFor(t, 1)
	signed, err := k.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	p = translog.Proof{Index: 5, Note: signed}
	if p.Hashes, err = translog.Prove(c, 5, w.entries[5], w.memory); err != nil {
		t.Fatal(err)
	}
	return p, c, w.entries
}

func TestProofText(t *testing.T) {
	t.Parallel()
	p, c, entries := someProof(t)
	text := p.Text()
	if !bytes.HasPrefix(text, []byte("c2sp.org/tlog-proof@v1\nindex 5\n")) || !bytes.HasSuffix(text, append([]byte("\n\n"), p.Note...)) {
		t.Errorf("%s", text)
	}
	got, err := translog.ParseProof(text)
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := got.Check(c, entries[5]); err != nil {
		t.Error(err)
	}
	if got.Check(c, entries[6]) == nil {
		t.Error("it proves another entry")
	}
	extra := strings.Replace(string(text), "index", "extra aGVsbG8=\nindex", 1)
	if got, err := translog.ParseProof([]byte(extra)); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("with an extra line: %+v, %v", got, err)
	}
	for _, change := range [][2]string{{"@v1", "@v2"}, {"index 5", "index 05"}, {"index", "Index"}, {"index 5\n", "index 5\n\n\n"}, {"\n\n", "\n"},
		{"index 5\n", "index 5\r\n"}, {"index 5", "index 9007199254740992"}, {"index 5", "index +5"}, {"index 5", "index 6"}} {
		got, err := translog.ParseProof([]byte(strings.Replace(string(text), change[0], change[1], 1)))
		if err == nil && got.Check(c, entries[5]) == nil && bytes.Equal(got.Note, p.Note) {
			t.Errorf("%q for %q: %+v", change[1], change[0], got)
		}
	}
}

// Whatever is read is written the same way.
func FuzzParseProof(f *testing.F) {
	p, _, _ := someProof(f)
	f.Add(p.Text())
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := translog.ParseProof(text)
		if err == nil && !bytes.Contains(text, []byte("\nextra ")) && !bytes.Equal(p.Text(), text) {
			t.Errorf("%q is written as %q", text, p.Text())
		}
		_ = p.Check(translog.Checkpoint{Size: 1 << 40}, nil)
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add("a/log\n1\n" + translog.Checkpoint{}.Root.String() + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := translog.ParseCheckpoint(text); err == nil && c.Text() != text {
			t.Errorf("%q is written as %q", text, c.Text())
		}
	})
}

func FuzzParseTilePath(f *testing.F) {
	f.Add("0/x001/234.p/5")
	f.Add("entries/000")
	f.Fuzz(func(t *testing.T, path string) {
		if tile, ok := translog.ParseTilePath(path); ok && (tile.Path() != path || tile.Within(0)) {
			t.Errorf("%q is %+v", path, tile)
		}
	})
}

func FuzzOpen(f *testing.F) {
	k, _ := keysFor(f, 1)
	p, _, _ := someProof(f)
	f.Add(p.Note)
	f.Fuzz(func(t *testing.T, signed []byte) {
		if c, err := k.Open(signed); err == nil {
			t.Errorf("a note of somebody else is ours: %+v", c)
		}
	})
}

func FuzzMergeCosignatures(f *testing.F) {
	f.Add("— w/a AAAAAQAA\n", "— w/b AAAAAQAA\n")
	f.Fuzz(func(t *testing.T, have, fresh string) {
		once := translog.MergeCosignatures(have, fresh)
		if again := translog.MergeCosignatures(once); again != once {
			t.Errorf("%q becomes %q", once, again)
		}
	})
}
