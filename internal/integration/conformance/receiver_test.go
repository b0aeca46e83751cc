//takeed:race
package conformance_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// receiver is one that an integrator could have written, with at most one bug.
type receiver struct {
	bug            string
	secret, public []byte // nil if it holds none

	mu         sync.Mutex
	seen       map[string]bool // ids
	signatures map[string]bool // that were valid
	last       map[string]int  // sequences
	broken     bool

	readersMu sync.Mutex
	requests  int
	readers   map[int]*http.ResponseController // that have not answered yet
}

func (v *receiver) has(bug string) bool { return v.bug == bug }

func (v *receiver) serve(t *testing.T) string {
	t.Helper()
	v.seen, v.signatures, v.last = map[string]bool{}, map[string]bool{}, map[string]int{}
	v.readers = map[int]*http.ResponseController{}
	s := httptest.NewServer(v)
	t.Cleanup(s.Close)
	return s.URL
}

func (v *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if v.has("redirects") {
		http.Redirect(w, r, "/elsewhere", http.StatusPermanentRedirect)
		return
	}
	if v.has("one at a time") {
		v.mu.Lock()
		defer v.mu.Unlock()
	}
	limit := int64(64 << 10)
	if v.has("reads everything") {
		limit = 1 << 30
	}
	defer v.reading(w)()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if !v.has("one at a time") {
		v.mu.Lock()
		defer v.mu.Unlock()
	}
	w.WriteHeader(v.answer(r.Header, body))
}

// reading stands for a deadline: whoever still reads when a later request has been answered is
// too slow. So no test depends on how fast this machine is.
func (v *receiver) reading(w http.ResponseWriter) (done func()) {
	v.readersMu.Lock()
	defer v.readersMu.Unlock()
	n := v.requests
	v.requests++
	v.readers[n] = http.NewResponseController(w)
	return func() {
		v.readersMu.Lock()
		defer v.readersMu.Unlock()
		delete(v.readers, n)
		for earlier, reader := range v.readers {
			if earlier < n && !v.has("waits for ever") {
				_ = reader.SetReadDeadline(time.Now())
			}
		}
	}
}

func (v *receiver) answer(h http.Header, body []byte) int {
	switch id := h.Get("webhook-id"); {
	case v.broken:
		return http.StatusInternalServerError
	case !v.valid(h, body):
		v.broken = v.has("breaks") && h.Get("webhook-id") == ""
		return http.StatusUnauthorized
	case v.seen[id] && v.has("refuses duplicates"):
		return http.StatusConflict
	case v.seen[id]:
		return http.StatusNoContent
	default:
		v.seen[id] = true
		return v.take(body)
	}
}

func (v *receiver) take(body []byte) int {
	var e struct {
		Type string
		Data struct {
			Transaction string
			Sequence    int
		}
	}
	if json.Unmarshal(body, &e) != nil || v.has("knows its types") && e.Type != "endpoint.test" && !strings.HasPrefix(e.Type, "transaction.") {
		return http.StatusBadRequest
	}
	if v.has("demands order") && e.Data.Sequence < v.last[e.Data.Transaction] {
		return http.StatusConflict
	}
	v.last[e.Data.Transaction] = e.Data.Sequence
	return http.StatusNoContent
}

func (v *receiver) valid(h http.Header, body []byte) bool {
	id, timestamp, signature := h.Get("webhook-id"), h.Get("webhook-timestamp"), h.Get("webhook-signature")
	switch {
	case v.has("verifies nothing"):
		return true
	case id == "" && !v.has("needs no id"), timestamp == "" && !v.has("needs no timestamp"):
		return false
	case signature == "":
		return v.has("needs no signature")
	case !v.inTime(timestamp):
		return false
	case v.has("remembers signatures") && v.signatures[signature]:
		return true
	case v.has("reformats"):
		var compact bytes.Buffer
		if json.Compact(&compact, body) != nil {
			return false
		}
		body = compact.Bytes()
	case v.has("takes the time from the body"):
		timestamp = timeOf(body, timestamp)
	}
	message := []byte(id + "." + timestamp + "." + string(body))
	entries := strings.Split(signature, " ")
	if v.has("one signature") {
		entries = entries[:1]
	}
	for _, entry := range entries {
		if v.entry(h, entry, message) {
			v.signatures[signature] = true
			return true
		}
	}
	return false
}

func timeOf(body []byte, otherwise string) string {
	var e struct{ Timestamp time.Time }
	if json.Unmarshal(body, &e) != nil {
		return otherwise
	}
	return strconv.FormatInt(e.Timestamp.Unix(), 10)
}

func (v *receiver) inTime(timestamp string) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	age := time.Since(time.Unix(seconds, 0))
	switch {
	case timestamp == "":
		return v.has("needs no timestamp")
	case v.has("ignores the time"):
		return true
	case v.has("looks back only"):
		return err == nil && age < 5*time.Minute
	case v.has("is tolerant"):
		return err == nil && age < time.Hour && age > -5*time.Minute
	}
	return err == nil && age.Abs() <= 5*time.Minute
}

// entry reports whether one entry of the header is valid.
func (v *receiver) entry(h http.Header, entry string, message []byte) bool {
	label, text, _ := strings.Cut(entry, ",")
	public, secret := v.public, v.secret
	if v.has("takes keys from the request") {
		public, _ = base64.StdEncoding.DecodeString(strings.TrimPrefix(h.Get("webhook-public-key"), "whpk_"))
	}
	if v.has("has one key") {
		secret = public
	}
	got, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		return false
	case v.has("ignores the label"):
		return v.hmac(secret, message, got) || len(public) > 0 && ed25519.Verify(public, message, got)
	case v.has("lost its secret") && label == "v1" && v.hmac([]byte{}, message, got):
		return true
	case label == "v1a":
		return len(public) > 0 && ed25519.Verify(public, message, got)
	case label == "v1":
		return v.hmac(secret, message, got)
	}
	return false
}

func (v *receiver) hmac(secret, message, got []byte) bool {
	if secret == nil {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(message)
	if v.has("compares a prefix") {
		return bytes.HasPrefix(mac.Sum(nil), got)
	}
	if v.has("compares the length") {
		return len(got) == mac.Size()
	}
	return hmac.Equal(mac.Sum(nil), got)
}
