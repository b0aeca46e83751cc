package postgres

import (
	"github.com/jackc/pgx/v5"

	"takeed/internal/integration"
)

// What the staff see of clients, endpoints and deliveries is read by package auditlog, as a part
// of its batches; how a row becomes a value is known here.

// QueueClients reads every client.
func QueueClients(b *pgx.Batch, into *[]integration.Client) {
	b.Queue(`select ` + clientColumns + ` from clients c order by c.id`).Query(collect(into, func(row pgx.CollectableRow) (c integration.Client, err error) {
		return c, row.Scan(clientFields(&c)...)
	}))
}

// QueueStandings reads every endpoint and, as two columns of times and numbers each, what more
// is asked of it: the joins of an endpoint p.
func QueueStandings(b *pgx.Batch, columns, joins string, more func(*integration.Standing) []any, into *[]integration.Standing) {
	b.Queue(`select ` + endpointColumns + `, ` + columns + ` from endpoints p ` + joins + ` order by p.client_id, p.created_at, p.id`).
		Query(collect(into, func(row pgx.CollectableRow) (s integration.Standing, err error) {
			return s, row.Scan(append(endpointFields(&s.Endpoint), more(&s)...)...)
		}))
}

// QueueDeliveries reads the deliveries d of a select in brackets, in an order.
func QueueDeliveries(b *pgx.Batch, from, order string, args []any, into *[]integration.Delivery) {
	b.Queue(`select `+deliveryColumns+` from `+from+` d`+deliveryJoins+` order by `+order, args...).Query(collect(into, scanDelivery))
}

// collect reads the rows of a batched statement into a slice.
func collect[T any](into *[]T, scan func(pgx.CollectableRow) (T, error)) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scan)
		return err
	}
}
