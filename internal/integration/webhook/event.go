package webhook

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"takeed/internal/approval"
)

// Event is what a client is told. Whatever is empty is left out of the body. All names are as
// the API writes them.
type Event struct {
	ID          string // evt_…: webhook-id, the same at every try
	Type        string // transaction.confirmed
	At          time.Time
	Transaction string // txn_…
	Status      string
	Sequence    int
	Reference   string // the client's own
	Digest      approval.Digest
	Reason      string
	Endpoint    string // whe_…
}

type body struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"`
	Data      data   `json:"data"`
}

type data struct {
	Transaction string `json:"transaction,omitempty"`
	Status      string `json:"status,omitempty"`
	Sequence    int    `json:"sequence,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Digest      string `json:"digest,omitempty"`
	DigestCode  string `json:"digest_code,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Endpoint    string `json:"endpoint,omitempty"`
}

const (
	timeFormat = "2006-01-02T15:04:05.000000Z"
	maxBody    = 20_000
)

var typeShape = regexp.MustCompile(`^[a-z_]{1,32}[.][a-z_]{1,32}$`)

// Body is the same for the same event, to the byte.
func (e Event) Body() ([]byte, error) {
	d := data{Transaction: e.Transaction, Status: e.Status, Sequence: e.Sequence, Reference: e.Reference, Reason: e.Reason, Endpoint: e.Endpoint}
	if e.Digest != (approval.Digest{}) {
		d.Digest, d.DigestCode = "sha-256:"+e.Digest.String(), e.Digest.CheckCode()
	}
	b, err := json.Marshal(body{e.Type, e.At.UTC().Format(timeFormat), d})
	if err != nil || !typeShape.MatchString(e.Type) || len(b) > maxBody || e.At.IsZero() {
		return nil, fmt.Errorf("an event of type %q has no body of at most %d bytes (%d), or no time", e.Type, maxBody, len(b))
	}
	return b, nil
}
