package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

func (w world) ask(c integration.Client, call integration.Call, a integration.Asked) (integration.Answer, error) {
	return w.db.CreateRequest(w.Context(), call, c, a, origin, func(r integration.Request) ([]byte, error) {
		return []byte(r.Document.ID), nil
	})
}

func (w world) requests() int {
	w.Helper()
	return postgrestest.Query[int](w, w.database, `select count(*) from requests`)
}

// A key stands for one call and its effect.
func TestAKeyIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, _ := w.somebody()
	a, _ := postgrestest.AskedOf(p, core.ID)
	call := postgrestest.CallOf(core)
	first, err := w.ask(core, call, a)
	w.must(err)
	again := a
	again.Document.ID, again.Link = approval.NewID(), approval.NewSecret().Hash() // as a repetition composes them anew
	if got, err := w.ask(core, call, again); err != nil || !got.Replayed || string(got.Body) != string(first.Body) || got.Status != 201 {
		t.Errorf("a repetition was answered %+v, %v", got, err)
	}
	other := call
	other.Fingerprint[0]++
	if _, err := w.ask(core, other, again); !errors.Is(err, integration.ErrKeyReused) {
		t.Errorf("another body: %v", err)
	}
	taken := (*integration.ReferenceTaken)(nil)
	if _, err := w.ask(core, postgrestest.CallOf(core), again); !errors.As(err, &taken) || taken.ID != a.Document.ID {
		t.Errorf("the same reference: %v", err)
	}
	if n := w.requests(); n != 1 {
		t.Errorf("there are %d requests", n)
	}
	again.Reference = "another"
	if _, err := w.ask(core, postgrestest.CallOf(core), again); err != nil {
		t.Errorf("another reference, after a refusal: %v", err)
	}
	w.noViolations()
}

// A key that twenty calls bring at once has one effect; whoever does not hear of it is told to
// ask again.
//
//takeed:race
func TestOneEffectOfManyCallsAtOnce(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, _ := w.somebody()
	call := postgrestest.CallOf(core)
	base, _ := postgrestest.AskedOf(p, core.ID)
	var group sync.WaitGroup
	bodies := make(chan string, 20)
	for range cap(bodies) {
		a := base
		a.Document.ID, a.Link = approval.NewID(), approval.NewSecret().Hash()
		group.Go(func() {
			got, err := w.ask(core, call, a)
			if err != nil && !errors.Is(err, integration.ErrInProgress) {
				t.Errorf("a call was answered %v", err)
			}
			bodies <- string(got.Body)
		})
	}
	group.Wait()
	close(bodies)
	different := map[string]bool{}
	for b := range bodies {
		different[b] = true
	}
	delete(different, "")
	if n := w.requests(); n != 1 || len(different) != 1 {
		t.Errorf("%d requests, and these answers: %v", n, different)
	}
	w.noViolations()
}

// A link is for one person, and what they have opened they find again.
func TestTheLinkIsForOnePerson(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	p, _ := w.somebody()
	stranger, _ := w.somebody()
	open := func(who approval.Person, link approval.Secret) (approval.ID, error) {
		return w.db.OpenLink(t.Context(), who.ID, link.Hash(), origin)
	}
	if _, err := open(p, approval.NewSecret()); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("a link that there is not: %v", err)
	}
	id, old := postgrestest.Asks(t, w.db, core, p)
	fresh := approval.NewSecret()
	w.must(w.db.RenewLink(t.Context(), core, id, fresh.Hash(), origin))
	if _, err := open(p, old); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("a link that was renewed: %v", err)
	}
	for range 2 {
		if got, err := open(p, fresh); err != nil || got != id {
			t.Errorf("the person opens %s: %s, %v", id, got, err)
		}
	}
	if _, err := open(stranger, fresh); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("a stranger, afterwards: %v", err)
	}
	if err := w.db.RenewLink(t.Context(), core, id, approval.NewSecret().Hash(), origin); !errors.Is(err, integration.ErrFinal) {
		t.Errorf("a link to what has been opened: %v", err)
	}

	id, link := postgrestest.Asks(t, w.db, core, p)
	if _, err := open(stranger, link); !errors.Is(err, integration.ErrWrongPerson) {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := open(p, link); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("the person, after a stranger: %v", err)
	}
	seen, now, err := w.db.ClientTransaction(t.Context(), core.ID, id)
	if w.must(err); seen.At(now) != integration.Rejected || seen.Reason != "wrong_person" || seen.Person != "" {
		t.Errorf("the client sees %+v", seen)
	}
	w.noViolations()
}

