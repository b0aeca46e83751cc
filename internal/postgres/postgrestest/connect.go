package postgrestest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Connect connects for as long as the test runs, without the portal's code.
func Connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
