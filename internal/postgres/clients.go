package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

const clientColumns = `c.id, c.name_en, c.name_ar, coalesce(c.jwks, ''), coalesce(c.jwks_url, ''), c.scopes, c.kinds, c.return_urls,
	c.created_at, c.disabled_at, c.last_used_at`

func clientFields(c *integration.Client) []any {
	return []any{&c.ID, &c.Name.EN, &c.Name.AR, &c.KeyDocument, &c.KeyURL, &c.Scopes, &c.Kinds, &c.ReturnURLs,
		&c.CreatedAt, (*zeronull.Timestamptz)(&c.DisabledAt), (*zeronull.Timestamptz)(&c.LastUsedAt)}
}

// Client returns the client with an ID, whether or not it is enabled.
func (db *DB) Client(ctx context.Context, id string) (integration.Client, error) {
	return retryOnce(ctx, db, func() (c integration.Client, err error) {
		err = db.pages.QueryRow(ctx, `select `+clientColumns+` from clients c where c.id = $1`, id).Scan(clientFields(&c)...)
		return c, Clean(err)
	})
}

// Clients lists every client.
func (db *DB) Clients(ctx context.Context) ([]integration.Client, error) {
	rows, err := db.pages.Query(ctx, `select `+clientColumns+` from clients c order by c.id`)
	if err != nil {
		return nil, Clean(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c integration.Client, err error) {
		return c, row.Scan(clientFields(&c)...)
	})
	return list, Clean(err)
}

// Issue stores an access token, and takes the assertion that it is issued for: the same
// assertion a second time, at any replica, is integration.ErrReplayed. A client that is
// disabled gets none.
func (db *DB) Issue(ctx context.Context, t integration.Token) error {
	var fresh, issued bool
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`with taken as (
			insert into client_assertions (client_id, jti_hash, expires_at) values ($1, $2, $3) on conflict do nothing returning client_id),
		issued as (
			insert into client_tokens (token_hash, client_id, scopes, created_at, expires_at)
			select $4, c.id, $5, takeed_now(), takeed_now() + $6::interval from clients c join taken t on t.client_id = c.id where c.disabled_at is null returning client_id),
		used as (update clients set last_used_at = takeed_now() where id in (select client_id from issued))
		select exists (select from taken), exists (select from issued)`,
		t.Client, t.Assertion[:], t.Until, t.Hash[:], t.Scopes, integration.TokenTTL).
		QueryRow(func(row pgx.Row) error { return row.Scan(&fresh, &issued) })
	b.Queue(`commit`)
	if err := db.pages.write(ctx, b); err != nil {
		return err
	}
	switch {
	case !fresh:
		return integration.ErrReplayed
	case !issued:
		return integration.ErrUnauthorized
	}
	return nil
}

// Caller returns who an access token belongs to. A client that was disabled has no token any
// more, from that commit on.
func (db *DB) Caller(ctx context.Context, token approval.Hash) (integration.Caller, error) {
	c, err := retryOnce(ctx, db, func() (c integration.Caller, err error) {
		err = db.pages.QueryRow(ctx, `select t.scopes, `+clientColumns+` from client_tokens t join clients c on c.id = t.client_id
			where t.token_hash = $1 and t.expires_at > takeed_now() and c.disabled_at is null`, token[:]).
			Scan(append([]any{&c.Granted}, clientFields(&c.Client)...)...)
		return c, Clean(err)
	})
	if isNotFound(err) {
		return c, integration.ErrUnauthorized
	}
	return c, err
}
