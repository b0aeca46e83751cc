package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

const insertEvent = `insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	values ($1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7)`

func queueEvent(b *pgx.Batch, e approval.Event) {
	args := []any{e.Stream, e.Transaction, e.Attempt, e.Code, e.ToState, e.Actor, EventBody(e)}
	if e.OfVisitors() {
		b.Queue(insertVisitorEvent, append(args, floodAt)...)
		return
	}
	b.Queue(insertEvent, args...)
}

// EventBody is the canonical JSON of what has no column: keys in order, so that the
// same event always has the same bytes. Whom it is about is in it if somebody else did
// it; what a customer does is about them.
func EventBody(e approval.Event) string {
	body := map[string]string{"outcome": string(approval.EventCodes[e.Code])}
	if e.Origin.RequestID != "" {
		body["request_id"] = e.Origin.RequestID
	}
	if e.Origin.Client.IsValid() {
		body["client"] = e.Origin.Client.String()
	}
	if e.Person != "" && e.Actor != approval.Customer(e.Person) {
		body["person"] = string(e.Person)
	}
	maps.Copy(body, e.Detail)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic("postgres: a map of strings did not encode: " + err.Error())
	}
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
}

// floodAt is how many events of nobody in particular one stream takes: there are
// sixteen streams an hour, so an hour of nonsense costs 32,000 lines and no more.
const floodAt = 2000

const insertVisitorEvent = `insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7
	where coalesce((select seq from audit_streams where stream = $1), 0) < $8`

// Record writes events that change no state.
func (db *DB) Record(ctx context.Context, events ...approval.Event) error {
	b := new(pgx.Batch)
	for _, e := range events {
		queueEvent(b, e)
	}
	return committing(db.pages.SendBatch(ctx, b).Close())
}
