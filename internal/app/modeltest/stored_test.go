package modeltest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"takeed/internal/approval"
)

// row is a transaction as it is stored, with its attempts in their order.
type row struct {
	ID, Owner, State, ReplacedBy, ConfirmedBy string
	Version                                   int
	Attempts                                  []tried
}

type tried struct{ ID, Status, Reason string }

func (t tried) String() string { return strings.TrimSpace(t.Status + " " + t.Reason) }

// stored reads every transaction, oldest first.
func (s *sequence) stored() []row {
	s.Helper()
	var text []byte
	err := s.store.QueryRow(context.Background(), `select coalesce(json_agg(json_build_object('ID', t.id, 'Owner', t.user_id, 'State', t.state,
		'Version', t.version, 'ReplacedBy', coalesce(t.replaced_by::text, ''), 'ConfirmedBy', coalesce(t.confirmed_attempt_id::text, ''),
		'Attempts', (select coalesce(json_agg(json_build_object('ID', a.id, 'Status', a.status, 'Reason', coalesce(a.failure, ''))
			order by a.started_at), '[]') from attempts a where a.tx_id = t.id)) order by t.created_at), '[]') from transactions t`).Scan(&text)
	if err != nil {
		s.Fatal(err)
	}
	var all []row
	if err := json.Unmarshal(text, &all); err != nil {
		s.Fatal(err)
	}
	return all
}

// line describes a transaction so that the stored one can be compared with the model's,
// and read: "0: fatima v1 cancelled, replaced by 1; [failed superseded, started]".
func line(t int, owner string, version int, state string, replacedBy, confirmedBy int, attempts []string) string {
	text := fmt.Sprintf("%d: %s v%d %s", t, owner, version, state)
	if replacedBy != none {
		text += fmt.Sprintf(", replaced by %d", replacedBy)
	}
	if confirmedBy != none {
		text += fmt.Sprintf(", confirmed by attempt %d", confirmedBy)
	}
	return text + "; [" + strings.Join(attempts, ", ") + "]"
}

func (s *sequence) picture(all []row) string {
	var lines []string
	for t, r := range all {
		var attempts []string
		for _, a := range r.Attempts {
			attempts = append(attempts, a.String())
		}
		replacedBy := slices.IndexFunc(all, func(other row) bool { return other.ID == r.ReplacedBy })
		confirmedBy := slices.IndexFunc(r.Attempts, func(a tried) bool { return a.ID == r.ConfirmedBy })
		lines = append(lines, line(t, s.people[r.Owner], r.Version, r.State, replacedBy, confirmedBy, attempts))
	}
	return strings.Join(lines, "\n")
}

func (m *model) picture() string {
	var lines []string
	for t, tx := range m.transactions {
		var attempts []string
		confirmedBy := none
		for a, at := range m.attempts {
			if at.transaction != t {
				continue
			}
			if tx.confirmedBy == a {
				confirmedBy = len(attempts)
			}
			attempts = append(attempts, tried{Status: string(at.status), Reason: string(at.reason)}.String())
		}
		lines = append(lines, line(t, tx.owner, tx.version, string(tx.state), tx.replacedBy, confirmedBy, attempts))
	}
	return strings.Join(lines, "\n")
}

// settle finds out which of the things that may have happened did.
func (s *sequence) settle(possible ...model) {
	s.Helper()
	all := s.stored()
	got := s.picture(all)
	var legal []string
	for _, m := range possible {
		if m.picture() == got {
			s.m = m
			s.recognise(all)
			return
		}
		legal = append(legal, m.picture())
	}
	s.Fatalf("stored is\n%s\nand not\n%s", got, strings.Join(legal, "\nor\n"))
}

// settleStep is for a step that has one outcome if nothing goes wrong, and otherwise that
// or none.
func (s *sequence) settleStep(f fault, after model) {
	s.Helper()
	if f.kind == no {
		s.settle(after)
		return
	}
	s.settle(s.m, after)
}

// recognise gives the transactions of the model their names, which never change.
func (s *sequence) recognise(all []row) {
	s.Helper()
	for t, r := range all {
		switch s.m.transactions[t].id {
		case "":
			s.m.transactions[t].id = r.ID
		case r.ID:
		default:
			s.Fatalf("transaction %d is another one now", t)
		}
	}
}

// verify is what must hold after every step beside the states: what was said stays true,
// a code was sent once at most and only after its claim, and who is confirmed was asked
// in this attempt and answered in person.
func (s *sequence) verify() {
	s.settle(s.m)
	for t := range s.said {
		if s.m.transactions[t].state != approval.Confirmed {
			s.Fatalf("a page said that transaction %d is confirmed, and it is %s", t, s.m.transactions[t].state)
		}
	}
	for _, r := range s.replies {
		s.verifyCode(r)
	}
	for t, tx := range s.m.transactions {
		if tx.state == approval.Confirmed && !s.provenBy(tx) {
			s.Fatalf("transaction %d is confirmed, and its owner never said so", t)
		}
	}
}

func (s *sequence) verifyCode(r reply) {
	if r.code == "" {
		return
	}
	sent, a := s.Simulator.Exchanges(r.code), s.m.claimant(r.code)
	switch {
	case a == none && sent != 0:
		s.Fatalf("a code that nothing was claimed with was sent %d times", sent)
	case a != none && sent != 1 && !(s.m.attempts[a].unsent && sent == 0):
		s.Fatalf("the code of attempt %d was sent %d times", a, sent)
	}
}

func (s *sequence) provenBy(tx transaction) bool {
	return slices.ContainsFunc(s.replies, func(r reply) bool {
		return r.attempt == tx.confirmedBy && r.who == tx.owner && r.code != "" && r.code == s.m.attempts[tx.confirmedBy].code
	})
}
