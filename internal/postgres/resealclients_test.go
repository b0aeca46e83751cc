package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/keys"
	"takeed/internal/postgres/postgrestest"
)

// What clients asked for, were answered and sign with is sealed anew with the rest.
func TestWhatClientsHaveIsSealedAnew(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	first := newFile(t)
	rotated := first.after(t, keys.Add).after(t, keys.Rotate)
	one := w.replica(first)
	w.must(one.db.MarkKeyset(t.Context()))
	p, _ := one.somebody()
	call := postgrestest.CallOf(core)
	a, _ := postgrestest.AskedOf(p, core.ID)
	answered, err := one.ask(core, call, a)
	w.must(err)
	endpoint := integration.Endpoint{ID: approval.NewID(), URL: "https://core.bank.example/hooks", PublicKey: "whpk_x"}
	_, err = one.db.AddEndpoint(t.Context(), postgrestest.CallOf(core), core, endpoint, []byte("the keys"), origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	w.must(err)
	one.manyKeys("core", 700)
	second := w.client("core-2")
	endpoint.ID = approval.NewID()
	_, err = one.db.AddEndpoint(t.Context(), postgrestest.CallOf(second), second, endpoint, []byte("the keys"), origin, func(integration.Endpoint) ([]byte, error) { return []byte("{}"), nil })
	w.must(err)
	one.manyKeys("core-2", 700)

	left, said := w.reseals(rotated)
	if left != 0 || said["requests.document"].Done != 1 || said["endpoints.keys"].Done != 2 || said["idempotency_keys.answer"].Done != 1403 {
		t.Errorf("%d left: %v", left, said)
	}
	last := w.replica(rotated.after(t, keys.Drop))
	last.noneUnder(first.keys(t).PrimaryPrefix())
	if again, err := last.ask(core, call, a); err != nil || !again.Replayed || string(again.Body) != string(answered.Body) {
		t.Errorf("the same call: %+v, %v", again, err)
	}
	if seen, _, err := last.db.ClientTransaction(t.Context(), core.ID, a.Document.ID); err != nil || seen.Document.Digest() != a.Document.Digest() {
		t.Errorf("the request: %+v, %v", seen, err)
	}
	w.must(last.db.ChangeEndpoint(t.Context(), second.ID, endpoint.ID, second.By(origin), func(_ time.Time, _ *integration.Endpoint, secrets *[]byte) (approval.EventCode, error) {
		if string(*secrets) != "the keys" {
			t.Errorf("the keys of the endpoint: %q", *secrets)
		}
		return "", nil
	}))
	last.noViolations()
}

// manyKeys are idempotency keys of endpoints: more than are sealed in one commit.
func (w world) manyKeys(client string, n int) {
	w.Helper()
	for i := range n {
		key := fmt.Sprintf("%d!~%d", i%7, i)
		sealed, err := w.database.Keys.Seal(keys.Place{Table: "idempotency_keys", Column: "answer", Row: client + " " + key}, []byte("{}"))
		w.must(err)
		w.must(w.direct(`insert into idempotency_keys (client_id, key, fingerprint, status, answer) values ($1, $2, sha256('x'), 201, $3)`, client, key, sealed))
	}
}

// A request is sealed anew in a commit of the owner's that says so, and nothing else changes.
func TestARequestIsSealedAnewInOneWayOnly(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	id := w.asked(p, with{})
	say := do(`insert into audit_events (stream, kind, actor) values ('sys:keys', 'data_resealed', 'system')`)
	document := do(`update requests set document = 'x' where id = $1`, id)
	for what, try := range map[string]func() error{
		"the portal":                func() error { return w.together(document) },
		"the portal, with an event": func() error { return w.together(say, document) },
		"the owner":                 func() error { return w.asOwner(true, document) },
		"another column with it": func() error {
			return w.asOwner(true, say, do(`update requests set document = 'x', link_hash = sha256('y') where id = $1`, id))
		},
		"its end with it": func() error {
			return w.asOwner(true, say, do(`update requests set document = 'x', state = 'cancelled', ended_at = now() where id = $1`, id), saidOf(id, approval.EventRequestCancelled, "cancelled"))
		},
	} {
		if err := try(); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.must(w.asOwner(true, say, document))
	w.must(w.together(moveRequest(id, approval.RequestCancelled), saidOf(id, approval.EventRequestCancelled, "cancelled")))
	w.must(w.asOwner(true, say, do(`update requests set document = 'y' where id = $1`, id)))
	w.noViolations()
}
