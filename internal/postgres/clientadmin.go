package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// ErrClientExists is the refusal of an ID that a client has.
var ErrClientExists = errors.New("there is a client with this ID")

// ClientStanding is a client, and what of it is under way.
type ClientStanding struct {
	integration.Client
	Tokens    int // access tokens that have not ended
	Open      int // requests that wait for their person
	Awaiting  int // confirmed transactions that it may consume
	Endpoints []integration.Endpoint
}

// AddClient registers a client, as the owner of the schema: the portal's own role cannot. said
// is the event, by the login at the database.
func AddClient(ctx context.Context, url string, c integration.Client, said func(login string) approval.Event) error {
	return asOwner(ctx, url, "clients", func(dbtx pgx.Tx) error {
		var added bool
		var login string
		err := dbtx.QueryRow(ctx, `with added as (insert into clients (id, name_en, name_ar, jwks, jwks_url, scopes, kinds, return_urls)
				values ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6, $7, $8) on conflict do nothing returning id)
			select exists (select from added), session_user`,
			c.ID, c.Name.EN, c.Name.AR, c.KeyDocument, c.KeyURL, c.Scopes, c.Kinds, orEmpty(c.ReturnURLs)).Scan(&added, &login)
		if err != nil {
			return err
		}
		if !added {
			return ErrClientExists
		}
		return writeEvent(ctx, dbtx, said(login))
	})
}

// ChangeClient changes what a client is, and may do, under a lock, as the owner of the schema.
// change returns the event of the change, by the login at the database, and false if there is
// nothing to do. The error is approval.ErrNotFound if there is no such client.
func ChangeClient(ctx context.Context, url, id string, change func(c *integration.Client, login string) (approval.Event, bool)) error {
	return asOwner(ctx, url, "clients", func(dbtx pgx.Tx) error {
		var c integration.Client
		var login string
		err := dbtx.QueryRow(ctx, `select session_user, `+clientColumns+` from clients c where c.id = $1 for update`, id).Scan(append([]any{&login}, clientFields(&c)...)...)
		if err != nil {
			return err
		}
		e, changed := change(&c, login)
		if !changed {
			return nil
		}
		_, err = dbtx.Exec(ctx, `update clients set name_en = $2, name_ar = $3, jwks = nullif($4, ''), jwks_url = nullif($5, ''), scopes = $6, kinds = $7, return_urls = $8 where id = $1`,
			c.ID, c.Name.EN, c.Name.AR, c.KeyDocument, c.KeyURL, c.Scopes, c.Kinds, orEmpty(c.ReturnURLs))
		if err != nil {
			return err
		}
		return writeEvent(ctx, dbtx, e)
	})
}

// EnableClient lets a client in again, or shuts it out, as the owner of the schema: its access
// tokens end in the same commit. It returns how the client stood before.
func EnableClient(ctx context.Context, url, id string, enabled bool, said func(c integration.Client, login string) approval.Event) (before ClientStanding, err error) {
	err = asOwner(ctx, url, "clients", func(dbtx pgx.Tx) error {
		var login string
		if err := dbtx.QueryRow(ctx, `select session_user from clients where id = $1 for update`, id).Scan(&login); err != nil {
			return err
		}
		list, err := standings(ctx, dbtx, id)
		if err != nil {
			return err
		}
		before = list[0]
		if before.Enabled() == enabled {
			return nil
		}
		b := new(pgx.Batch)
		b.Queue(`update clients set disabled_at = case when not $2::boolean then takeed_now() end where id = $1`, id, enabled)
		b.Queue(`delete from client_tokens where client_id = $1`, id)
		queueEvents(b, said(before.Client, login))
		return dbtx.SendBatch(ctx, b).Close()
	})
	return before, err
}

// ClientStandings lists every client, or the one that id names, as the owner of the schema. The
// error is approval.ErrNotFound if there is no such client.
func ClientStandings(ctx context.Context, url, id string) (list []ClientStanding, err error) {
	err = asOwner(ctx, url, "clients", func(dbtx pgx.Tx) (err error) {
		list, err = standings(ctx, dbtx, id)
		if err == nil && id != "" && len(list) == 0 {
			err = approval.ErrNotFound
		}
		return err
	})
	return list, err
}

func standings(ctx context.Context, dbtx pgx.Tx, id string) ([]ClientStanding, error) {
	rows, err := dbtx.Query(ctx, `select (select count(*) from client_tokens t where t.client_id = c.id and t.expires_at > takeed_now()),
			(select count(*) from requests r where r.client_id = c.id and r.state = 'open'),
			(select count(*) from awaiting a join transactions t on t.id = a.tx_id where t.consumer = c.id), `+clientColumns+`
		from clients c where $1 in ('', c.id) order by c.id`, id)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s ClientStanding, err error) {
		return s, row.Scan(append([]any{&s.Tokens, &s.Open, &s.Awaiting}, clientFields(&s.Client)...)...)
	})
	for i := range list {
		rows, failed := dbtx.Query(ctx, `select `+endpointColumns+` from endpoints p where p.client_id = $1 order by p.created_at, p.id`, list[i].ID)
		if failed != nil {
			return nil, failed
		}
		if list[i].Endpoints, failed = pgx.CollectRows(rows, scanEndpoint); failed != nil {
			return nil, failed
		}
	}
	return list, err
}

// SendTest sends a notification of the type endpoint.test to an endpoint, as the owner of the
// schema, who needs no keyset for it. It returns the client; integration.ErrFinal means that
// the endpoint is disabled.
func SendTest(ctx context.Context, url string, id approval.ID) (client string, err error) {
	err = asOwner(ctx, url, "clients", func(dbtx pgx.Tx) error {
		var e integration.Endpoint
		if err := dbtx.QueryRow(ctx, `select `+endpointColumns+` from endpoints p where p.id = $1 for share`, id).Scan(endpointFields(&e)...); err != nil {
			return err
		}
		if client = e.Client; !e.DisabledAt.IsZero() {
			return integration.ErrFinal
		}
		return writeEvent(ctx, dbtx, endpointEvent(approval.Source{Actor: approval.System}, e, approval.EventEndpointTested))
	})
	return client, err
}

func writeEvent(ctx context.Context, dbtx pgx.Tx, e approval.Event) error {
	b := new(pgx.Batch)
	queueEvents(b, e)
	return dbtx.SendBatch(ctx, b).Close()
}

// orEmpty is a list that PostgreSQL does not take for null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
