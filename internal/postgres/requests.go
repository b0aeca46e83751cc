package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/keys"
)

func isNotFound(err error) bool { return errors.Is(err, approval.ErrNotFound) }

func requestOf(id approval.ID) keys.Place {
	return keys.Place{Table: "requests", Column: "document", Row: string(id)}
}

// addressees says, for each way to name a person, by which column of users they are found and
// for which purpose the value is hashed.
var addressees = map[string]struct{ column, purpose string }{
	string(approval.ByEmiratesID): {"idn_mac", PurposeEmiratesID},
	string(approval.ByMobile):     {"mobile_mac", PurposeMobile},
	string(approval.ByEmail):      {"email_mac", PurposeEmail},
}

// CreateRequest stores what a client asks for, once for each key. answer writes the body that
// is answered, now and to each repetition.
func (db *DB) CreateRequest(ctx context.Context, call integration.Call, c integration.Client, a integration.Asked, o approval.Origin,
	answer func(integration.Request) ([]byte, error)) (integration.Answer, error) {
	mac, err := db.addresseeHash(a.Addressee)
	if err != nil {
		return integration.Answer{}, err
	}
	var f integration.CreateFacts
	return db.once(ctx, effect{
		call: call, tx: a.Document.ID,
		read: func(b *pgx.Batch) {
			f = integration.CreateFacts{}
			queueCreateFacts(b, c, a, mac, &f)
		},
		decide: func(now time.Time, b *pgx.Batch) (integration.Answer, error) {
			f.Now = now
			r, err := f.Create(c, a, o)
			if err != nil {
				return integration.Answer{}, err
			}
			body, err := answer(r)
			if err != nil {
				return integration.Answer{}, err
			}
			return integration.Answer{Status: 201, Body: body}, db.queueRequest(b, r, mac)
		},
	})
}

// addresseeHash is nil for a person who is named by ID.
func (db *DB) addresseeHash(a integration.Addressee) ([]byte, error) {
	if a.By == integration.ByID {
		return nil, nil
	}
	by, ok := addressees[a.By]
	if !ok || a.Value == "" {
		return nil, fmt.Errorf("hash an addressee: %q is no way to name one", a.By)
	}
	return db.keys.Lookup(by.purpose, a.Value)
}

// queueCreateFacts asks whether the reference is taken, and who is addressed. Several people
// may have one telephone: the request is blocked only if all of them are disabled.
func queueCreateFacts(b *pgx.Batch, c integration.Client, a integration.Asked, mac []byte, f *integration.CreateFacts) {
	where, value := `u.id = nullif($3, '')::uuid`, any(a.Addressee.Value)
	if by, ok := addressees[a.Addressee.By]; ok {
		where, value = `u.`+by.column+` = $3`, mac
	}
	b.Queue(`select (select r.id from requests r where r.client_id = $1 and r.reference = $2), p.id, p.disabled from (values (1)) one
		left join lateral (select u.id, u.disabled_at is not null as disabled from users u where `+where+` order by 2 limit 1) p on true`,
		c.ID, a.Reference, value).QueryRow(func(row pgx.Row) error {
		var person approval.ID
		var disabled *bool
		if err := row.Scan((*zeronull.Text)(&f.Taken), (*zeronull.Text)(&person), &disabled); err != nil {
			return err
		}
		if disabled != nil {
			f.Person = &approval.Person{ID: person, Disabled: *disabled}
		}
		return nil
	})
}

func (db *DB) queueRequest(b *pgx.Batch, r integration.Request, mac []byte) error {
	sealed, err := db.keys.Seal(requestOf(r.Document.ID), r.Document.Canonical())
	if err != nil {
		return err
	}
	digest := r.Document.Digest()
	b.Queue(`insert into requests (id, client_id, reference, kind, version, document, payload_hash, attempt_seconds, consumer, consume_seconds,
			person_by, person_mac, user_id, lang, return_url, return_state, simulate, link_hash, created_at, expires_at)
		select $1, $2, $3, $4, $5, $6, $7, $8, k.id, case when k.id is not null then $10::int end, $11, $12, nullif($13, '')::uuid, $14,
			nullif($15, ''), nullif($16, ''), nullif($17, ''), $18, $19, $20 from (values (1)) one left join clients k on k.id = $9 and k.disabled_at is null`,
		r.Document.ID, r.Client, r.Reference, r.Document.Kind, r.Document.Version, sealed, digest[:], int(r.Policy.Attempt/time.Second),
		r.Policy.Consumer, int(r.Policy.ConsumeWithin/time.Second), r.Addressee.By, mac, r.Person, r.Language,
		r.ReturnURL, r.ReturnState, r.Simulate, r.Link[:], r.CreatedAt, r.ExpiresAt)
	queueEvents(b, r.Event)
	return nil
}
