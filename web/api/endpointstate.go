package api

import (
	"encoding/json"
	"net/http"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
)

// change is what becomes of an endpoint; no code if it stays as it is.
type change = func(now time.Time, e *integration.Endpoint, keys *[]byte) (approval.EventCode, error)

// changed changes an endpoint and answers how it is then.
func (h *hooks) changed(w http.ResponseWriter, r *call, how change) error {
	var after integration.Endpoint
	err := h.endpoints.ChangeEndpoint(r.Context(), r.caller.ID, r.id, r.by(), func(now time.Time, e *integration.Endpoint, keys *[]byte) (approval.EventCode, error) {
		code, err := how(now, e, keys)
		after = *e
		return code, err
	})
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, h.endpoint(after))
}

// oldKeysSign is how long the keys before a rotation sign beside the new ones.
const oldKeysSign = 24 * time.Hour

// rotate makes new keys, and shows the new secret.
func (h *hooks) rotate(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	var after integration.Endpoint
	var fresh webhook.Keys
	err := h.endpoints.ChangeEndpoint(r.Context(), r.caller.ID, r.id, r.by(), func(now time.Time, e *integration.Endpoint, keys *[]byte) (code approval.EventCode, err error) {
		var present webhook.Keys
		if err := json.Unmarshal(*keys, &present); err != nil {
			return "", err
		}
		fresh = present.Rotate(now.Add(oldKeysSign))
		if *keys, err = json.Marshal(fresh); err != nil {
			return "", err
		}
		e.PublicKey, e.RotatedAt = fresh.Public(), now
		after = *e
		return approval.EventEndpointChanged, nil
	})
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, h.withSecret(after, fresh))
}

// By whom an endpoint was disabled, if it was somebody.
const (
	byClient = "client"
	byStaff  = "staff"
)

func (h *hooks) disable(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	return h.changed(w, r, func(now time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		if !e.DisabledAt.IsZero() {
			return "", nil
		}
		e.DisabledAt, e.DisabledReason = now, byClient
		return approval.EventEndpointDisabled, nil
	})
}

// enable begins anew: what failed before does not count any more. What the staff disabled, the
// staff enables.
func (h *hooks) enable(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	return h.changed(w, r, func(_ time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		switch {
		case e.DisabledAt.IsZero():
			return "", nil
		case e.DisabledReason == byStaff:
			return "", integration.ErrFinal
		}
		e.DisabledAt, e.DisabledReason, e.FailingSince, e.NotBefore = time.Time{}, "", time.Time{}, time.Time{}
		return approval.EventEndpointEnabled, nil
	})
}

// named is an answer that only says what it is about.
type named struct {
	ID string `json:"id"`
}

func (h *hooks) test(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	if err := h.endpoints.TestEndpoint(r.Context(), r.caller.ID, r.id, r.by()); err != nil {
		return err
	}
	return answer(w, http.StatusAccepted, named{h.names.Write(integration.PrefixEndpoint, r.id)})
}
