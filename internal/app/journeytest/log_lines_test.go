package journeytest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
)

// forged are texts that would begin a line of their own, colour a terminal, or end a
// JSON string, if they got into a log as they are.
var forged = []string{
	"x\n{\"level\":\"INFO\",\"msg\":\"transaction confirmed\"}", "x\r\ny", "\x1b[31mred\x1b[0m", `"},{"msg":"forged"`, `\u0022`, "\u2028x", "\x00", "\x7f", "\xff\xfe",
	"{}", strings.Repeat("x", 3000),
}

func TestALineOfTheLogIsOneLine(t *testing.T) {
	t.Parallel()
	var log locked
	w := open(t, func(o *apptest.Options) {
		configured(o, func(c *app.Config) {
			c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
	})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	before, sent := len(log.lines()), 0
	for _, text := range forged {
		escaped := url.QueryEscape(text)
		for _, path := range []string{
			"/en/transactions?state=" + escaped, "/en/" + url.PathEscape(text), "/uaepass/confirm/callback?state=" + escaped + "&code=" + escaped,
			"/uaepass/confirm/callback?state=" + approval.NewSecret().Reveal() + "&error=" + escaped, "/uaepass/signin/callback?error=" + escaped,
		} {
			r := b.Request(http.MethodGet, path, nil)
			r.Header.Set("User-Agent", strings.Map(visible, text))
			r.Header.Set("X-Forwarded-For", strings.Map(visible, text))
			b.Once(r)
			sent++
		}
		r := b.Request(http.MethodPost, "/en/new/transfer", url.Values{"payee_name": {text}, "key": {text}})
		b.Once(r)
		sent++
	}
	requests := 0
	for _, line := range log.lines()[before:] {
		var said struct{ Msg, Level string }
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Errorf("a line that is none: %q", line)
		}
		if said.Msg == "request" {
			requests++
		}
		if said.Level == "ERROR" || strings.Contains(line, "forged") || strings.Contains(line, "transaction confirmed") || strings.Contains(line, "\x1b") {
			t.Errorf("%q", line)
		}
	}
	if requests != sent {
		t.Errorf("%d lines about %d requests", requests, sent)
	}
}

// visible drops what a client cannot send in a header.
func visible(r rune) rune {
	if r < 0x20 || r >= 0x7f {
		return -1
	}
	return r
}

// locked is a buffer that many may write to.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *locked) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSuffix(l.buf.String(), "\n"), "\n")
}
