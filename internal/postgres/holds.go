package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// errErased is the refusal of what is new about an erased person.
var errErased = errors.New("the person was erased")

const holdColumns = `h.id, h.person, h.why, h.case_number, h.placed_at`

func scanHold(row pgx.CollectableRow) (h office.Hold, err error) {
	err = row.Scan(&h.ID, &h.Person, &h.Why.Purpose, &h.Why.Case, &h.PlacedAt)
	return h, err
}

func holdsOf(ctx context.Context, dbtx pgx.Tx, person approval.ID) ([]office.Hold, error) {
	rows, err := dbtx.Query(ctx, `select `+holdColumns+` from legal_holds h where h.person = $1 order by h.placed_at, h.id`, person)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanHold)
}

// Holds lists every legal hold, the oldest first, as the owner of the schema.
func Holds(ctx context.Context, url string) (all []office.Hold, err error) {
	err = asOwner(ctx, url, "legal holds", func(dbtx pgx.Tx) error {
		rows, err := dbtx.Query(ctx, `select `+holdColumns+` from legal_holds h order by h.placed_at, h.id`)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, scanHold)
		return err
	})
	return all, err
}

// PlaceHold places a legal hold, as the owner of the schema. It waits for an erasure of the
// person that is under way, and is then refused.
func PlaceHold(ctx context.Context, url string, h office.Hold) error {
	return asOwner(ctx, url, "legal holds", func(dbtx pgx.Tx) error {
		var erased bool
		var login string
		if err := dbtx.QueryRow(ctx, `select erased_at is not null, session_user from users where id = $1 for key share`, h.Person).Scan(&erased, &login); err != nil {
			return err
		}
		if erased {
			return errErased
		}
		b := new(pgx.Batch)
		b.Queue(`insert into legal_holds (id, person, why, case_number) values ($1, $2, $3, $4)`, h.ID, h.Person, string(h.Why.Purpose), h.Why.Case)
		queueEvents(b, h.Placed(login))
		return dbtx.SendBatch(ctx, b).Close()
	})
}

// LiftHold removes a legal hold, as the owner of the schema. The error is
// approval.ErrNotFound if there is none.
func LiftHold(ctx context.Context, url string, hold approval.ID, lifted func(h office.Hold, login string) approval.Event) (h office.Hold, err error) {
	err = asOwner(ctx, url, "legal holds", func(dbtx pgx.Tx) error {
		var login string
		err := dbtx.QueryRow(ctx, `delete from legal_holds h where h.id = $1 returning `+holdColumns+`, session_user`, hold).
			Scan(&h.ID, &h.Person, &h.Why.Purpose, &h.Why.Case, &h.PlacedAt, &login)
		if err != nil {
			return err
		}
		b := new(pgx.Batch)
		queueEvents(b, lifted(h, login))
		return dbtx.SendBatch(ctx, b).Close()
	})
	return h, err
}

// asOwner does something in one commit of the owner of the schema. An error says that it was
// about what.
func asOwner(ctx context.Context, url, what string, do func(pgx.Tx) error) error {
	conn, err := connectOwner(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := pgx.BeginFunc(ctx, conn, do); err != nil {
		return fmt.Errorf("%s: %w", what, refusedAsPortal(Clean(err)))
	}
	return nil
}
