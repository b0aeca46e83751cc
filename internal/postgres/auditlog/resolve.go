package auditlog

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// maxSharing is how many people may share an identifier before a search for it is refused.
// A household may share a mobile number.
const maxSharing = 20

// Resolve turns what was pasted into the search box into a query without personal data.
// People are found by keyed hash, and the log says that they were looked for, found or not.
// The error is approval.ErrNotFound if nothing has that name.
func (l *Log) Resolve(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	switch {
	case p.Kind == audit.IBAN:
		return l.resolveAccount(ctx, p, by)
	case p.Personal():
		return l.resolvePerson(ctx, p, by)
	case p.Kind == audit.Hash:
		return l.resolveHash(ctx, p)
	case p.Kind == audit.Count:
		return l.resolveCount(ctx, p)
	case p.Kind == audit.APIName:
		return l.resolveAPIName(ctx, p)
	case p.Kind == audit.Word:
		return l.resolveWord(ctx, p)
	case p.Kind != "":
		return l.resolveName(ctx, p)
	}
	return p.Query, nil
}

// identifierHash is the column of users with the hash of an identifier, and the purpose that
// the hash was made for.
var identifierHash = map[audit.PasteKind]struct{ column, purpose string }{
	audit.EmiratesID: {"idn_mac", postgres.PurposeEmiratesID},
	audit.Mobile:     {"mobile_mac", postgres.PurposeMobile},
	audit.Email:      {"email_mac", postgres.PurposeEmail},
}

func (l *Log) resolvePerson(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	mac, err := l.db.Lookup(identifierHash[p.Kind].purpose, p.Text)
	if err != nil {
		return audit.Query{}, err
	}
	found, err := l.queryTexts(ctx, `select id::text from users where `+identifierHash[p.Kind].column+` = $1 order by id limit $2`, mac, maxSharing+1)
	if err != nil {
		return audit.Query{}, err
	}
	if err := l.recordRead(ctx, lookUpEvents(by, p.Kind, found)...); err != nil {
		return audit.Query{}, err
	}
	switch {
	case len(found) == 0:
		return audit.Query{}, approval.ErrNotFound
	case len(found) > maxSharing:
		return audit.Query{}, audit.ErrTooBroad
	}
	return audit.Query{}.With(audit.Person, found...), nil
}

// lookUpEvents are what is recorded when a member of staff looks for people by an
// identifier: each person who was found, or that none was, or too many.
func lookUpEvents(by approval.Source, kind audit.PasteKind, found []string) []approval.Event {
	how := []string{"by", string(kind), "found", strconv.Itoa(len(found))}
	if len(found) == 0 || len(found) > maxSharing {
		return []approval.Event{office.ReadEvent(by, approval.EventPersonLookedUp, how...)}
	}
	var reads []approval.Event
	for _, id := range found {
		reads = append(reads, office.ReadPersonEvent(by, approval.ID(id), approval.EventPersonLookedUp, how...))
	}
	return reads
}

// resolveAccount finds the transactions about an account. To learn whether there are any is
// to read about a customer, so it is recorded, too.
func (l *Log) resolveAccount(ctx context.Context, p audit.Paste, by approval.Source) (audit.Query, error) {
	mac, err := l.db.Lookup(postgres.PurposeAccount, p.Text)
	if err != nil {
		return audit.Query{}, err
	}
	found, err := l.transactionsOf(ctx, [][]byte{mac}, 1)
	if err != nil {
		return audit.Query{}, err
	}
	if err := l.recordRead(ctx, office.ReadEvent(by, approval.EventPersonLookedUp, "by", string(p.Kind), "found", strconv.Itoa(len(found)))); err != nil {
		return audit.Query{}, err
	}
	if len(found) == 0 {
		return audit.Query{}, approval.ErrNotFound
	}
	return audit.Query{}.With(audit.Account, hex.EncodeToString(mac)), nil
}

// The search keys that find a text whose form does not show what it is.
const (
	keysOfID = `
		      select 'transaction' where exists (select from transactions where id = $1::uuid)
		union select 'transaction' where exists (select from requests where id = $1::uuid)
		union select 'attempt' where exists (select from attempts where id = $1::uuid)
		union select 'person' where exists (select from users where id = $1::uuid)
		union select 'staff' where exists (select from audit_events where actor = 'staff:' || $1::uuid)`
	keysOfText = `
		      select 'request'  where exists (select from audit_events e where e.request_id = $1)
		union select 'crid'     where exists (select from audit_events e where e.correlation_id = $1)
		union select 'reason'   where exists (select from audit_events e where e.reason = $1)`
	// The events that a hash belongs to, if it is not the digest of a transaction. Only the
	// events of exports hold the hashes of files, and they are few; the hash of an event
	// has no index.
	exportsOfHash = `(select id::text from audit_events where kind = 'export_finished' and $1 in (body::jsonb ->> 'sha256', body::jsonb ->> 'last_hash') order by id desc limit 50)`
	eventOfHash   = `(select id::text from audit_events where hash = decode($1, 'hex') limit 1)`
)

func (l *Log) resolveName(ctx context.Context, p audit.Paste) (audit.Query, error) {
	statements := []string{keysOfText}
	if p.Kind == audit.Identifier {
		statements = []string{keysOfID, keysOfText}
	}
	for _, sql := range statements {
		keys, err := l.queryTexts(ctx, sql, p.Text)
		if err != nil {
			return audit.Query{}, err
		}
		if len(keys) > 0 {
			return audit.Query{}.With(audit.Key(keys[0]), p.Text), nil
		}
	}
	return l.resolveShort(ctx, p.Text)
}

// resolveHash finds the transaction whose document has a digest, or else the event, or the
// export, that a hash belongs to.
func (l *Log) resolveHash(ctx context.Context, p audit.Paste) (audit.Query, error) {
	known, err := l.queryTexts(ctx, `select id::text from transactions where payload_hash = decode($1, 'hex') limit 1`, p.Text)
	if err != nil || len(known) > 0 {
		return p.Query, err
	}
	numbers, err := l.queryTexts(ctx, exportsOfHash+` union all `+eventOfHash, p.Text)
	switch {
	case err != nil:
		return audit.Query{}, err
	case len(numbers) == 0:
		return audit.Query{}, approval.ErrNotFound
	}
	return audit.Query{}.WithEvents(numbers...), nil
}

// resolveShort finds the people whose IDs begin like a short number.
func (l *Log) resolveShort(ctx context.Context, text string) (audit.Query, error) {
	low, high, staff, ok := approval.ParseShort(text)
	if !ok {
		return audit.Query{}, approval.ErrNotFound
	}
	sql, key := `select id::text from users where id between $1 and $2 order by id limit $3`, audit.Person
	if staff {
		sql, key = strings.Replace(sql, "users", "staff", 1), audit.Staff
	}
	ids, err := l.queryTexts(ctx, sql, low, high, maxSharing)
	if err == nil && len(ids) == 0 {
		err = approval.ErrNotFound
	}
	if err != nil {
		return audit.Query{}, err
	}
	return audit.Query{}.With(key, ids...), nil
}
