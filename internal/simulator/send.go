package simulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"strings"
	"time"
)

// answer is what an endpoint is about to send: a JSON object, or bytes.
type answer struct {
	status int
	header http.Header // besides the usual ones
	fields map[string]any
	raw    []byte
}

func (s *Simulator) refuse(f Fault) answer {
	if f == InactiveToken {
		return s.inactive()
	}
	words := s.refusals[f]
	a := answer{status: words.status, fields: words.fields()}
	if a.status == http.StatusUnauthorized {
		a.header = http.Header{"Www-Authenticate": {`Basic realm="idshub"`}}
	}
	return a
}

func (a answer) body() []byte {
	if a.raw != nil {
		return a.raw
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(a.fields) // strings, numbers and maps of them cannot fail
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// send writes an answer as the effect says: late, spoiled, byte by byte, or never.
func (s *Simulator) send(w http.ResponseWriter, r *http.Request, a answer, effect Effect) {
	if effect.Hold != 0 {
		s.gate.hold(r.Context(), effect.Hold)
	}
	if effect.Lost == LostAnswer {
		reset(w)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	maps.Copy(w.Header(), a.header)
	body, pad := a.body(), int64(0)
	if effect.Reply != nil {
		a.status, body = effect.Reply.apply(w.Header(), a, body)
		pad = effect.Reply.Pad
	}
	w.WriteHeader(a.status)
	write(r.Context(), w, body, effect.Pace)
	padWith(w, pad)
}

// apply returns the status and the body to send instead.
func (r *Reply) apply(h http.Header, a answer, body []byte) (status int, sent []byte) {
	if r.Raw != nil {
		clear(h)
		h["Content-Type"] = nil // or net/http would guess one
	}
	for name, value := range r.Header {
		h.Set(name, value)
		if value == "" {
			h[http.CanonicalHeaderKey(name)] = nil
		}
	}
	if status = r.Status; status == 0 {
		status = a.status
	}
	switch {
	case r.Raw != nil:
		return status, r.Raw
	case r.Body != "":
		return status, []byte(expand(r.Body, a.fields, string(body)))
	}
	return status, body
}

// Edit changes fields of an honest answer.
func (e Effect) Edit(fields map[string]any) map[string]any {
	edited := maps.Clone(fields)
	for name, value := range e.Set {
		switch v := value.(type) {
		case string:
			value = expand(v, fields, "")
		case []string:
			value = expandAll(v, fields)
		}
		edited[name] = value
	}
	for _, name := range e.Drop {
		delete(edited, name)
	}
	return edited
}

// expand replaces {body}, and the names of fields that hold a text, by their values.
func expand(text string, fields map[string]any, body string) string {
	pairs := []string{"{body}", body}
	for name, value := range fields {
		if s, ok := value.(string); ok {
			pairs = append(pairs, "{"+name+"}", s)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func expandAll(texts []string, fields map[string]any) []string {
	var all []string
	for _, text := range texts {
		all = append(all, expand(text, fields, ""))
	}
	return all
}

// write sends the body at once, or byte by byte with a pause after each.
func write(ctx context.Context, w http.ResponseWriter, body []byte, pace time.Duration) {
	if pace == 0 {
		_, _ = w.Write(body)
		return
	}
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// padWith sends n spaces, or as many as the client takes.
func padWith(w http.ResponseWriter, n int64) {
	block := bytes.Repeat([]byte(" "), 32<<10)
	for n > 0 {
		written, err := w.Write(block[:min(n, int64(len(block)))])
		if err != nil {
			return
		}
		n -= int64(written)
	}
}

// reset breaks off the connection with a TCP reset, not an orderly close.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 cannot hijack; this is its way to reset a stream
	}
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
