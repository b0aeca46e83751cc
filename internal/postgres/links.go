package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// lockedRequest is a request, locked, as a decision about it sees it.
type lockedRequest struct {
	now       time.Time
	id        approval.ID
	client    string
	person    approval.ID // who adopted it, or whom it is addressed to by ID
	state     approval.RequestState
	expires   time.Time
	sealed    []byte
	digest    []byte
	attempt   int32 // seconds
	consumer  string
	consume   int32 // seconds
	addressed bool  // the person who asks is whom it is addressed to
}

// open reports whether the request waits for its person.
func (r lockedRequest) open() bool { return r.state == approval.Open && r.now.Before(r.expires) }

const lockRequest = `select takeed_now(), r.id, r.client_id, r.user_id, r.state, r.expires_at, r.document, r.payload_hash, r.attempt_seconds,
	coalesce(r.consumer, ''), r.consume_seconds, exists (select from users u where u.id = nullif($2, '')::uuid and u.disabled_at is null and
		case r.person_by when 'id' then u.id = r.user_id when 'emirates_id' then u.idn_mac = r.person_mac
		when 'mobile' then u.mobile_mac = r.person_mac when 'email' then u.email_mac = r.person_mac end)
	from requests r where `

func (r *lockedRequest) fields() []any {
	return []any{&r.now, &r.id, &r.client, (*zeronull.Text)(&r.person), &r.state, &r.expires, &r.sealed, &r.digest, &r.attempt,
		&r.consumer, (*zeronull.Int4)(&r.consume), &r.addressed}
}

// decideRequest locks the one request that where finds by key, and writes what decide queues.
// What it queues is written also if it refuses.
func (db *DB) decideRequest(ctx context.Context, where string, key any, person approval.ID, decide func(lockedRequest, *pgx.Batch) error) error {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	var r lockedRequest
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(lockRequest+where+` for no key update of r`, key, person).QueryRow(func(row pgx.Row) error { return row.Scan(r.fields()...) })
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return Clean(err)
	}
	b = new(pgx.Batch)
	refusal := decide(r, b)
	if b.Len() == 0 {
		rollback(ctx, conn.Conn)
		return refusal
	}
	b.Queue(`commit`)
	if err := conn.commit(ctx, b); err != nil {
		return err
	}
	return refusal
}

// queueRequestEnd ends an open request, with its event.
func queueRequestEnd(b *pgx.Batch, r lockedRequest, to approval.RequestState, e approval.Event) {
	b.Queue(`update requests set state = $2, ended_at = takeed_now() where id = $1`, r.id, to)
	queueEvents(b, e)
}

