package postgres_test

import (
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// Nothing here goes through the portal's code: these are the statements of a portal
// with a fault, or of somebody who has its password.

func TestOnlyItsOwnSucceededAttemptConfirms(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	stranger, strangersSession := w.somebody()
	target := w.created(p)

	failed := w.attempt(plan{transaction: target})
	w.must(w.moved(target, failed, approval.Failed))
	elsewhere := w.succeeded(plan{transaction: w.created(p)})
	otherPerson := w.succeeded(plan{transaction: target, person: stranger.ID})
	foreign := postgrestest.Query[string](t, w.database, `select confirmed_attempt_id::text from transactions where id = $1`, w.confirmed(stranger, strangersSession))
	live := w.attempt(plan{transaction: target})

	for what, attempt := range map[string]any{
		"a failed attempt": failed, "a live attempt": live, "an attempt at another transaction": elsewhere,
		"another person's attempt at it": otherPerson, "another person's confirmation": foreign, "an attempt that is not there": approval.NewID(),
	} {
		w.refusedTogether("confirm by "+what, noSuchReference, confirmBy(target, attempt), event(target, "", "confirmed"))
	}
	w.must(w.moved(target, live, approval.Failed))
	if w.state(target) != "pending" {
		t.Errorf("the transaction is %s", w.state(target))
	}
}

func TestAnAttemptForOtherContentConfirmsNothing(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	other := w.succeeded(plan{transaction: target, content: "another payee"})
	w.refusedTogether("confirm", noSuchReference, confirmBy(target, other), event(target, "", "confirmed"))

	target = w.created(p)
	own := w.succeeded(plan{transaction: target})
	w.must(w.together(confirmBy(target, own), event(target, "", "confirmed")))
	if w.state(target) != "confirmed" {
		t.Errorf("its own attempt left it %s", w.state(target))
	}
}

// A foreign key with a NULL in it holds for anything, so the parts of a confirmation
// must all be there.
func TestAConfirmationIsWhole(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	attempt := w.succeeded(plan{transaction: target})
	for what, set := range map[string]string{
		"no attempt":           `state = 'confirmed', confirmed_at = now(), confirmed_ok = true`,
		"no success":           `state = 'confirmed', confirmed_at = now(), confirmed_attempt_id = '` + string(attempt) + `'`,
		"success denied":       `state = 'confirmed', confirmed_at = now(), confirmed_ok = false, confirmed_attempt_id = '` + string(attempt) + `'`,
		"no time":              `state = 'confirmed', confirmed_ok = true, confirmed_attempt_id = '` + string(attempt) + `'`,
		"nothing":              `state = 'confirmed'`,
		"a time while pending": `confirmed_at = now()`,
		"an attempt, pending":  `confirmed_attempt_id = '` + string(attempt) + `'`,
		"success, rejected":    `state = 'rejected', confirmed_ok = true`,
	} {
		w.refusedTogether(what, checkViolated, do(`update transactions set `+set+` where id = $1`, target),
			event(target, "", "confirmed"), event(target, "", "rejected"))
	}
}

func TestATransactionIsConfirmedInItsTime(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	attempt := w.succeeded(plan{transaction: target})
	late := do(`update transactions set state = 'confirmed', confirmed_at = expires_at + interval '1 microsecond', confirmed_attempt_id = $2,
		confirmed_ok = true where id = $1`, target, attempt)
	w.refusedTogether("confirmed late", checkViolated, late, event(target, "", "confirmed"))
}

func TestATransactionHasOneSuccess(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	id := w.confirmed(p, session)
	second := w.attempt(plan{transaction: id})
	w.must(w.moved(id, second, approval.Exchanging))
	if err := w.moved(id, second, approval.Succeeded); codeOf(err) != notUnique {
		t.Errorf("a second success: %v", err)
	}
}
