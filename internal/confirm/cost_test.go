package confirm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// cost is what something asks of the database at most: SQL statements without those that
// only begin or end something, round trips, and commits that wrote something.
type cost struct{ statements, trips, commits int }

// whole is the requests of a confirmation together, from the form to the page of the result.
const whole = "a confirmation"

// limits are what must not be exceeded; commits are exact.
var limits = map[string]cost{
	whole:          {24, 12, 4},
	"GET form":     {2, 1, 0},
	"POST form":    {24, 12, 1},
	"GET review":   {2, 1, 0},
	"POST confirm": {24, 12, 1},
	"GET handover": {2, 1, 0},
	"GET go":       {2, 1, 0},
	"GET callback": {24, 12, 2},
	"GET result":   {2, 1, 0},
}

func TestWhatAConfirmationCostsTheDatabase(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	d.AddClient(t, "core") // so that what is confirmed waits to be consumed, as in a bank
	wire := d.Wire(t)
	c := newCustomer(newBank(t, d, wire), 0, throughWire)
	costs, asked := c.costs(d, wire)
	readmeSays(t, costs[whole])
	for route, most := range limits {
		got := costs[route]
		if got.statements > most.statements || got.trips > most.trips || got.commits != most.commits {
			t.Errorf("%s costs %s; the limit is %s", route, got, most)
		}
	}
	if t.Failed() {
		for _, route := range routes {
			t.Logf("%s: %s", route, costs[route])
			for _, sql := range asked[route].Statements {
				t.Log("\t", strings.Join(strings.Fields(sql), " "))
			}
		}
	}
}

// costs is what each request of a confirmation asks of the database, and all together, and
// with which statements.
func (c *customer) costs(d *postgrestest.Database, wire *postgrestest.Wire) (map[string]cost, map[string]postgrestest.Sent) {
	asked, costs := c.asks(wire), c.commits(d)
	for route, sent := range asked {
		costs[route] = cost{len(sent.Statements), sent.Trips, costs[route].commits}
		costs[whole] = costs[whole].plus(costs[route])
	}
	return costs, asked
}

// writers are the numbers of the database transactions that wrote the rows of this database;
// other tests may use the same server.
const writers = `select coalesce(array_agg(distinct x::text::bigint), '{}') from pg_class c,
	unnest(xpath('//xmin/text()', query_to_xml(format('select distinct xmin from %I', c.relname), false, false, ''))) x
	where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`

// commits are those that each request of a confirmation makes. Each of them leaves an event,
// if nothing else.
func (c *customer) commits(d *postgrestest.Database) map[string]cost {
	costs := map[string]cost{}
	count := func(route string, request func()) {
		before := postgrestest.Query[[]int64](c.World, d, writers)
		request()
		after := postgrestest.Query[[]int64](c.World, d, writers)
		wrote := slices.DeleteFunc(after, func(x int64) bool { return slices.Contains(before, x) })
		costs[route] = cost{commits: len(wrote)}
	}
	c.confirm(count)
	return costs
}

func (c cost) plus(other cost) cost {
	return cost{c.statements + other.statements, c.trips + other.trips, c.commits + other.commits}
}

func (c cost) String() string {
	return fmt.Sprintf("%d statements, %d round trips, %d commits", c.statements, c.trips, c.commits)
}
