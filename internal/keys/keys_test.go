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
	_, good := newKeyset(t)
	for name, content := range map[string]string{
		"empty": "", "not JSON": "topsecret", "empty object": "{}", "half": `{"encryption":{"primaryKeyId":1}}`,
		"unknown member": strings.Replace(string(good), `"lookup"`, `"topsecret"`, 1),
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