// What a client asked for ends by its word, by that of its person, or by time.
func TestARequestEnds(t *testing.T) {
	w := newWorld(t)
	core, other := w.client("core"), w.client("other")
	p, _ := w.somebody()
	waiting, _ := postgrestest.Asks(t, w.db, core, p)
	adopted, link := postgrestest.Asks(t, w.db, core, p)
	forgotten, _ := postgrestest.Asks(t, w.db, core, p)
	_, err := w.db.OpenLink(t.Context(), p.ID, link.Hash(), origin)
	w.must(err)
	if err := w.db.CancelRequest(t.Context(), other, waiting, origin); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("another client cancels: %v", err)
	}
	for range 2 {
		w.must(w.db.CancelRequest(t.Context(), core, waiting, origin))
		w.must(w.db.CancelRequest(t.Context(), core, adopted, origin))
	}
	w.database.Advance(t, time.Hour)
	if err := w.db.CancelRequest(t.Context(), core, forgotten, origin); !errors.Is(err, integration.ErrFinal) {
		t.Errorf("cancelled after its end: %v", err)
	}
	for range 2 {
		_, err := w.db.SweepClients(t.Context(), 10)
		w.must(err)
	}
	for id, want := range map[approval.ID]integration.Status{waiting: integration.Cancelled, adopted: integration.Cancelled, forgotten: integration.Expired} {
		seen, now, err := w.db.ClientTransaction(t.Context(), core.ID, id)
		if w.must(err); seen.At(now) != want {
			t.Errorf("the client sees %s, want %s", seen.At(now), want)
		}
	}
	w.noViolations()
}

// An assertion is taken once, and a client that is disabled is out at once.
func TestTokens(t *testing.T) {
	w := newWorld(t)
	core := w.client("core")
	token, assertion := approval.NewSecret(), approval.NewSecret().Hash()
	issue := func(token approval.Secret, assertion approval.Hash) error {
		return w.db.Issue(t.Context(), integration.Token{Client: core.ID, Hash: token.Hash(), Scopes: []integration.Scope{integration.ScopeRead},
			Assertion: assertion, Until: time.Now().Add(time.Minute)})
	}
	w.must(issue(token, assertion))
	caller, err := w.db.Caller(t.Context(), token.Hash())
	if w.must(err); caller.ID != core.ID || !caller.Has(integration.ScopeRead) || caller.Has(integration.ScopeCreate) {
		t.Errorf("the caller is %+v", caller)
	}
	if err := issue(approval.NewSecret(), assertion); !errors.Is(err, integration.ErrReplayed) {
		t.Errorf("the assertion again: %v", err)
	}
	w.database.SetClient(t, core.ID, "disabled_at = now()")
	if _, err := w.db.Caller(t.Context(), token.Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("the token of a disabled client: %v", err)
	}
	if err := issue(approval.NewSecret(), approval.NewSecret().Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("a token for a disabled client: %v", err)
	}
	p, _ := w.somebody()
	a, _ := postgrestest.AskedOf(p, core.ID)
	if _, err := w.ask(core, postgrestest.CallOf(core), a); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("a disabled client asks: %v", err)
	}
	w.database.SetClient(t, core.ID, "disabled_at = null")
	w.database.Advance(t, 6*time.Minute)
	if _, err := w.db.Caller(t.Context(), token.Hash()); !errors.Is(err, integration.ErrUnauthorized) {
		t.Errorf("a token after its end: %v", err)
	}
}
