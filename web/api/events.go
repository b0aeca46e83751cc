package api

import (
	"encoding/json"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
)

// event is what a client is told: the body of the webhook, and the ID in front of it.
type event struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"`
	Timestamp json.RawMessage `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// eventOf takes the body apart that a webhook would have, so that both say the same.
func (room *Room) eventOf(n integration.Notification) (e event, err error) {
	body, err := room.told(n).Body()
	if err != nil {
		return e, err
	}
	err = json.Unmarshal(body, &e)
	e.ID = room.names.Write(integration.PrefixEvent, n.ID)
	return e, err
}

func (room *Room) told(n integration.Notification) webhook.Event {
	return webhook.Event{
		ID: room.names.Write(integration.PrefixEvent, n.ID), Type: n.Type, At: n.At, Status: string(n.Status), Sequence: n.Sequence,
		Transaction: room.names.Write(integration.PrefixTransaction, n.Transaction), Endpoint: room.names.Write(integration.PrefixEndpoint, n.Endpoint),
		Reference: n.Reference, Digest: n.Digest, Reason: n.Reason,
	}
}

// How many things a page of a list has.
const (
	usualLimit = 50
	mostLimit  = 100
)

// eventList is a page of events.
type eventList struct {
	list[event]
	More bool `json:"more"`
}

// events lists what happened after an event.
func (x *records) events(w http.ResponseWriter, r *call) error {
	q := queryOf(r)
	limit := q.number("limit", 1, mostLimit, usualLimit)
	after := q.id(x.reader(integration.PrefixEvent), "after", q.one("after"))
	if err := q.err(); err != nil {
		return err
	}
	told, err := x.transactions.Notifications(r.Context(), r.caller.ID, after, limit)
	if err != nil {
		return err
	}
	found := eventList{list[event]{Data: []event{}, Next: x.names.Write(integration.PrefixEvent, after)}, len(told) == limit}
	for _, n := range told {
		e, err := x.eventOf(n)
		if err != nil {
			return err
		}
		found.Data, found.Next = append(found.Data, e), e.ID
	}
	return answer(w, http.StatusOK, found)
}

// reader reads names of one kind of thing.
func (room *Room) reader(prefix string) func(string) (approval.ID, bool) {
	return func(name string) (approval.ID, bool) { return room.names.Read(prefix, name) }
}
