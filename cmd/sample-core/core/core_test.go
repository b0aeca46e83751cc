package core

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// signed are the headers of a webhook that a key signs.
func signed(key ed25519.PrivateKey, id string, at time.Time, body string) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(id+"."+stamp+"."+body)))
	return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {stamp}, "Webhook-Signature": {"v1,AAAA v1a," + signature}}
}

// A webhook is believed if the key that we were given signed this very one, lately.
func TestOnlyWhatTakeedSignedIsAWebhook(t *testing.T) {
	t.Parallel()
	public, key, _ := ed25519.GenerateKey(nil)
	_, other, _ := ed25519.GenerateKey(nil)
	now := time.Now()
	good := signed(key, "evt_1", now, "{}")
	if err := verify(&public, good, []byte("{}"), now); err != nil {
		t.Fatalf("a good one: %v", err)
	}
	for what, c := range map[string]struct {
		public *ed25519.PublicKey
		header http.Header
		body   string
	}{
		"another body":      {&public, good, "{ }"},
		"another key":       {&public, signed(other, "evt_1", now, "{}"), "{}"},
		"an old one":        {&public, signed(key, "evt_1", now.Add(-6*time.Minute), "{}"), "{}"},
		"one of the future": {&public, signed(key, "evt_1", now.Add(6*time.Minute), "{}"), "{}"},
		"without an ID":     {&public, signed(key, "", now, "{}"), "{}"},
		"without headers":   {&public, http.Header{}, "{}"},
		"before we know it": {nil, good, "{}"},
	} {
		if err := verify(c.public, c.header, []byte(c.body), now); !errors.Is(err, errForged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Whatever was kept is there again, and a payment is made once, also over a restart in the
// middle of a line.
func TestAPaymentIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Order{ID: newID(), Amount: "10.00", IBAN: "AE070331234567890123456", Status: entered}
	for range 3 {
		b, err := openBook(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.save(o), b.pay(o), b.pay(o)); err != nil {
			t.Fatal(err)
		}
		if n := len(b.list()); n != 1 {
			t.Errorf("there are %d orders", n)
		}
		for _, name := range []string{"ledger.jsonl", "orders.jsonl"} {
			cutOff(t, filepath.Join(dir, name))
		}
	}
	ledger, err := os.ReadFile(filepath.Join(dir, "ledger.jsonl"))
	if lines := bytes.Count(ledger, []byte("\n")); err != nil || lines != 1 {
		t.Errorf("the ledger has %d payments: %s", lines, ledger)
	}
}

// cutOff leaves the beginning of a line at the end of a file, as a crash does.
func cutOff(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteString(`{"reference":"ORD-`); err != nil {
		t.Fatal(err)
	}
}