// OpenLink opens the link of a request for a person who is signed in, and returns the
// transaction. The first time that makes the transaction theirs; from then on it finds it. For
// whoever else opens it while it waits, it ends: the person it was meant for does not have it
// alone. A link that leads nowhere, for whatever reason, is approval.ErrNotFound.
func (db *DB) OpenLink(ctx context.Context, person approval.ID, link approval.Hash, o approval.Origin) (id approval.ID, err error) {
	by := approval.Source{Actor: approval.Customer(person), Origin: o}
	err = db.decideRequest(ctx, `r.link_hash = $1`, link[:], person, func(r lockedRequest, b *pgx.Batch) error {
		id = r.id
		switch {
		case r.state == approval.Adopted && r.person == person:
			return nil
		case !r.open():
			return approval.ErrNotFound
		case !r.addressed:
			e := integration.EventOf(by, r.id, approval.EventRequestRejected, string(approval.RequestRejected), "reason", "wrong_person", "client_id", r.client)
			queueRequestEnd(b, r, approval.RequestRejected, e)
			return integration.ErrWrongPerson
		}
		return db.queueAdoption(b, r, person, by)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

func (db *DB) queueAdoption(b *pgx.Batch, r lockedRequest, person approval.ID, by approval.Source) error {
	document, err := db.openRequest(r.id, r.sealed, approval.Digest(r.digest))
	if err != nil {
		return err
	}
	request := approval.Request{Document: document, Key: approval.NewID(), Policy: approval.Policy{
		Attempt: time.Duration(r.attempt) * time.Second, Consumer: r.consumer, ConsumeWithin: time.Duration(r.consume) * time.Second,
	}}
	c := request.Adopt(r.client, person, r.now, r.expires, by)
	b.Queue(`update requests set state = 'adopted', user_id = $2, ended_at = takeed_now() where id = $1`, r.id, person)
	if err := db.queueCreation(b, c); err != nil {
		return err
	}
	queueEvents(b, c.Event)
	return nil
}

// RenewLink gives an open request another link; the old one leads nowhere from then on. Once
// the request is not open any more there is nothing to link to: integration.ErrFinal.
func (db *DB) RenewLink(ctx context.Context, c integration.Client, id approval.ID, link approval.Hash, o approval.Origin) error {
	err := db.decideRequest(ctx, `r.id = $1`, id, "", func(r lockedRequest, b *pgx.Batch) error {
		switch {
		case r.client != c.ID:
			return approval.ErrNotFound
		case !r.open():
			return integration.ErrFinal
		}
		b.Queue(`update requests set link_hash = $2 where id = $1`, r.id, link[:])
		queueEvents(b, integration.EventOf(c.By(o), r.id, approval.EventLinkRenewed, "", "client_id", r.client))
		return nil
	})
	return db.tellFinal(ctx, c, id, err)
}

// CancelRequest ends what a client asked for, whether or not its person has opened it.
// Cancelling again does nothing.
func (db *DB) CancelRequest(ctx context.Context, c integration.Client, id approval.ID, o approval.Origin) error {
	adopted := false
	err := db.decideRequest(ctx, `r.id = $1`, id, "", func(r lockedRequest, b *pgx.Batch) error {
		switch {
		case r.client != c.ID:
			return approval.ErrNotFound
		case r.state == approval.RequestCancelled:
			return nil
		case r.state == approval.Adopted:
			adopted = true
			return nil
		case !r.open():
			return integration.ErrFinal
		}
		queueRequestEnd(b, r, approval.RequestCancelled,
			integration.EventOf(c.By(o), r.id, approval.EventRequestCancelled, string(approval.RequestCancelled), "client_id", r.client))
		return nil
	})
	if err == nil && adopted {
		err = db.Decide(ctx, approval.Lock{Transaction: id}, func(f approval.Facts) (approval.Change, error) { return f.Cancel(c.By(o)) })
	}
	return db.tellFinal(ctx, c, id, err)
}

// tellFinal lets the refusal out that something is final only if no fail-over can take that back.
func (db *DB) tellFinal(ctx context.Context, c integration.Client, id approval.ID, refusal error) error {
	if !errors.Is(refusal, integration.ErrFinal) && !errors.Is(refusal, approval.ErrWrongState) {
		return refusal
	}
	if _, _, err := db.ClientTransaction(ctx, c.ID, id); err != nil {
		return err
	}
	return integration.ErrFinal
}

// Institution returns what a customer is told of whoever asked for a transaction and carries it
// out; the zero Institution if nobody does.
func (db *DB) Institution(ctx context.Context, id approval.ID) (i integration.Institution, err error) {
	var reach Reach
	var won integration.Consumption
	var outcome string
	err = db.pages.QueryRow(ctx, `select coalesce(k.name_en, ''), coalesce(k.name_ar, ''), coalesce(r.return_url, ''), coalesce(r.return_state, ''),
			a.tx_id is not null and a.until >= takeed_now(), c.id, c.outcome, coalesce(c.execution_reference, ''), c.at, `+reachOfOne+`
		from (values ($1::uuid)) one (id) left join requests r on r.id = one.id left join clients k on k.id = r.client_id
		left join awaiting a on a.tx_id = one.id left join consumptions c on c.tx_id = one.id`, id).
		Scan(append([]any{&i.Name.EN, &i.Name.AR, &i.ReturnURL, &i.ReturnState, &i.Awaited,
			(*zeronull.Text)(&won.ID), (*zeronull.Text)(&outcome), &won.ExecutionReference, (*zeronull.Timestamptz)(&won.At)}, reach.Fields()...)...)
	if err != nil {
		return i, Clean(err)
	}
	if won.ID != "" {
		won.Lapsed = outcome == "lapsed"
		i.Consumption = &won
	}
	return i, db.RequireSettled(ctx, reach)
}
