package postgres_test

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// journey is a world whose people use the flows.
type journey struct {
	world
	*postgrestest.Journey
}

type customer = postgrestest.Customer

func newJourney(t *testing.T) *journey {
	t.Helper()
	w := newWorld(t)
	return &journey{w, postgrestest.NewJourney(t, w.database, w.db)}
}

func request(amount string) approval.Request {
	return approval.Request{Document: document(amount), Policy: policy, Key: approval.NewID()}
}

func readable([]byte) error { return nil }
