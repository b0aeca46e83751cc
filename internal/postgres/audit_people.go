package postgres

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// maxAlike is how many people may share an identifier before a search for it is refused.
// A household may share a mobile number.
const maxAlike = 20

// Resolve turns what was pasted into the search box into a query that holds no personal
// data. People are found by keyed hash, and that they were looked for is recorded,
// found or not. approval.ErrNotFound if there is nothing of that name.
func (l *AuditLog) Resolve(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	switch {
	case p.Kind == audit.IBAN:
		return l.resolveAccount(ctx, p, by)
	case p.Personal():
		return l.resolvePerson(ctx, p, by)
	case p.Kind == audit.Hash:
		return l.resolveHash(ctx, p)
	case p.Kind != "":
		return l.resolveName(ctx, p)
	}
	return p.Query, nil
}

// hashed is where the hash of an identifier is kept, and for what purpose it was made.
var hashed = map[audit.PasteKind]struct{ column, purpose string }{
	audit.EmiratesID: {"idn_mac", byEmiratesID},
	audit.Mobile:     {"mobile_mac", byMobile},
	audit.Email:      {"email_mac", byEmail},
}

func (l *AuditLog) resolvePerson(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	mac, err := l.db.keys.Lookup(hashed[p.Kind].purpose, p.Text)
	if err != nil {
		return audit.Query{}, err
	}
	found, err := l.few(ctx, `select id::text from users where `+hashed[p.Kind].column+` = $1 order by id limit $2`, mac, maxAlike+1)
	if err != nil {
		return audit.Query{}, err
	}
	how := []string{"by", string(p.Kind), "found", strconv.Itoa(len(found))}
	var looks []approval.Event
	for _, id := range found {
		looks = append(looks, by.ReadPersonEvent(approval.ID(id), approval.EventPersonLookedUp, how...))
	}
	if len(found) == 0 || len(found) > maxAlike {
		looks = []approval.Event{by.ReadEvent(approval.EventPersonLookedUp, how...)}
	}
	if err := l.looked(ctx, looks...); err != nil {
		return audit.Query{}, err
	}
	switch {
	case len(found) == 0:
		return audit.Query{}, approval.ErrNotFound
	case len(found) > maxAlike:
		return audit.Query{}, audit.ErrTooBroad
	}
	return audit.Query{}.With(audit.Person, found...), nil
}

// resolveAccount finds what goes to an account. Whether there is anything is a look, too.
func (l *AuditLog) resolveAccount(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	mac, err := l.db.keys.Lookup(byAccount, p.Text)
	if err != nil {
		return audit.Query{}, err
	}
	found, err := l.few(ctx, `select id::text from transactions where accounts && array[$1::bytea] limit 1`, mac)
	if err != nil {
		return audit.Query{}, err
	}
	if err := l.looked(ctx, by.ReadEvent(approval.EventPersonLookedUp, "by", string(p.Kind), "found", strconv.Itoa(len(found)))); err != nil {
		return audit.Query{}, err
	}
	if len(found) == 0 {
		return audit.Query{}, approval.ErrNotFound
	}
	return audit.Query{}.With(audit.Account, hex.EncodeToString(mac)), nil
}

// What a name that tells nothing about itself may be of.
const (
	whoseID = `
		      select 'transaction' where exists (select from transactions where id = $1::uuid)
		union select 'attempt' where exists (select from attempts where id = $1::uuid)
		union select 'person' where exists (select from users where id = $1::uuid)
		union select 'staff' where exists (select from audit_events where actor = 'staff:' || $1::uuid)`
	whoseHandle = `
		      select 'request'  where exists (select from audit_events e where ((e.body::jsonb ->> 'request_id') collate "C") = $1)
		union select 'crid'     where exists (select from audit_events e where ((e.body::jsonb ->> 'correlation_id') collate "C") = $1)
		union select 'reason'   where exists (select from audit_events e where ((e.body::jsonb ->> 'reason') collate "C") = $1)`
	// whose hash it is, if it is no content's. Only the events of exports are looked into for
	// their files; that of an event has no index.
	whoseFile = `(select id::text from audit_events where kind = 'export_finished' and $1 in (body::jsonb ->> 'sha256', body::jsonb ->> 'last_hash') order by id desc limit 50)`
	whoseLine = `(select id::text from audit_events where hash = decode($1, 'hex') limit 1)`
)

