package auditlog

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"time"

	"takeed/internal/audit"
)

// cursor is a place to go on from, and the direction.
type cursor struct {
	place
	newer bool // towards newer events
	set   bool // false: from the newest event
}

// A cursor travels in addresses, where the reader can change it. It is a place in 17 bytes
// and eight bytes of a keyed hash of the place and the query, so one that was not made
// here, or for another query, is refused before it reaches a statement.
const (
	cursorPlaceBytes = 17
	cursorBytes      = cursorPlaceBytes + 8
	purposeCursor    = "audit.cursor"
)

// writeCursor writes the cursor of a place in the plan's query. It is empty, which makes the
// page the last one, if it cannot be signed.
func (p plan) writeCursor(newer bool, from place) string {
	raw := make([]byte, 1, cursorBytes)
	if newer {
		raw[0] = 1
	}
	raw = binary.BigEndian.AppendUint64(raw, uint64(from.at.UnixMicro()))
	raw = binary.BigEndian.AppendUint64(raw, uint64(from.id))
	mac, err := p.log.cursorMAC(p.query, raw)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, mac...))
}

func (l *Log) cursorMAC(q audit.Query, raw []byte) ([]byte, error) {
	mac, err := l.db.Lookup(purposeCursor, string(raw)+q.Stable())
	if err != nil {
		return nil, err
	}
	return mac[:cursorBytes-cursorPlaceBytes], nil
}

// readCursor reads what writeCursor wrote for the same query; anything else is
// audit.ErrCursor. An empty text is the newest page.
func (l *Log) readCursor(q audit.Query, text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != cursorBytes || raw[0] > 1 {
		return cursor{}, audit.ErrCursor
	}
	mac, err := l.cursorMAC(q, raw[:cursorPlaceBytes])
	if err != nil {
		return cursor{}, err
	}
	if subtle.ConstantTimeCompare(mac, raw[cursorPlaceBytes:]) != 1 {
		return cursor{}, audit.ErrCursor
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(raw[1:]))).UTC()
	return cursor{place{at, int64(binary.BigEndian.Uint64(raw[9:]))}, raw[0] == 1, true}, nil
}
