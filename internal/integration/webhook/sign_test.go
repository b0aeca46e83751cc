package webhook_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration/webhook"
)

// signed are the headers of an event of now.
func signed(t *testing.T, keys webhook.Keys, at time.Time) http.Header {
	t.Helper()
	signature, err := webhook.Sign("evt_1", at, []byte("{}"), keys.At(at)...)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	h.Set("webhook-id", "evt_1")
	h.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("webhook-signature", signature)
	return h
}

// During a rotation receivers with the old keys and with the new ones are both served; then the
// old keys sign nothing.
func TestARotation(t *testing.T) {
	t.Parallel()
	now := time.Now()
	before := webhook.NewKeys()
	after := before.Rotate(now.Add(time.Hour))
	stored, err := json.Marshal(after)
	if err != nil {
		t.Fatal(err)
	}
	var read webhook.Keys
	if err := json.Unmarshal(stored, &read); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		keys     webhook.Keys
		at       time.Time
		old, new bool
	}{
		"before":    {before, now, true, false},
		"meanwhile": {after, now, true, true},
		"stored":    {read, now, true, true},
		"then":      {read, now.Add(time.Hour), false, true},
		"at once":   {before.Rotate(now), now, false, false},
	} {
		h := signed(t, c.keys, c.at)
		for _, k := range []struct {
			keys webhook.Keys
			want bool
		}{{before, c.old}, {after, c.new}} {
			if err := verifyEd25519(h, []byte("{}"), k.keys.Public()); (err == nil) != k.want {
				t.Errorf("%s: Ed25519: %v", name, err)
			}
			if err := verifyHMACAnyTime(h, []byte("{}"), k.keys.Secret.Reveal()); (err == nil) != k.want {
				t.Errorf("%s: HMAC: %v", name, err)
			}
		}
	}
}

func TestEveryByteIsSigned(t *testing.T) {
	t.Parallel()
	keys := webhook.NewKeys()
	for name, change := range map[string]func(h http.Header) []byte{
		"id": func(h http.Header) []byte { h.Set("webhook-id", "evt_2"); return []byte("{}") },
		"timestamp": func(h http.Header) []byte {
			h.Set("webhook-timestamp", strconv.FormatInt(time.Now().Unix()-9, 10))
			return []byte("{}")
		},
		"body": func(http.Header) []byte { return []byte("{} ") },
	} {
		h := signed(t, keys, time.Now())
		body := change(h)
		if verifyHMAC(h, body, keys.Secret.Reveal()) == nil || verifyEd25519(h, body, keys.Public()) == nil {
			t.Errorf("%s is not signed", name)
		}
	}
	for _, id := range []string{"", "evt.1", "evt 1", "evt_1\n", strings.Repeat("x", 65)} {
		if _, err := webhook.Sign(id, time.Now(), nil, keys.Secret); err == nil {
			t.Errorf("%q is signed", id)
		}
	}
	for name, none := range map[string][]webhook.Key{"no key": nil, "an empty key": {{}}, "an empty one of two": {keys.Secret, {}}} {
		if s, err := webhook.Sign("evt_1", time.Now(), nil, none...); err == nil || s != "" {
			t.Errorf("%s signs", name)
		}
	}
}

func TestKeysAreReadStrictly(t *testing.T) {
	t.Parallel()
	for _, k := range []webhook.Key{webhook.NewSecret(), webhook.NewSigningKey()} {
		if read, err := webhook.ParseKey(k.Reveal()); err != nil || read.Reveal() != k.Reveal() || read.Public() != k.Public() {
			t.Error(err)
		}
	}
	secret, another := webhook.NewSecret(), webhook.NewSecret()
	if another.Reveal() == secret.Reveal() || secret.Public() != "" || !strings.HasPrefix(webhook.NewSigningKey().Public(), "whpk_") {
		t.Error("keys are not what they say")
	}
	base := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	signing := webhook.NewSigningKey().Reveal()
	for _, text := range []string{
		"", "whsec_", "whsk_", "whsec_" + base(23), "whsec_" + base(65), base(32), "whpk_" + base(32), "whsk_" + base(32), "whsk_" + base(64), "WHSEC_" + base(32),
		"whsec_" + base(32) + "\n", "whsec_" + strings.TrimRight(base(32), "="), "whsec_" + base(16) + "\n" + base(16), "whsec_" + strings.Repeat("-", 44), signing[:len(signing)-8] + "AAAAAA==",
	} {
		if _, err := webhook.ParseKey(text); err == nil || text != "" && strings.Contains(err.Error(), text[min(len(text)-1, 6):]) && len(text) > 7 {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, stored := range []string{"", "{}", "[]", `{"secret":"[secret]","signing":"[secret]"}`, `{"secret":"` + webhook.NewSecret().Reveal() + `"}`,
		`{"secret":"` + webhook.NewSecret().Reveal() + `","signing":"` + signing + `","until":"2026-12-01T00:00:00Z"}`} {
		var k webhook.Keys
		if err := k.UnmarshalJSON([]byte(stored)); err == nil || k.Public() != "" {
			t.Errorf("%s is read", stored)
		}
	}
	if _, err := json.Marshal(webhook.Keys{}); err == nil {
		t.Error("no keys are stored")
	}
}

func TestNoKeyIsPrinted(t *testing.T) {
	t.Parallel()
	keys := webhook.NewKeys().Rotate(time.Now().Add(time.Hour))
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "keys", keys, "key", keys.Secret, "delivery", webhook.Result{Delivery: webhook.Delivery{Keys: keys}})
	}
	d := webhook.Delivery{Keys: keys}
	fmt.Fprintf(&out, "%v %+v %#v %s %d %v %+v %#v", keys, keys, keys, keys, keys, d, &d, d)
	for _, k := range keys.At(time.Now()) {
		if _, secret, _ := strings.Cut(k.Reveal(), "_"); strings.Contains(out.String(), secret[:20]) {
			t.Error(out.String())
		}
	}
}

func TestTheBodyIsThinAndStable(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 14, 0, 0, 123456789, time.FixedZone("GST", 4*60*60))
	digest := approval.Digest{0x9f, 0x2c}
	for want, e := range map[string]webhook.Event{
		`{"type":"transaction.rejected","timestamp":"2026-12-01T10:00:00.123456Z","data":{"transaction":"txn_1","status":"rejected","sequence":3,"reference":"HUB-1","digest":"sha-256:` +
			digest.String() + `","digest_code":"` + digest.CheckCode() + `","reason":"wrong_person"}}`: {
			ID: "evt_1", Type: "transaction.rejected", At: at, Transaction: "txn_1", Status: "rejected", Sequence: 3, Reference: "HUB-1", Digest: digest, Reason: "wrong_person"},
		`{"type":"endpoint.test","timestamp":"2026-12-01T10:00:00.123456Z","data":{"endpoint":"whe_1"}}`: {ID: "evt_2", Type: "endpoint.test", At: at, Endpoint: "whe_1"},
	} {
		if got, err := e.Body(); err != nil || string(got) != want {
			t.Errorf("%s, %v", got, err)
		}
	}
	for name, e := range map[string]webhook.Event{
		"no type": {At: at}, "another alphabet": {Type: "transaction.Confirmed", At: at}, "one word": {Type: "confirmed", At: at}, "no time": {Type: "endpoint.test"},
		"too long": {Type: "endpoint.test", At: at, Reference: strings.Repeat("x", 20_000)},
	} {
		if b, err := e.Body(); err == nil {
			t.Errorf("%s: %.80s", name, b)
		}
	}
}
