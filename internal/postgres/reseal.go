package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/keys"
	"takeed/internal/office"
)

// sealedColumn is a column of sealed values. Its key, as text, names the row in the place
// of the value; the parts of a pair have a space between them. Even what lives for hours or
// less is sealed anew, so that the old key can go sooner.
type sealedColumn struct{ table, column, key, from string }

// sealedColumns are all of them but the mark of the keyset, which comes last.
var sealedColumns = []sealedColumn{
	{"users", "profile", "id", "uuid"},
	{"transactions", "document", "id", "uuid"},
	{"transactions", "result", "id", "uuid"},
	{"attempts", "handover", "id", "uuid"},
	{"staff", "profile", "id", "uuid"},
	{"staff_sessions", "id_token", "token_hash", "bytea"},
	{"signins", "handover", "state_hash", "bytea"},
	{"requests", "document", "id", "uuid"},
	{"endpoints", "keys", "id", "uuid"},
	{"idempotency_keys", "answer", "client_id, key", aPair},
}

const aPair = "pair"

var theMark = sealedColumn{"keyset_mark", "sealed", "one", "boolean"}

// Resealed is how far the resealing of a column has come.
type Resealed struct {
	Column string // users.profile
	Done   int64
	Left   int64 // not sealed by the primary key
	Broken int64 // of these, how many no key of the keyset opens
}

// resealStride is how many rows are sealed anew in one commit.
const resealStride = 500

var errNotOwner = errors.New("only the owner of the schema may do this: set DATABASE_MIGRATE_URL")

// Reseal seals under the primary key what older keys have sealed, in every column. It runs
// as the owner of the schema. Portals may serve meanwhile: a row that is being written is
// left for the next run, and no row is locked for longer than the commit of resealStride
// rows. Each part is a commit with its event, so a run that was cut off goes on when it is
// run again. When nothing is left the mark of the keyset is sealed anew, and from then on a
// portal no longer needs the old keys. said is called after each part, and at the end of
// each column.
func Reseal(ctx context.Context, url string, k *keys.Keyset, said func(Resealed)) (left int64, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, fmt.Errorf("connect: %w", Clean(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := checkSchema(ctx, conn); err != nil {
		return 0, err
	}
	if err := checkKeyset(ctx, conn, k); err != nil {
		return 0, err
	}
	if _, err := conn.Exec(ctx, `set lock_timeout = '2s'`); err != nil {
		return 0, Clean(err)
	}
	for _, c := range sealedColumns {
		r, err := c.reseal(ctx, conn, k, said)
		if err != nil {
			return left, fmt.Errorf("seal %s.%s anew: %w", c.table, c.column, refusedAsPortal(Clean(err)))
		}
		left += r.Left
	}
	if left > 0 {
		return left, nil
	}
	if _, err := theMark.reseal(ctx, conn, k, said); err != nil {
		return 0, fmt.Errorf("seal the mark of the keyset anew: %w", refusedAsPortal(Clean(err)))
	}
	return 0, nil
}

func refusedAsPortal(err error) error {
	var server *ServerError
	if errors.As(err, &server) && server.Code == "42501" {
		return fmt.Errorf("%w (%w)", errNotOwner, err)
	}
	return err
}

// reseal goes through a column once, in the order of its key.
func (c sealedColumn) reseal(ctx context.Context, conn *pgx.Conn, k *keys.Keyset, said func(Resealed)) (Resealed, error) {
	r := Resealed{Column: c.table + "." + c.column}
	count := fmt.Sprintf(`select count(*) from %s where %s`, c.table, c.old(1))
	if err := conn.QueryRow(ctx, count, k.PrimaryPrefix()).Scan(&r.Left); err != nil {
		return r, err
	}
	for after, more := (*string)(nil), r.Left > 0; more; {
		err := pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) (err error) {
			more, err = c.part(ctx, dbtx, k, &after, &r)
			return err
		})
		if err != nil {
			return r, err
		}
		if more {
			said(r)
		}
	}
	err := conn.QueryRow(ctx, count, k.PrimaryPrefix()).Scan(&r.Left)
	said(r)
	return r, err
}

// old is the condition for values that the primary key has not sealed.
func (c sealedColumn) old(n int) string {
	return fmt.Sprintf("%s is not null and substring(%s from 1 for 5) <> $%d", c.column, c.column, n)
}

func (c sealedColumn) name() string {
	switch c.from {
	case "bytea":
		return "encode(" + c.key + ", 'hex')"
	case aPair:
		return "concat_ws(' ', " + c.key + ")"
	}
	return c.key + "::text"
}

func (c sealedColumn) value(placeholder string) string {
	switch c.from {
	case "bytea":
		return "decode(" + placeholder + ", 'hex')"
	case aPair:
		return fmt.Sprintf("(split_part(%[1]s, ' ', 1), split_part(%[1]s, ' ', 2))", placeholder)
	}
	return placeholder + "::" + c.from
}

// part seals some rows anew in one commit. The event comes first: the guards ask for it.
func (c sealedColumn) part(ctx context.Context, dbtx pgx.Tx, k *keys.Keyset, after **string, r *Resealed) (more bool, err error) {
	rows, err := dbtx.Query(ctx, fmt.Sprintf(`select %s, %s from %s where %s and ($2::text is null or (%s) > %s) order by %s limit %d for update skip locked`,
		c.name(), c.column, c.table, c.old(1), c.key, c.value("$2::text"), c.key, resealStride), k.PrimaryPrefix(), *after)
	if err != nil {
		return false, err
	}
	var names []string
	var sealed [][]byte
	var name string
	var old []byte
	_, err = pgx.ForEachRow(rows, []any{&name, &old}, func() error {
		at := keys.Place{Table: c.table, Column: c.column, Row: name}
		last := name
		*after, more = &last, true
		plain, err := k.Open(at, old)
		if err != nil {
			r.Broken++
			return nil
		}
		again, err := k.Seal(at, plain)
		names, sealed = append(names, name), append(sealed, again)
		return err
	})
	if err != nil || len(names) == 0 {
		return more, err
	}
	b := new(pgx.Batch)
	queueEvents(b, office.DataResealed("column", r.Column, "count", fmt.Sprint(len(names))))
	b.Queue(fmt.Sprintf(`update %s t set %s = v.sealed from unnest($1::text[], $2::bytea[]) v (name, sealed) where (%s) = %s`,
		c.table, c.column, c.key, c.value("v.name")), names, sealed)
	if err := dbtx.SendBatch(ctx, b).Close(); err != nil {
		return false, err
	}
	r.Done += int64(len(names))
	r.Left -= int64(len(names))
	return true, nil
}
