package postgres

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"time"

	"takeed/internal/audit"
)

// cursor is a place to go on from, and whether towards what is newer.
type cursor struct {
	place
	newer bool
	set   bool // false: from the newest
}

// A cursor travels through addresses, where anybody can write to it. It is a place in
// 17 bytes and eight bytes of a keyed hash over the place and the query: what was not
// made here, or for another query, is refused before it reaches a statement.
const (
	cursorPlace = 17
	cursorBytes = cursorPlace + 8
	byCursor    = "audit.cursor"
)

// cursor writes one. It is empty if there is no key to sign it with, which ends the walk.
func (h hunt) cursor(newer bool, p place) string {
	raw := make([]byte, 1, cursorBytes)
	if newer {
		raw[0] = 1
	}
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.at.UnixMicro()))
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.id))
	mac, err := h.log.cursorMAC(h.query, raw)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, mac...))
}

func (l *AuditLog) cursorMAC(q audit.Query, raw []byte) ([]byte, error) {
	mac, err := l.db.keys.Lookup(byCursor, string(raw)+q.Stable())
	if err != nil {
		return nil, err
	}
	return mac[:cursorBytes-cursorPlace], nil
}

// readCursor reads one, or audit.ErrCursor. No text is the newest page.
func (l *AuditLog) readCursor(q audit.Query, text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != cursorBytes || raw[0] > 1 {
		return cursor{}, audit.ErrCursor
	}
	mac, err := l.cursorMAC(q, raw[:cursorPlace])
	if err != nil {
		return cursor{}, err
	}
	if subtle.ConstantTimeCompare(mac, raw[cursorPlace:]) != 1 {
		return cursor{}, audit.ErrCursor
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(raw[1:]))).UTC()
	return cursor{place{at, int64(binary.BigEndian.Uint64(raw[9:]))}, raw[0] == 1, true}, nil
}
