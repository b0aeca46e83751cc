package webhook_test

import (
	"cmp"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"takeed/internal/approval"
	"takeed/internal/egress"
	"takeed/internal/integration/webhook"
)

// newSender calls this machine over plain http, as the demo does.
func newSender(m webhook.Store, c webhook.Config) *webhook.Sender {
	allow, err := egress.ParseAllow("127.0.0.0/8")
	if err != nil {
		panic(err)
	}
	if c.HTTP == nil {
		c.HTTP = egress.New(egress.Config{Allow: allow, Development: true})
	}
	c.Store, c.Poll, c.Log = m, cmp.Or(c.Poll, 20*time.Millisecond), slog.New(slog.DiscardHandler)
	return webhook.NewSender(c)
}

// impatient gives an endpoint little time.
func impatient(t *testing.T) *egress.Client {
	t.Helper()
	allow, err := egress.ParseAllow("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	return egress.New(egress.Config{Allow: allow, Development: true, Within: 200 * time.Millisecond})
}

// receiver verifies everything with code that is not ours, and remembers what it accepted.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	keys     webhook.Keys
	arrived  int
	bodies   map[string]string // by id
	accepted map[string]int    // by id, how often
	last     map[string]int    // by transaction, the sequence
	faults   []string
}

type received struct {
	Type string
	Data struct {
		Transaction string
		Sequence    int
	}
}

// receive starts one. What answer says about the n-th arrival is the status, and it accepts what
// it answers with 2xx.
func receive(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, n int) int) *receiver {
	t.Helper()
	v := &receiver{bodies: map[string]string{}, accepted: map[string]int{}, last: map[string]int{}}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		v.mu.Lock()
		v.arrived++
		n := v.arrived
		v.check(r, body)
		v.mu.Unlock()
		status := answer(w, r, n)
		v.mu.Lock()
		defer v.mu.Unlock()
		if status/100 == 2 {
			v.accept(r.Header.Get("webhook-id"), body)
		}
		if status != 200 { // which it is if nobody says otherwise
			w.WriteHeader(status)
		}
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *receiver) check(r *http.Request, body []byte) {
	id := r.Header.Get("webhook-id")
	if err := errors.Join(verifyHMAC(r.Header, body, v.keys.Secret.Reveal()), verifyEd25519(r.Header, body, v.keys.Public())); err != nil {
		v.faults = append(v.faults, id+": "+err.Error())
	}
	if before, known := v.bodies[id]; known && before != string(body) {
		v.faults = append(v.faults, id+" came with two bodies")
	}
	v.bodies[id] = string(body)
	var e received
	if err := json.Unmarshal(body, &e); err != nil {
		v.faults = append(v.faults, err.Error())
	}
	if d := e.Data; d.Transaction != "" && d.Sequence > v.last[d.Transaction]+1 {
		v.faults = append(v.faults, fmt.Sprintf("%s: %d came after %d", d.Transaction, d.Sequence, v.last[d.Transaction]))
	}
}

func (v *receiver) accept(id string, body []byte) {
	var e received
	_ = json.Unmarshal(body, &e)
	v.accepted[id]++
	v.last[e.Data.Transaction] = max(v.last[e.Data.Transaction], e.Data.Sequence)
}

func verifyHMAC(h http.Header, body []byte, secret string) error {
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return wh.Verify(body, h)
}

// verifyHMACAnyTime takes an event of any time.
func verifyHMACAnyTime(h http.Header, body []byte, secret string) error {
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return wh.VerifyIgnoringTimestamp(body, h)
}

// verifyEd25519 is what an integrator would write by the contract.
func verifyEd25519(h http.Header, body []byte, public string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(public, "whpk_"))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return errors.New("not a public key")
	}
	for entry := range strings.SplitSeq(h.Get("webhook-signature"), " ") {
		signature, ok := strings.CutPrefix(entry, "v1a,")
		raw, err := base64.StdEncoding.DecodeString(signature)
		if ok && err == nil && ed25519.Verify(key, []byte(h.Get("webhook-id")+"."+h.Get("webhook-timestamp")+"."+string(body)), raw) {
			return nil
		}
	}
	return errors.New("no valid signature")
}

// event is the sequence-th of a transaction.
func event(transaction string, sequence int) webhook.Event {
	return webhook.Event{
		ID: fmt.Sprintf("evt_%s_%d", transaction, sequence), Type: "transaction.opened", At: noon, Transaction: "txn_" + transaction,
		Status: "pending", Sequence: sequence, Reference: "HUB-1", Digest: approval.Digest{1},
	}
}
