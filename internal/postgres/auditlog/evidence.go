package auditlog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/receipt"
)

// What a bundle holds at most. A stream has a few hundred events unless somebody floods it,
// which is bounded by the minute.
const (
	maxBundle      = 20_000
	maxBundleReads = 1_000
)

// Proofs is the transparency log, which knows hashes and not what they are of.
type Proofs interface {
	Covered(ctx context.Context, event int64) (bool, error)
	Proofs(ctx context.Context, events []int64) (receipt.Proofs, error)
	Receipt(ctx context.Context, transaction approval.ID) (receipt.Receipt, error)
}

// Evidence is the audit log, and hands out what can be proved of it to a stranger. It records
// that, too. Where there is no transparency log there is nothing to prove.
type Evidence struct {
	*Log
	proofs Proofs // nil: there is no transparency log
}

// With adds what proves events; nil if nothing does.
func (l *Log) With(p Proofs) *Evidence { return &Evidence{l, p} }

// Covered reports whether an event has a proof. It is not recorded: it says nothing of the
// event.
func (e *Evidence) Covered(ctx context.Context, event int64) (bool, error) {
	if e.proofs == nil {
		return false, nil
	}
	return e.proofs.Covered(ctx, event)
}

// Proof returns the file that proves an event, and records that it left, like an export. The
// error is receipt.ErrFollows if no checkpoint covers the event yet, or there is no such event.
func (e *Evidence) Proof(ctx context.Context, event int64, by approval.Source) ([]byte, error) {
	if e.proofs == nil {
		return nil, approval.ErrNotFound
	}
	found, err := e.proofs.Proofs(ctx, []int64{event})
	if err != nil {
		return nil, err
	}
	p, ok := found.Of[event]
	if !ok {
		return nil, receipt.ErrFollows
	}
	text, number := p.Text(), strconv.FormatInt(event, 10)
	sum := sha256.Sum256(text)
	return text, e.recordRead(ctx, office.ReadEvent(by, approval.EventExportFinished, "query", audit.Query{}.WithEvents(number).String(),
		"format", "tlog-proof", "count", "1", "first", number, "last", number, "sha256", hex.EncodeToString(sum[:])))
}

// Receipt returns the receipt of a confirmation, and records why. It has the customer's name
// in clear, so it needs what [Log.Reveal] needs. The errors are those of its parts:
// receipt.ErrFollows, approval.ErrNotFound, and those of audit.CheckReason.
func (e *Evidence) Receipt(ctx context.Context, transaction approval.ID, why audit.RevealReason, by approval.Source) (receipt.Receipt, error) {
	if _, err := audit.CheckReason(string(why.Purpose), why.Case); err != nil {
		return receipt.Receipt{}, err
	}
	if e.proofs == nil {
		return receipt.Receipt{}, approval.ErrNotFound
	}
	r, err := e.proofs.Receipt(ctx, transaction)
	if err != nil {
		return receipt.Receipt{}, err
	}
	t := approval.Transaction{Document: approval.Document{ID: transaction}, PersonID: customerOf(r.Event)}
	if err := e.recordRead(ctx, revealed(by, t, why)); err != nil {
		return receipt.Receipt{}, err
	}
	return r, nil
}

// customerOf is the customer who confirmed.
func customerOf(l audit.Line) approval.ID {
	const customer = "customer:"
	id, _ := approval.ParseID(string(l.Actor)[min(len(customer), len(l.Actor)):])
	return id
}

func revealed(by approval.Source, t approval.Transaction, why audit.RevealReason) approval.Event {
	return office.ReadTransactionEvent(by, t, approval.EventIdentifierRevealed, "why", string(why.Purpose), "case", why.Case, "format", "receipt")
}

