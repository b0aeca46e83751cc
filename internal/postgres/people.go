package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

const personColumns = `u.id, u.profile, coalesce(u.preferred, ''), u.disabled_at is not null, u.erased_at is not null, u.signed_in_before`

// personRow is a row of users on its way in. Where an outer join found none, it has no ID.
type personRow struct {
	approval.Person
	sealed []byte
}

func (r *personRow) fields() []any {
	return []any{(*zeronull.Text)(&r.ID), &r.sealed, &r.Preferred, &r.Disabled, &r.Erased, (*zeronull.Timestamptz)(&r.LastSignIn)}
}

func (db *DB) openPerson(r personRow) (approval.Person, error) {
	if r.Erased {
		return r.Person, nil
	}
	identity, err := db.OpenIdentity(r.ID, r.sealed)
	if err != nil {
		return approval.Person{}, err
	}
	r.Identity = identity
	return r.Person, nil
}

func (db *DB) scanPerson(row pgx.Row) (approval.Person, error) {
	var r personRow
	if err := row.Scan(r.fields()...); err != nil {
		return approval.Person{}, err
	}
	return db.openPerson(r)
}

// optionalRow scans a row that may be missing; into is then left nil.
func optionalRow[T any](scan func(pgx.Row) (T, error), into **T) func(pgx.Row) error {
	return func(row pgx.Row) error {
		v, err := scan(row)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err == nil {
			*into = &v
		}
		return err
	}
}

// requiredRow reads a row whose absence is approval.ErrNotFound.
func requiredRow[T any](scan func(pgx.Row) (T, error), into *T) func(pgx.Row) error {
	return func(row pgx.Row) (err error) {
		*into, err = scan(row)
		return err
	}
}

// Person returns the person with an ID.
func (db *DB) Person(ctx context.Context, id approval.ID) (approval.Person, error) {
	p, err := db.scanPerson(db.pages.QueryRow(ctx, `select `+personColumns+` from users u where u.id = $1`, id))
	return p, Clean(err)
}

// SurelyPerson is Person after a commit that was not answered: no fail-over takes back what
// it returns. The error is approval.ErrOutcomeUnknown if that cannot be known now.
func (db *DB) SurelyPerson(ctx context.Context, id approval.ID) (p approval.Person, err error) {
	err = db.pages.surely(ctx, func(b *pgx.Batch) {
		b.Queue(`select `+personColumns+` from users u where u.id = $1`, id).QueryRow(ifFound(requiredRow(db.scanPerson, &p)))
	})
	return p, err
}

// ChooseIdentifier stores by which identifier a person wants to be found.
func (db *DB) ChooseIdentifier(ctx context.Context, person approval.ID, kind approval.Identifier, e approval.Event) error {
	b := new(pgx.Batch)
	b.Queue(`update users set preferred = $2 where id = $1`, person, kind)
	db.queueNotice(b, e)
	return db.pages.write(ctx, b)
}

// Used reports whether any customer was ever enrolled here.
func (db *DB) Used(ctx context.Context) (bool, error) {
	var used bool
	err := db.pages.QueryRow(ctx, `select exists (select from users)`).Scan(&used)
	return used, Clean(err)
}
