package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// retryOnce asks once more if a connection of the pools turned out to be broken: after a
// fail-over all of them are. The first request may have been carried out, so ask must do no
// harm the second time. If no connection can be made, it does not ask again.
func retryOnce[T any](ctx context.Context, db *DB, ask func() (T, error)) (T, error) {
	got, err := ask()
	if err == nil || !connectionBroken(err) || ctx.Err() != nil {
		return got, err
	}
	db.pages.Reset()
	db.callbacks.Reset()
	return ask()
}

// connectionBroken reports whether a connection that had been made was lost. With class 57P
// the server says that it is ending the connection.
func connectionBroken(err error) bool {
	if server := (*ServerError)(nil); errors.As(err, &server) {
		return strings.HasPrefix(server.Code, "57P")
	}
	return connectionLost(err) && !notConnected(err)
}

// notConnected reports whether there never was a connection to send anything on.
func notConnected(err error) bool {
	refused := (*pgconn.ConnectError)(nil)
	return errors.As(err, &refused)
}