// StartBundle reads everything about a transaction that is handed out in a dispute, and records
// that it leaves, like an export. why is the reason for the receipt, whose name is in clear; nil
// leaves it out. The error is audit.ErrTooBroad if the transaction has more events than anybody
// reads.
func (e *Evidence) StartBundle(ctx context.Context, transaction approval.ID, why *audit.RevealReason, mask func(approval.Identity) approval.Identity, by approval.Source) (receipt.Evidence, error) {
	v, err := e.wholeTimeline(ctx, transaction, mask)
	if err != nil {
		return receipt.Evidence{}, err
	}
	if err := e.prove(ctx, &v, why); err != nil {
		return receipt.Evidence{}, err
	}
	v.Manifest = audit.Manifest{Query: audit.Query{}.With(audit.Transaction, string(transaction)).String(), Actor: by.Actor, Began: v.Now.UTC(), Before: v.Now.UTC()}
	events := []approval.Event{office.ReadTransactionEvent(by, v.Transaction, approval.EventExportStarted, "query", v.Manifest.Query, "format", "bundle")}
	if v.Receipt != nil {
		events = append(events, revealed(by, v.Transaction, *why))
	}
	v.Ended = func(ctx context.Context, m audit.Manifest, err error) error {
		return e.bundleEnded(ctx, v.Transaction, by, m, err)
	}
	return v, e.recordRead(ctx, events...)
}

// wholeTimeline is a timeline with all its lines, none of which a fail-over can take back, and
// the customer.
func (l *Log) wholeTimeline(ctx context.Context, transaction approval.ID, mask func(approval.Identity) approval.Identity) (v receipt.Evidence, err error) {
	var reach postgres.Reach
	var sealed []byte
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		l.db.QueueTransaction(b, transaction, &v.Transaction, &v.Attempts)
		b.Queue(`select `+lineColumns+` from audit_events e where e.stream = $1 order by e.seq limit $2`, approval.OfTransaction(transaction), maxBundle+1).Query(collectLines(&v.Lines))
		b.Queue(readsOf, transaction, maxBundleReads).Query(collectLines(&v.Reads))
		b.Queue(`select u.id, u.profile from transactions t join users u on u.id = t.user_id where t.id = $1`, transaction).
			QueryRow(func(row pgx.Row) error { return row.Scan(&v.Person.Person, &sealed) })
		b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&v.Now) })
		postgres.QueueReach(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return v, queryError(err)
	}
	if len(v.Lines) > maxBundle {
		return v, fmt.Errorf("%w: more than %d events of one transaction", audit.ErrTooBroad, maxBundle)
	}
	identity, err := l.db.OpenIdentity(v.Person.Person, sealed)
	if err != nil {
		return v, err
	}
	v.Person.Identity = mask(identity)
	return v, l.db.RequireSettled(ctx, reach)
}

// prove adds the proofs of all lines and, for a reason, the receipt.
func (e *Evidence) prove(ctx context.Context, v *receipt.Evidence, why *audit.RevealReason) (err error) {
	if e.proofs == nil {
		return nil
	}
	if why != nil {
		if _, err := audit.CheckReason(string(why.Purpose), why.Case); err != nil {
			return err
		}
	}
	numbers := make([]int64, 0, len(v.Lines))
	for _, l := range v.Lines {
		numbers = append(numbers, l.Number)
	}
	if v.Proofs, err = e.proofs.Proofs(ctx, numbers); err != nil || v.Transaction.State != approval.Confirmed {
		return err
	}
	if v.Withheld = why == nil; v.Withheld {
		return nil
	}
	r, err := e.proofs.Receipt(ctx, v.Transaction.ID)
	switch {
	case errors.Is(err, receipt.ErrFollows):
		v.Follows = true
	case errors.Is(err, approval.ErrNotFound): // it is from before there were receipts, or was erased
	case err != nil:
		return err
	default:
		v.Receipt = &r
	}
	return nil
}

// bundleEnded records how a bundle left.
func (l *Log) bundleEnded(ctx context.Context, t approval.Transaction, by approval.Source, m audit.Manifest, broke error) error {
	code := approval.EventExportFinished
	if broke != nil {
		code, ctx = approval.EventExportStopped, context.WithoutCancel(ctx)
	}
	m.Format = "bundle"
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return errors.Join(broke, l.recordRead(ctx, office.ReadTransactionEvent(by, t, code, manifestDetail(m)...)))
}
