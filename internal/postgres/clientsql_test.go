package postgres_test

import (
	"takeed/internal/approval"
)

// What clients do, as statements: of a portal with a fault, or of somebody who has its
// password.

// with are columns in place of those that a row would have.
type with map[string]any

// addClient is the system "core" of the institution, which may do everything with a transfer.
func addClient(w with) statement {
	return do(`insert into clients select (jsonb_populate_record(null::clients, jsonb_build_object('id', 'core', 'name_en', 'Core', 'name_ar', 'النظام', 'jwks', '{"keys":[]}',
		'scopes', array['transactions:create', 'transactions:read', 'transactions:consume', 'events:read', 'webhooks:manage'], 'kinds', array['transfer'],
		'return_urls', array['https://bank.example.ae/done'], 'created_at', takeed_now()) || $1::jsonb)).*`, w)
}

func saidOfClient(code approval.EventCode, id string) statement {
	return do(`insert into audit_events (stream, kind, actor, body) values ('sys:clients', $1, 'system', jsonb_build_object('client_id', $2::text)::text)`, code, id)
}

// registered adds a client as the owner of the schema.
func (w world) registered(id string, columns with) {
	w.Helper()
	all := with{"id": id}
	for name, value := range columns {
		all[name] = value
	}
	w.must(w.asOwner(true, addClient(all), saidOfClient(approval.EventClientAdded, id)))
}

// addRequest is what core asks of a person whom it names by ID.
func addRequest(id approval.ID, p approval.Person, w with) statement {
	return do(`insert into requests select (jsonb_populate_record(null::requests, jsonb_build_object('id', $1::uuid, 'client_id', 'core', 'reference', $1::text, 'kind', 'transfer', 'version', 1,
		'document', '\x01', 'payload_hash', sha256($1::text::bytea), 'attempt_seconds', 300, 'consumer', 'core', 'consume_seconds', 600, 'person_by', 'id', 'user_id', $2::uuid, 'lang', 'ar',
		'link_hash', sha256(('link' || $1::text)::bytea), 'state', 'open', 'created_at', takeed_now(), 'expires_at', takeed_now() + interval '15 minutes') || $3::jsonb)).*`, id, p.ID, w)
}

func saidOf(id approval.ID, code approval.EventCode, toState string) statement {
	return do(`insert into audit_events (stream, tx_id, kind, to_state, actor, body) values ('txn:' || $1::text, $1::text::uuid, $2, nullif($3, ''), 'client:core', '{}')`, id, code, toState)
}

// asked is a request that is open, with its event.
func (w world) asked(p approval.Person, columns with) approval.ID {
	w.Helper()
	id := approval.NewID()
	w.must(w.together(addRequest(id, p, columns), saidOf(id, approval.EventRequestCreated, "requested")))
	return id
}

func moveRequest(id approval.ID, to approval.RequestState) statement {
	return do(`update requests set state = $2, ended_at = takeed_now() where id = $1`, id, to)
}

func adoptRequest(id, person approval.ID) statement {
	return do(`update requests set state = 'adopted', user_id = $2, ended_at = takeed_now() where id = $1`, id, person)
}

// addAdopted is the transaction that a request becomes.
func addAdopted(id approval.ID, w with) statement {
	return do(`insert into transactions select (jsonb_populate_record(null::transactions, jsonb_build_object('id', r.id, 'user_id', r.user_id, 'reference', r.reference, 'idem_key', r.id, 'kind', r.kind,
		'version', r.version, 'document', r.document, 'payload_hash', r.payload_hash, 'attempt_seconds', r.attempt_seconds, 'state', 'pending', 'created_at', takeed_now(), 'expires_at', r.expires_at,
		'client_id', r.client_id, 'consumer', r.consumer, 'consume_seconds', r.consume_seconds) || $2::jsonb)).* from requests r where r.id = $1`, id, w)
}

func adoption(id, person approval.ID) []statement {
	return []statement{adoptRequest(id, person), addAdopted(id, with{}), saidOf(id, approval.EventTransactionCreated, "pending")}
}

// opened is a request whose person has opened it.
func (w world) opened(p approval.Person, columns with) approval.ID {
	w.Helper()
	id := w.asked(p, columns)
	w.must(w.together(adoption(id, p.ID)...))
	return id
}

// awaited is a confirmed transaction that its consumer may consume.
func (w world) awaited(p approval.Person, columns with) approval.ID {
	w.Helper()
	id := w.opened(p, columns)
	attempt := w.succeeded(plan{transaction: id})
	w.must(w.together(confirmBy(id, attempt), saidOf(id, approval.EventTransactionConfirmed, "confirmed")))
	return id
}

// addConsumption is a consumption of a transaction.
func addConsumption(id approval.ID, w with) statement {
	return do(`insert into consumptions select (jsonb_populate_record(null::consumptions, jsonb_build_object('tx_id', t.id, 'id', gen_random_uuid(), 'outcome', 'consumed', 'payload_hash', t.payload_hash,
		'version', t.version, 'kind', t.kind, 'consumer', t.consumer, 'confirmed_ok', true, 'execution_reference', 'HUB-1', 'at', takeed_now()) || $2::jsonb)).* from transactions t where t.id = $1`, id, w)
}

func consumption(id approval.ID) []statement {
	return []statement{addConsumption(id, with{}), saidOf(id, approval.EventTransactionConsumed, "")}
}

func lapse(id approval.ID) []statement {
	return []statement{addConsumption(id, with{"outcome": "lapsed", "execution_reference": nil}), saidOf(id, approval.EventTransactionLapsed, "")}
}

// addEndpoint is where core is told.
func addEndpoint(w with) statement {
	return do(`insert into endpoints select (jsonb_populate_record(null::endpoints, jsonb_build_object('id', gen_random_uuid(), 'client_id', 'core', 'url', 'https://core.bank.example.ae/hooks',
		'keys', '\x01', 'public_key', 'whpk_x', 'created_at', takeed_now(), 'rotated_at', takeed_now()) || $1::jsonb)).*`, w)
}

// notified is what a client was told of a transaction, in order: types without their first word.
func (w world) notified(client string, id approval.ID) string {
	w.Helper()
	var all string
	w.must(connect(w.T, w.database.Owner).QueryRow(w.Context(), `select coalesce(string_agg(coalesce(sequence::text, '-') || ' ' || split_part(type, '.', 2) || ' ' || coalesce(status, '-'), ', ' order by id), '')
		from notifications where client_id = $1 and tx_id = $2`, client, id).Scan(&all))
	return all
}
