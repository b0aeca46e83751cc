package postgrestest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres"
)

// PolicyFor is Policy for a kind that a client consumes within a day.
func PolicyFor(consumer string) approval.Policy {
	p := Policy
	p.Consumer, p.ConsumeWithin, p.Longest = consumer, 24*time.Hour, 24*time.Hour
	return p
}

// AddClient registers a client that may do everything with transfers, as the owner of the
// schema. Its keys are of no use: no test of the store needs an assertion.
func (d *Database) AddClient(t testing.TB, id string) integration.Client {
	t.Helper()
	must(t, d.ByOwner(`with added as (insert into clients (id, name_en, name_ar, jwks, scopes, kinds, return_urls)
			values ($1, $1 || ' system', 'نظام ' || $1, '{"keys":[]}', $2, $3, '{https://bank.example/done}') returning id)
		insert into audit_events (stream, kind, actor, body) select 'sys:clients', 'client_added', 'system', '{"client_id":"' || id || '","outcome":"success"}' from added`,
		id, integration.Scopes, []string{"transfer", "beneficiary", "mobile", "limit", "disclosure", "card", "security"}))
	db, err := postgres.Open(context.Background(), d.Config("clients"))
	must(t, err)
	defer db.Close()
	c, err := db.Client(t.Context(), id)
	must(t, err)
	return c
}

// Register registers a client with keys, as an operator does.
func (d *Database) Register(t testing.TB, id, jwks string, returnURLs ...string) {
	t.Helper()
	c := integration.Client{
		ID: id, Name: approval.Text{EN: id + " system", AR: "نظام " + id}, KeyDocument: jwks, Scopes: integration.Scopes, Kinds: []string{"transfer"}, ReturnURLs: returnURLs,
	}
	must(t, postgres.AddClient(t.Context(), d.Owner, c, func(login string) approval.Event { return c.Managed(approval.EventClientAdded, login, nil) }))
}

// SetClient changes a client as the owner of the schema: set is SQL, such as "disabled_at = now()".
func (d *Database) SetClient(t testing.TB, id, set string) {
	t.Helper()
	must(t, d.ByOwner(`with changed as (update clients set `+set+` where id = $1 returning id)
		insert into audit_events (stream, kind, actor, body) select 'sys:clients', 'client_changed', 'system', '{"client_id":"' || id || '","outcome":"success"}' from changed`, id))
}

// ByOwner runs a statement as the owner of the schema.
func (d *Database) ByOwner(sql string, args ...any) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, d.Owner)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql, args...)
	return err
}

// AskedOf is what a client asks of a person, whom it names by their Emirates ID.
func AskedOf(p approval.Person, consumer string) (integration.Asked, approval.Secret) {
	link := approval.NewSecret()
	return integration.Asked{
		Document: Document("AED 25.00"), Policy: PolicyFor(consumer), Reference: string(approval.NewID()),
		Addressee: integration.Addressee{By: string(approval.ByEmiratesID), Value: p.Identity.EmiratesID},
		Language:  approval.EN, TTL: 15 * time.Minute, ReturnURL: "https://bank.example/done", ReturnState: "s1", Link: link.Hash(),
	}, link
}

// CallOf is a call of a client with a key of its own.
func CallOf(c integration.Client) integration.Call {
	id := string(approval.NewID())
	return integration.Call{Client: c.ID, Key: id, Fingerprint: integration.Fingerprint(c.ID, "POST", "/", []byte(id))}
}

// Asks has a client ask for the approval of a person, and returns the ID of the transaction that
// it will be and the token of its link.
func Asks(t testing.TB, db *postgres.DB, c integration.Client, p approval.Person) (approval.ID, approval.Secret) {
	t.Helper()
	a, link := AskedOf(p, c.ID)
	_, err := db.CreateRequest(t.Context(), CallOf(c), c, a, Origin, func(integration.Request) ([]byte, error) { return []byte("{}"), nil })
	must(t, err)
	return a.Document.ID, link
}

// ConfirmedFor has a client ask and the person open the link and confirm.
func ConfirmedFor(t testing.TB, db *postgres.DB, c integration.Client, p approval.Person, session approval.Secret) approval.ID {
	t.Helper()
	id, link := Asks(t, db, c, p)
	if opened := ConfirmsLink(t, db, p, session, link); opened != id {
		t.Fatalf("the link of %s leads to %s", id, opened)
	}
	return id
}

// ConfirmsLink has a person open a link and confirm what it leads to.
func ConfirmsLink(t testing.TB, db *postgres.DB, p approval.Person, session, link approval.Secret) approval.ID {
	t.Helper()
	id, err := db.OpenLink(t.Context(), p.ID, link.Hash(), Origin)
	must(t, err)
	s, err := Begin(t, db, p, id)
	must(t, err)
	must(t, Finish(t, db, Arrive(t, db, s, session, approval.NewSecret()), p.Identity))
	return id
}
