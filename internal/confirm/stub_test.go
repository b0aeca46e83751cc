package confirm_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
)

var (
	noon    = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	origin  = approval.Origin{RequestID: "r", Client: netip.MustParseAddr("192.0.2.1")}
	session = approval.NewSecret()
	errDown = errors.New("the database does not answer")
	fatima  = approval.Identity{Subject: "sub", EmiratesID: "784199000000010", Level: approval.SOP3, Mobile: "971500000001"}
)

// store answers with the same facts whatever is locked, writes down what it is asked, in
// order, and what is decided; it fails where the test says.
type store struct {
	mu       sync.Mutex // the background work has two goroutines
	facts    approval.Facts
	arrived  approval.Arrived
	again    *approval.Arrived // what the arrivals after the first are found to be; nil: the same
	handover approval.Handover
	due      []approval.ID
	dropped  []approval.Dropped
	health   map[string]approval.Health
	fails    map[string]error
	failNext []error // of Arrive, before fails

	calls    []string
	locks    []approval.Lock
	arrivals []approval.Arrival
	changes  []approval.Change
	records  []approval.Event
	ctx      context.Context // of the last call
}

func (s *store) call(ctx context.Context, name string) error {
	s.ctx = ctx
	if err := ctx.Err(); err != nil {
		s.calls = append(s.calls, name+" in vain")
		return err
	}
	s.calls = append(s.calls, name)
	return s.fails[name]
}

func (s *store) Decide(ctx context.Context, lock approval.Lock, decide func(approval.Facts) (approval.Change, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locks = append(s.locks, lock)
	if err := s.call(ctx, "decide"); err != nil {
		return err
	}
	c, err := decide(s.facts)
	s.changes = append(s.changes, c)
	return err
}

func (s *store) Apply(ctx context.Context, c approval.Change) error {
	s.changes = append(s.changes, c)
	return s.call(ctx, "apply")
}

func (s *store) Record(ctx context.Context, events ...approval.Event) error {
	s.records = append(s.records, events...)
	return s.call(ctx, "record")
}

func (s *store) Counts(ctx context.Context, _, _ approval.ID) (approval.Counts, error) {
	return s.facts.Counts, s.call(ctx, "counts")
}

func (s *store) Handover(ctx context.Context, transaction approval.ID, session, binding approval.Hash) (approval.Handover, error) {
	s.arrivals = append(s.arrivals, approval.Arrival{Session: session, Binding: binding})
	s.locks = append(s.locks, approval.Lock{Transaction: transaction})
	return s.handover, s.call(ctx, "handover")
}

func (s *store) Arrive(ctx context.Context, a approval.Arrival) (approval.Arrived, error) {
	s.arrivals = append(s.arrivals, a)
	err := s.call(ctx, "arrive")
	if len(s.failNext) > 0 {
		err, s.failNext = errors.Join(err, s.failNext[0]), s.failNext[1:]
	}
	if err != nil {
		return approval.Arrived{}, err
	}
	if s.again != nil && len(s.arrivals) > 1 {
		return *s.again, nil
	}
	return s.arrived, nil
}

func (s *store) Due(ctx context.Context, limit int) ([]approval.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.due[:min(limit, len(s.due))], s.call(ctx, "due")
}

func (s *store) Purge(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.call(ctx, "purge")
}

func (s *store) TellDropped(ctx context.Context) ([]approval.Dropped, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped, s.call(ctx, "tell-dropped")
}

func (s *store) Watch(ctx context.Context, client string, decide func(approval.Health, bool) (approval.Event, bool)) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, say := decide(s.health[client], false)
	if say {
		s.records = append(s.records, e)
	}
	return say, s.call(ctx, "watch-"+client)
}

// counted is how often something was asked.
func (s *store) counted(name string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, call := range s.calls {
		if call == name {
			n++
		}
	}
	return n
}

