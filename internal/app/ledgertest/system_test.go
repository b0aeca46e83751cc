package ledgertest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// system is a client of the API that writes down what it is told: by answers, and by webhooks.
type system struct {
	world   *world
	at      [replicas]*apptest.Client
	senders [replicas]*sender
	people  int

	done, ready, open, arriving *order // of this fault
	acted                       atomic.Bool
	heard, hooks                atomic.Int64 // answers, and webhooks, that told something
}

// order is something that the system asked for.
type order struct {
	id, digest, reference string
	link                  approval.Secret
	person                approval.Person
	session               approval.Secret
	arrived               approval.Arrived
}

func (w *world) newSystem() *system {
	w.Helper()
	s := &system{world: w}
	core := apptest.NewClient(w, w.Database, "core", w.Direct(0))
	for i := range replicas {
		direct := w.Direct(i)
		direct.Timeout = patience
		s.at[i] = core.On(direct)
	}
	core.Listen(w, s.newInbox())
	for i := range replicas {
		s.senders[i] = w.sends(i)
	}
	return s
}

// prepares has an order that was executed, one that may be, one that nobody has opened, and one
// whose person is about to be told that it is confirmed.
func (s *system) prepares() {
	w, db := s.world, s.world.Apps[0].DB
	w.Helper()
	s.acted.Store(false)
	for _, at := range s.at { // so that it has its tokens, which are writes
		if a, err := at.Get(w.Context(), "kinds"); err != nil || a.Status != http.StatusOK {
			w.Fatalf("%d %s %v", a.Status, a.Text, err)
		}
	}
	s.done, s.ready, s.open, s.arriving = s.asks(), s.asks(), s.asks(), s.asks()
	for _, o := range []*order{s.done, s.ready} {
		postgrestest.ConfirmsLink(w, db, o.person, o.session, o.link)
	}
	if a, err := s.executes(0, s.done, "first"); err != nil || a.Status != http.StatusOK {
		w.Fatalf("%d %s %v", a.Status, a.Text, err)
	}
	id, err := db.OpenLink(w.Context(), s.arriving.person.ID, s.arriving.link.Hash(), postgrestest.Origin)
	if err != nil {
		w.Fatal(err)
	}
	start, err := postgrestest.Begin(w, db, s.arriving.person, id)
	if err != nil {
		w.Fatal(err)
	}
	s.arriving.arrived = postgrestest.Arrive(w, db, start, s.arriving.session, approval.NewSecret())
}

// asks asks for the approval of somebody new.
func (s *system) asks() *order {
	w := s.world
	w.Helper()
	s.people++
	eid := fmt.Sprintf("7842000%08d", s.people)
	o := &order{reference: rand.Text()}
	o.person, o.session = postgrestest.SignedIn(w, w.Apps[0].DB, approval.Identity{Subject: "UAEPASS/" + eid, UUID: eid, EmiratesID: eid, Level: approval.SOP3, NameEN: "Somebody"})
	a, err := s.at[0].Ask(w.Context(), o.reference, o.reference, eid)
	if err != nil || a.Status != http.StatusCreated {
		w.Fatalf("%d %s %v", a.Status, a.Text, err)
	}
	o.id, o.digest = a.Member("id"), a.Member("digest")
	link := a.Member("approval_url")
	o.link = approval.SecretOf(link[len(link)-26:])
	return o
}

func (s *system) executes(replica int, o *order, execution string) (apptest.Answer, error) {
	return s.at[replica].Consume(context.Background(), o.reference+execution, o.id, o.digest, execution)
}

// acts does everything at once.
func (s *system) acts() {
	var all sync.WaitGroup
	all.Go(func() { s.hears("consuming", s.ready)(s.executes(0, s.ready, "first")) })
	all.Go(func() { s.hears("cancelling", s.open)(s.at[1].Cancel(context.Background(), s.open.id)) })
	all.Go(func() {
		reference := rand.Text()
		s.hears("asking", nil)(s.at[1].Ask(context.Background(), reference, reference, s.open.person.Identity.EmiratesID))
	})
	all.Go(s.isConfirmed)
	all.Wait()
	s.acted.Store(true)
}

// isConfirmed writes the confirmation, as the callback of its person does. What came of it, the
// system looks up.
func (s *system) isConfirmed() {
	p := s.arriving.person
	c, err := s.arriving.arrived.Facts.Finish(p.Identity, nil, postgrestest.ByCustomer(p.ID))
	if err == nil {
		_ = s.world.Apps[0].DB.Apply(context.Background(), c)
	}
}

// looks asks everything that a client may ask, at every replica, all at once. Once it has acted
// it asks for what is refused if its acts were not in vain.
func (s *system) looks() {
	ctx := context.Background()
	var all sync.WaitGroup
	for i, at := range s.at {
		for _, o := range []*order{s.done, s.ready, s.open, s.arriving} {
			all.Go(func() { s.hears("reading", o)(at.Get(ctx, "transactions/"+o.id)) })
		}
		all.Go(func() { s.hears("looking up", nil)(at.Get(ctx, "transactions?reference="+s.ready.reference)) })
		all.Go(func() { s.hears("events", nil)(at.Get(ctx, "events?limit=100")) })
		all.Go(func() { s.hears("consuming again", s.done)(s.executes(i, s.done, "second")) })
		all.Go(func() { s.hears("repeating", s.ready)(s.executes(i, s.ready, "first")) })
		if s.acted.Load() {
			all.Go(func() { s.hears("consuming again", s.ready)(s.executes(i, s.ready, "second")) })
			all.Go(func() {
				s.hears("a new link", s.open)(at.Call(ctx, "transactions/"+s.open.id+"/link", "", new(string)))
			})
			all.Go(func() { s.hears("cancelling late", s.arriving)(at.Cancel(ctx, s.arriving.id)) })
		}
	}
	all.Wait()
}

// ends stops the senders.
func (s *system) ends() {
	for _, one := range s.senders {
		one.stop()
	}
}
