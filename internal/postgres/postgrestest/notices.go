package postgrestest

import (
	"encoding/binary"
	"strings"
)

// Notices has a function hear what the server tells portals by the way, on connections that
// are made from now on. Several may call it at the same time.
func (w *Wire) Notices(hear func(text string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hear = hear
}

// ear finds the notices in what a server answers, which comes in pieces.
type ear struct {
	hear    func(text string)
	pending []byte
}

func (e *ear) listen(piece []byte) {
	if e.hear == nil {
		return
	}
	e.pending = append(e.pending, piece...)
	for len(e.pending) >= 5 {
		end := 1 + int(binary.BigEndian.Uint32(e.pending[1:]))
		if len(e.pending) < end {
			return
		}
		if e.pending[0] == 'N' {
			e.hear(noticeText(e.pending[5:end]))
		}
		e.pending = e.pending[end:]
	}
}

// noticeText is the field M of a NoticeResponse.
func noticeText(fields []byte) string {
	for field := range strings.SplitSeq(string(fields), "\x00") {
		if text, ok := strings.CutPrefix(field, "M"); ok {
			return text
		}
	}
	return ""
}
