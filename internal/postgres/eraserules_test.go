package postgres_test

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// The statements of an erasure, as whoever has the owner's password could write them.

func (w world) erasing(p approval.ID) statement {
	return do(`insert into audit_events (stream, kind, actor, body) values ('sys:erasure', 'person_erased', 'system', jsonb_build_object('person', $1::text, 'anonymous', '9')::text)`, p)
}

func erasedUser(p approval.ID) statement {
	return do(`update users set `+eraseUser+` where id = $1`, p)
}

const eraseUser = `erased_at = now(), disabled_at = now(), profile = null, preferred = null, sub_mac = sha256(id::text::bytea), idn_mac = null, mobile_mac = null, email_mac = null`

func erasedSessions(p approval.ID) statement {
	return do(`update sessions set revoked_at = now(), data = '' where user_id = $1`, p)
}

func erasedTransactions(p approval.ID) statement {
	return do(`update transactions set document = null, result = null, accounts = null, currency = null, amount_minor = null where user_id = $1`, p)
}

func erasedAttempts(p approval.ID) statement {
	return do(`update attempts set `+eraseAttempt+` where user_id = $1`, p)
}

const eraseAttempt = `want_sub_mac = sha256(user_id::text::bytea), got_sub_mac = sha256(user_id::text::bytea), want_idn_mac = null, got_idn_mac = null, client_mac = null, network_mac = null`

const (
	eraseEvent  = `update audit_events set ` + eraseBody + ` where body is not null and `
	eraseBody   = `body = null, salt = null, reason = null, request_id = null, correlation_id = null, client = null`
	aboutPerson = `stream = 'user:' || $1`
)

const (
	answeredFor = `update attempts set `
	byAnother   = ` where user_id = $1 and got_sub_mac <> want_sub_mac`
)

