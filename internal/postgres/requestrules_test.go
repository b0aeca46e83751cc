package postgres_test

import (
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// What the schema keeps true of requests, whoever writes them.

func TestWhatAClientMayNotAsk(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.registered("core", with{})
	w.registered("reader", with{"scopes": []string{"transactions:read", "transactions:consume"}})
	w.registered("retired", with{"disabled_at": time.Now()})
	done := w.confirmed(p, session)
	for what, columns := range map[string]with{
		"without the scope": {"client_id": "reader"}, "when disabled": {"client_id": "retired"}, "as nobody": {"client_id": "nobody"},
		"for another kind": {"kind": "other"}, "to return elsewhere": {"return_url": "https://bank.example.ae/done?x"},
	} {
		id := approval.NewID()
		w.refusedTogether("ask "+what, notByClient, addRequest(id, p, columns), saidOf(id, approval.EventRequestCreated, "requested"))
	}
	for what, columns := range map[string]with{
		"what is over": {"state": "cancelled", "ended_at": time.Now()}, "without a document": {"document": nil},
		"of a person and by e-mail": {"person_by": "email", "person_mac": `\x` + zeroes}, "of nobody by ID": {"user_id": nil},
	} {
		id := approval.NewID()
		w.refusedTogether("ask "+what, forbidden, addRequest(id, p, columns), saidOf(id, approval.EventRequestCreated, "requested"))
	}
	w.refusedTogether("ask under the ID of a transaction", forbidden, addRequest(done, p, with{}), saidOf(done, approval.EventRequestCreated, "requested"))
	w.refusedTogether("ask without an event", forbidden, addRequest(approval.NewID(), p, with{}))
	id := approval.NewID()
	w.refusedTogether("ask with the event of a move", forbidden, addRequest(id, p, with{}), saidOf(id, approval.EventRequestCreated, "pending"))
	w.asked(p, with{"return_url": "https://bank.example.ae/done"})
	w.noViolations()
}

const zeroes = "0000000000000000000000000000000000000000000000000000000000000000"

// by has a request name a person as a client does: by hash.
func (w world) by(column string, p approval.Person) with {
	w.Helper()
	mac := postgrestest.Query[string](w, w.database, `select coalesce(`+column+`::text, '') from users where id = $1`, p.ID)
	return with{"person_by": map[string]string{"idn_mac": "emirates_id", "mobile_mac": "mobile", "email_mac": "email"}[column], "person_mac": mac, "user_id": nil}
}

func TestARequestIsAdoptedByItsPerson(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.signedIn(resident("fatima"))
	other, _ := w.signedIn(resident("mariam"))
	disabled, _ := w.signedIn(resident("noura"))
	w.must(w.direct(`update users set disabled_at = now() where id = $1`, disabled.ID))
	for _, column := range []string{"idn_mac", "mobile_mac", "email_mac"} {
		id := w.asked(p, w.by(column, p))
		w.refusedTogether(column+" of another", forbidden, adoption(id, other.ID)...)
		w.must(w.together(adoption(id, p.ID)...))
		id = w.asked(p, w.by(column, disabled))
		w.refusedTogether(column+" of somebody disabled", forbidden, adoption(id, disabled.ID)...)
	}
	byEmail := w.by("email_mac", p)
	byEmail["person_by"] = "mobile"
	w.refusedTogether("a number that is an address", forbidden, adoption(w.asked(p, byEmail), p.ID)...)
	id := w.asked(p, with{})
	w.refusedTogether("by ID, of another", forbidden, adoption(id, other.ID)...)
	w.refusedTogether("by ID, of nobody", forbidden, adoption(id, approval.NewID())...)
	w.refusedTogether("without a transaction", forbidden, adoptRequest(id, p.ID), saidOf(id, approval.EventTransactionCreated, "pending"))
	w.refusedTogether("without an event", forbidden, adoptRequest(id, p.ID), addAdopted(id, with{}))
	w.database.Advance(t, 15*time.Minute)
	w.refusedTogether("too late", forbidden, adoption(id, p.ID)...)
	w.noViolations()
}

// A transaction of a client is what the client asked for.
func TestWhatIsAdoptedIsWhatWasAsked(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	w.registered("other", with{})
	p, _ := w.somebody()
	id := w.asked(p, with{})
	said := saidOf(id, approval.EventTransactionCreated, "pending")
	for what, columns := range map[string]with{
		"without its client": {"client_id": nil}, "of another kind": {"kind": "other"}, "of another version": {"version": 2}, "for another consumer": {"consumer": "other"},
		"for nobody to consume": {"consumer": nil, "consume_seconds": nil}, "to consume for longer": {"consume_seconds": 601}, "with longer attempts": {"attempt_seconds": 301},
		"for longer": {"expires_at": time.Now().Add(time.Hour)}, "as a new version": {"replaces": w.created(p)},
	} {
		w.refusedTogether("adopt "+what, forbidden, adoptRequest(id, p.ID), addAdopted(id, columns), said)
	}
	for what, columns := range map[string]with{"with other content": {"payload_hash": `\x` + zeroes}, "for another client": {"client_id": "other"}} {
		if err := w.together(adoptRequest(id, p.ID), addAdopted(id, columns), said); codeOf(err) != noSuchReference && codeOf(err) != forbidden {
			t.Errorf("adopt %s: %v", what, err)
		}
	}
	w.refusedTogether("a transaction of a request that is open", forbidden, addAdopted(id, with{}), said)
	w.refusedTogether("a transaction of no request", forbidden, addAdopted(id, with{"id": approval.NewID()}), said)
	w.must(w.together(adoption(id, p.ID)...))
	next := approval.NewID()
	w.refusedTogether("an edit", forbidden,
		do(`insert into transactions select (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'idem_key', $2::uuid, 'reference', 'TK-X', 'client_id', null, 'replaces', t.id))).* from transactions t where id = $1`, id, next),
		event(next, "", "pending"), do(`update transactions set state = 'cancelled', replaced_by = $2 where id = $1`, id, next), saidOf(id, approval.EventTransactionReplaced, "cancelled"))
	for _, set := range []string{"client_id = null", "consumer = null, consume_seconds = null", "consume_seconds = 601"} {
		w.refused("change "+set, forbidden, `update transactions set `+set+` where id = $1`, id)
	}
	w.noViolations()
}

// requestColumns are those that no move of a request touches.
var requestColumns = []string{
	"id", "client_id", "reference", "kind", "version", "document", "payload_hash", "attempt_seconds", "consumer", "consume_seconds", "person_by", "person_mac",
	"lang", "return_url", "return_state", "simulate", "created_at", "expires_at",
}

func TestWhatWasAskedStays(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	p, _ := w.somebody()
	id := w.asked(p, with{})
	columns := w.columns("requests")
	if len(columns) != len(requestColumns)+4 { // user_id, link_hash, state, ended_at
		t.Errorf("%v", columns)
	}
	for _, name := range requestColumns {
		w.refused("requests."+name, forbidden, `update requests set `+name+` = `+another[columns[name]])
		w.refusedTogether("requests."+name+" with a move", forbidden, do(`update requests set state = 'cancelled', ended_at = now(), `+name+` = `+another[columns[name]]), saidOf(id, approval.EventRequestCancelled, "cancelled"))
	}
	w.refused("whose it is", forbidden, `update requests set user_id = gen_random_uuid()`)
	w.refusedTogether("a new link with a move", forbidden, do(`update requests set state = 'cancelled', ended_at = now(), link_hash = sha256('new')`), saidOf(id, approval.EventRequestCancelled, "cancelled"))
	w.refused("no document", forbidden, `update requests set document = null`)
	w.ownerRefused("no document", forbidden, `update requests set document = null, person_mac = null`)
	w.refusedTogether("a move without an event", forbidden, moveRequest(id, approval.RequestCancelled))
	w.refusedTogether("a move with another's event", forbidden, moveRequest(id, approval.RequestCancelled), saidOf(w.asked(p, with{}), approval.EventLinkRenewed, "cancelled"))
	w.must(w.direct(`update requests set link_hash = sha256('new') where id = $1`, id))
	w.must(w.together(moveRequest(id, approval.RequestCancelled), saidOf(id, approval.EventRequestCancelled, "cancelled")))
	for _, to := range approval.RequestStates {
		w.refused("from cancelled to "+string(to), notFromHere, `update requests set state = $2 where id = $1`, id, to)
	}
	w.refused("a link to what is over", notFromHere, `update requests set link_hash = sha256('newer') where id = $1`, id)
	w.noViolations()
}

// Clients are the owner's, and each change is in the log.
func TestTheOwnerAloneWritesClients(t *testing.T) {
	w := newWorld(t)
	w.registered("core", with{})
	for what, s := range map[string]statement{
		"add one": addClient(with{"id": "mine"}), "say that one was added": saidOfClient(approval.EventClientAdded, "mine"),
		"take a scope": do(`update clients set scopes = '{}'`), "take a key": do(`update clients set jwks = '{}'`), "enable one": do(`update clients set disabled_at = null`),
	} {
		w.refusedTogether(what, forbidden, s)
	}
	w.must(w.direct(`update clients set last_used_at = now()`))
	for what, all := range map[string][]statement{
		"add one without an event":      {addClient(with{"id": "mine"})},
		"add one with another's event":  {addClient(with{"id": "mine"}), saidOfClient(approval.EventClientAdded, "core")},
		"change one without an event":   {do(`update clients set name_en = 'Other'`)},
		"disable one without an event":  {do(`update clients set disabled_at = now()`)},
		"change one with another event": {do(`update clients set name_en = 'Other'`), do(`insert into audit_events (stream, kind, actor, body) values ('sys:keys', 'client_changed', 'system', '{"client_id":"core"}')`)},
		"delete one":                    {do(`delete from clients`), saidOfClient(approval.EventClientChanged, "core")},
	} {
		if err := w.asOwner(true, all...); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.must(w.asOwner(true, do(`update clients set name_en = 'Other', disabled_at = now()`), saidOfClient(approval.EventClientDisabled, "core")))
	w.noViolations()
}
