package postgres_test

import (
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// What a client asks for has a kind before it has a transaction, and is counted under it.
func TestARequestIsCountedUnderItsKind(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	db := d.Open(t)
	p, _ := postgrestest.Somebody(t, db)
	_, link := postgrestest.Asks(t, db, d.AddClient(t, "core"), p)
	for counted := false; !counted; { // other databases of the server hold it up
		if err := d.ByOwner(`select audit_count(1000)`); err != nil {
			t.Fatal(err)
		}
		counted = postgrestest.Query[bool](t, d, `select not exists (select from audit_events e, audit_counted c where (e.xid, e.id) > (c.xid, c.id))`)
	}
	if _, err := db.OpenLink(t.Context(), p.ID, link.Hash(), postgrestest.Origin); err != nil {
		t.Fatal(err)
	}
	d.NoViolations(t)
}
