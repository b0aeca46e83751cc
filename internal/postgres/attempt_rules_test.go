package postgres_test

import (
	"testing"

	"takeed/internal/approval"
)

func TestAPersonHasOneLiveAttempt(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	first, second := w.created(p), w.created(p)
	live := w.attempt(plan{transaction: first})
	for _, s := range []approval.AttemptStatus{approval.Started, approval.Exchanging} {
		id := approval.NewID()
		w.refusedTogether("a second while one is "+string(s), notUnique,
			plan{transaction: second}.insert(id), event(second, id, "attempt:started"))
		if s == approval.Started {
			w.must(w.moved(first, live, approval.Exchanging))
		}
	}
	w.must(w.moved(first, live, approval.Failed))
	w.attempt(plan{transaction: second})
}

// The second attempt belongs to another person, so the rule for persons cannot be what
// refuses it.
func TestATransactionHasOneLiveAttempt(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	stranger, _ := w.somebody()
	target := w.created(p)
	w.attempt(plan{transaction: target})
	id := approval.NewID()
	w.refusedTogether("a second", notUnique,
		plan{transaction: target, person: stranger.ID}.insert(id), event(target, id, "attempt:started"))
}

//takeed:race
func TestACodeIsStoredOnce(t *testing.T) {
	w := newWorld(t)
	const spend = `update attempts set status = 'exchanging', code_mac = sha256('a code') where id = $1`
	p, _ := w.somebody()
	other, _ := w.somebody()
	mine, theirs := w.created(p), w.created(other)
	first, second := w.attempt(plan{transaction: mine}), w.attempt(plan{transaction: theirs})
	w.must(w.together(do(spend, first), event(mine, first, "attempt:exchanging")))
	w.refusedTogether("the same code", notUnique, do(spend, second), event(theirs, second, "attempt:exchanging"))
	w.must(w.moved(mine, first, approval.Unknown))
	w.refusedTogether("the same code after its attempt ended", notUnique, do(spend, second), event(theirs, second, "attempt:exchanging"))
}

// A success names who answered, and it is who was asked.
func TestASuccessNeedsTheEnrolledIdentity(t *testing.T) {
	w := newWorld(t)
	const rest = `status = 'succeeded', handover = null, finished_at = now(), `
	for what, set := range map[string]string{
		"no identity":             `identity_ok = false, got_sub_mac = want_sub_mac, got_idn_mac = want_idn_mac`,
		"no subject":              `identity_ok = true, got_idn_mac = want_idn_mac`,
		"another subject":         `identity_ok = true, got_sub_mac = sha256('x'), got_idn_mac = want_idn_mac`,
		"another Emirates ID":     `identity_ok = true, got_sub_mac = want_sub_mac, got_idn_mac = sha256('x')`,
		"no Emirates ID":          `identity_ok = true, got_sub_mac = want_sub_mac`,
		"a reason to have failed": `identity_ok = true, got_sub_mac = want_sub_mac, got_idn_mac = want_idn_mac, failure = 'internal'`,
	} {
		transaction, id := w.withStatus(approval.Exchanging)
		w.refusedTogether(what, checkViolated, do(`update attempts set `+rest+set+` where id = $1`, id), event(transaction, id, "attempt:succeeded"))
	}
}

// Each row is what its status says.
func TestAnAttemptIsWhatItsStatusSays(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		what     string
		from, to approval.AttemptStatus
		set      string
	}{
		{"an exchange without a code", approval.Started, approval.Exchanging, `status = 'exchanging'`},
		{"a code before the exchange", approval.Started, approval.Started, `code_mac = sha256('x')`},
		{"a code of another length", approval.Started, approval.Exchanging, `status = 'exchanging', code_mac = 'x'`},
		{"a failure without a reason", approval.Started, approval.Failed, `status = 'failed', handover = null, finished_at = now()`},
		{"a reason that is a sentence", approval.Started, approval.Failed, `status = 'failed', handover = null, finished_at = now(), failure = 'No such person'`},
		{"an end without a time", approval.Started, approval.AttemptExpired, `status = 'expired', handover = null`},
		{"an end that keeps its secrets", approval.Started, approval.AttemptExpired, `status = 'expired', finished_at = now()`},
		{"secrets gone too early", approval.Started, approval.Started, `handover = null`},
	} {
		transaction, id := w.withStatus(c.from)
		w.refusedTogether(c.what, checkViolated, do(`update attempts set `+c.set+` where id = $1`, id),
			event(transaction, id, "attempt:"+string(c.to)))
	}
}