// TestTheOwnerCannotEraseAsTheyLike tries what is not the erasure of a person: each is
// refused by the guards, whatever the rest of the commit says.
func TestTheOwnerCannotEraseAsTheyLike(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	other, theirs := w.somebody()
	w.confirmed(p, session)
	foreign := w.confirmed(other, theirs)
	w.database.Plant(t, `update attempts set client_mac = sha256('x'), network_mac = sha256('y')`)
	got := w.arrive(w.begun(other, w.created(other)), theirs, approval.NewSecret())
	w.must(w.finished(got, p.Identity))
	say, user := w.erasing(p.ID), erasedUser(p.ID)
	with := func(all ...statement) []statement { return append([]statement{say, user}, all...) }
	for what, all := range map[string][]statement{
		"a person without an event":              {user},
		"another person than the event says":     {w.erasing(other.ID), user},
		"by an event of another kind":            {do(`insert into audit_events (stream, kind, actor, body) values ('sys:erasure', 'other', 'system', jsonb_build_object('person', $1::text)::text)`, p.ID), user},
		"by an event in another stream":          {do(`insert into audit_events (stream, kind, actor, body) values ('sys:other', 'person_erased', 'system', jsonb_build_object('person', $1::text)::text)`, p.ID), user},
		"whose subject is still known":           {say, do(`update users set erased_at = now(), disabled_at = now(), profile = null, preferred = null, idn_mac = null, mobile_mac = null, email_mac = null where id = $1`, p.ID)},
		"whose enrolment moves":                  {say, do(`update users set created_at = now(), `+eraseUser+` where id = $1`, p.ID)},
		"and enabled again":                      with(do(`update users set disabled_at = null where id = $1`, p.ID)),
		"and not erased any more":                with(do(`update users set erased_at = null, profile = 'x' where id = $1`, p.ID)),
		"on an older view of the database":       {do(`set transaction isolation level repeatable read`), say, user},
		"a transaction of a person who is there": {say, erasedTransactions(p.ID)},
		"a transaction without an event":         {erasedTransactions(p.ID)},
		"another's transaction":                  with(erasedTransactions(other.ID)),
		"a digest with the document":             with(do(`update transactions set document = null, result = null, accounts = null, currency = null, amount_minor = null, payload_hash = sha256('x') where user_id = $1`, p.ID)),
		"a document and no result":               with(do(`update transactions set document = null, accounts = null, currency = null, amount_minor = null where user_id = $1`, p.ID)),
		"an amount and no document":              with(do(`update transactions set currency = null, amount_minor = null where user_id = $1`, p.ID)),
		"a document, and another in its place":   with(erasedTransactions(p.ID), do(`insert into audit_events (stream, kind, actor) values ('sys:keys', 'data_resealed', 'system')`), do(`update transactions set document = 'x' where user_id = $1`, p.ID)),
		"an attempt of a person who is there":    {say, erasedAttempts(p.ID)},
		"another's attempt":                      with(erasedAttempts(other.ID)),
		"an attempt with another identity":       with(do(`update attempts set want_sub_mac = sha256('x'), got_sub_mac = sha256('x'), want_idn_mac = null, got_idn_mac = null, client_mac = null, network_mac = null where user_id = $1`, p.ID)),
		"an attempt and not its address":         with(do(`update attempts set want_sub_mac = sha256(user_id::text::bytea), got_sub_mac = sha256(user_id::text::bytea), want_idn_mac = null, got_idn_mac = null where user_id = $1`, p.ID)),
		"an attempt and its digest":              with(do(`update attempts set payload_hash = sha256('x'), `+eraseAttempt+` where user_id = $1`, p.ID)),
		"the address of an attempt":              with(do(`update attempts set client_mac = null where user_id = $1`, p.ID)),
		"an answer for another as theirs":        {say, do(answeredFor+`got_sub_mac = want_sub_mac, got_idn_mac = null `+byAnother, other.ID)},
		"an answer for another, unsaid":          {say, do(answeredFor+`got_sub_mac = null, got_idn_mac = null `+byAnother, other.ID)},
		"half an answer for another":             {say, do(answeredFor+`got_sub_mac = sha256('x') `+byAnother, other.ID)},
		"the end of an answer for another":       {say, do(answeredFor+`got_sub_mac = sha256('x'), got_idn_mac = null, failure = 'internal' `+byAnother, other.ID)},
		"an event without an event":              {do(eraseEvent+aboutPerson, p.ID)},
		"an event of a person who is there":      {say, do(eraseEvent+aboutPerson, p.ID)},
		"an event of another person":             with(do(eraseEvent+aboutPerson, other.ID)),
		"an event of another's transaction":      with(do(eraseEvent+`tx_id = $1`, foreign)),
		"an event of another by customers":       with(do(eraseEvent+`actor = 'customer:' || $1`, other.ID)),
		"what the log says of itself":            with(do(eraseEvent + `stream = 'sys:erasure'`)),
		"a body and not what was taken from it":  with(do(`update audit_events set body = null, salt = null where `+aboutPerson, p.ID)),
		"a body and not its salt":                with(do(`update audit_events set body = null, reason = null, request_id = null, correlation_id = null, client = null where `+aboutPerson, p.ID)),
		"whom an event is about":                 with(do(`update audit_events set person = 'x', `+eraseBody+` where `+aboutPerson, p.ID)),
		"an event with its hash":                 with(do(`update audit_events set hash = sha256('x'), `+eraseBody+` where `+aboutPerson, p.ID)),
		"a body, and another in its place":       with(do(eraseEvent+aboutPerson, p.ID), do(`update audit_events set body = '{}' where `+aboutPerson, p.ID)),
		"an event of nobody from elsewhere":      with(do(`insert into audit_events (stream, kind, actor, body) values ('login:x', 'signin_failed', 'anonymous', '{"client":"198.51.100.200"}')`), do(eraseEvent+`stream like 'login:%'`)),
	} {
		if err := w.asOwner(true, all...); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := w.asOwner(true, w.erasing(other.ID), do(answeredFor+`got_sub_mac = sha256('x'), got_idn_mac = null`+byAnother, other.ID)); codeOf(err) != notFromHere {
		t.Errorf("the answer of somebody who stays: %v", err)
	}
	w.noViolations()
	w.must(w.asOwner(true, with(erasedTransactions(p.ID), erasedAttempts(p.ID), erasedSessions(p.ID),
		do(eraseEvent+`(`+aboutPerson+` or actor = 'customer:' || $1 or tx_id in (select id from transactions where user_id = $1::uuid))`, p.ID))...))
	w.chainsHold()
	w.noViolations()
}

// The portal's role has no part in it.
func TestThePortalCannotErase(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	w.refused("say so", forbidden, w.erasing(p.ID).sql, p.ID)
	w.refused("a person", forbidden, erasedUser(p.ID).sql, p.ID)
	w.refused("a transaction", forbidden, erasedTransactions(p.ID).sql, p.ID)
	w.refused("an attempt", forbidden, erasedAttempts(p.ID).sql, p.ID)
	w.refused("an event", forbidden, eraseEvent+aboutPerson, p.ID)
	w.refused("place a hold", forbidden, `insert into legal_holds (person, why, case_number) values ($1, 'fraud', '1')`, p.ID)
	w.refused("be born erased", forbidden, `insert into users (id, sub_mac, erased_at, disabled_at) values (gen_random_uuid(), sha256('x'), now(), now())`)
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `grant all on legal_holds to takeed_app`))
	w.refused("change a hold", forbidden, `truncate legal_holds`)
}

