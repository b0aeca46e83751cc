package postgres_test

import (
	"maps"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// clientStories are those of the systems of the institution.
var clientStories = map[approval.EventCode]func(*journey){
	approval.EventRequestCreated:  func(j *journey) { j.asks() },
	approval.EventRequestRejected: func(j *journey) { _, _ = j.opens(j.Newcomer().ID, j.asks()) },
	approval.EventRequestExpired:  func(j *journey) { j.asks(); j.Passes(postgrestest.Policy.Transaction); j.sweepsClients() },
	approval.EventRequestCancelled: func(j *journey) {
		asked := j.asks()
		j.must(j.db.CancelRequest(j.Context(), asked.client, asked.id, origin))
	},
	approval.EventLinkRenewed: func(j *journey) {
		asked := j.asks()
		j.must(j.db.RenewLink(j.Context(), asked.client, asked.id, approval.NewSecret().Hash(), origin))
	},
	approval.EventTransactionConsumed: func(j *journey) { asked := j.confirmsFor(); j.must(j.executes(asked, 1)) },
	approval.EventTransactionLapsed:   func(j *journey) { j.confirmsFor(); j.Passes(24*time.Hour + time.Second); j.sweepsClients() },
	approval.EventConsumeRefused:      func(j *journey) { _ = j.executes(j.confirmsFor(), 2) },

	approval.EventTokenRefused: func(j *journey) {
		j.must(j.db.Record(j.Context(), approval.Event{Stream: approval.AnonymousStream(time.Now(), 0), Code: approval.EventTokenRefused, Actor: approval.Anonymous, Origin: origin}))
	},
	approval.EventClientAdded:   func(j *journey) { j.newClient() },
	approval.EventClientChanged: func(j *journey) { j.database.SetClient(j, j.newClient().ID, `name_en = 'Other'`) },
	approval.EventClientDisabled: func(j *journey) {
		j.enables(j.newClient(), false, approval.EventClientDisabled)
	},
	approval.EventClientEnabled: func(j *journey) {
		c := j.newClient()
		j.enables(c, false, approval.EventClientDisabled)
		j.enables(c, true, approval.EventClientEnabled)
	},

	approval.EventEndpointAdded:   func(j *journey) { j.addsEndpoint() },
	approval.EventEndpointChanged: func(j *journey) { c, id := j.addsEndpoint(); j.changes(c, id, "", approval.EventEndpointChanged) },
	approval.EventEndpointTested: func(j *journey) {
		c, id := j.addsEndpoint()
		j.must(j.db.TestEndpoint(j.Context(), c.ID, id, c.By(origin)))
	},
	approval.EventEndpointDisabled: func(j *journey) {
		c, id := j.addsEndpoint()
		j.changes(c, id, "client", approval.EventEndpointDisabled)
	},
	approval.EventEndpointEnabled: func(j *journey) {
		c, id := j.addsEndpoint()
		j.changes(c, id, "client", approval.EventEndpointDisabled)
		j.changes(c, id, "", approval.EventEndpointEnabled)
	},
	approval.EventDeliveryResent: func(j *journey) {
		c, id := j.addsEndpoint()
		j.must(j.db.TestEndpoint(j.Context(), c.ID, id, c.By(origin)))
		delivery := postgrestest.Query[approval.ID](j, j.database, `select id from deliveries where endpoint_id = $1`, id)
		j.must(j.db.Resend(j.Context(), c.ID, delivery, c.By(origin)))
	},
}

// everyStory is one for each event, of people and of clients.
func everyStory() map[approval.EventCode]func(*journey) {
	all := maps.Clone(stories)
	maps.Copy(all, clientStories)
	return all
}

// asked is a request of a client, and its person.
type asked struct {
	id     approval.ID
	link   approval.Secret
	client integration.Client
	person customer
}

func (j *journey) newClient() integration.Client {
	j.Helper()
	return j.client("c" + string(approval.NewID())[:8])
}

func (j *journey) asks() asked {
	j.Helper()
	a := asked{client: j.newClient(), person: j.Newcomer()}
	a.id, a.link = postgrestest.Asks(j, j.db, a.client, a.person.Person)
	return a
}

func (j *journey) opens(person approval.ID, a asked) (approval.ID, error) {
	return j.db.OpenLink(j.Context(), person, a.link.Hash(), origin)
}

func (j *journey) confirmsFor() asked {
	j.Helper()
	a := j.asks()
	_, err := j.opens(a.person.ID, a)
	j.must(err)
	j.Returns(j.Leaves(a.person, a.id), nil)
	return a
}

func (j *journey) executes(a asked, version int) error {
	j.Helper()
	x := j.execution(a.client, a.id, "HUB-1")
	x.Version = version
	_, err := j.consume(a.client, postgrestest.CallOf(a.client), x)
	return err
}

func (j *journey) sweepsClients() {
	j.Helper()
	_, err := j.db.SweepClients(j.Context(), 100)
	j.must(err)
}

func (j *journey) enables(c integration.Client, enabled bool, code approval.EventCode) {
	j.Helper()
	_, err := postgres.EnableClient(j.Context(), j.database.Owner, c.ID, enabled, func(c integration.Client, login string) approval.Event { return c.Managed(code, login, nil) })
	j.must(err)
}

func (j *journey) addsEndpoint() (integration.Client, approval.ID) {
	j.Helper()
	c, e := j.newClient(), integration.Endpoint{ID: approval.NewID(), URL: "https://core.bank.example/hooks", PublicKey: "whpk_x"}
	_, err := j.db.AddEndpoint(j.Context(), postgrestest.CallOf(c), c, e, []byte("{}"), origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	j.must(err)
	return c, e.ID
}

func (j *journey) changes(c integration.Client, id approval.ID, disabled string, code approval.EventCode) {
	j.Helper()
	j.must(j.db.ChangeEndpoint(j.Context(), c.ID, id, c.By(origin), func(now time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		e.DisabledReason, e.DisabledAt = disabled, time.Time{}
		if disabled != "" {
			e.DisabledAt = now
		}
		return code, nil
	}))
}
