package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// The latest answers of the provider, newest first, by which its health is judged. An
// attempt that was claimed and has ended had an exchange; so did a sign-in that has ended.
// Reasons that say nothing about the provider are left out.
const (
	confirmAnswers = `select finished_at, user_id::text, coalesce(failure = any($1), false) from attempts
		where claimed_at is not null and finished_at > takeed_now() - $4::interval
		  and (status = 'succeeded' or failure = any($1) or failure = any($2)) order by finished_at desc limit $3`
	signinAnswers = `select finished_at, coalesce(encode(client_mac, 'hex'), ''), coalesce(failure = any($1), false) from signins
		where finished_at > takeed_now() - $4::interval
		  and (failure is null or failure = any($1) or failure = any($2)) order by finished_at desc limit $3`
)

var answersOf = map[string]string{approval.ClientConfirm: confirmAnswers, approval.ClientSignin: signinAnswers}

// queueHealth asks for the answers that decide whether customers are sent to the provider.
func queueHealth(b *pgx.Batch, client string, h *approval.Health) {
	queueAnswers(b, client, approval.BarringReasons(client), h)
}

func queueAnswers(b *pgx.Batch, client string, faults []approval.Reason, h *approval.Health) {
	b.Queue(answersOf[client], faults, approval.AnsweredReasons(), approval.HealthAnswers, approval.HealthWindow).
		Query(func(rows pgx.Rows) (err error) {
			*h, err = pgx.CollectRows(rows, pgx.RowToStructByPos[approval.Answer])
			return err
		})
}

// Watch checks the provider's health as one client sees it, and writes the event that
// decide makes of it. alarmed is whether an alarm was the last event written. It reports
// whether it wrote anything; of two replicas that check at once, one does.
func (db *DB) Watch(ctx context.Context, client string, decide func(h approval.Health, alarmed bool) (approval.Event, bool)) (bool, error) {
	dbtx, err := db.pages.Begin(ctx)
	if err != nil {
		return false, Clean(err)
	}
	defer func() { _ = dbtx.Rollback(context.WithoutCancel(ctx)) }()
	var h approval.Health
	var last approval.EventCode
	b := new(pgx.Batch)
	b.Queue(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, approval.OfProvider(client))
	queueAnswers(b, client, approval.FaultReasons(), &h)
	b.Queue(`select kind from audit_events where stream = $1 order by seq desc limit 1`, approval.OfProvider(client)).
		QueryRow(ifFound(func(row pgx.Row) error { return row.Scan(&last) }))
	if err := dbtx.SendBatch(ctx, b).Close(); err != nil {
		return false, Clean(err)
	}
	e, say := decide(h, last == approval.EventProviderFailing)
	if !say {
		return false, nil
	}
	b = new(pgx.Batch)
	queueEvents(b, e)
	return true, errors.Join(commitError(dbtx.SendBatch(ctx, b).Close()), commitError(dbtx.Commit(ctx)))
}
