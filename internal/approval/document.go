package approval

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Document is what the customer saw and approves, frozen when the form was
// accepted. It carries every label and text that was on the review page, so that
// a receipt printed years later, after the catalogue has changed, still says what
// was approved, and so that the digest covers what was read and not only what was
// meant. In SQL: document, the sealed bytes that the digest covers.
type Document struct {
	Fields   []DocumentField `json:"fields"`
	ID       ID              `json:"id"`
	Kind     string          `json:"kind"`
	Sentence Text            `json:"sentence"`
	Template int             `json:"template"` // version of the kind's texts
	Version  int             `json:"version"`  // 1, and one more for each edit
}

// DocumentField is one row of the review page.
type DocumentField struct {
	Label Text      `json:"label"`
	Name  string    `json:"name"`
	Text  Text      `json:"text"` // the value as shown
	Type  FieldType `json:"type"`
	Value string    `json:"value"` // the value as meant; see FieldType for the formats
}

// The JSON keys above are in alphabetical order on purpose: together with
// canonical's encoder settings that makes the output the canonical form of
// RFC 8785 for the values that occur here (ASCII keys, strings, small integers).

// Canonical returns the bytes that are hashed, sealed and stored.
func (d Document) Canonical() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		panic("approval: encode a document: " + err.Error()) // no type in it can fail
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Digest is SHA-256 over the canonical form.
func (d Document) Digest() Digest { return sha256.Sum256(d.Canonical()) }

// Value returns the value of a field, empty if the document has no such field.
func (d Document) Value(name string) string {
	f, _ := d.Field(name)
	return f.Value
}

// Field finds a row by name.
func (d Document) Field(name string) (DocumentField, bool) {
	for _, f := range d.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return DocumentField{}, false
}

// SameRequest reports whether two documents ask for the same thing: the same
// values for the same kind, whatever their names and versions.
func (d Document) SameRequest(other Document) bool {
	if d.Kind != other.Kind || len(d.Fields) != len(other.Fields) {
		return false
	}
	for i, f := range d.Fields {
		if f.Name != other.Fields[i].Name || f.Value != other.Fields[i].Value {
			return false
		}
	}
	return true
}

// Accounts are the IBANs in the document.
func (d Document) Accounts() []string {
	var all []string
	for _, f := range d.Fields {
		if f.Type == IBAN && f.Value != "" {
			all = append(all, f.Value)
		}
	}
	return all
}

// Amount returns the first money value: currency and minor units.
func (d Document) Amount() (currency string, minor int64, ok bool) {
	for _, f := range d.Fields {
		if f.Type == Money {
			return ParseMoney(f.Value)
		}
	}
	return "", 0, false
}

var errNotTheDocument = errors.New("the stored document does not have the stored digest")

// OpenDocument reads a stored document and refuses one whose bytes are not those
// that were approved.
func OpenDocument(canonical []byte, want Digest) (Document, error) {
	if sha256.Sum256(canonical) != want {
		return Document{}, errNotTheDocument
	}
	var d Document
	if err := json.Unmarshal(canonical, &d); err != nil {
		return Document{}, fmt.Errorf("read a stored document: %w", err)
	}
	return d, nil
}

// Digest identifies the content of a transaction. In SQL: payload_hash.
type Digest [sha256.Size]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// CheckCode is the digest as people compare it, over the telephone or between a screen
// and a receipt: its first 40 bits, as "XXXX-XXXX".
func (d Digest) CheckCode() string {
	code := readableCode(d[:], 8)
	return code[:4] + "-" + code[4:]
}

// CheckCodePrefix returns the first bytes of every digest with the given check code; nil if
// code is not a check code.
func CheckCodePrefix(code string) []byte {
	var bits uint64
	for _, r := range strings.ReplaceAll(code, "-", "") {
		n := strings.IndexRune(readable, r)
		if n < 0 {
			return nil
		}
		bits = bits<<5 | uint64(n)
	}
	return binary.BigEndian.AppendUint64(nil, bits)[3:]
}

// FormatMoney writes a Money value: FormatMoney("AED", 125050) is "AED 1250.50".
func FormatMoney(currency string, minor int64) string {
	return fmt.Sprintf("%s %d.%02d", currency, minor/100, minor%100)
}

// ParseMoney reads what FormatMoney wrote.
func ParseMoney(value string) (currency string, minor int64, ok bool) {
	currency, number, found := strings.Cut(value, " ")
	units, cents, dot := strings.Cut(number, ".")
	if !found || !dot || len(currency) != 3 || len(cents) != 2 {
		return "", 0, false
	}
	minor, err := strconv.ParseInt(units+cents, 10, 64)
	return currency, minor, err == nil && minor >= 0
}
