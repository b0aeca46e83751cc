package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"

	"takeed/internal/approval"
)

// Line is one event as the log has it, with its place in the chain.
type Line struct {
	Number      int64 // in the whole log
	Stream      string
	Position    int64 // in its stream
	Transaction approval.ID
	Attempt     approval.ID
	Code        approval.EventCode
	ToState     string
	Actor       approval.Actor
	At          time.Time // to the microsecond
	Body        string    // the bytes that were hashed
	Prev, Hash  []byte
}

// Detail is what the body says; nil if it cannot be read.
func (l Line) Detail() map[string]string {
	var detail map[string]string
	if json.Unmarshal([]byte(l.Body), &detail) != nil {
		return nil
	}
	return detail
}

// Sum is the hash that the line must have: the same as the database's audit_hash. Every
// part is preceded by its length, so no choice of values makes two lines hash alike.
func (l Line) Sum() [sha256.Size]byte {
	b := make([]byte, 0, 512+len(l.Body))
	b = append(b, "audit/v1"...)
	b = part(b, l.Stream)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Position))
	b = optional(b, string(l.Transaction))
	b = optional(b, string(l.Attempt))
	b = part(b, string(l.Code))
	b = optional(b, l.ToState)
	b = part(b, string(l.Actor))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	b = part(b, l.Body)
	return sha256.Sum256(append(b, l.Prev...))
}

func part(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// optional is a part that may be absent, which an empty string stands for. Absent is not
// hashed like an empty part.
func optional(b []byte, s string) []byte {
	if s == "" {
		return binary.BigEndian.AppendUint32(b, 1<<32-1)
	}
	return part(b, s)
}
