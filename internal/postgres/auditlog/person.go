package auditlog

import (
	"context"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// Person returns what is known about a person, and records who opened it. mask takes out of
// an identity what may not be shown without a reason; the clear values go no further.
func (l *Log) Person(ctx context.Context, id approval.ID, mask func(approval.Identity) approval.Identity, by approval.Source) (audit.Dossier, error) {
	var d audit.Dossier
	var sealed []byte
	var signedIn, erased *time.Time
	var reach postgres.Reach
	err := l.reads.QueryRow(ctx, `select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.created_at, u.signed_in_at, u.erased_at, `+postgres.ReachOfAll+`
		from users u where u.id = $1`, id).Scan(append([]any{&d.Person, &sealed, &d.Preferred, &d.Disabled, &d.Enrolled, &signedIn, &erased}, reach.Fields()...)...)
	if err != nil {
		return audit.Dossier{}, queryError(err)
	}
	if signedIn != nil {
		d.SignedIn = *signedIn
	}
	if erased != nil {
		d.Erased = *erased
	} else if identity, err := l.db.OpenIdentity(id, sealed); err != nil {
		return audit.Dossier{}, err
	} else {
		d.Identity = mask(identity)
	}
	return d, l.settleAndRecord(ctx, reach, office.ReadPersonEvent(by, id, approval.EventPersonViewed))
}

// Reveal returns a person's identifiers in clear. Who wanted them, and why, is committed by
// the database transaction that reads them, before they leave. audit.CheckReason says which
// reasons are accepted.
func (l *Log) Reveal(ctx context.Context, person approval.ID, why audit.RevealReason, by approval.Source) (approval.Identity, error) {
	if _, err := audit.CheckReason(string(why.Purpose), why.Case); err != nil {
		return approval.Identity{}, err
	}
	return l.db.RevealIdentity(ctx, person, office.ReadPersonEvent(by, person, approval.EventIdentifierRevealed, "why", string(why.Purpose), "case", why.Case))
}