// Each thing that stands in the way does so by itself, with the row of the person or before.
func TestWhatTheDatabaseKeepsFromErasure(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	all := []statement{w.erasing(p.ID), erasedUser(p.ID)}
	if err := w.asOwner(true, all...); codeOf(err) != forbidden {
		t.Errorf("a pending transaction: %v", err)
	}
	attempt := w.attempt(plan{transaction: id})
	w.database.Plant(t, `update transactions set state = 'cancelled' where id = $1`, id)
	if err := w.asOwner(true, all...); codeOf(err) != forbidden {
		t.Errorf("a live attempt: %v", err)
	}
	w.database.Plant(t, `update transactions set state = 'pending' where id = $1`, id)
	w.must(w.moved(id, attempt, approval.AttemptExpired))
	w.must(w.together(do(`update transactions set state = 'cancelled' where id = $1`, id), event(id, "", "cancelled")))
	w.must(w.asOwner(true, do(placeHold, p.ID), w.saidOfHold("hold_placed", p.ID)))
	if err := w.asOwner(true, all...); codeOf(err) != forbidden {
		t.Errorf("a hold: %v", err)
	}
	w.must(w.asOwner(true, w.saidOfHold("hold_lifted", p.ID), do(`delete from legal_holds`)))
	w.must(w.asOwner(true, all...))
	for what, s := range map[string]statement{
		"a transaction": do(`insert into transactions select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'idem_key', gen_random_uuid(),
			'reference', 'TK-X', 'state', 'pending', 'document', '\x00'))).* from transactions t`),
		"an attempt": do(`insert into attempts `+anAttempt+`, $1, $2 from attempts`, id, p.ID),
	} {
		if err := w.asOwner(true, s); codeOf(err) != forbidden {
			t.Errorf("%s of an erased person: %v", what, err)
		}
	}
	if err := w.asOwner(true, do(placeHold, p.ID), w.saidOfHold("hold_placed", p.ID)); codeOf(err) != forbidden {
		t.Errorf("a hold on an erased person: %v", err)
	}
}

const placeHold = `insert into legal_holds (person, why, case_number) values ($1, 'authority', 'CC-1')`

func (w world) saidOfHold(kind string, p approval.ID) statement {
	return do(`insert into audit_events (stream, kind, actor, body)
		select 'sys:holds', $1, 'system', jsonb_build_object('person', $2::text, 'hold', id::text)::text from legal_holds where person = $2::uuid`, kind, p)
}

func TestAHoldIsWhatTheLogSays(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	other, _ := w.somebody()
	w.must(w.asOwner(true, do(placeHold, p.ID), w.saidOfHold("hold_placed", p.ID)))
	w.must(w.asOwner(true, do(placeHold, other.ID), w.saidOfHold("hold_placed", other.ID)))
	lift := do(`delete from legal_holds where person = $1`, p.ID)
	for what, all := range map[string][]statement{
		"placed without an event":        {do(placeHold, p.ID)},
		"placed with another's event":    {do(placeHold, p.ID), w.saidOfHold("hold_placed", other.ID)},
		"placed as it were lifted":       {do(placeHold, p.ID), w.saidOfHold("hold_lifted", p.ID)},
		"lifted without an event":        {lift},
		"lifted with another's event":    {w.saidOfHold("hold_lifted", other.ID), lift},
		"lifted as it were placed":       {w.saidOfHold("hold_placed", p.ID), lift},
		"changed":                        {do(`update legal_holds set case_number = 'CC-2'`)},
		"lifted together with all holds": {do(`truncate legal_holds`)},
	} {
		if err := w.asOwner(true, all...); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.must(w.asOwner(true, w.saidOfHold("hold_lifted", p.ID), lift))
	w.noViolations()
}
