package keys

import (
	"bytes"
	"strings"
	"testing"
)

func newKeyset(t *testing.T) (*Keyset, []byte) {
	t.Helper()
	content, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	k, err := Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return k, content
}

func TestASealedValueOpensInItsOwnPlaceOnly(t *testing.T) {
	t.Parallel()
	k, content := newKeyset(t)
	home := Place{"users", "profile", "1"}
	sealed, err := k.Seal(home, []byte("784-1990"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("784")) {
		t.Error("the ciphertext holds the value")
	}
	again, err := Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open(home, sealed); err != nil || string(plain) != "784-1990" {
		t.Errorf("Open = %q, %v", plain, err)
	}
	for _, other := range []Place{{"users", "profile", "2"}, {"users", "name", "1"}, {"people", "profile", "1"}, {"users", "profile\x001", ""}} {
		if _, err := k.Open(other, sealed); err == nil {
			t.Errorf("opened at %v", other)
		}
	}
	stranger, _ := newKeyset(t)
	if _, err := stranger.Open(home, sealed); err == nil {
		t.Error("another keyset opened it")
	}
}

func TestLookupDependsOnKeyPurposeAndValue(t *testing.T) {
	t.Parallel()
	k, _ := newKeyset(t)
	stranger, _ := newKeyset(t)
	look := func(k *Keyset, purpose, value string) string {
		t.Helper()
		mac, err := k.Lookup(purpose, value)
		if err != nil {
			t.Fatal(err)
		}
		if value != "" && len(mac) != 32 {
			t.Fatalf("%d bytes", len(mac))
		}
		return string(mac)
	}
	base := look(k, "idn", "784")
	if base != look(k, "idn", "784") {
		t.Error("not stable")
	}
	for name, other := range map[string]string{
		"purpose": look(k, "sub", "784"), "value": look(k, "idn", "785"), "key": look(stranger, "idn", "784"), "border": look(k, "id", "n784"),
	} {
		if other == base {
			t.Errorf("another %s gives the same hash", name)
		}
	}
	if look(k, "idn", "") != "" {
		t.Error("an empty value has a hash")
	}
}

func TestParseRefusesOtherFilesWithoutQuotingThem(t *testing.T) {
	t.Parallel()
	_, good := newKeyset(t)
	for name, content := range map[string]string{
		"empty": "", "not JSON": "topsecret", "empty object": "{}", "half": `{"encryption":{"primaryKeyId":1}}`,
		"unknown member": strings.Replace(string(good), `"lookup"`, `"topsecret"`, 1),
		"two keysets":    string(good) + string(good),
		"rubbish after":  string(good) + "topsecret",
		"swapped":        strings.NewReplacer(`"lookup"`, `"encryption"`, `"encryption"`, `"lookup"`).Replace(string(good)),
	} {
		_, err := Parse([]byte(content))
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: the error quotes the file: %v", name, err)
		}
	}
}

// What was sealed before a rotation opens after it, with the new key in front.
func TestOldCiphertextsOpenAfterARotation(t *testing.T) {
	t.Parallel()
	k, content := newKeyset(t)
	at := Place{"users", "profile", "1"}
	sealed, err := k.Seal(at, []byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	rotated := changedBy(t, content, Rotate)
	if plain, err := rotated.Open(at, sealed); err != nil || string(plain) != "before" {
		t.Errorf("Open = %q, %v", plain, err)
	}
	sealed, err = rotated.Seal(at, []byte("after"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Open(at, sealed); err == nil {
		t.Error("the old key still seals")
	}
	before, _ := k.Lookup("idn", "784")
	if after, err := rotated.Lookup("idn", "784"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("people are not found any more: %v", err)
	}
}

func changedBy(t *testing.T, content []byte, changes ...func([]byte) ([]byte, error)) *Keyset {
	t.Helper()
	var err error
	for _, change := range changes {
		if content, err = change(content); err != nil {
			t.Fatal(err)
		}
	}
	k, err := Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A key that was added opens and does not seal; rotated it seals, and the older ones still
// open; dropped, they do not.
func TestEachStepOfARotation(t *testing.T) {
	t.Parallel()
	first, content := newKeyset(t)
	at := Place{"users", "profile", "1"}
	seals := func(k *Keyset) string { return string(k.PrimaryPrefix()) }
	added, err := Add(content)
	if err != nil {
		t.Fatal(err)
	}
	prepared, rotated, dropped := changedBy(t, added), changedBy(t, added, Rotate), changedBy(t, added, Rotate, Drop)
	again := changedBy(t, added, Rotate, Rotate)
	if seals(prepared) != seals(first) || seals(rotated) == seals(first) || seals(dropped) != seals(rotated) || seals(again) == seals(rotated) {
		t.Error("the wrong key seals")
	}
	for _, c := range []struct {
		name       string
		by, reader *Keyset
		opens      bool
	}{
		{"added for first", prepared, first, true}, {"rotated for added", rotated, prepared, true}, {"added for rotated", prepared, rotated, true},
		{"rotated for first", rotated, first, false}, {"dropped for rotated", dropped, rotated, true}, {"first for dropped", first, dropped, false},
	} {
		sealed, err := c.by.Seal(at, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(sealed, c.by.PrimaryPrefix()) {
			t.Errorf("%s: the prefix is not the key's", c.name)
		}
		if _, err := c.reader.Open(at, sealed); (err == nil) != c.opens {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, change := range []func([]byte) ([]byte, error){Add, Rotate, Drop} {
		if out, err := change([]byte("{}")); err == nil || out != nil {
			t.Errorf("%s, %v", out, err)
		}
	}
}

func TestAnErrorHoldsNoData(t *testing.T) {
	t.Parallel()
	k, _ := newKeyset(t)
	sealed, err := k.Seal(Place{"users", "profile", "1"}, []byte("784-1990"))
	if err != nil {
		t.Fatal(err)
	}
	sealed[len(sealed)-1] ^= 1
	for name, bad := range map[string][]byte{"tampered": sealed, "cut": sealed[:10], "empty": nil, "in clear": []byte("784-1990")} {
		plain, err := k.Open(Place{"users", "profile", "1"}, bad)
		if err == nil || plain != nil || strings.Contains(err.Error(), "784") {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
}
