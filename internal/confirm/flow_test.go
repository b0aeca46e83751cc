package confirm_test

import (
	"errors"
	"testing"
	"time"

	"takeed/internal/approval"
)

func form() approval.Request {
	return approval.Request{
		Document: approval.Document{ID: approval.NewID(), Kind: "transfer", Version: 1},
		Policy:   approval.Policy{Transaction: 15 * time.Minute, Attempt: 5 * time.Minute}, Key: approval.NewID(),
	}
}

// Each thing that a customer asks for is decided on the rows that it names, is done in
// their name, and is written as it was decided.
func TestWhatACustomerAsksFor(t *testing.T) {
	t.Parallel()
	r := form()
	type asked struct {
		id  approval.ID
		err error
	}
	person, start := func(d *desk) approval.ID { return d.facts.Person.ID }, approval.StartRequest{Version: 1, Lang: approval.AR}
	create := func(t *testing.T, d *desk) asked {
		id, err := d.Create(t.Context(), person(d), r, origin)
		return asked{id, err}
	}
	edit := func(t *testing.T, d *desk) asked {
		id, err := d.Edit(t.Context(), person(d), d.facts.Transaction.ID, 1, r, origin)
		return asked{id, err}
	}
	cancel := func(t *testing.T, d *desk) asked {
		return asked{"", d.Cancel(t.Context(), person(d), d.facts.Transaction.ID, origin)}
	}
	begin := func(t *testing.T, d *desk) asked {
		_, err := d.Begin(t.Context(), session, d.facts.Transaction.ID, start, origin)
		return asked{"", err}
	}
	for name, c := range map[string]struct {
		ask   func(*testing.T, *desk) asked
		given func(*desk)
		id    func(*desk) approval.ID
		want  error
		lock  func(*desk) approval.Lock
		code  approval.EventCode // of the first event
	}{
		"create":               {create, nil, newOne(r), nil, keyLock(r, false), approval.EventTransactionCreated},
		"create, sent twice":   {create, func(d *desk) { d.facts.Existing = existing(d, r) }, existingID, nil, keyLock(r, false), ""},
		"create, too many":     {create, func(d *desk) { d.facts.Counts.Open = 99 }, nil, &approval.TooMany{}, keyLock(r, false), approval.EventTransactionRefused},
		"create, no database":  {create, broken, nil, errDown, keyLock(r, false), ""},
		"edit":                 {edit, nil, newOne(r), nil, keyLock(r, true), approval.EventTransactionCreated},
		"edit, an old version": {edit, func(d *desk) { d.facts.Transaction.Version = 2 }, nil, approval.ErrOldVersion, keyLock(r, true), ""},
		"edit, no database":    {edit, broken, nil, errDown, keyLock(r, true), ""},
		"cancel":               {cancel, nil, nil, nil, transactionLock, approval.EventTransactionCancelled},
		"cancel, confirmed":    {cancel, func(d *desk) { d.facts.Transaction.State = approval.Confirmed }, nil, approval.ErrWrongState, transactionLock, ""},
		"cancel, no database":  {cancel, broken, nil, errDown, transactionLock, ""},
		"begin":                {begin, nil, nil, nil, startLock, approval.EventAttemptStarted},
		"begin, too often":     {begin, func(d *desk) { d.facts.Counts.Attempts = 99 }, nil, &approval.TooMany{}, startLock, approval.EventAttemptRefused},
		"begin, no database":   {begin, broken, nil, errDown, startLock, ""},
	} {
		d := newDesk()
		if c.given != nil {
			c.given(d)
		}
		got := c.ask(t, d)
		if tooMany := new(*approval.TooMany); !errors.Is(got.err, c.want) && !(errors.As(c.want, tooMany) && errors.As(got.err, tooMany)) || (c.want == nil) != (got.err == nil) {
			t.Errorf("%s: %v", name, got.err)
		}
		if c.id == nil && got.id != "" || c.id != nil && got.id != c.id(d) {
			t.Errorf("%s: it goes on with %q", name, got.id)
		}
		if len(d.locks) != 1 || d.locks[0] != c.lock(d) {
			t.Errorf("%s: locked are %+v", name, d.locks)
		}
		if e := d.first(); e.Code != c.code || c.code != "" && (e.Actor != owner(d) || e.Origin != origin) {
			t.Errorf("%s: %s of %s, from %v", name, e.Code, e.Actor, e.Origin)
		}
	}
}

func broken(d *desk) { d.fails = map[string]error{"decide": errDown} }

func newOne(r approval.Request) func(*desk) approval.ID {
	return func(*desk) approval.ID { return r.Document.ID }
}

// existing is what the same form made before, under an ID of its own.
func existing(d *desk, r approval.Request) *approval.Transaction {
	before := d.facts.Transaction
	before.Document = r.Document
	before.ID = approval.NewID()
	return &before
}

