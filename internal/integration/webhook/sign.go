package webhook

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

var idShape = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`) // no full stop: it divides what is signed

var errNothingToSign = errors.New("a webhook needs an id of its own and at least one key")

// Sign returns the header webhook-signature: an entry by each key.
func Sign(id string, at time.Time, body []byte, keys ...Key) (string, error) {
	if !idShape.MatchString(id) || len(keys) == 0 {
		return "", errNothingToSign
	}
	message := fmt.Appendf(nil, "%s.%d.%s", id, at.Unix(), body)
	var entries []string
	for _, k := range keys {
		if len(k.bytes()) < minSecret {
			return "", errNothingToSign
		}
		entries = append(entries, k.Sign(message))
	}
	return strings.Join(entries, " "), nil
}
