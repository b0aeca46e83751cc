package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// waysToName are how a client names a person, and the value.
func waysToName(p approval.Person) map[string]string {
	return map[string]string{"emirates_id": p.Identity.EmiratesID, "mobile": p.Identity.Mobile, "email": p.Identity.Email, integration.ByID: string(p.ID)}
}

func (w world) asksBy(c integration.Client, p approval.Person, by, value string) (approval.ID, approval.Secret) {
	w.Helper()
	a, link := postgrestest.AskedOf(p, c.ID)
	a.Addressee = integration.Addressee{By: by, Value: value}
	_, err := w.ask(c, postgrestest.CallOf(c), a)
	w.must(err)
	return a.Document.ID, link
}

// Nobody is erased while a client waits for them, however it named them.
func TestNobodyIsErasedWhileAClientWaits(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, _ := w.signedIn(resident("fatima"))
	for by, value := range waysToName(p) {
		id, _ := w.asksBy(core, p, by, value)
		reference := postgrestest.Query[string](t, w.database, `select reference from requests where id = $1`, id)
		var not *postgres.NotErasable
		if _, err := w.erase(p.ID); !errors.As(err, &not) || err.Error() != "the person cannot be erased: asked for by a client: core "+reference {
			t.Errorf("by %s: %v", by, err)
		}
		if err := w.asOwner(true, w.erasing(p.ID), erasedUser(p.ID)); codeOf(err) != forbidden {
			t.Errorf("by %s, past the program: %v", by, err)
		}
		w.must(w.db.CancelRequest(t.Context(), core, id, origin))
	}
	if gone := w.erased(p.ID); gone.Requests != 4 {
		t.Errorf("%+v", gone)
	}
	w.noViolations()
}

// What clients asked of a person goes with them, whatever became of it; what somebody else with
// the same address has opened is theirs.
func TestWhatClientsAskedOfAnErasedPersonGoes(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, session := w.signedIn(resident("fatima"))
	sameAddress := resident("mariam")
	sameAddress.Email = p.Identity.Email
	other, _ := w.signedIn(sameAddress)
	done := postgrestest.ConfirmedFor(t, w.db, core, p, session)
	_, err := w.consume(core, postgrestest.CallOf(core), w.execution(core, done, "HUB-1"))
	w.must(err)
	for by, value := range waysToName(p) {
		w.asksBy(core, p, by, value) // and nobody opens it
	}
	theirs, link := w.asksBy(core, other, "email", other.Identity.Email)
	_, err = w.db.OpenLink(t.Context(), other.ID, link.Hash(), origin)
	w.must(err)
	w.database.Advance(t, time.Hour)
	_, err = w.db.SweepClients(t.Context(), 10)
	w.must(err)
	macs := postgrestest.Query[[]string](t, w.database, `select array[encode(idn_mac, 'hex'), encode(mobile_mac, 'hex')] from users where id = $1`, p.ID)
	documents := postgrestest.Query[[]string](t, w.database, `select array_agg(encode(document, 'hex')) from requests where id <> $1`, theirs)
	gone := w.erased(p.ID)
	if gone.Requests != 5 || gone.Transactions != 1 {
		t.Errorf("%+v", gone)
	}
	if n := w.count(`select count(*) from requests where document is not null and id <> $1 or person_mac is not null and id <> $1`, theirs); n != 0 {
		t.Errorf("%d requests have something left", n)
	}
	if n := w.count(`select count(*) from idempotency_keys`); n != 1 {
		t.Errorf("%d keys are left", n)
	}
	if seen, _, err := w.db.ClientTransaction(t.Context(), core.ID, done); err != nil || !seen.Erased || len(seen.Document.Fields) != 0 || seen.Consumption == nil {
		t.Errorf("its client sees %+v, %v", seen, err)
	}
	if seen, _, err := w.db.ClientTransaction(t.Context(), core.ID, theirs); err != nil || len(seen.Document.Fields) == 0 {
		t.Errorf("another's: %+v, %v", seen, err)
	}
	dump := w.database.Dump(t)
	for _, secret := range append(macs, documents...) {
		if secret == "" || strings.Contains(dump, secret) {
			t.Errorf("%.16s… is in the dump", secret)
		}
	}
	w.chainsHold()
	w.noViolations()
}

