package approval

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// ID names a person, a transaction or an attempt: a random (version 4) UUID in
// its canonical lower-case form. The empty ID names nothing.
type ID string

// NewID returns a fresh ID. 122 bits come from the operating system.
func NewID() ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}

// ParseID accepts the canonical form only: one spelling per name, so that an ID
// taken from a URL can be compared and logged as it is.
func ParseID(s string) (ID, bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return "", false
	}
	for i := 0; i < len(s); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		if !strings.ContainsRune("0123456789abcdef", rune(s[i])) {
			return "", false
		}
	}
	return ID(s), true
}

// readable has no I, L, O or U: nothing in it can be misread over the telephone
// (Crockford's base 32).
const readable = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// readableCode spells the first 5·n bits of b, n ≤ 8·len(b)/5.
func readableCode(b []byte, n int) string {
	var out strings.Builder
	var acc, bits uint
	for i := 0; out.Len() < n; {
		if bits < 5 {
			acc = acc<<8 | uint(b[i])
			bits += 8
			i++
		}
		bits -= 5
		out.WriteByte(readable[acc>>bits&31])
	}
	return out.String()
}

// Reference is the short name of a transaction that people read, type and say:
// 50 random bits of its ID as "TK-XXXXX-XXXXX".
func (id ID) Reference() string {
	b, err := hex.DecodeString(strings.ReplaceAll(string(id), "-", ""))
	if err != nil || len(b) != 16 {
		return ""
	}
	// The first six bytes and the last are random throughout: the version and
	// variant bits lie between them.
	code := readableCode(append(b[:6:6], b[15]), 10)
	return "TK-" + code[:5] + "-" + code[5:]
}

// Short numbers are for lists of many people: the first 32 bits of an ID, after a prefix that
// tells customers from staff. Two people may share one, so looking one up may find several.
const (
	shortPerson = "P-"
	shortStaff  = "S-"
)

// PersonNumber is the short number of a customer.
func (id ID) PersonNumber() string { return shortPerson + id.short() }

// StaffNumber is the short number of a member of staff.
func (id ID) StaffNumber() string { return shortStaff + id.short() }

func (id ID) short() string { return strings.ToUpper(string(id[:min(8, len(id))])) }

// ParseShort reads a short number: the IDs that it may stand for lie between low and high.
func ParseShort(text string) (low, high ID, staff, ok bool) {
	text = strings.ToUpper(text)
	bits, staff := strings.CutPrefix(text, shortStaff)
	if !staff {
		if bits, ok = strings.CutPrefix(text, shortPerson); !ok {
			return "", "", false, false
		}
	}
	bits = strings.ToLower(bits)
	if low, ok = ParseID(bits + "-0000-0000-0000-000000000000"); !ok {
		return "", "", false, false
	}
	return low, ID(bits + "-ffff-ffff-ffff-ffffffffffff"), staff, true
}