func existingID(d *desk) approval.ID { return d.facts.Existing.ID }

func keyLock(r approval.Request, edit bool) func(*desk) approval.Lock {
	return func(d *desk) approval.Lock {
		lock := approval.Lock{Person: d.facts.Person.ID, Key: r.Key}
		if edit {
			lock.Transaction = d.facts.Transaction.ID
		}
		return lock
	}
}

func transactionLock(d *desk) approval.Lock {
	return approval.Lock{Person: d.facts.Person.ID, Transaction: d.facts.Transaction.ID}
}

func startLock(d *desk) approval.Lock {
	return approval.Lock{Session: session.Hash(), Transaction: d.facts.Transaction.ID, Client: origin.Client, Provider: approval.ClientConfirm}
}

// first is the first event of what was decided.
func (d *desk) first() approval.Event {
	for _, c := range d.changes {
		switch {
		case c.Create != nil:
			return c.Create.Event
		case c.Start != nil:
			return c.Start.Event
		case len(c.Transactions) > 0:
			return c.Transactions[0].Event
		case len(c.Events) > 0:
			return c.Events[0]
		}
	}
	return approval.Event{}
}

// The secret that is given out is that of the attempt, and there is none without one.
func TestBeginBindsTheBrowser(t *testing.T) {
	t.Parallel()
	d := newDesk()
	start := approval.StartRequest{Version: 1, Lang: approval.AR}
	binding, err := d.Begin(t.Context(), session, d.facts.Transaction.ID, start, origin)
	if err != nil || !binding.WellFormed() || !d.changes[0].Start.Attempt.StartedBy(binding) || d.changes[0].Start.Attempt.Lang != approval.AR {
		t.Errorf("well-formed: %v, %v", binding.WellFormed(), err)
	}
	d.facts.Transaction.State = approval.Confirmed
	if binding, err := d.Begin(t.Context(), session, d.facts.Transaction.ID, start, origin); !errors.Is(err, approval.ErrWrongState) || !binding.Empty() {
		t.Errorf("none: %v, %v", binding.Empty(), err)
	}
}

func TestMayBegin(t *testing.T) {
	t.Parallel()
	d := newDesk()
	if err := d.MayBegin(t.Context(), d.facts.Person.ID, d.facts.Transaction.ID); err != nil {
		t.Error(err)
	}
	d.facts.Counts.Attempts = 99
	if err := d.MayBegin(t.Context(), d.facts.Person.ID, d.facts.Transaction.ID); !errors.As(err, new(*approval.TooMany)) {
		t.Error(err)
	}
	d.fails = map[string]error{"counts": errDown}
	if err := d.MayBegin(t.Context(), d.facts.Person.ID, d.facts.Transaction.ID); !errors.Is(err, errDown) {
		t.Error(err)
	}
}

// The browser is sent with the secrets of its own attempt and the identifier of the
// verified profile.
func TestWhereTheBrowserIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.handover = approval.Handover{Person: d.facts.Person, State: approval.NewSecret(), Verifier: approval.NewSecret(), Lang: approval.AR, Simulate: "token_500"}
	session, binding := approval.SecretOf("session"), approval.SecretOf("binding")
	location, err := d.AuthorizeURL(t.Context(), d.facts.Transaction.ID, session, binding)
	if err != nil || location != "https://uaepass.example/authorize" || d.locks[0].Transaction != d.facts.Transaction.ID ||
		d.arrivals[0].Session != session.Hash() || d.arrivals[0].Binding != binding.Hash() {
		t.Errorf("%q, %v", location, err)
	}
	if _, username, _ := d.facts.Person.Username(); d.uaePass.asked != (approval.AuthorizationRequest{State: d.handover.State, Verifier: d.handover.Verifier, Lang: approval.AR, Username: username, Simulate: "token_500"}) || username == "" {
		t.Error("another request")
	}
	d.handover.Person.Identity = approval.Identity{}
	if location, err := d.AuthorizeURL(t.Context(), d.facts.Transaction.ID, session, binding); location != "" || !errors.Is(err, approval.ErrNoIdentifier) {
		t.Errorf("without an identifier: %q, %v", location, err)
	}
	d.fails = map[string]error{"handover": approval.ErrNotFound}
	if location, err := d.AuthorizeURL(t.Context(), d.facts.Transaction.ID, session, binding); location != "" || !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("somebody else: %q, %v", location, err)
	}
}

// Somebody without a session costs the database nothing, however often they ask.
func TestBeginAsksNothingForNobody(t *testing.T) {
	d := newDesk()
	_, err := d.Begin(t.Context(), approval.Secret{}, d.facts.Transaction.ID, approval.StartRequest{Version: 1, Lang: approval.EN}, origin)
	if !errors.Is(err, approval.ErrNotFound) || len(d.calls) != 0 {
		t.Errorf("%v after %q", err, d.calls)
	}
}
