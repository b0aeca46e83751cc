package translog_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"takeed/internal/translog"
)

// The leaf of an event, as Python's hashlib has it.
func TestLeafData(t *testing.T) {
	t.Parallel()
	hash := bytes.Repeat([]byte{0}, 32)
	if got := hex.EncodeToString(translog.LeafData(hash)); got != "9a87a1b9efbe642c4f8243d7ac6bad07d5943c60abb43e393a7889f2f0e448f1" {
		t.Errorf("%s", got)
	}
	bundle, err := translog.EntryBundle([][]byte{entry(1), entry(2)})
	if err != nil || len(bundle) != 68 || bundle[0] != 0 || bundle[1] != 32 {
		t.Errorf("%x, %v", bundle, err)
	}
	first, rest, err := torchwood.ReadTileEntry(bundle)
	if err != nil || !bytes.Equal(first, entry(1)) || len(rest) != 34 {
		t.Errorf("%x, %x, %v", first, rest, err)
	}
	if _, err := translog.EntryBundle([][]byte{{1}}); err == nil {
		t.Error("an entry of one byte")
	}
}

// Paths are those of torchwood, which has them from the specification.
func TestTilePaths(t *testing.T) {
	t.Parallel()
	for _, tile := range []translog.Tile{
		{Level: 0, N: 0, Width: 256}, {Level: 0, N: 999, Width: 1}, {Level: 1, N: 1000, Width: 255}, {Level: 2, N: 1234067, Width: 256},
		{Level: translog.Entries, N: 1234067, Width: 7}, {Level: 6, N: 5_000_000_000, Width: 256},
	} {
		other := torchwood.TilePath(tlog.Tile{H: 8, L: tile.Level, N: tile.N, W: tile.Width})
		if "tile/"+tile.Path() != other {
			t.Errorf("%+v: %s, want %s", tile, tile.Path(), other)
		}
		if got, ok := translog.ParseTilePath(tile.Path()); !ok || got != tile {
			t.Errorf("%s: %+v, %v", tile.Path(), got, ok)
		}
	}
	for _, path := range []string{"", "0", "0/", "0/0", "0/00", "0/0000", "0/x000/000", "0/001/002", "0/x001", "0/x1/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/", "7/000", "00/000", "-1/000", "data/000",
		"entries", "Entries/000", "0/+00", "0/ 00", "0/x-01/000", "0/x001/x002", strings.Repeat("x001/", 20) + "000", "0/000.p/1.p/1", "0/000/"} {
		if got, ok := translog.ParseTilePath(path); ok {
			t.Errorf("%q is %+v", path, got)
		}
	}
}

func TestTilesAreWithinASize(t *testing.T) {
	t.Parallel()
	for tile, size := range map[translog.Tile]int64{ // the smallest tree that has it
		{Level: 0, N: 0, Width: 1}: 1, {Level: 0, N: 1, Width: 256}: 512, {Level: 1, N: 0, Width: 1}: 256, {Level: 1, N: 1, Width: 3}: 259 * 256, {Level: translog.Entries, N: 2, Width: 9}: 521,
	} {
		if !tile.Within(size) || tile.Within(size-1) {
			t.Errorf("%+v: %v in %d, %v in %d", tile, tile.Within(size), size, tile.Within(size-1), size-1)
		}
	}
	if (translog.Tile{Level: 0, N: 1 << 60, Width: 1}).Within(translog.MaxSize) {
		t.Error("a number that overflows is within")
	}
}

// Another library reads a checkpoint, and one signed by two keys with either.
func TestCheckpointsAreReadElsewhere(t *testing.T) {
	t.Parallel()
	k, text := keysFor(t, 2)
	c := newTree(t).grow(7)
	signed, err := k.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, public := range k.Public() {
		v, err := note.NewVerifier(public)
		if err != nil {
			t.Fatal(err)
		}
		got, rest, _, err := log.ParseCheckpoint(signed, origin, v)
		if err != nil || got.Size != 7 || !bytes.Equal(got.Hash, c.Root[:]) || len(rest) != 0 {
			t.Errorf("%+v, %q, %v", got, rest, err)
		}
	}
	if again, err := k.Sign(c); err != nil || !bytes.Equal(again, signed) {
		t.Errorf("signed again it is another note: %v", err)
	}
	newer, err := translog.ParseKeys(strings.Split(text, "\n")[1], origin) // the older key was removed
	if err != nil {
		t.Fatal(err)
	}
	if got, err := newer.Open(signed); err != nil || got != c {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNotesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	k, _ := keysFor(t, 1)
	other, _ := keysFor(t, 1)
	c := newTree(t).grow(7)
	good, err := k.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	statement, err := k.SignText("takeed.statement/v1\n")
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(good, []byte("\n7\n"), []byte("\n8\n"), 1)
	for name, signed := range map[string][]byte{"another key": foreign, "changed": broken, "no checkpoint": statement, "nothing": nil, "no signature": []byte(c.Text() + "\n"), "too long": append(good, bytes.Repeat([]byte("x"), 70000)...)} {
		if got, err := k.Open(signed); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, err := k.Sign(translog.Checkpoint{Origin: "other/log", Size: 1}); err == nil {
		t.Error("it signs for another log")
	}
}

func TestKeysAreParsedStrictly(t *testing.T) {
	t.Parallel()
	_, text := keysFor(t, 2)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	_, many := keysFor(t, 8)
	if _, err := translog.ParseKeys(many, origin); err != nil {
		t.Error(err)
	}
	for name, secret := range map[string]string{
		"nothing": "", "a blank line": lines[0] + "\n\n" + lines[1], "twice": lines[0] + "\n" + lines[0], "cut": lines[0][:len(lines[0])-4], "a public key": strings.TrimPrefix(lines[0], "PRIVATE+KEY+"),
		"text": "secret", "too many": many + lines[0], "a space": " " + lines[0],
	} {
		if _, err := translog.ParseKeys(secret, origin); err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "PRIVATE+KEY+portal") {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
	if _, err := translog.ParseKeys(text, "other/log"); err == nil {
		t.Error("keys of another log")
	}
	for _, bad := range []string{"", "a b", "a+b", "https://a/log", "تأكيد", "a\n", strings.Repeat("x", 201)} {
		if _, _, err := translog.GenerateKey(bad); err == nil {
			t.Errorf("a log may be named %q", bad)
		}
	}
}

// A newer cosignature of a witness takes the place of its older one; what is none is left out.
func TestCosignaturesAreMerged(t *testing.T) {
	t.Parallel()
	a1, a2, b := "— w.example/a AAAAAQAA\n", "— w.example/a AAAAAQAB\n", "— w.example/b AAAAAgAA\n"
	otherKey := "— w.example/a AAAAAwAA\n"
	have := translog.MergeCosignatures("", a1, b)
	if have != a1+b {
		t.Errorf("%q", have)
	}
	if got := translog.MergeCosignatures(have, a2, otherKey, "", "no line", "— x", "— w.example/c AAAA\n", "— w.example/c AAAAAQAA=\n", "— w.example/c \n", a1[:len(a1)-2]+"\n"+b); got != a2+b+otherKey {
		t.Errorf("%q", got)
	}
}
