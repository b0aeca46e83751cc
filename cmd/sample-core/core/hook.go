package core

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"takeed/cmd/sample-core/takeed"
)

// tolerance is how old a webhook may be, and how far our clocks may be apart.
const tolerance = 5 * time.Minute

// errForged says nothing about why, to whoever sent it.
var errForged = errors.New("this is no webhook of Takeed")

// verify checks a webhook by the key that Takeed gave us when we added the endpoint, and never
// by one that the request names (Standard Webhooks 1.0.0, scheme v1a).
func verify(public *ed25519.PublicKey, h http.Header, body []byte, now time.Time) error {
	id, at := h.Get("webhook-id"), h.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || public == nil || id == "" || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errForged
	}
	signed := []byte(id + "." + at + "." + string(body))
	for _, one := range strings.Fields(h.Get("webhook-signature")) {
		text, ok := strings.CutPrefix(one, "v1a,")
		signature, err := base64.StdEncoding.DecodeString(text)
		if ok && err == nil && ed25519.Verify(*public, signed, signature) {
			return nil
		}
	}
	return errForged
}

// hook receives webhooks. It answers at once and looks afterwards; the same one twice does no
// harm, since what it says is looked up.
func (c *Core) hook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 20_000))
	if err != nil || verify(c.portal.public.Load(), r.Header, body, time.Now()) != nil {
		http.Error(w, errForged.Error(), http.StatusBadRequest)
		return
	}
	var event struct {
		Data struct {
			Transaction string `json:"transaction"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &event) != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
	if o, ok := c.book.byTransaction(event.Data.Transaction); ok && !o.done() {
		c.wake()
	}
}

// listen has Takeed send webhooks to us, once: the answer has the key to verify them with.
func (c *Core) listen(ctx context.Context) error {
	path := filepath.Join(c.Dir, "endpoint.json")
	var kept struct{ URL, PublicKey string }
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &kept) == nil && kept.URL == c.Address+"/hook" {
		return c.trust(kept.PublicKey)
	}
	answer, err := c.portal.api.AddEndpointWithResponse(ctx, &takeed.AddEndpointParams{IdempotencyKey: "hook-" + newID()}, takeed.EndpointRequest{Url: c.Address + "/hook"})
	if err != nil {
		return c.later(0, err)
	}
	if answer.JSON201 == nil {
		return c.later(answer.StatusCode(), nil)
	}
	kept.URL, kept.PublicKey = c.Address+"/hook", answer.JSON201.PublicKey
	text, err := json.Marshal(kept)
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	return errors.Join(err, c.trust(kept.PublicKey))
}

func (c *Core) trust(public string) error {
	text, ok := strings.CutPrefix(public, "whpk_")
	key, err := base64.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(key) != ed25519.PublicKeySize {
		return errors.New("the endpoint has no key that we understand")
	}
	trusted := ed25519.PublicKey(key)
	c.portal.public.Store(&trusted)
	return nil
}
