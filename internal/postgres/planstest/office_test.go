package planstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/integration"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// ofClients are the tables that grow with what clients ask for and are told.
var ofClients = []string{"requests", "consumptions", "notifications", "deliveries", "delivery_tries", "transactions", "audit_events"}

// What the staff read about clients and deliveries, and what they paste, takes an index, in the
// order in which it is shown, however much there is.
func TestTheStaffReadDeliveriesByTheirIndexes(t *testing.T) {
	t.Parallel()
	said := staffStatements(t)
	s := newSeed(t)
	s.fill()
	s.fillDeliveries()
	conn := postgrestest.Connect(t, s.database.URL)
	if _, err := conn.Exec(t.Context(), `set plan_cache_mode = force_generic_plan`); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for i, sql := range slices.Sorted(maps.Keys(said)) {
		root, err := explain(t.Context(), conn, fmt.Sprintf("s%d", i), sql)
		if err != nil {
			t.Fatalf("%v:\n%s", err, sql)
		}
		root.reads(used, func(what string) { t.Errorf("%s:\n%s", what, sql) })
	}
	for _, index := range []string{"deliveries_failed", "deliveries_due", "deliveries_of_endpoint", "audit_of_execution", "audit_about_clients"} {
		if !used[index] {
			t.Errorf("no statement takes %s", index)
		}
	}
}

// staffStatements are what a log sends for each page and each name.
func staffStatements(t *testing.T) statements {
	t.Helper()
	d := postgrestest.New(t)
	wire := d.Wire(t)
	config := d.Config("office")
	config.URL = wire.URL
	db, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	log, by, id := auditlog.New(db), approval.Source{Actor: approval.Staff(approval.NewID()), Origin: postgrestest.Origin}, approval.NewID()
	take := wire.Listen()
	_, _, err = log.Clients(t.Context())
	check(t, err)
	_, err = log.Endpoints(t.Context())
	check(t, err)
	for _, state := range append([]integration.DeliveryState{""}, integration.DeliveryStates...) {
		for _, q := range []integration.DeliveryQuery{{State: state}, {State: state, Cursor: "1_" + string(id)}, {State: state, Transaction: id}} {
			_, err = log.Deliveries(t.Context(), q, by)
			check(t, err)
		}
	}
	_, _, _ = log.Delivery(t.Context(), id, by) // there is none
	for _, prefix := range []string{"txn", "con", "evt", "whe", "dlv"} {
		p, _ := audit.Detect(integration.Names{}.Write(prefix+"_", id))
		_, _ = log.Resolve(t.Context(), p, by)
	}
	for _, p := range []audit.Paste{{Kind: audit.Word, Text: "HUB-1"}, {Kind: audit.Count, Text: "18", Query: audit.Query{}.WithEvents("18")}} {
		_, _ = log.Resolve(t.Context(), p, by)
	}
	_, err = log.Search(t.Context(), audit.Query{}.With(audit.Client, "core"), "", by)
	check(t, err)
	said := statements{}
	said.add(take(), customers)
	if len(said) < 20 {
		t.Fatalf("%d statements were heard", len(said))
	}
	return said
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fillDeliveries writes what clients asked for and were told of each transaction; one delivery
// in a thousand failed, and one in a hundred of one endpoint waits.
func (s *seed) fillDeliveries() {
	s.exec(`insert into clients (id, name_en, name_ar, jwks, scopes, kinds) select 'client' || i, 'x', 'x', '{"keys":[]}', '{}', '{}' from generate_series(1, 3) i`)
	s.exec(`insert into endpoints (id, client_id, url, keys, public_key) select ` + id("endpoint") + `, 'client' || 1 + i % 3, 'https://x', 'x', 'x' from generate_series(1, 4) i`)
	s.exec(`insert into requests (id, client_id, reference, kind, version, document, payload_hash, attempt_seconds, person_by, user_id, lang, link_hash, created_at, expires_at, state, ended_at)
		select t.id, 'client1', t.reference, t.kind, 1, t.document, t.payload_hash, 300, 'id', t.user_id, 'en', sha256(t.id::text::bytea), t.created_at, t.expires_at, 'adopted', t.created_at from transactions t`)
	s.exec(`insert into consumptions (tx_id, id, outcome, payload_hash, version, kind, consumer, execution_reference) select id, gen_random_uuid(), 'consumed', payload_hash, 1, kind, 'client1', 'E' || reference from transactions`)
	s.exec(`insert into notifications (event_id, client_id, tx_id, type, sequence, at, number, xid)
		select gen_random_uuid(), 'client1', t.id, 'transaction.confirmed', n, t.created_at, 1, '1'::xid8 from transactions t, generate_series(1, 4) n`)
	s.exec(`insert into deliveries (id, notification_id, endpoint_id, tx_id, state, tries, next_at, created_at, ended_at)
		select gen_random_uuid(), n.id, ` + "md5('endpoint' || 1 + n.id % 4)::uuid" + `, n.tx_id, s.state, 1, n.at, n.at, case when s.state <> 'due' then n.at end
		from notifications n cross join lateral (select case when n.id % 1000 = 0 then 'parked' when n.id % 1000 = 1 then 'dropped' when n.id % 400 = 2 then 'due' else 'delivered' end as state) s`)
	s.exec(`insert into delivery_tries (delivery_id, try, milliseconds) select id, 1, 5 from deliveries`)
	s.exec(`analyze`)
}

// reads says what is wrong with how a plan reads the tables of clients, and which indexes it
// takes.
func (n node) reads(used map[string]bool, wrong func(string)) {
	used[n.Index] = true
	switch {
	case n.Type == "Seq Scan" && slices.Contains(ofClients, n.Relation):
		wrong(readsAll + n.Relation)
	case n.Type == "Sort" && n.sortsUnlimited("deliveries"):
		wrong("sorts deliveries before it takes a page of them")
	}
	for _, below := range n.Plans {
		below.reads(used, wrong)
	}
}

// sortsUnlimited is true if all that an endpoint has of a table comes up to this step.
func (n node) sortsUnlimited(table string) bool {
	return n.Relation == table && strings.Contains(n.IndexCond, "endpoint_id") || n.Type != "Limit" && slices.ContainsFunc(n.Plans, func(below node) bool { return below.sortsUnlimited(table) })
}
