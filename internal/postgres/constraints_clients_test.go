package postgres_test

import (
	"takeed/internal/approval"
)

// The constraints of clients and of what they do; see constraints_test.go.
var clientChecks = map[string]string{
	"clients_id_check":       `update clients set id = 'Core'`,
	"clients_name_en_check":  `update clients set name_en = ''`,
	"clients_name_ar_check":  `update clients set name_ar = ''`,
	"clients_jwks_check":     `update clients set jwks = repeat('x', 65537)`,
	"clients_jwks_url_check": `update clients set jwks = null, jwks_url = 'http://core.example'`,
	"clients_scopes_check":   `update clients set scopes = '{everything}'`,
	"client_has_keys: none":  `update clients set jwks = null`,
	"client_has_keys: two":   `update clients set jwks_url = 'https://core.example'`,

	"client_tokens_token_hash_check":     `update client_tokens set token_hash = 'x'`,
	"client_tokens_check: over at once":  `update client_tokens set expires_at = created_at`,
	"client_tokens_check: for too long":  `update client_tokens set expires_at = created_at + interval '301 seconds'`,
	"client_assertions_jti_hash_check":   `update client_assertions set jti_hash = 'x'`,
	"idempotency_keys_key_check":         `update idempotency_keys set key = 'a b'`,
	"idempotency_keys_fingerprint_check": `update idempotency_keys set fingerprint = 'x'`,
	"idempotency_keys_status_check":      `update idempotency_keys set status = 500`,

	"requests_reference_check":          `update requests set reference = 'a b'`,
	"requests_version_check":            `update requests set version = 2`,
	"requests_payload_hash_check":       `update requests set payload_hash = 'x'`,
	"requests_attempt_seconds_check":    `update requests set attempt_seconds = 0`,
	"requests_consume_seconds_check":    `update requests set consume_seconds = 0`,
	"requests_person_by_check":          `update requests set person_by = 'name', document = null`,
	"requests_person_mac_check":         `update requests set person_mac = 'x', document = null`,
	"requests_lang_check":               `update requests set lang = 'fr'`,
	"requests_return_url_check":         `update requests set return_url = repeat('x', 2001)`,
	"requests_return_state_check":       `update requests set return_state = 'a b'`,
	"requests_simulate_check":           `update requests set simulate = 'A'`,
	"requests_link_hash_check":          `update requests set link_hash = 'x'`,
	"requests_link_hash_key":            `update requests set link_hash = sha256('x')`,
	"requests_client_id_reference_key":  `update requests set reference = 'x'`,
	"requests_state_check":              `update requests set state = 'done' where state <> 'open'`,
	"requests_check":                    `update requests set expires_at = created_at`,
	"request_has_consumer: no time":     `update requests set consume_seconds = null`,
	"request_has_consumer: nobody":      `update requests set consumer = null`,
	"request_ends_once: not yet":        `update requests set ended_at = null where state <> 'open'`,
	"request_ends_once: too early":      `update requests set ended_at = takeed_now() where state = 'open'`,
	"request_is_addressed: to nobody":   `update requests set person_by = 'email'`,
	"request_is_addressed: twice":       `update requests set person_mac = sha256('x')`,
	"request_is_addressed: to no ID":    `update requests set user_id = null where state = 'open'`,
	"adopted_by_somebody":               `update requests set user_id = null, document = null where state = 'adopted'`,
	"consumed_in_time: nobody":          `update transactions set consume_seconds = 1, consumer = null`,
	"consumed_in_time: no time":         `update transactions set consume_seconds = null where consumer is not null`,
	"consumed_in_time: less than a sec": `update transactions set consume_seconds = 0 where consumer is not null`,

	"consumptions_id_key":                    `insert into consumptions select (jsonb_populate_record(c, jsonb_build_object('tx_id', gen_random_uuid()))).* from consumptions c`,
	"consumptions_outcome_check":             `update consumptions set outcome = 'done', execution_reference = null`,
	"consumptions_confirmed_ok_check":        `update consumptions set confirmed_ok = false`,
	"consumptions_execution_reference_check": `update consumptions set execution_reference = 'a b'`,
	"consumed_has_reference: none":           `update consumptions set execution_reference = null`,
	"consumed_has_reference: lapsed":         `update consumptions set outcome = 'lapsed'`,

	"endpoints_url_check":             `update endpoints set url = 'ftp://core.example'`,
	"endpoints_types_check":           `update endpoints set types = '{}'`,
	"endpoints_disabled_reason_check": `update endpoints set disabled_at = now(), disabled_reason = 'because'`,
	"disabled_has_reason: none":       `update endpoints set disabled_at = now()`,
	"disabled_has_reason: enabled":    `update endpoints set disabled_reason = 'gone'`,

	"notifications_type_check":                   `update notifications set type = 'confirmed'`,
	"notifications_sequence_check":               `update notifications set sequence = 0 where sequence = 1`,
	"notifications_event_id_key":                 `update notifications set event_id = (select min(event_id::text)::uuid from notifications)`,
	"notifications_tx_id_client_id_sequence_key": `update notifications set sequence = 1`,
	"sequence_within_transaction":                `update notifications set tx_id = null`,

	"deliveries_state_check":                     `update deliveries set state = 'lost', ended_at = now()`,
	"deliveries_tries_check":                     `update deliveries set tries = -1`,
	"tries_are_counted":                          `update deliveries set tries_before = tries + 1`,
	"deliveries_notification_id_endpoint_id_key": `insert into deliveries (notification_id, endpoint_id) select notification_id, endpoint_id from deliveries`,
	"delivery_ends_once: not yet":                `update deliveries set state = 'delivered'`,
	"delivery_ends_once: too early":              `update deliveries set ended_at = now()`,
	"claim_has_end: none":                        `update deliveries set claimed_by = 'x'`,
	"claim_has_end: no claim":                    `update deliveries set claimed_until = now()`,
	"delivery_tries_try_check":                   `update delivery_tries set try = 0`,
	"delivery_tries_status_check":                `update delivery_tries set status = 99`,
	"delivery_tries_error_check":                 `update delivery_tries set error = 'It broke'`,
	"delivery_tries_milliseconds_check":          `update delivery_tries set milliseconds = -1`,
	"delivery_tries_answer_check":                `update delivery_tries set answer = repeat('x', 4097)`,
}

