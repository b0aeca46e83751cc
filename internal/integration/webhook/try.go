package webhook

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"takeed/internal/egress"
)

const (
	// startWithin is how long after its claim a try may begin: before the claim can expire the
	// try has ended.
	startWithin = ClaimFor / 2

	maxShownAnswer = 1 << 10
	unsendable     = "unsendable" // there is no body, or no key, or no address
)

// batch claims and sends a few deliveries of an endpoint, and reports whether it had any.
func (s *Sender) batch(ctx context.Context, e Endpoint) bool {
	limit := atOnce
	if e.Failing {
		limit = atOnceFailing
	}
	claimedAt := time.Now()
	claiming, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	deliveries, err := s.Store.Claim(claiming, e.ID, limit)
	if err != nil {
		s.Log.Error("webhooks: nothing can be claimed", "endpoint", e.ID, "error", err)
		return false
	}
	var tries sync.WaitGroup
	for _, d := range deliveries {
		tries.Go(func() { s.try(ctx, d, claimedAt) })
	}
	tries.Wait()
	return len(deliveries) > 0
}

// try sends a delivery and writes the result. A process that was frozen after its claim leaves
// the delivery to whoever takes the claim over; so does one that is cut off.
func (s *Sender) try(ctx context.Context, d Delivery, claimedAt time.Time) {
	if time.Since(claimedAt) > startWithin {
		return
	}
	result := s.send(ctx, d)
	if ctx.Err() != nil {
		return
	}
	result.Took = time.Since(claimedAt)
	finishing, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	if err := s.Store.Finish(finishing, result); err != nil {
		s.Log.Error("webhooks: a result cannot be written; it will be sent again", "delivery", d.ID, "error", err)
	}
}

func (s *Sender) send(ctx context.Context, d Delivery) Result {
	req, err := newRequest(ctx, d, time.Now())
	if err != nil {
		s.Log.Error("webhooks: a delivery cannot be sent", "delivery", d.ID, "error", err)
		return Result{Delivery: d, Reason: unsendable}
	}
	a, err := s.HTTP.Do(req)
	if err != nil {
		return Result{Delivery: d, Reason: string(egress.ReasonOf(err))}
	}
	return Result{Delivery: d, Status: a.Status, RetryAfter: a.Header.Get("Retry-After"), Answer: shown(a.Body)}
}

// newRequest signs with the time of this process: the store's clock may be moved in a sandbox,
// and receivers compare with theirs.
func newRequest(ctx context.Context, d Delivery, now time.Time) (*http.Request, error) {
	body, err := d.Event.Body()
	if err != nil {
		return nil, err
	}
	signature, err := Sign(d.Event.ID, now, body, d.Keys.At(now)...)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("its address cannot be parsed") // err quotes it
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Takeed-Webhooks/1")
	req.Header.Set(HeaderID, d.Event.ID)
	req.Header.Set(HeaderTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(HeaderSignature, signature)
	return req, nil
}

// shown is the beginning of an answer, fit for a page and for a column of text.
func shown(answer []byte) string {
	text := strings.ToValidUTF8(string(answer[:min(len(answer), maxShownAnswer)]), "�")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return '�'
		}
		return r
	}, text)
}