func (l *AuditLog) resolveName(ctx context.Context, p audit.Paste) (audit.Query, error) {
	asked := []string{whoseHandle}
	if p.Kind == audit.Identifier {
		asked = []string{whoseID, whoseHandle}
	}
	for _, sql := range asked {
		keys, err := l.few(ctx, sql, p.Text)
		if err != nil {
			return audit.Query{}, err
		}
		if len(keys) > 0 {
			return audit.Query{}.With(audit.Key(keys[0]), p.Text), nil
		}
	}
	return l.resolveShort(ctx, p.Text)
}

// resolveHash finds the transaction whose content has a digest, or else the event, or the
// export, that a hash is of.
func (l *AuditLog) resolveHash(ctx context.Context, p audit.Paste) (audit.Query, error) {
	known, err := l.few(ctx, `select id::text from transactions where payload_hash = decode($1, 'hex') limit 1`, p.Text)
	if err != nil || len(known) > 0 {
		return p.Query, err
	}
	numbers, err := l.few(ctx, whoseFile+` union all `+whoseLine, p.Text)
	switch {
	case err != nil:
		return audit.Query{}, err
	case len(numbers) == 0:
		return audit.Query{}, approval.ErrNotFound
	}
	return audit.Query{}.WithEvents(numbers...), nil
}

// Person returns what is known about somebody, and records that it was opened. mask takes
// out of an identity what may not be shown without a reason; the clear values go no
// further.
func (l *AuditLog) Person(ctx context.Context, id approval.ID, mask func(approval.Identity) approval.Identity, by approval.Source) (audit.Dossier, error) {
	var d audit.Dossier
	var sealed []byte
	var signedIn *time.Time
	var reach seen
	err := l.reads.QueryRow(ctx, `select u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.created_at, u.signed_in_at, `+seenOfAll+`
		from users u where u.id = $1`, id).Scan(append([]any{&d.Person, &sealed, &d.Preferred, &d.Disabled, &d.Enrolled, &signedIn}, reach.fields()...)...)
	if err != nil {
		return audit.Dossier{}, tooBroad(err)
	}
	if signedIn != nil {
		d.SignedIn = *signedIn
	}
	identity, err := l.db.openIdentity(id, sealed)
	if err != nil {
		return audit.Dossier{}, err
	}
	d.Identity = mask(identity)
	return d, l.shown(ctx, reach, by.ReadPersonEvent(id, approval.EventPersonViewed))
}

// Reveal returns somebody's identifiers in clear. Who wanted them, and why, is written in
// the same database transaction that reads them, and is committed before they leave.
// audit.CheckReason says which reasons will do.
func (l *AuditLog) Reveal(ctx context.Context, person approval.ID, why audit.RevealReason, by approval.Source) (approval.Identity, error) {
	if _, err := audit.CheckReason(string(why.Purpose), why.Case); err != nil {
		return approval.Identity{}, err
	}
	conn, err := l.db.pages.borrow(ctx)
	if err != nil {
		return approval.Identity{}, err
	}
	defer conn.giveBack()
	var p approval.Person
	b := new(pgx.Batch)
	b.Queue("begin")
	b.Queue(`select `+personColumns+` from users u where u.id = $1`, person).QueryRow(required(l.db.scanPerson, &p))
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return approval.Identity{}, clean(err)
	}
	b = new(pgx.Batch)
	queueEvent(b, by.ReadPersonEvent(person, approval.EventIdentifierRevealed, "why", string(why.Purpose), "case", why.Case))
	b.Queue("commit")
	return p.Identity, conn.commit(ctx, b)
}
