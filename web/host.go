package web

import (
	"strings"
	"sync/atomic"
	"time"
	"unicode"
)

// bare is a host as RFC 9110 compares it (4.2.3): in lower case, and without the default port
// of its scheme, which some proxies add; and also without a dot at the end of the name, which
// some people type.
func (s *Server) bare(host string) string {
	port := ":80"
	if s.site.Secure {
		port = ":443"
	}
	host = strings.TrimSuffix(strings.Map(small, host), port)
	return strings.TrimSuffix(strings.TrimSuffix(host, ":"), ".")
}

// small makes ASCII letters lower-case. It leaves other letters alone: the lower-case form
// of some is an ASCII letter.
func small(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r - 'A' + 'a'
	}
	return r
}

// safeHost makes a host, which is the client's text, safe for the log.
func safeHost(host string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune(".:-_[]", r) {
			return r
		}
		return '?'
	}, host[:min(len(host), 100)])
}

// oncePerMinute allows a log line that anybody can provoke once a minute.
type oncePerMinute struct{ last atomic.Int64 }

func (s *oncePerMinute) may() bool {
	last, now := s.last.Load(), time.Now().Unix()
	return (last == 0 || now-last >= 60) && s.last.CompareAndSwap(last, now)
}
