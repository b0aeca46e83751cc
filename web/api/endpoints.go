package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
)

// hooks is where a client is told of events.
type hooks struct {
	*Room
	endpoints Endpoints
	requests  answered
	check     func(address string) error
}

// endpoint is an endpoint as its client sees it.
type endpoint struct {
	ID             string   `json:"id"`
	URL            string   `json:"url"`
	Types          []string `json:"types"`
	PublicKey      string   `json:"public_key"`
	Status         string   `json:"status"`
	DisabledReason string   `json:"disabled_reason,omitempty"`
	CreatedAt      stamp    `json:"created_at"`
	RotatedAt      stamp    `json:"rotated_at"`
	FailingSince   stamp    `json:"failing_since,omitzero"`
	NotBefore      stamp    `json:"not_before,omitzero"`
	DisabledAt     stamp    `json:"disabled_at,omitzero"`
	Secret         string   `json:"secret,omitempty"` // when it was just made, and never again
}

// allTypes stands for every type of event, those that are still to come included.
const allTypes = "*"

func (room *Room) endpoint(e integration.Endpoint) endpoint {
	v := endpoint{
		ID: room.names.Write(integration.PrefixEndpoint, e.ID), URL: e.URL, Types: e.Types, PublicKey: e.PublicKey, Status: "enabled",
		CreatedAt: stamp(e.CreatedAt), RotatedAt: stamp(e.RotatedAt), FailingSince: stamp(e.FailingSince), NotBefore: stamp(e.NotBefore),
		DisabledAt: stamp(e.DisabledAt), DisabledReason: e.DisabledReason,
	}
	if e.Types == nil {
		v.Types = []string{allTypes}
	}
	if !e.DisabledAt.IsZero() {
		v.Status = "disabled"
	}
	return v
}

func (h *hooks) list(w http.ResponseWriter, r *call) error {
	all, err := h.endpoints.Endpoints(r.Context(), r.caller.ID)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, list[endpoint]{Data: each(all, h.endpoint)})
}

func (h *hooks) get(w http.ResponseWriter, r *call) error {
	e, err := ownEndpoint(r, h.endpoints, r.id)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, h.endpoint(e))
}

// ownEndpoint finds an endpoint of the client. There are few.
func ownEndpoint(r *call, store Endpoints, id approval.ID) (integration.Endpoint, error) {
	all, err := store.Endpoints(r.Context(), r.caller.ID)
	if err != nil {
		return integration.Endpoint{}, err
	}
	i := slices.IndexFunc(all, func(e integration.Endpoint) bool { return e.ID == id })
	if i < 0 {
		return integration.Endpoint{}, approval.ErrNotFound
	}
	return all[i], nil
}

// maxURL is how long an address may be.
const maxURL = 2000

// address reads the address of an endpoint, if it is there.
func (h *hooks) address(f form, text string) string {
	text = f.short(text, "url", maxURL)
	if text != "" && h.check(text) != nil {
		f.refuse("url", "address")
	}
	return text
}

// types reads which events an endpoint wants: nil for all.
func types(f form) []string {
	wanted := f.texts("types")
	if slices.Equal(wanted, []string{allTypes}) {
		return nil
	}
	seen := map[string]bool{}
	for _, t := range wanted {
		if !slices.Contains(integration.Types, t) || seen[t] {
			f.refuse("types", "unknown_type")
			return nil
		}
		seen[t] = true
	}
	return wanted
}

// add makes an endpoint with keys of its own.
func (h *hooks) add(w http.ResponseWriter, r *call) error {
	body, c, err := readOnce(r)
	if err != nil {
		return err
	}
	e, refusal := h.wanted(body)
	var done integration.Answer
	if refusal != nil {
		done, err = unlessAnswered(r.Context(), h.requests, c, refusal)
	} else {
		done, err = h.added(r, c, e)
	}
	if err != nil {
		return err
	}
	var stored named
	if err := json.Unmarshal(done.Body, &stored); err != nil {
		return err
	}
	w.Header().Set("Location", v1+"webhook-endpoints/"+stored.ID)
	return answerOnce(w, done)
}

func (h *hooks) wanted(body []byte) (e integration.Endpoint, err error) {
	f, err := formOf(body, "url", "types")
	if err != nil {
		return e, err
	}
	e.URL, e.Types = h.address(f, f.requiredText("url")), types(f)
	return e, f.err()
}

func (h *hooks) added(r *call, c integration.Call, e integration.Endpoint) (integration.Answer, error) {
	keys := webhook.NewKeys()
	sealed, err := json.Marshal(keys)
	if err != nil {
		return integration.Answer{}, err
	}
	e.ID, e.PublicKey = approval.NewID(), keys.Public()
	return h.endpoints.AddEndpoint(r.Context(), c, r.caller.Client, e, sealed, r.origin, func(made integration.Endpoint) ([]byte, error) {
		return encode(h.withSecret(made, keys)), nil
	})
}

func (h *hooks) withSecret(e integration.Endpoint, keys webhook.Keys) endpoint {
	v := h.endpoint(e)
	v.Secret = keys.Secret.Reveal()
	return v
}

// change gives an endpoint another address, or other types.
func (h *hooks) change(w http.ResponseWriter, r *call) error {
	body, err := read(r.Request, mediaJSON)
	if err != nil {
		return err
	}
	f, err := formOf(body, "url", "types")
	if err != nil {
		return err
	}
	if len(f.object) == 0 {
		f.refuse("url", "required")
	}
	address, wanted := h.address(f, f.text("url")), types(f)
	if err := f.err(); err != nil {
		return err
	}
	return h.changed(w, r, func(_ time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		if f.has("url") {
			e.URL = address
		}
		if f.has("types") {
			e.Types = wanted
		}
		return approval.EventEndpointChanged, nil
	})
}
