package api

import (
	"context"
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// once is a call that may be repeated without repeating its effect. body is what it says.
func once(r *call, body []byte) (integration.Call, error) {
	keys := r.Header.Values("Idempotency-Key")
	switch {
	case len(keys) == 0:
		return integration.Call{}, errKeyMissing
	case len(keys) > 1 || !visible.MatchString(keys[0]):
		return integration.Call{}, errKeyMalformed
	}
	return integration.Call{
		Client: r.caller.ID, Key: keys[0], Fingerprint: integration.Fingerprint(r.caller.ID, r.Method, r.URL.Path, body),
	}, nil
}

// readOnce reads the body and the key of a call.
func readOnce(r *call) (body []byte, c integration.Call, err error) {
	if body, err = read(r.Request, mediaJSON); err != nil {
		return nil, c, err
	}
	c, err = once(r, body)
	return body, c, err
}

// answered finds what was answered to a call before; see postgres.DB.
type answered interface {
	Answered(ctx context.Context, call integration.Call) (integration.Answer, error)
}

// unlessAnswered is the answer to a call that would be refused now. If it was carried out
// before, when it was good, it gets the answer that it got then: a date has passed meanwhile,
// or the catalogue has changed.
func unlessAnswered(ctx context.Context, store answered, c integration.Call, refusal error) (integration.Answer, error) {
	a, err := store.Answered(ctx, c)
	if errors.Is(err, approval.ErrNotFound) {
		return a, refusal
	}
	return a, err
}

// answerOnce sends the answer to a call, whether it is the first time or a repetition.
func answerOnce(w http.ResponseWriter, a integration.Answer) error {
	if a.Replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	return answerBytes(w, a.Status, a.Body)
}
