package ledgertest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

const replicas = 2

// world is a pair, portals on it, and what they told.
type world struct {
	*apptest.World
	pair   *postgrestest.Pair
	wire   *postgrestest.Wire // from the portals to the primary
	ledger *ledger
	staff  *auditor
	system *system
	people atomic.Int64
}

func newWorld(t testing.TB, people int) *world {
	t.Helper()
	w := &world{pair: postgrestest.NewPair(t), ledger: &ledger{told: map[claim]string{}}}
	db, wire := w.pair.Database()
	w.wire = wire
	w.World = apptest.New(t, apptest.Options{
		Database: db, Replicas: replicas, Silent: true,
		Simulator: []func(*simulator.Config){apptest.People(people), func(c *simulator.Config) { c.CodeLifetime = time.Minute }},
		Portal: func(c *app.Config) {
			c.Replicated, c.EgressAllow = true, thisMachine
			c.Limits = approval.Limits{Attempts: 3, Mismatches: 5, Starts: 1 << 30, StartsDay: 1 << 30, Open: 20, Created: 1 << 30, Address: 1 << 30}
		},
	})
	w.staff = &auditor{Browser: w.Browser("en", 0), world: w}
	w.staff.at = w.everywhere(w.staff.Browser)
	w.system = w.newSystem()
	return w
}

// guests are two who are about to confirm, one who is about to cancel, one who has
// confirmed, and one who has not asked yet.
func (w *world) guests() []*client {
	w.Helper()
	var all []*client
	for i := range 5 {
		c := w.newClient()
		var err error
		switch i {
		case 0, 1, 3:
			err = c.poised()
		case 2:
			err = c.asks()
		}
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, c)
	}
	all[3].confirms()
	return all
}

func (w *world) onPrimary(sql string) (n int) {
	w.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.pair.Primary.URL("postgres", "postgres"))
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := conn.QueryRow(ctx, sql).Scan(&n); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return n
}
