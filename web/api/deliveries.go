package api

import (
	"net/http"
	"time"

	"takeed/internal/integration"
)

// deliveries is what was sent to endpoints.
type deliveries struct {
	*Room
	deliveries Deliveries
	endpoints  Endpoints
}

// delivery is a delivery as its client sees it.
type delivery struct {
	ID        string                    `json:"id"`
	Endpoint  string                    `json:"endpoint"`
	Event     event                     `json:"event"`
	State     integration.DeliveryState `json:"state"`
	Tries     int                       `json:"tries"`
	NextAt    stamp                     `json:"next_at,omitzero"`
	CreatedAt stamp                     `json:"created_at"`
	EndedAt   stamp                     `json:"ended_at,omitzero"`
	LastTry   *lastTry                  `json:"last_try,omitempty"`
}

type lastTry struct {
	Number       int    `json:"number"`
	At           stamp  `json:"at"`
	Status       int    `json:"status,omitempty"`
	Error        string `json:"error,omitempty"`
	Milliseconds int    `json:"milliseconds"`
	Answer       string `json:"answer,omitempty"`
}

func (room *Room) delivery(d integration.Delivery) (v delivery, err error) {
	v = delivery{
		ID: room.names.Write(integration.PrefixDelivery, d.ID), Endpoint: room.names.Write(integration.PrefixEndpoint, d.Endpoint),
		State: d.State, Tries: d.Tries, CreatedAt: stamp(d.CreatedAt), EndedAt: stamp(d.EndedAt),
	}
	if d.State == integration.Due {
		v.NextAt = stamp(d.NextAt)
	}
	if t := d.Last; t != nil {
		v.LastTry = &lastTry{t.Number, stamp(t.At), t.Status, t.Error, t.Milliseconds, t.Answer}
	}
	v.Event, err = room.eventOf(d.Notification)
	return v, err
}

// states are those that a list may be of.
var states = map[string]integration.DeliveryState{
	"": "", string(integration.Due): integration.Due, string(integration.Delivered): integration.Delivered,
	string(integration.Parked): integration.Parked, string(integration.Dropped): integration.Dropped,
}

// list shows what was sent to an endpoint, the newest first.
func (d *deliveries) list(w http.ResponseWriter, r *call) error {
	q := queryOf(r)
	endpoint := q.id(d.reader(integration.PrefixEndpoint), "endpoint", q.required("endpoint"))
	before := q.id(d.reader(integration.PrefixDelivery), "before", q.one("before"))
	limit := q.number("limit", 1, mostLimit, usualLimit)
	state, ok := states[q.one("state")]
	if !ok {
		q.refuse("state", "malformed")
	}
	if err := q.err(); err != nil {
		return err
	}
	sent, err := d.deliveries.EndpointDeliveries(r.Context(), r.caller.ID, endpoint, state, before, limit)
	if err != nil {
		return err
	}
	found := list[delivery]{Data: []delivery{}}
	for _, one := range sent {
		v, err := d.delivery(one)
		if err != nil {
			return err
		}
		found.Data = append(found.Data, v)
	}
	if len(sent) == limit {
		found.Next = found.Data[limit-1].ID
	}
	return answer(w, http.StatusOK, found)
}

// retry sends a delivery again.
func (d *deliveries) retry(w http.ResponseWriter, r *call) error {
	if err := empty(r.Request); err != nil {
		return err
	}
	if err := d.deliveries.Resend(r.Context(), r.caller.ID, r.id, r.by()); err != nil {
		return err
	}
	return answer(w, http.StatusAccepted, named{d.names.Write(integration.PrefixDelivery, r.id)})
}

// replayed is how many deliveries were made due again.
type replayed struct {
	Resent int `json:"resent"`
}

// replay sends again what did not arrive at an endpoint since a time.
func (d *deliveries) replay(w http.ResponseWriter, r *call) error {
	body, err := read(r.Request, mediaJSON)
	if err != nil {
		return err
	}
	f, err := formOf(body, "since")
	if err != nil {
		return err
	}
	since, err := time.Parse(time.RFC3339Nano, f.requiredText("since"))
	if err != nil && f.err() == nil {
		f.refuse("since", "malformed")
	}
	if err := f.err(); err != nil {
		return err
	}
	e, err := ownEndpoint(r, d.endpoints, r.id)
	switch {
	case err != nil:
		return err
	case !e.DisabledAt.IsZero():
		return integration.ErrFinal
	}
	n, err := d.deliveries.ResendSince(r.Context(), r.caller.ID, r.id, since, r.by())
	if err != nil {
		return err
	}
	return answer(w, http.StatusAccepted, replayed{n})
}
