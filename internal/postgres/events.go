package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

const insertEvent = `insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select $1, nullif($2, '')::uuid, nullif($3, '')::uuid, $4, nullif($5, ''), $6, $7`

func eventValues(e approval.Event) []any {
	return []any{e.Stream, e.Transaction, e.Attempt, e.Code, e.ToState, e.Actor, EventBody(EventFields(e))}
}

// insertEvents writes any number of events, in their order: what a statement costs is for the
// most part the indexes that it opens.
const insertEvents = `insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
	select stream, nullif(tx_id, '')::uuid, nullif(attempt_id, '')::uuid, kind, nullif(to_state, ''), actor, body
	  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) e (stream, tx_id, attempt_id, kind, to_state, actor, body)`

// queueEvents writes events, however many like them there are.
func queueEvents(b *pgx.Batch, events ...approval.Event) {
	if len(events) == 0 {
		return
	}
	var columns [7][]string
	for _, e := range events {
		for i, value := range [...]string{e.Stream, string(e.Transaction), string(e.Attempt), string(e.Code), e.ToState, string(e.Actor), EventBody(EventFields(e))} {
			columns[i] = append(columns[i], value)
		}
	}
	b.Queue(insertEvents, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6])
}

// unlessTooMany are the statements that write an event unless there are too many like it,
// and how many that is. Several written at once may exceed the limit by a few. Of an
// attempt's events the kind is compared as no index has it: they are few, those of a kind are not.
var unlessTooMany = map[approval.Likeness]struct {
	sql  string
	most int
}{
	approval.LikeAddress: {insertEvent + ` where coalesce((select seq from audit_streams where stream = $1), 0) < $8`, approval.EventsPerStream},
	approval.LikeAttempt: {insertEvent + ` where (select count(*) from (select from audit_events e
		where e.attempt_id = nullif($3, '')::uuid and e.kind || '' = $4 limit $8) x) < $8`, approval.EventsPerAttempt},
	approval.LikePerson: {insertEvent + ` where (select count(*) from (select from audit_events e
		where e.actor = $6 and e.kind = $4 and e.at > takeed_now() - interval '1 day' limit $8) x) < $8`, approval.EventsPerPerson},
}

// queueNotice writes an event that changes nothing, or only counts it as dropped if there
// are too many like it.
func (db *DB) queueNotice(b *pgx.Batch, e approval.Event) {
	like := e.Likeness()
	switch {
	case like == approval.Unlike:
		queueEvents(b, e)
		return
	case like == approval.LikeAddress && !db.flood.admits(e, time.Now()):
		db.flood.drop(e)
		return
	}
	bound := unlessTooMany[like]
	b.Queue(bound.sql, append(eventValues(e), bound.most)...).Exec(func(ct commandTag) error {
		if ct.RowsAffected() == 0 {
			db.flood.drop(e)
		}
		return nil
	})
}

// EventFields is what of an event has no column of its own. It names the person concerned
// only if the actor is someone else: what a customer does is about that customer.
func EventFields(e approval.Event) map[string]string {
	fields := map[string]string{"outcome": string(approval.EventCodes[e.Code])}
	if e.Origin.RequestID != "" {
		fields["request_id"] = e.Origin.RequestID
	}
	if e.Origin.Client.IsValid() {
		fields["client"] = e.Origin.Client.String()
	}
	if e.Person != "" && e.Actor != approval.Customer(e.Person) {
		fields["person"] = string(e.Person)
	}
	maps.Copy(fields, e.Detail)
	return fields
}

// EventBody is the canonical JSON of fields: keys in order, so that the same event always
// has the same bytes.
func EventBody(fields map[string]string) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(fields); err != nil {
		panic("postgres: a map of strings did not encode: " + err.Error())
	}
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
}

// Record writes events that change no state.
func (db *DB) Record(ctx context.Context, events ...approval.Event) error {
	b := new(pgx.Batch)
	for _, e := range events {
		db.queueNotice(b, e)
	}
	if b.Len() == 0 {
		return nil
	}
	return db.pages.write(ctx, b)
}
