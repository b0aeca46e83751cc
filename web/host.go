package web

import (
	"strings"
	"sync/atomic"
	"time"
	"unicode"
)

// bare is a host as RFC 9110 compares it (4.2.3): in small letters, and without the port
// that its scheme has anyway, which proxies write; and without the dot that may stand at
// the end of a name, which people write.
func (s *Server) bare(host string) string {
	port := ":80"
	if s.site.Secure {
		port = ":443"
	}
	host = strings.TrimSuffix(strings.Map(small, host), port)
	return strings.TrimSuffix(strings.TrimSuffix(host, ":"), ".")
}

// small leaves letters beyond ASCII alone, of which some have a small form within.
func small(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r - 'A' + 'a'
	}
	return r
}

// safeHost is a host as it may stand in the log: it is the client's text.
func safeHost(host string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune(".:-_[]", r) {
			return r
		}
		return '?'
	}, host[:min(len(host), 100)])
}

// oncePerMinute is for lines of the log that anybody can provoke: one a minute.
type oncePerMinute struct{ last atomic.Int64 }

func (s *oncePerMinute) may() bool {
	last, now := s.last.Load(), time.Now().Unix()
	return (last == 0 || now-last >= 60) && s.last.CompareAndSwap(last, now)
}
