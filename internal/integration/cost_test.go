package integration_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/egress"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
	"takeed/web/api"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// newBank is a portal whose database is reached through a wire, and whose limits keep nobody.
func newBank(t testing.TB, d *postgrestest.Database, wire *postgrestest.Wire, people ...func(*simulator.Config)) *apptest.World {
	t.Helper()
	allow, err := egress.ParseAllow("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return apptest.New(t, apptest.Options{Database: d, Silent: true, Simulator: people, Portal: func(c *app.Config) {
		c.DatabaseURL, c.EgressAllow = wire.URL, allow
		c.PageConns, c.Callbacks = 16, 8
		c.Limits = approval.Limits{Attempts: 3, Mismatches: 5, Starts: 1 << 30, StartsDay: 1 << 30, Open: 1 << 30, Created: 1 << 30, Address: 1 << 30}
		c.APILimits = api.Limits{Create: 1e6, Read: 1e6, Consume: 1e6, Token: 1e6, Failures: 1e6}
	}})
}

// writers are the numbers of the database transactions that wrote the rows of this database.
const writers = `select coalesce(array_agg(distinct x::text::bigint), '{}') from pg_class c,
	unnest(xpath('//xmin/text()', query_to_xml(format('select distinct xmin from %I', c.relname), false, false, ''))) x
	where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`

// To create and to consume, each of its two programs asks this much at most.
const (
	mostStatements = 6
	mostCommits    = 2
)

// steps are those of an approval that a client asks for; around sees each.
type steps struct {
	core       *apptest.System
	person     *apptest.Browser
	emiratesID string
	await      func(transaction string) // the webhook of the confirmation; nil for none
	around     func(step string, do func())
}

// approve takes one through: asked for, opened, confirmed, consumed.
func (s steps) approve() {
	key := rand.Text()
	var asked, won map[string]any
	s.around("create", func() {
		asked = s.core.Call(http.MethodPost, "/api/v1/transactions", key, apptest.AskFor(s.emiratesID, key), http.StatusCreated)
	})
	link, _ := url.Parse(asked["approval_url"].(string))
	var review *apptest.Page
	s.around("adopt", func() { review = s.person.Get(link.Path) })
	if review.Status != http.StatusOK || !strings.Contains(review.Path(), "/transactions/") {
		s.core.World.Fatalf("the link leads to %s: %s", review.Path(), review.Heading())
	}
	s.around("confirm", func() { s.person.Confirm(review, simulatortest.Decision{}) })
	if s.await != nil {
		s.around("webhook", func() { s.await(asked["id"].(string)) })
	}
	path := "/api/v1/transactions/" + asked["id"].(string)
	s.around("consume", func() {
		won = s.core.Call(http.MethodPost, path+"/consume", key+"c", map[string]any{"digest": asked["digest"], "version": 1, "execution_reference": key}, http.StatusOK)
	})
	if won["status"] != "consumed" {
		s.core.World.Fatalf("consumed: %v", won)
	}
}

// What a client's calls ask of the database.
func TestWhatAskingAndConsumingCost(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	wire := d.Wire(t)
	w := newBank(t, d, wire)
	s := steps{core: w.System("core", 0), person: w.Browser("en", 0), emiratesID: "784199000000010", around: func(_ string, do func()) { do() }}
	s.core.Login()
	s.person.SignIn("fatima")
	s.approve()
	least, take := map[string]postgrestest.Sent{}, wire.Listen()
	s.around = func(step string, do func()) {
		take()
		do()
		if sent := take(); least[step].Trips == 0 || len(sent.Statements) < len(least[step].Statements) {
			least[step] = sent
		}
	}
	for range 3 {
		s.approve()
	}
	commits := map[string]int{}
	s.around = func(step string, do func()) {
		before := postgrestest.Query[[]int64](t, d, writers)
		do()
		after := postgrestest.Query[[]int64](t, d, writers)
		commits[step] = len(slices.DeleteFunc(after, func(x int64) bool { return slices.Contains(before, x) }))
	}
	s.approve()
	for _, step := range []string{"create", "adopt", "confirm", "consume"} {
		t.Logf("%s: %d statements, %d round trips, %d commits", step, len(least[step].Statements), least[step].Trips, commits[step])
	}
	for _, step := range []string{"create", "consume"} {
		if n := len(least[step].Statements); n > mostStatements || commits[step] > mostCommits {
			t.Errorf("%s costs %d statements and %d commits, and may cost %d and %d", step, n, commits[step], mostStatements, mostCommits)
			for _, sql := range least[step].Statements {
				t.Log(fmt.Sprint("\t", strings.Join(strings.Fields(sql), " ")))
			}
		}
	}
	d.NoViolations(t)
}