// uaePass answers as the test says.
type uaePass struct {
	store                       *store // for the order of the calls
	identity                    approval.Identity
	atToken, atUserinfo, atLast error
	grant                       approval.Grant
	asked                       approval.AuthorizationRequest
	ctx                         context.Context
	meanwhile                   func() // during the exchange
}

func (p *uaePass) AuthorizeURL(r approval.AuthorizationRequest) string {
	p.asked = r
	return "https://uaepass.example/authorize"
}

func (p *uaePass) Exchange(ctx context.Context, g approval.Grant) (approval.Secret, error) {
	p.grant, p.ctx = g, ctx
	p.store.calls = append(p.store.calls, "exchange")
	p.meanwhile()
	return approval.SecretOf("access-token"), errors.Join(p.atToken, ctx.Err())
}

func (p *uaePass) UserInfo(_ context.Context, token approval.Secret) (approval.Identity, error) {
	p.store.calls = append(p.store.calls, "userinfo "+token.Reveal())
	return p.identity, p.atUserinfo
}

func (p *uaePass) Introspect(_ context.Context, token approval.Secret) error {
	p.store.calls = append(p.store.calls, "introspect "+token.Reveal())
	return p.atLast
}

// desk is a flow on a store in which a callback of fatima's has just been claimed, in
// her session and her browser.
type desk struct {
	*store
	*confirm.Flow
	uaePass *uaePass
	log     *strings.Builder
}

func newDesk() *desk {
	person := approval.Person{ID: approval.NewID(), Identity: fatima}
	tx := approval.Transaction{
		Document: approval.Document{ID: approval.NewID(), Version: 1}, PersonID: person.ID, State: approval.Pending,
		ExpiresAt: noon.Add(15 * time.Minute), AttemptTTL: 5 * time.Minute,
	}
	attempt := approval.Attempt{
		ID: approval.NewID(), TransactionID: tx.ID, PersonID: person.ID, Status: approval.Exchanging, Lang: approval.AR,
		StartedAt: noon, ExpiresAt: noon.Add(5 * time.Minute), ClaimedAt: noon,
	}
	facts := approval.Facts{Now: noon, Person: person, Transaction: tx, Attempt: attempt}
	s := &store{facts: facts, arrived: approval.Arrived{
		Facts: facts, Claimed: true, SameBrowser: true, SessionPerson: person.ID, Verifier: approval.NewSecret(),
	}}
	d := &desk{store: s, uaePass: &uaePass{store: s, identity: fatima, meanwhile: func() {}}, log: &strings.Builder{}}
	d.Flow = &confirm.Flow{
		Decisions: s, Attempts: s, Overdue: s, Provider: d.uaePass, Limits: approval.DefaultLimits,
		Log: slog.New(slog.NewTextHandler(d.log, nil)),
	}
	return d
}

// unclaimed makes the callback one that found its attempt in a status, and may not be
// exchanged.
func (d *desk) unclaimed(status approval.AttemptStatus) {
	d.arrived.Claimed, d.arrived.Facts.Attempt.Status, d.facts.Attempt.Status = false, status, status
}

// returned is the browser that began, back with a code.
func returned() confirm.Return {
	return confirm.Return{
		Callback: approval.Callback{State: approval.SecretOf("state"), Code: approval.SecretOf("code"), CorrelationID: "cr"},
		Binding:  approval.SecretOf("binding"), Session: approval.SecretOf("session"), NewSession: approval.SecretOf("new"), Origin: origin,
	}
}

// written is what the changes say of the attempt and the transaction.
func (d *desk) written() string {
	var all []string
	for _, c := range d.changes {
		for _, m := range c.Attempts {
			all = append(all, strings.TrimSuffix(string(m.To)+"/"+string(m.Reason), "/"))
		}
		for _, m := range c.Transactions {
			all = append(all, "transaction "+string(m.To))
		}
	}
	return strings.Join(all, ", ")
}

// recorded is what the events say that changed nothing.
func (d *desk) recorded() string {
	var all []string
	for _, e := range d.records {
		all = append(all, string(e.Code)+"/"+e.Detail["reason"])
	}
	return strings.Join(all, " ")
}