const erasedRequests = `update requests set document = null, person_mac = null where id = $1`

// The owner erases requests of whom they erase, and nothing else of them.
func TestTheOwnerErasesNoOtherRequests(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.signedIn(resident("fatima"))
	sameAddress := resident("mariam")
	sameAddress.Email = p.Identity.Email
	other, _ := w.signedIn(sameAddress)
	shared := w.opened(other, w.by("email_mac", other))
	open, waits := w.asked(p, with{}), w.asked(p, w.by("idn_mac", p))
	ended := func(to approval.Person, columns with) approval.ID {
		id := w.asked(to, columns)
		w.must(w.together(moveRequest(id, approval.RequestCancelled), saidOf(id, approval.EventRequestCancelled, "cancelled")))
		return id
	}
	mine, byID, foreign := ended(p, w.by("email_mac", p)), ended(p, with{}), ended(other, w.by("idn_mac", other))
	say := w.erasing(p.ID)
	for what, all := range map[string][]statement{
		"without an event":        {do(erasedRequests, mine)},
		"what is open":            {say, do(erasedRequests, open)},
		"what is open, by number": {say, do(erasedRequests, waits)},
		"another's":               {say, do(erasedRequests, foreign)},
		"what another has opened": {say, do(erasedRequests, shared)},
		"and keep whose it was":   {say, do(`update requests set document = null where id = $1`, mine)},
		"and keep the document":   {say, do(`update requests set person_mac = null where id = $1`, mine)},
		"with its digest":         {say, do(`update requests set document = null, person_mac = null, payload_hash = sha256('x') where id = $1`, mine)},
		"with its state":          {say, do(`update requests set document = null, person_mac = null, state = 'expired' where id = $1`, mine), saidOf(mine, approval.EventRequestExpired, "expired")},
		"and write another":       {say, do(erasedRequests, mine), do(`insert into audit_events (stream, kind, actor) values ('sys:keys', 'data_resealed', 'system')`), do(`update requests set document = 'x' where id = $1`, mine)},
		"the row of the person":   {say, do(erasedRequests, mine), do(erasedRequests, byID), erasedUser(p.ID)},
	} {
		if err := w.asOwner(true, all...); codeOf(err) != forbidden && codeOf(err) != notFromHere {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.refused("the portal", forbidden, erasedRequests, mine)
	for _, id := range []approval.ID{open, waits} {
		w.must(w.together(moveRequest(id, approval.RequestCancelled), saidOf(id, approval.EventRequestCancelled, "cancelled")))
	}
	for _, left := range []approval.ID{mine, byID} {
		all := []statement{say}
		for _, id := range []approval.ID{mine, byID, open, waits} {
			if id != left {
				all = append(all, do(erasedRequests, id))
			}
		}
		if err := w.asOwner(true, append(all, erasedUser(p.ID))...); codeOf(err) != forbidden {
			t.Errorf("a person, and a request of theirs is left: %v", err)
		}
	}
	w.noViolations()
	w.must(w.asOwner(true, do(`insert into audit_events (stream, kind, actor, body) select 'sys:erasure', 'person_erased', 'system', jsonb_build_object('person', $1::text, 'requests', '4')::text`, p.ID),
		do(`update requests set document = null, person_mac = null where id not in ($1, $2)`, foreign, shared), erasedUser(p.ID), erasedSessions(p.ID)))
	if _, err := postgres.Erase(t.Context(), w.database.Owner, office.Erasure{Person: p.ID, Why: onRequest}); err != nil {
		t.Error(err)
	}
	w.noViolations()
}
