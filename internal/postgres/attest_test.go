package postgres_test

import (
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

func (w world) unattested() postgres.Unattested {
	w.Helper()
	u, err := w.db.Unattested(w.Context())
	w.must(err)
	return u
}

// confirmation is the number of the event of a confirmation.
func (w world) confirmation(transaction approval.ID) int64 {
	w.Helper()
	return postgrestest.Query[int64](w, w.database, `select id from audit_events where tx_id = $1 and kind = 'transaction_confirmed'`, transaction)
}

// Whoever has the portal's password can write a confirmation that no guard and no invariant
// tells from a true one. The keyset is not in the database.
func TestAConfirmationBySQLIsNotAttested(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	honest := w.confirmed(p, session)
	if u := w.unattested(); u.Count+u.Before != 0 {
		t.Fatalf("what the portal confirmed: %+v", u)
	}
	body := postgrestest.Query[string](t, w.database, `select body from audit_events where id = $1`, w.confirmation(honest))
	var forged []int64
	for what, said := range map[string]string{"with another's attestation": body, "with an attestation of its own": `{"attestation":"00","outcome":"success"}`} {
		target := w.created(p)
		attempt := w.succeeded(plan{transaction: target})
		w.must(w.together(confirmBy(target, attempt), do(`insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
			values ('txn:' || $1::text, $1::text::uuid, $2::uuid, 'transaction_confirmed', 'confirmed', $3, $4)`, target, attempt, approval.Customer(p.ID), said)))
		if w.state(target) != "confirmed" {
			t.Fatalf("%s: the transaction is %s", what, w.state(target))
		}
		forged = append(forged, w.confirmation(target))
	}
	w.noViolations()
	u := w.unattested()
	if u.Count != 2 || u.Events[0] != min(forged[0], forged[1]) || u.Events[1] != max(forged[0], forged[1]) {
		t.Errorf("forged were %v: %+v", forged, u)
	}
}

// The release before attests to nothing, and may serve beside this one for a day.
func TestAConfirmationOfTheReleaseBeforeIsTold(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	attempt := w.succeeded(plan{transaction: target})
	w.must(w.together(confirmBy(target, attempt), do(`insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
		values ('txn:' || $1::text, $1::text::uuid, $2::uuid, 'transaction_confirmed', 'confirmed', 'system', '{"outcome":"success"}')`, target, attempt)))
	if u := w.unattested(); u.Before != 1 || u.Count != 0 {
		t.Errorf("on the first day: %+v", u)
	}
	w.database.Plant(t, `update audit_events set at = at + interval '25 hours' where kind = 'transaction_confirmed'`)
	if u := w.unattested(); u.Before != 0 || u.Count != 1 {
		t.Errorf("later: %+v", u)
	}
}

// Nothing that is attested to can be exchanged for something else.
func TestEveryPartOfAConfirmationIsAttested(t *testing.T) {
	t.Parallel()
	content, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	k, err := keys.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	good := postgres.Confirmation{Transaction: "t", Attempt: "a", Digest: "d", Result: "r", Decided: time.Now().String(), Code: []byte("c")}
	attestation, err := postgres.Attest(k, good)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := good.Attested(k, attestation); !ok || err != nil {
		t.Errorf("the good one: %v", err)
	}
	for what, change := range map[string]func(*postgres.Confirmation){
		"transaction": func(c *postgres.Confirmation) { c.Transaction = "x" }, "attempt": func(c *postgres.Confirmation) { c.Attempt = "x" },
		"digest": func(c *postgres.Confirmation) { c.Digest = "x" }, "result": func(c *postgres.Confirmation) { c.Result = "x" },
		"time": func(c *postgres.Confirmation) { c.Decided = "x" }, "code": func(c *postgres.Confirmation) { c.Code = nil },
		"border": func(c *postgres.Confirmation) { c.Digest, c.Result = c.Digest+"\",\""+c.Result, "" },
	} {
		bad := good
		change(&bad)
		if ok, err := bad.Attested(k, attestation); ok || err != nil {
			t.Errorf("another %s is attested to, %v", what, err)
		}
	}
	if ok, _ := good.Attested(k, ""); ok {
		t.Error("no attestation is one")
	}
}
