package audit

import (
	"bytes"
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
	Body        string    // the bytes that were committed to; empty once they were erased
	Salt        []byte    // of the commitment; none once the body was erased
	Commitment  []byte    // to the body; none in events from before audit/v2
	Prev, Hash  []byte
}

// Erased reports whether the body is gone.
func (l Line) Erased() bool { return l.Body == "" }

// Intact reports whether the line has the hash of its parts, and the body, unless it was
// erased, is the one that the hash commits to. Of an event from before audit/v2 the hash
// covers the body itself: without it, nothing of the event can be checked but its place.
func (l Line) Intact() bool {
	if l.Commitment == nil && l.Erased() {
		return len(l.Hash) == sha256.Size
	}
	if !l.Erased() && l.Commitment != nil {
		if c := Commit(l.Salt, l.Body); !bytes.Equal(c[:], l.Commitment) {
			return false
		}
	}
	sum := l.Sum()
	return bytes.Equal(l.Hash, sum[:])
}

// Commit is the commitment to a body: what the hash of an event covers in place of it, so
// that the hash can be published and the body forgotten.
func Commit(salt []byte, body string) [sha256.Size]byte {
	b := append([]byte("takeed.body/v1"), salt...)
	return sha256.Sum256(append(b, body...))
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
// part is preceded by its length or has one that is fixed, so no choice of values makes two
// lines hash alike.
func (l Line) Sum() [sha256.Size]byte {
	b := make([]byte, 0, 512+len(l.Body))
	b = append(b, map[bool]string{false: "audit/v1", true: "audit/v2"}[l.Commitment != nil]...)
	b = part(b, l.Stream)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Position))
	b = optional(b, string(l.Transaction))
	b = optional(b, string(l.Attempt))
	b = part(b, string(l.Code))
	b = optional(b, l.ToState)
	b = part(b, string(l.Actor))
	b = binary.BigEndian.AppendUint64(b, uint64(l.At.UnixMicro()))
	if l.Commitment != nil {
		b = append(b, l.Commitment...)
	} else {
		b = part(b, l.Body)
	}
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
