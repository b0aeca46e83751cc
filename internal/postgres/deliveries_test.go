package postgres_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// post is a database with a client that has an endpoint, and the store of its sender.
type post struct {
	world
	core     integration.Client
	endpoint approval.ID
	store    *postgres.Webhooks
}

func newPost(t *testing.T) post {
	w := newWorld(t)
	core := w.client("core")
	return post{w, core, w.endpoint(core), w.db.Webhooks(integration.Names{})}
}

func (w world) endpoint(c integration.Client) approval.ID {
	w.Helper()
	keys := webhook.NewKeys()
	secrets, err := json.Marshal(keys)
	w.must(err)
	e := integration.Endpoint{ID: approval.NewID(), URL: "https://core.example/hook", PublicKey: keys.Public()}
	_, err = w.db.AddEndpoint(w.Context(), postgrestest.CallOf(c), c, e, secrets, origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	w.must(err)
	return e.ID
}

func (p post) claim() []webhook.Delivery {
	p.Helper()
	list, err := p.store.Claim(p.Context(), string(p.endpoint), 100)
	p.must(err)
	return list
}

func (p post) answer(d webhook.Delivery, status int) {
	p.Helper()
	p.must(p.store.Finish(p.Context(), webhook.Result{Delivery: d, Status: status, Took: time.Millisecond, Answer: "so"}))
}

func (p post) types(list []webhook.Delivery) (types []string) {
	for _, d := range list {
		types = append(types, d.Event.Type)
	}
	return types
}

func (p post) expect(what string, want ...string) []webhook.Delivery {
	p.Helper()
	list := p.claim()
	if got := p.types(list); !slices.Equal(got, want) {
		p.Fatalf("%s: claimed %q, want %q", what, got, want)
	}
	return list
}

// Of one transaction one delivery is on its way, in order, whatever becomes of it.
func TestDeliveriesOfATransactionKeepTheirOrder(t *testing.T) {
	p := newPost(t)
	person, session := p.somebody()
	postgrestest.ConfirmedFor(t, p.db, p.core, person, session)
	first := p.expect("at first", "transaction.created")[0]
	p.expect("while it is on its way")
	p.answer(first, 500)
	p.expect("before it is tried again")
	p.database.Advance(t, 10*time.Second)
	again := p.expect("then", "transaction.created")[0]
	if again.Event.ID != first.Event.ID || again.Claim == first.Claim {
		t.Errorf("the second try is %+v", again.Event)
	}
	p.answer(first, 200) // by the process that lost it: writes nothing
	p.expect("after an answer to a claim that is not the present one")
	p.answer(again, 200)
	for _, want := range []string{"transaction.opened", "transaction.attempt_started", "transaction.confirmed"} {
		p.answer(p.expect("next", want)[0], 204)
	}
	p.expect("at the end")
	if n := postgrestest.Query[int](t, p.database, `select count(*) from delivery_tries`); n != 5 {
		t.Errorf("%d tries are kept, want 5", n)
	}
	p.noViolations()
}

// A process that dies with a claim loses it to another one; transactions do not wait for each
// other.
func TestAClaimIsTakenOver(t *testing.T) {
	p := newPost(t)
	person, _ := p.somebody()
	postgrestest.Asks(t, p.db, p.core, person)
	postgrestest.Asks(t, p.db, p.core, person)
	lost := p.expect("at first", "transaction.created", "transaction.created")
	p.database.Advance(t, webhook.ClaimFor+time.Second)
	due, err := p.store.DueEndpoints(t.Context())
	if p.must(err); len(due) != 1 {
		t.Fatalf("due are %+v", due)
	}
	for _, d := range p.expect("after the claim", "transaction.created", "transaction.created") {
		p.answer(d, 200)
	}
	p.answer(lost[0], 500)
	p.expect("at the end")
}

// An endpoint that says 410 is told nothing more, until somebody enables it; what was dropped
// can be sent again.
func TestAnEndpointThatIsGone(t *testing.T) {
	p := newPost(t)
	person, _ := p.somebody()
	id, _ := postgrestest.Asks(t, p.db, p.core, person)
	p.answer(p.expect("at first", "transaction.created")[0], 410)
	p.must(p.db.CancelRequest(t.Context(), p.core, id, origin))
	p.expect("afterwards")
	list, err := p.db.Endpoints(t.Context(), p.core.ID)
	if p.must(err); list[0].DisabledReason != "gone" {
		t.Errorf("the endpoint is %+v", list[0])
	}
	since := time.Now().Add(-time.Hour)
	if n, err := p.db.ResendSince(t.Context(), p.core.ID, p.endpoint, since, p.core.By(origin)); n != 0 || err != nil {
		t.Errorf("sent again to a disabled endpoint: %d, %v", n, err)
	}
	p.must(p.db.ChangeEndpoint(t.Context(), p.core.ID, p.endpoint, p.core.By(origin), func(_ time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		e.DisabledAt, e.DisabledReason = time.Time{}, ""
		return approval.EventEndpointEnabled, nil
	}))
	if n, err := p.db.ResendSince(t.Context(), p.core.ID, p.endpoint, since, p.core.By(origin)); n != 1 || err != nil {
		t.Errorf("sent again: %d, %v", n, err)
	}
	p.answer(p.expect("again", "transaction.created")[0], 200)
	deliveries, err := p.db.EndpointDeliveries(t.Context(), p.core.ID, p.endpoint, integration.Delivered, "", 10)
	if p.must(err); len(deliveries) != 1 || deliveries[0].Last == nil || deliveries[0].Last.Status != 200 || deliveries[0].Tries != 2 {
		t.Errorf("delivered are %+v", deliveries)
	}
	p.must(p.db.TestEndpoint(t.Context(), p.core.ID, p.endpoint, p.core.By(origin)))
	p.answer(p.expect("a test", "endpoint.test")[0], 200)
	p.noViolations()
}
