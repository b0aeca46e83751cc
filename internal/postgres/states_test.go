package postgres_test

import (
	"strings"
	"testing"

	"takeed/internal/approval"
)

// The database has its own table of legal moves. Every pair is tried with all that
// belongs to it and with a proper event, so nothing but the guard can refuse.

func TestEveryMoveOfATransaction(t *testing.T) {
	w := newWorld(t)
	for _, from := range approval.States {
		for _, to := range approval.States {
			if from == to {
				continue
			}
			id := w.inState(from)
			want := notFromHere
			if from.CanBecome(to) {
				want = "<nil>"
			}
			if err := w.becomes(id, to); codeOf(err) != want {
				t.Errorf("%s to %s: %v, want %s", from, to, err, want)
			}
		}
	}
	w.refusedTogether("an unheard-of state", checkViolated, do(`update transactions set state = 'consumed' where id = $1`, w.inState(approval.Pending)))
}

// inState is a transaction that was brought there by hand.
func (w world) inState(s approval.State) approval.ID {
	w.Helper()
	p, _ := w.somebody()
	id := w.created(p)
	if s != approval.Pending {
		w.must(w.becomes(id, s))
	}
	return id
}

// becomes moves a transaction by hand. If that confirms it, by a succeeded attempt of
// its own, unless it has one.
func (w world) becomes(id approval.ID, to approval.State) error {
	w.Helper()
	move := do(`update transactions set state = $2, confirmed_at = null, confirmed_attempt_id = null, confirmed_ok = null where id = $1`, id, to)
	if to == approval.Confirmed {
		move = confirmBy(id, w.succeeded(plan{transaction: id}))
	}
	return w.together(move, event(id, "", string(to)))
}

func TestEveryMoveOfAnAttempt(t *testing.T) {
	w := newWorld(t)
	for _, from := range approval.AttemptStatuses {
		for _, to := range append(approval.AttemptStatuses, "done") {
			if from == to {
				continue
			}
			transaction, attempt := w.withStatus(from)
			want := notFromHere
			if from.CanBecome(to) {
				want = "<nil>"
			}
			if err := w.moved(transaction, attempt, to); codeOf(err) != want {
				t.Errorf("%s to %s: %v, want %s", from, to, err, want)
			}
		}
	}
}

// withStatus is an attempt that was brought there by hand, on the shortest way.
func (w world) withStatus(s approval.AttemptStatus) (transaction, attempt approval.ID) {
	w.Helper()
	p, _ := w.somebody()
	transaction = w.created(p)
	attempt = w.attempt(plan{transaction: transaction})
	if s != approval.Started && !approval.Started.CanBecome(s) {
		w.must(w.moved(transaction, attempt, approval.Exchanging))
	}
	if s != approval.Started {
		w.must(w.moved(transaction, attempt, s))
	}
	return transaction, attempt
}

func TestATransactionBeginsAsPending(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	for _, s := range approval.States {
		want := forbidden
		if s == approval.Pending {
			want = "<nil>"
		}
		if err := w.born(target, string(s), nil); codeOf(err) != want {
			t.Errorf("a transaction that begins as %s: %v", s, err)
		}
	}
	if err := w.born(target, "pending", target); codeOf(err) != forbidden {
		t.Errorf("a transaction that begins as replaced: %v", err)
	}
}

//takeed:race
func TestAnAttemptBeginsAsStarted(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	target := w.created(p)
	for _, s := range approval.AttemptStatuses {
		id := approval.NewID()
		insert := plan{transaction: target}.insert(id)
		if s != approval.Started {
			insert.sql = strings.Replace(insert.sql, "expires_at)", "expires_at, status)", 1)
			insert.sql = strings.Replace(insert.sql, "'5 minutes'", "'5 minutes', '"+string(s)+"'", 1)
			w.refusedTogether("begins as "+string(s), forbidden, insert, event(target, id, "attempt:"+string(s)))
			continue
		}
		w.must(w.together(insert, event(target, id, "attempt:started")))
	}
}

// born inserts a transaction in a state: a copy of another one's content.
func (w world) born(like approval.ID, state string, replacedBy any) error {
	w.Helper()
	id := approval.NewID()
	return w.together(do(`insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash, attempt_seconds,
			state, replaced_by, created_at, expires_at)
		select $1, user_id, $3, $1, kind, 1, document, payload_hash, 60, $4, $5, created_at, expires_at from transactions where id = $2`,
		id, like, id.Reference(), state, replacedBy), event(id, "", state))
}

// A final row is closed altogether, not only in its state.
func TestAFinalRowIsClosed(t *testing.T) {
	w := newWorld(t)
	for _, s := range approval.States {
		if s.Final() {
			id := w.inState(s)
			for _, set := range []string{`replaced_by = id`, `confirmed_at = now()`, `confirmed_attempt_id = gen_random_uuid()`, `confirmed_ok = not confirmed_ok`} {
				if s != approval.Confirmed && set == `confirmed_ok = not confirmed_ok` {
					continue // null stays null
				}
				w.refused(string(s)+": "+set, notFromHere, `update transactions set `+set+` where id = $1`, id)
			}
		}
	}
	for _, s := range approval.AttemptStatuses {
		if !s.Live() {
			_, id := w.withStatus(s)
			for _, set := range []string{`failure = 'another'`, `finished_at = finished_at + interval '1 second'`, `got_sub_mac = sha256('x')`,
				`got_idn_mac = sha256('x')`, `identity_ok = not identity_ok`, `handover = 'x'`, `claimed_by = 'x'`, `claimed_at = now()`} {
				w.refused(string(s)+": "+set, notFromHere, `update attempts set `+set+` where id = $1`, id)
			}
		}
	}
}
