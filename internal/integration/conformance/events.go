package conformance

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"takeed/internal/egress"
	"takeed/internal/integration/webhook"
)

// Just outside of what a receiver may tolerate, and far outside.
const (
	justOutside = 6 * time.Minute
	farOutside  = 24 * time.Hour

	hugeSize = 30 << 20
)

// good remembers the first one: later checks send it again, or changed.
func (r *run) good() message {
	m := r.testEvent(time.Now())
	if r.accepted.id == "" {
		r.accepted = m
	}
	return m
}

func (r *run) unknownType() message {
	return r.event(webhook.Event{Type: "endpoint.of_a_type_to_come", At: time.Now()}, time.Now())
}

func (r *run) rotated() message {
	m := r.testEvent(time.Now())
	m.signature = m.sign(strangers()...).signature + " " + m.signature
	return m
}

// strangers are keys that the receiver does not hold.
func strangers() []webhook.Key {
	return []webhook.Key{webhook.NewSecret(), webhook.NewSigningKey()}
}

func (r *run) duplicate() message {
	m := r.accepted
	m.timestamp = unix(time.Now())
	return m.sign(r.Keys...)
}

func (r *run) outOfOrder() []message {
	e := webhook.Event{Type: "transaction.opened", At: time.Now(), Transaction: "txn_test_" + newID(), Status: "pending", Sequence: 2, Reference: "CONFORMANCE"}
	second := r.event(e, time.Now())
	e.Type, e.Sequence = "transaction.created", 1
	return []message{second, r.event(e, time.Now())}
}

func (r *run) replayed() message { return r.testEvent(time.Now().Add(-farOutside)) }

func (r *run) stale() message { return r.testEvent(time.Now().Add(-justOutside)) }

func (r *run) future() message { return r.testEvent(time.Now().Add(justOutside)) }

func (r *run) tamperedBody() message {
	m := r.testEvent(time.Now())
	m.body = bytes.Replace(m.body, []byte("whe_test_conformance"), []byte("whe_test_conformancE"), 1)
	return m
}

func (r *run) reformatted() message {
	m := r.testEvent(time.Now())
	m.body = bytes.Replace(m.body, []byte(`":`), []byte(`": `), 1)
	return m
}

func (r *run) tamperedID() message {
	m := r.accepted
	m.id = newID()
	return m
}

func (r *run) tamperedTimestamp() message {
	m := r.replayed()
	m.timestamp = unix(time.Now())
	return m
}

func (r *run) wrongKey() message { return r.testEvent(time.Now()).sign(strangers()...) }

// emptyKey is what a receiver computes whose secret was never set.
func (r *run) emptyKey() message {
	m := r.testEvent(time.Now())
	mac := hmac.New(sha256.New, nil)
	mac.Write(m.signedBytes())
	m.signature = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return m
}

// wrongScheme signs rightly and says wrongly how; and signs by HMAC with what everybody knows,
// the public key, in the two spellings that an implementation may take for its secret.
func (r *run) wrongScheme() (all []message) {
	for _, k := range r.Keys {
		label, other := "v1,", "v2,"
		if k.Public() != "" {
			label = "v1a,"
		}
		m := r.testEvent(time.Now()).sign(k)
		m.signature = other + strings.TrimPrefix(m.signature, label)
		all = append(all, m)
		if public, ok := strings.CutPrefix(k.Public(), "whpk_"); ok {
			for _, secret := range []string{public, base64.StdEncoding.EncodeToString([]byte(k.Public()))} {
				if known, err := webhook.ParseKey("whsec_" + secret); err == nil {
					all = append(all, r.testEvent(time.Now()).sign(known))
				}
			}
		}
	}
	return all
}

func (r *run) emptySignature() message {
	m := r.testEvent(time.Now())
	m.signature = "v1, v1a,"
	return m
}

func (r *run) noSignature() message {
	m := r.testEvent(time.Now())
	m.signature = ""
	return m
}

func (r *run) noID() message {
	m := r.testEvent(time.Now())
	m.id = ""
	return m.sign(r.Keys...)
}

func (r *run) noTimestamp() message {
	m := r.testEvent(time.Now())
	m.timestamp = ""
	return m.sign(r.Keys...)
}

func (r *run) keyInRequest() message {
	m, keys := r.testEvent(time.Now()), strangers()
	public, secret := keys[1].Public(), keys[0].Reveal()
	m.body = append(bytes.TrimSuffix(m.body, []byte("}")), `,"key":"`+public+`","public_key":"`+public+`","secret":"`+secret+`"}`...)
	m.extra = map[string]string{
		"webhook-key": public, "webhook-public-key": public, "webhook-signature-key": public, "x-webhook-public-key": public, "webhook-secret": secret,
	}
	return m.sign(keys...)
}

// huge finds a receiver that is still reading when our time is up, too: one with a limit answers
// after a few kilobytes.
func (r *run) huge(ctx context.Context) (seen string, passed bool) {
	m := r.testEvent(time.Now())
	m.body = append(bytes.TrimSuffix(m.body, []byte("}")), `,"padding":"`+strings.Repeat("x", hugeSize)+`"}`...)
	a := r.send(ctx, m.sign(r.Keys...))
	return a.String(), !a.accepted() && a.reason != egress.TimedOut
}
