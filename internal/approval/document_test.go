package approval

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

func sample() Document {
	return Document{
		ID: "00000000-0000-4000-8000-000000000001", Kind: "transfer", Version: 1, Template: 3,
		Sentence: Text{EN: `Transfer "AED" <1>`, AR: "تحويل"},
		Fields:   []DocumentField{{Name: "amount", Type: Money, Value: "AED 12.50", Label: Text{EN: "Amount", AR: "المبلغ"}, Text: Text{EN: "AED 12.50", AR: "12.50 درهم"}}},
	}
}

func TestTheCanonicalFormIsWrittenInStone(t *testing.T) {
	const want = `{"fields":[{"label":{"en":"Amount","ar":"المبلغ"},"name":"amount","text":{"en":"AED 12.50","ar":"12.50 درهم"},"type":"money","value":"AED 12.50"}],` +
		`"id":"00000000-0000-4000-8000-000000000001","kind":"transfer","sentence":{"en":"Transfer \"AED\" <1>","ar":"تحويل"},"template":3,"version":1}`
	d := sample()
	if got := string(d.Canonical()); got != want {
		t.Errorf("the digest of every stored transaction would change:\n%s\n%s", got, want)
	}
	sum := sha256.Sum256([]byte(want))
	if d.Digest().String() != hex.EncodeToString(sum[:]) {
		t.Error("the digest is not SHA-256 of the canonical form")
	}
}

func TestEveryPartOfADocumentIsInItsDigest(t *testing.T) {
	base := sample().Digest()
	for name, change := range map[string]func(*Document){
		"id":         func(d *Document) { d.ID = NewID() },
		"kind":       func(d *Document) { d.Kind = "limit" },
		"version":    func(d *Document) { d.Version++ },
		"template":   func(d *Document) { d.Template++ },
		"sentence":   func(d *Document) { d.Sentence.EN += "." },
		"الجملة":     func(d *Document) { d.Sentence.AR += "." },
		"name":       func(d *Document) { d.Fields[0].Name = "sum" },
		"type":       func(d *Document) { d.Fields[0].Type = FreeText },
		"value":      func(d *Document) { d.Fields[0].Value = "AED 12.51" },
		"label":      func(d *Document) { d.Fields[0].Label.AR = "" },
		"text":       func(d *Document) { d.Fields[0].Text.EN = "AED 1.00" },
		"more":       func(d *Document) { d.Fields = append(d.Fields, DocumentField{}) },
		"no field":   func(d *Document) { d.Fields = nil },
		"lost label": func(d *Document) { d.Fields[0].Label = Text{} },
	} {
		d := sample()
		change(&d)
		if d.Digest() == base {
			t.Errorf("%s is not covered", name)
		}
	}
}

func TestAStoredDocumentMustHaveItsDigest(t *testing.T) {
	d := sample()
	if got, err := OpenDocument(d.Canonical(), d.Digest()); err != nil || got.Digest() != d.Digest() {
		t.Errorf("%+v, %v", got, err)
	}
	tampered := strings.Replace(string(d.Canonical()), "12.50", "99.50", 1)
	if _, err := OpenDocument([]byte(tampered), d.Digest()); err == nil {
		t.Error("a tampered document opened")
	}
}

func TestSameRequestComparesWhatWasMeant(t *testing.T) {
	a, b := sample(), sample()
	b.ID, b.Version, b.Sentence = NewID(), 2, Text{}
	if !a.SameRequest(b) {
		t.Error("another name and version is another request")
	}
	b.Fields[0].Value = "AED 13.00"
	if a.SameRequest(b) {
		t.Error("another amount is the same request")
	}
	if c := sample(); c.SameRequest(Document{Kind: "transfer"}) {
		t.Error("a missing field is the same request")
	}
}

func TestMoney(t *testing.T) {
	for value, minor := range map[string]int64{"AED 0.00": 0, "AED 0.05": 5, "AED 1250.50": 125050, "AED 50000.00": 5000000} {
		if got := FormatMoney("AED", minor); got != value {
			t.Errorf("FormatMoney(%d) = %s", minor, got)
		}
		if currency, got, ok := ParseMoney(value); !ok || got != minor || currency != "AED" {
			t.Errorf("ParseMoney(%s) = %s %d %v", value, currency, got, ok)
		}
	}
	for _, bad := range []string{"", "AED", "AED 1", "AED 1.0", "AED 1.000", "1.00", "AED -1.00", "AED 1.00 ", "AEDX 1.00", "AED 1e3.00", "AED 99999999999999999999.00"} {
		if _, _, ok := ParseMoney(bad); ok {
			t.Errorf("ParseMoney(%q) accepted", bad)
		}
	}
}

func TestNames(t *testing.T) {
	seen := map[ID]bool{}
	for range 1000 {
		id := NewID()
		if got, ok := ParseID(string(id)); !ok || got != id || seen[id] || id[14] != '4' {
			t.Fatalf("%s", id)
		}
		seen[id] = true
		if !regexp.MustCompile(`^TK-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(id.Reference()) {
			t.Fatalf("reference %s", id.Reference())
		}
	}
	for _, bad := range []string{"", "x", "00000000-0000-4000-8000-00000000000G", "00000000-0000-4000-8000-0000000000001", "00000000000040008000000000000001", "AAAAAAAA-0000-4000-8000-000000000001", "00000000-0000-4000-8000_000000000001"} {
		if _, ok := ParseID(bad); ok {
			t.Errorf("ParseID(%q) accepted", bad)
		}
	}
	if ID("x").Reference() != "" {
		t.Error("a reference of nothing")
	}
	if code := sample().Digest().CheckCode(); !regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}$`).MatchString(code) {
		t.Errorf("code %s", code)
	}
	if got := readableCode([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0}, 16); got != "ZZZZZZZZ00000000" {
		t.Errorf("readableCode: %s", got)
	}
}

func TestASecretIsNeverPrinted(t *testing.T) {
	s := NewSecret()
	if !s.WellFormed() || len(s.Reveal()) != 43 || s.Reveal() == NewSecret().Reveal() {
		t.Fatalf("a secret of %d characters", len(s.Reveal()))
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "in", struct{ S Secret }{s})
	out := log.String() + fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s, s) + fmt.Sprintf("%v %+v %#v %+v %+v", struct{ S Secret }{s}, struct{ s Secret }{s}, &s, []Secret{s}, Grant{Code: s})
	if strings.Contains(out, s.Reveal()) || strings.Contains(out, hex.EncodeToString([]byte(s.Reveal()))) {
		t.Errorf("printed: %s", out)
	}
	if (Secret{}).HashesTo(Secret{}.Hash()) {
		t.Error("an empty secret matched")
	}
	if !s.HashesTo(s.Hash()) || NewSecret().HashesTo(s.Hash()) {
		t.Error("HashesTo")
	}
}

// Ten thousand secrets are all different, and each of their bits is set in about half of
// them: 350 off is seven standard deviations of as many throws of a coin.
func TestSecretsAreRandom(t *testing.T) {
	const throws = 10_000
	seen := map[string]bool{}
	var ones [256]int
	for range throws {
		s := NewSecret().Reveal()
		bits, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(bits) != 32 || seen[s] {
			t.Fatalf("a secret of %d bytes, seen before: %v", len(bits), seen[s])
		}
		seen[s] = true
		for i := range ones {
			ones[i] += int(bits[i/8] >> (i % 8) & 1)
		}
	}
	for i, n := range ones {
		if n < throws/2-350 || n > throws/2+350 {
			t.Errorf("bit %d is set %d times", i, n)
		}
	}
}
