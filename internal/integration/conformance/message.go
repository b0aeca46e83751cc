package conformance

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"takeed/internal/egress"
	"takeed/internal/integration/webhook"
)

// message is a webhook as it is sent, right or wrong. An empty header is not sent.
type message struct {
	id, timestamp, signature string
	body                     []byte
	extra                    map[string]string // further headers
}

func newID() string { return "evt_test_" + rand.Text() }

func unix(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// signedBytes are what a signature is over, whatever is missing in them.
func (m message) signedBytes() []byte {
	return fmt.Appendf(nil, "%s.%s.%s", m.id, m.timestamp, m.body)
}

// sign replaces the signature by those of keys.
func (m message) sign(keys ...webhook.Key) message {
	var entries []string
	for _, k := range keys {
		entries = append(entries, k.Sign(m.signedBytes()))
	}
	m.signature = strings.Join(entries, " ")
	return m
}

// testEvent is a signed event of type endpoint.test that has just happened, sent at a moment.
func (r *run) testEvent(at time.Time) message {
	return r.event(webhook.Event{Type: "endpoint.test", At: at, Endpoint: "whe_test_conformance"}, at)
}

func (r *run) event(e webhook.Event, at time.Time) message {
	body, err := e.Body()
	if err != nil {
		panic(err) // all events stand in this package
	}
	m := message{id: newID(), timestamp: unix(at), body: body}
	return m.sign(r.Keys...)
}

// answer is what was seen of one message.
type answer struct {
	status int // 0 if there was none
	reason egress.Reason
}

func (a answer) accepted() bool { return a.status >= 200 && a.status <= 299 }

func (a answer) String() string {
	switch {
	case a.status != 0:
		return fmt.Sprintf("it answered %d", a.status)
	case a.reason == egress.TimedOut:
		return "it did not answer in time"
	}
	return "it did not answer (" + string(a.reason) + ")"
}

func (r *run) send(ctx context.Context, m message) answer {
	return r.sendBody(ctx, m, bytes.NewReader(m.body))
}

func (r *run) sendBody(ctx context.Context, m message, body io.Reader) answer {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, body)
	if err != nil {
		return answer{reason: egress.Forbidden}
	}
	req.ContentLength = int64(len(m.body))
	req.Header.Set("Content-Type", "application/json")
	for name, value := range map[string]string{webhook.HeaderID: m.id, webhook.HeaderTimestamp: m.timestamp, webhook.HeaderSignature: m.signature} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	for name, value := range m.extra {
		req.Header.Set(name, value)
	}
	a, err := r.HTTP.Do(req)
	if err != nil {
		return answer{reason: egress.ReasonOf(err)}
	}
	return answer{status: a.Status}
}