// clientReferences run as the portal's role, ownersReferences as the owner of the schema.
var clientReferences = map[string]string{
	"client_tokens_client_id_fkey":     `insert into client_tokens values (sha256('y'), 'nobody', '{}', takeed_now(), takeed_now() + interval '1 minute')`,
	"client_assertions_client_id_fkey": `insert into client_assertions values ('nobody', sha256('y'), takeed_now())`,
	"idempotency_keys_client_id_fkey":  `insert into idempotency_keys values ('nobody', 'key', sha256('y'), 201, 'x')`,
	"endpoints_client_id_fkey":         `update endpoints set client_id = 'nobody'`,
	"delivery_tries_delivery_id_fkey":  `insert into delivery_tries values (gen_random_uuid(), 1, now(), 200, null, 1)`,
	"requests_user_id_fkey": `insert into requests select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'reference', 'y', 'link_hash', sha256('y'),
		'user_id', gen_random_uuid()))).* from requests r where state = 'open'`,
	"asked_by": `update requests set state = 'adopted', ended_at = takeed_now() where state = 'open';
		insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash, attempt_seconds, expires_at, client_id, consumer, consume_seconds)
		select id, user_id, 'TK-X', id, kind, version, document, sha256('other'), attempt_seconds, expires_at, client_id, consumer, consume_seconds from requests r
		 where not exists (select from transactions t where t.id = r.id)`,
	"consumption_of_confirmed: digest":  consumes + `sha256('other'), version, kind, consumer, true, 'HUB-2'` + awaits,
	"consumption_of_confirmed: version": consumes + `payload_hash, version + 1, kind, consumer, true, 'HUB-2'` + awaits,
	"consumption_of_confirmed: kind":    consumes + `payload_hash, version, 'other', consumer, true, 'HUB-2'` + awaits,
	"consumption_of_confirmed: client":  consumes + `payload_hash, version, kind, 'other', true, 'HUB-2'` + awaits,
}

const (
	consumes = `insert into consumptions (tx_id, id, outcome, payload_hash, version, kind, consumer, confirmed_ok, execution_reference)
		select id, gen_random_uuid(), 'consumed', `
	awaits = ` from transactions where id in (select tx_id from awaiting)`
)

var ownersReferences = map[string]string{
	"legal_holds_person_fkey":         `insert into legal_holds (person, why, case_number) values (gen_random_uuid(), 'fraud', '1')`,
	"awaiting_tx_id_fkey":             `insert into awaiting values (gen_random_uuid(), now())`,
	"notifications_client_id_fkey":    `insert into notifications (client_id, type, at, number) values ('nobody', 'endpoint.test', now(), 1)`,
	"notifications_endpoint_id_fkey":  `insert into notifications (client_id, type, at, number, endpoint_id) values ('core', 'endpoint.test', now(), 1, gen_random_uuid())`,
	"deliveries_notification_id_fkey": `insert into deliveries (notification_id, endpoint_id) select 0, id from endpoints`,
	"deliveries_endpoint_id_fkey":     `update deliveries set endpoint_id = gen_random_uuid()`,
}

// integrated is a database in which every table of clients has rows, and a transaction awaits
// its consumer.
func (w world) integrated() {
	w.Helper()
	w.registered("core", with{"kinds": []string{"transfer", "other"}})
	w.registered("other", with{})
	p, _ := w.somebody()
	w.must(w.together(addEndpoint(with{})))
	w.must(w.together(consumption(w.awaited(p, with{}))...))
	w.awaited(p, with{})
	w.asked(p, with{})
	w.must(w.together(
		do(`insert into client_tokens values (sha256('x'), 'core', '{}', takeed_now(), takeed_now() + interval '5 minutes')`),
		do(`insert into client_assertions values ('core', sha256('x'), takeed_now())`),
		do(`insert into idempotency_keys values ('core', $1, sha256('x'), 201, 'sealed')`, approval.NewID()),
		do(`insert into delivery_tries select id, 1, takeed_now(), 200, null, 1 from deliveries`),
	))
}
