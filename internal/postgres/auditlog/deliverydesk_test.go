package auditlog_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// post is a world with a client that has an endpoint, and the store of its sender.
type post struct {
	world
	core     integration.Client
	endpoint approval.ID
	sender   *postgres.Webhooks
}

func newPost(t *testing.T) post {
	w := newWorld(t)
	core := w.database.AddClient(t, "core")
	return post{w, core, w.endpointOf(core), w.db.Webhooks(integration.Names{})}
}

func (w world) endpointOf(c integration.Client) approval.ID {
	w.Helper()
	keys := webhook.NewKeys()
	secrets, err := json.Marshal(keys)
	w.must(err)
	e := integration.Endpoint{ID: approval.NewID(), URL: "https://core.example/hook", PublicKey: keys.Public()}
	_, err = w.db.AddEndpoint(w.Context(), postgrestest.CallOf(c), c, e, secrets, origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	w.must(err)
	return e.ID
}

// answers sends what is due to the endpoint, and gives each the same answer.
func (p post) answers(status int, answer string) (n int) {
	p.Helper()
	list, err := p.sender.Claim(p.Context(), string(p.endpoint), 100)
	p.must(err)
	for _, d := range list {
		p.must(p.sender.Finish(p.Context(), webhook.Result{Delivery: d, Status: status, Took: 7 * time.Millisecond, Answer: answer}))
	}
	return len(list)
}

// read is every page of what a query finds.
func (p post) read(q integration.DeliveryQuery) (all []integration.Delivery) {
	p.Helper()
	for {
		page, err := p.log.Deliveries(p.Context(), q, auditor)
		p.must(err)
		all = append(all, page.Deliveries...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return all
		}
		if len(all) > 1000 {
			p.Fatal("the pages have no end")
		}
	}
}

// Pages of deliveries miss and repeat none, in each state, of one endpoint and of all.
func TestPagesOfDeliveriesHaveEachOnce(t *testing.T) {
	p := newPost(t)
	second := p.endpointOf(p.core)
	person, _ := p.somebody()
	for range 33 {
		postgrestest.Asks(t, p.db, p.core, person)
	}
	p.answers(204, "")
	for range 31 {
		postgrestest.Asks(t, p.db, p.core, person)
	}
	p.answers(410, "gone") // the first drops the others
	for state, want := range map[integration.DeliveryState]int{"": 64, integration.Delivered: 33, integration.Dropped: 31, integration.Parked: 0, integration.Due: 0} {
		p.mustHave(p.read(integration.DeliveryQuery{Endpoint: p.endpoint, State: state}), state, want)
	}
	p.mustHave(p.read(integration.DeliveryQuery{}), "", 128)
	p.mustHave(p.read(integration.DeliveryQuery{State: integration.Due}), integration.Due, 64)
	p.mustHave(p.read(integration.DeliveryQuery{Endpoint: second, State: integration.Due}), integration.Due, 64)
	for _, cursor := range []string{"x", "1", "1_x", "-1_" + string(p.endpoint), "99999999999999999999_" + string(p.endpoint), "_"} {
		if _, err := p.log.Deliveries(t.Context(), integration.DeliveryQuery{Cursor: cursor}, auditor); !errors.Is(err, audit.ErrCursor) {
			t.Errorf("%q: %v", cursor, err)
		}
	}
	if n := len(p.looks(approval.EventTransactionViewed)); n != 0 {
		t.Errorf("%d views of a transaction were recorded", n)
	}
}

func (p post) mustHave(list []integration.Delivery, state integration.DeliveryState, want int) {
	p.Helper()
	seen := map[approval.ID]bool{}
	for _, d := range list {
		if seen[d.ID] || state != "" && d.State != state {
			p.Errorf("%s is there twice, or is %s", d.ID, d.State)
		}
		seen[d.ID] = true
	}
	inOrder := slices.IsSortedFunc(list, func(a, b integration.Delivery) int {
		if state == integration.Due {
			return a.NextAt.Compare(b.NextAt)
		}
		return b.CreatedAt.Compare(a.CreatedAt)
	})
	if len(list) != want || !inOrder {
		p.Errorf("%q: %d deliveries, want %d; in order: %v", state, len(list), want, inOrder)
	}
}

// Who looks at what one transaction led to looks at that transaction, and is recorded, also
// before anybody has opened it.
func TestWhoLooksAtDeliveriesOfATransactionIsRecorded(t *testing.T) {
	p := newPost(t)
	person, session := p.somebody()
	id := postgrestest.ConfirmedFor(t, p.db, p.core, person, session)
	unopened, _ := postgrestest.Asks(t, p.db, p.core, person)
	p.answers(503, "busy")
	found := p.read(integration.DeliveryQuery{Transaction: id})
	if len(found) != 4 || found[0].Notification.Type != "transaction.confirmed" || found[3].Last == nil || found[3].Last.Status != 503 || found[3].Notification.Transaction != id {
		t.Errorf("%+v", found)
	}
	p.mustHave(p.read(integration.DeliveryQuery{Transaction: unopened, State: integration.Due}), integration.Due, 1)
	d, tries, err := p.log.Delivery(t.Context(), found[3].ID, auditor)
	p.must(err)
	if d.ID != found[3].ID || len(tries) != 1 || tries[0].Answer != "busy" || tries[0].Milliseconds != 7 || tries[0].Number != 1 {
		t.Errorf("%+v, %+v", d, tries)
	}
	if _, _, err := p.log.Delivery(t.Context(), approval.NewID(), auditor); !errors.Is(err, approval.ErrNotFound) {
		t.Error(err)
	}
	var said []string
	for _, look := range p.looks(approval.EventTransactionViewed) {
		said = append(said, look["person"])
	}
	if want := []string{string(person.ID), "", string(person.ID)}; !slices.Equal(said, want) {
		t.Errorf("recorded were looks at what belongs to %q, want %q", said, want)
	}
	p.noViolations()
}

// The page of clients shows how each endpoint is doing.
func TestEndpointsAndTheirDay(t *testing.T) {
	p := newPost(t)
	person, _ := p.somebody()
	for range 3 {
		postgrestest.Asks(t, p.db, p.core, person)
	}
	p.answers(200, "")
	postgrestest.Asks(t, p.db, p.core, person)
	clients, endpoints, err := p.log.Clients(t.Context())
	p.must(err)
	if len(clients) != 1 || clients[0].ID != "core" || len(endpoints) != 1 || endpoints[0].ID != p.endpoint || endpoints[0].OldestDue.IsZero() {
		t.Fatalf("%+v, %+v", clients, endpoints)
	}
	if want := (integration.Day{Delivered: 3, Waiting: 1}); endpoints[0].Day != want {
		t.Errorf("the day is %+v, want %+v", endpoints[0].Day, want)
	}
	p.database.Advance(t, integration.LateDelivery+time.Minute)
	alone, err := p.log.Endpoints(t.Context())
	p.must(err)
	if trouble := alone[0].Trouble(time.Now().Add(integration.LateDelivery + time.Minute)); trouble != integration.DeliveriesLate {
		t.Errorf("the trouble is %q", trouble)
	}
	p.answers(410, "")
	_, endpoints, err = p.log.Clients(t.Context())
	p.must(err)
	if e := endpoints[0]; e.Trouble(time.Now()) != integration.EndpointGone || !e.OldestDue.IsZero() || e.Day.Failed != 1 {
		t.Errorf("%+v", e)
	}
	p.database.Advance(t, 25*time.Hour)
	_, endpoints, err = p.log.Clients(t.Context())
	p.must(err)
	if n := endpoints[0].Day.All(); n != 0 {
		t.Errorf("%d deliveries of yesterday are counted", n)
	}
}

// What was sent again is found under the delivery and under the endpoint.
func TestWhatWasSentAgainIsFound(t *testing.T) {
	p := newPost(t)
	person, _ := p.somebody()
	postgrestest.Asks(t, p.db, p.core, person)
	p.answers(204, "")
	d := p.read(integration.DeliveryQuery{})[0]
	p.must(p.db.Resend(t.Context(), "", d.ID, auditor))
	for prefix, id := range map[string]approval.ID{integration.PrefixDelivery: d.ID, integration.PrefixEndpoint: p.endpoint} {
		q, err := p.pasted(integration.Names{}.Write(prefix, id))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, l := range p.searched(q.String(), "").Lines {
			codes = append(codes, string(l.Code))
			if l.Code == approval.EventDeliveryResent && (l.Actor != auditor.Actor || l.Detail()["delivery"] != string(d.ID) || l.Detail()["deliveries"] != "1") {
				t.Errorf("%+v", l)
			}
		}
		if !slices.Contains(codes, "delivery_resent") || len(codes) != 2 {
			t.Errorf("%s finds %s", prefix, strings.Join(codes, " "))
		}
	}
}
