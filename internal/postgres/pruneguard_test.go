package postgres_test

import (
	"errors"
	"fmt"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// Whoever asks for less than a year gets an error, and everything is still there; and so
// does the portal's own login.
func TestNothingYoungerThanAYearGoes(t *testing.T) {
	w, _, _ := longPast(t, 1200)
	n := len(w.lines())
	for who, c := range map[string]struct {
		url   string
		years int
	}{"the owner, for all": {w.database.Owner, 0}, "the owner, for the future": {w.database.Owner, -1}, "the portal": {w.database.URL, 1}} {
		_, err := postgres.Prune(t.Context(), c.url, c.years)
		var server *postgres.ServerError
		if !errors.As(err, &server) || server.Code != forbidden {
			t.Errorf("%s: %v", who, err)
		}
	}
	if left := len(w.lines()); left != n {
		t.Errorf("%d lines of %d are left", left, n)
	}
	w.noViolations()
}

// What whoever has the owner's password, or another's clean-up, could try.
func TestTheOwnerCannotCutTheLogAsTheyLike(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	open := w.created(p)
	done := w.confirmed(p, session)
	w.must(w.asOwner(true, w.said()))
	cut := func(stream, seq string, young bool) func(*testing.T) error {
		return func(t *testing.T) error {
			return w.asOwner(young, do(`update audit_streams s set gone = e.seq, anchor = e.hash from audit_events e
				where s.stream = '`+stream+`' and e.stream = s.stream and e.seq = `+seq), w.said())
		}
	}
	person, whole := string(approval.OfPerson(p.ID)), string(approval.OfTransaction(done))
	own := func(young bool, all ...statement) func(*testing.T) error {
		return func(*testing.T) error { return w.asOwner(young, all...) }
	}
	anchor := do(`update audit_streams s set gone = 1, anchor = e.hash from audit_events e where s.stream = $1 and e.stream = s.stream and e.seq = 1`, person)
	for what, try := range map[string]func(*testing.T) error{
		"lines without an anchor":      own(false, do(`delete from audit_events`)),
		"a line that is young":         own(true, do(`delete from audit_events`)),
		"an anchor on a young line":    cut(person, "1", true),
		"the beginning of a whole":     cut(whole, "1", false),
		"an open transaction":          cut(string(approval.OfTransaction(open)), "s.seq", false),
		"what the log says of itself":  cut(office.OfRetention, "1", false),
		"without an event":             own(false, anchor),
		"an event of another kind":     own(false, anchor, do(`insert into audit_events (stream, kind, actor) values ('sys:retention', 'other', 'system')`)),
		"an event in another stream":   own(false, anchor, do(`insert into audit_events (stream, kind, actor) values ('sys:other', 'audit_retired', 'system')`)),
		"an anchor with another hash":  own(false, do(`update audit_streams set gone = 1, anchor = sha256('x') where stream = $1`, person), w.said()),
		"an anchor past the end":       own(false, do(`update audit_streams set gone = 9, anchor = head where stream = $1`, person), w.said()),
		"the head with the anchor":     own(false, do(`update audit_streams s set gone = 1, anchor = e.hash, seq = 9 from audit_events e where s.stream = $1 and e.stream = s.stream and e.seq = 1`, person), w.said()),
		"lines after the anchor":       own(false, anchor, w.said(), do(`delete from audit_events where stream = $1 and seq = 2`, person)),
		"an anchor that is moved back": own(false, anchor, w.said(), do(`update audit_streams set gone = 0, anchor = '' where stream = $1`, person)),
		"everything at once":           own(false, do(`truncate audit_events`)),
		"a line, by writing it anew":   own(false, do(`update audit_events set at = '2000-01-01'`)),
	} {
		if err := try(t); codeOf(err) != forbidden {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A line that is young, below one of a time when the clock was wrong.
	w.database.Plant(t, `update audit_events set at = at - interval '2 years' where stream = $1 and seq = 2`, person)
	if err := w.asOwner(true, do(`update audit_streams s set gone = 2, anchor = e.hash from audit_events e where s.stream = $1 and e.stream = s.stream and e.seq = 2`, person),
		w.said(), do(`delete from audit_events where stream = $1 and seq <= 2`, person)); codeOf(err) != forbidden {
		t.Errorf("a young line below an old one: %v", err)
	}
	w.database.Plant(t, `update audit_events set at = at + interval '2 years' where stream = $1 and seq = 2`, person)
	for _, sql := range []string{`delete from audit_events`, `update audit_streams set gone = 1`, `update audit_streams set anchor = head`} {
		w.refused("the portal: "+sql, forbidden, sql)
	}
	w.must(w.asOwner(false, anchor, w.saidOf(1), do(`delete from audit_events where stream = $1 and seq = 1`, person)))
	w.noViolations()
}

// The clock of lifetimes is a function of the owner's. The guards have another.
func TestAnotherClockLetsNothingGo(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	n := len(w.lines())
	w.database.Advance(t, 2*year)
	if r := w.prunes(1); r.Events != 0 {
		t.Errorf("a clean-up removed %d events of today", r.Events)
	}
	person := string(approval.OfPerson(p.ID))
	anchor := do(`update audit_streams s set gone = 1, anchor = e.hash from audit_events e where s.stream = $1 and e.stream = s.stream and e.seq = 1`, person)
	if err := w.asOwner(true, anchor, w.saidOf(1), do(`delete from audit_events where stream = $1 and seq = 1`, person)); codeOf(err) != forbidden {
		t.Errorf("by hand: %v", err)
	}
	w.database.Plant(t, `update audit_streams s set gone = 1, anchor = e.hash from audit_events e where s.stream = $1 and e.stream = s.stream and e.seq = 1`, person)
	if err := w.asOwner(true, do(`delete from audit_events where stream = $1 and seq = 1`, person)); codeOf(err) != forbidden {
		t.Errorf("below an anchor that was planted: %v", err)
	}
	w.database.Plant(t, `update audit_streams set gone = 0, anchor = '' where stream = $1`, person)
	if left := len(w.lines()); left != n {
		t.Errorf("%d lines of %d are left", left, n)
	}
	w.noViolations()
}

// said is an event of a clean-up.
func (w world) said() statement { return w.saidOf(0) }

func (w world) saidOf(n int) statement {
	return do(`insert into audit_events (stream, kind, actor, body) values ('sys:retention', 'audit_retired', 'system', $1)`, fmt.Sprintf(`{"before":"2020-01-01T00:00:00Z","count":"%d"}`, n))
}

// asOwner runs statements in one commit as the owner of the schema, now or when all that
// there is has become two years old.
func (w world) asOwner(young bool, all ...statement) error {
	w.Helper()
	if !young {
		w.database.Age(w, 2*year)
		defer w.database.Age(w, -2*year)
	}
	return w.commit(connect(w.T, w.database.Owner), all...)
}
