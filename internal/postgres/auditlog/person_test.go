package auditlog_test

import (
	"errors"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

func TestAPersonIsMaskedUntilThereIsAReason(t *testing.T) {
	j := newJourney(t)
	c := j.Newcomer()
	log := j.log
	hidden := func(i approval.Identity) approval.Identity { return approval.Identity{NameEN: i.NameEN[:1]} }
	d, err := log.Person(t.Context(), c.ID, hidden, auditor)
	j.must(err)
	if (d.Identity != approval.Identity{NameEN: "F"}) || d.Person != c.ID || d.Enrolled.IsZero() || d.SignedIn.Before(d.Enrolled) || d.Disabled {
		t.Errorf("%+v", d)
	}
	if looks := j.looks(approval.EventIdentifierRevealed); len(looks) != 0 {
		t.Errorf("recorded: %v", looks)
	}
	i, err := log.Reveal(t.Context(), c.ID, audit.RevealReason{Purpose: audit.ForFraud, Case: "CRM-4711"}, auditor)
	j.must(err)
	looks := j.looks(approval.EventIdentifierRevealed)
	if i != c.Identity || len(looks) != 1 || looks[0]["why"] != "fraud" || looks[0]["case"] != "CRM-4711" || looks[0]["person"] != string(c.ID) {
		t.Errorf("%+v, recorded: %v", i, looks)
	}
	for _, id := range []approval.ID{approval.NewID()} {
		_, err1 := log.Person(t.Context(), id, hidden, auditor)
		_, err2 := log.Reveal(t.Context(), id, audit.RevealReason{Purpose: audit.ForFraud, Case: "1"}, auditor)
		if !errors.Is(err1, approval.ErrNotFound) || !errors.Is(err2, approval.ErrNotFound) {
			t.Errorf("nobody: %v, %v", err1, err2)
		}
	}
	// What was looked at is part of what happened to the person.
	if lines := j.searched("person:"+string(c.ID)+" actor:staff", "").Lines; len(lines) != 2 {
		t.Errorf("%d looks are found under the person", len(lines))
	}
	j.noViolations()
}

// What the system did about somebody is found under them, and so is what another person
// did in their transaction.
func TestAPersonsLinesAreFoundWhoeverDidIt(t *testing.T) {
	j := newJourney(t)
	c, other := j.Newcomer(), j.Newcomer()
	r := j.Leaves(c, j.Asks(c))
	r.Session = other.Session
	j.Returns(r, approval.ErrUserChanged)
	j.Passes(time.Hour)
	j.Sweeps()
	j.Disables(c, true)
	count := func(text string) int { return len(j.searched(text, "").Lines) }
	if n := count("person:" + string(c.ID) + " event:user_changed"); n != 1 {
		t.Errorf("%d lines of another", n)
	}
	if n := count("person:" + string(other.ID) + " event:user_changed"); n != 1 {
		t.Errorf("%d lines under the other", n)
	}
	if n := count("person:" + string(c.ID) + " actor:system"); n != 2 { // expired, disabled
		t.Errorf("%d lines of the system", n)
	}
}
