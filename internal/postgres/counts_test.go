package postgres_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"takeed/internal/approval"
)

// signinAt is a sign-in from an address.
func signinAt(address string) approval.Signin {
	s := newSignin()
	s.Client = netip.MustParseAddr(address)
	return s
}

// beginAt starts an attempt from an address. meanwhile happens while it is decided.
func (w world) beginAt(p approval.Person, address string, l approval.Limits, meanwhile func()) error {
	from := netip.MustParseAddr(address)
	id := w.created(p)
	by := approval.Source{Actor: approval.Customer(p.ID), Origin: approval.Origin{RequestID: "req", Client: from}}
	return w.db.Decide(w.Context(), approval.Lock{Person: p.ID, Transaction: id, Client: from}, func(f approval.Facts) (approval.Change, error) {
		meanwhile()
		return f.Start(approval.StartRequest{Version: 1, Lang: approval.EN}, l, by)
	})
}

func nothing() {}

// People who share an address do not wait for each other: one starts, signing in or
// confirming, while another's start from there is open, or written and not committed.
//
//takeed:race
func TestAStartWaitsForNoOtherFromItsAddress(t *testing.T) {
	w := newWorld(t)
	const cafe = "203.0.113.7"
	p, _ := w.somebody()
	other, _ := w.somebody()
	w.must(w.db.BeginSignin(t.Context(), signinAt(cafe), anySignin))
	dbtx, err := w.app.Begin(t.Context())
	w.must(err)
	for column, sql := range map[string]string{
		"a lock on the address": `select pg_advisory_xact_lock(hashtextextended(encode(client_mac, 'hex'), 0)) from signins`,
		"a start from there": `insert into signins (state_hash, browser_hash, handover, lang, expires_at, client_mac, realm)
			select sha256('x'), browser_hash, handover, lang, expires_at, client_mac, realm from signins limit 1`,
	} {
		if _, err := dbtx.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", column, err)
		}
	}
	if err := w.db.BeginSignin(t.Context(), signinAt(cafe), anySignin); err != nil {
		t.Errorf("a sign-in, beside one that is not committed: %v", err)
	}
	w.must(w.beginAt(p, cafe, approval.DefaultLimits, func() {
		if err := w.beginAt(other, cafe, approval.DefaultLimits, nothing); err != nil {
			t.Errorf("a confirmation, beside another: %v", err)
		}
	}))
	w.must(w.db.BeginSignin(t.Context(), signinAt(cafe), func(approval.SigninFacts) error {
		if err := w.db.BeginSignin(t.Context(), signinAt(cafe), anySignin); err != nil {
			t.Errorf("a sign-in, beside another: %v", err)
		}
		return nil
	}))
	w.must(dbtx.Rollback(t.Context()))
}

// within decides by limits of which only those per address can be reached.
func within(l approval.Limits, may func(approval.Limits, approval.Neighbours) error) func(approval.SigninFacts) error {
	return func(f approval.SigninFacts) error { return may(l.OrDefault(), f.From) }
}

func refusedFor(t *testing.T, err error, limit approval.Limit) {
	t.Helper()
	if tooMany := (*approval.TooMany)(nil); !errors.As(err, &tooMany) || tooMany.Limit != limit || tooMany.Until.IsZero() {
		t.Errorf("%v, want %s", err, limit)
	}
}

// What ended well is no flood, however much of it comes from one address; what did not,
// came back with an error or never, counts for ten minutes.
//
//takeed:race
func TestOnlyStartsThatDidNotEndWellCount(t *testing.T) {
	w := newWorld(t)
	const cafe = "203.0.113.7"
	three := within(approval.Limits{Address: 3}, approval.Limits.AllowAddress)
	for i := range 12 {
		s := signinAt(cafe)
		w.must(w.db.BeginSignin(t.Context(), s, three))
		why := approval.Reason("")
		if i%4 == 3 {
			why = approval.ReasonTokenRejected
		}
		w.must(w.db.EndSignin(t.Context(), s.State.Hash(), why))
	}
	refusedFor(t, w.db.BeginSignin(t.Context(), signinAt(cafe), three), approval.LimitAddress)
	if err := w.db.BeginSignin(t.Context(), signinAt("203.0.113.8"), three); err != nil {
		t.Errorf("from another address: %v", err)
	}
	w.database.Advance(t, approval.StartsWindow)
	if err := w.db.BeginSignin(t.Context(), signinAt(cafe), three); err != nil {
		t.Errorf("ten minutes later: %v", err)
	}
}

// The same of attempts: those that confirmed are no flood.
//
//takeed:race
func TestConfirmationsFromOneAddressAreNoFlood(t *testing.T) {
	w := newWorld(t)
	const cafe = "203.0.113.7"
	from := netip.MustParseAddr(cafe)
	two := approval.Limits{Address: 2}.OrDefault()
	for range 4 {
		p, session := w.somebody()
		id := w.created(p)
		by := approval.Source{Actor: approval.Customer(p.ID), Origin: approval.Origin{Client: from}}
		var s *approval.Start
		w.must(w.db.Decide(t.Context(), approval.Lock{Person: p.ID, Transaction: id, Client: from}, func(f approval.Facts) (approval.Change, error) {
			c, err := f.Start(approval.StartRequest{Version: 1, Lang: approval.EN}, two, by)
			s = c.Start
			return c, err
		}))
		w.must(w.finished(w.arrive(s, session, approval.NewSecret()), p.Identity))
	}
	for range 2 {
		p, _ := w.somebody()
		w.must(w.beginAt(p, cafe, two, nothing))
	}
	p, _ := w.somebody()
	refusedFor(t, w.beginAt(p, cafe, two, nothing), approval.LimitAddress)
}

// Customers and staff share an office's address, and no count.
func TestCustomersAndStaffAreCountedApart(t *testing.T) {
	w := newWorld(t)
	const office = "203.0.113.7"
	limits := approval.Limits{Address: 2, StaffAddress: 3}
	customers, staff := within(limits, approval.Limits.AllowAddress), within(limits, approval.Limits.AllowStaffAddress)
	member := func() approval.Signin {
		s := signinAt(office)
		s.Realm, s.Nonce = approval.StaffRealm, approval.NewSecret()
		return s
	}
	for range 2 {
		w.must(w.db.BeginSignin(t.Context(), signinAt(office), customers))
	}
	refusedFor(t, w.db.BeginSignin(t.Context(), signinAt(office), customers), approval.LimitAddress)
	for range 3 {
		w.must(w.db.BeginSignin(t.Context(), member(), staff))
	}
	refusedFor(t, w.db.BeginSignin(t.Context(), member(), staff), approval.LimitStaffAddress)
	p, _ := w.somebody()
	w.must(w.beginAt(p, office, limits.OrDefault(), nothing))
}

// Who has a /48 has 65,536 addresses to be counted by, and one network.
func TestAnIPv6SiteIsCountedAsOne(t *testing.T) {
	w := newWorld(t)
	limits := approval.Limits{Address: 2, Network: 5}
	may := within(limits, approval.Limits.AllowAddress)
	for i := range 5 {
		w.must(w.db.BeginSignin(t.Context(), signinAt(fmt.Sprintf("2001:db8:1:%x::1", i)), may))
	}
	refusedFor(t, w.db.BeginSignin(t.Context(), signinAt("2001:db8:1:ffff::1"), may), approval.LimitNetwork)
	w.must(w.db.BeginSignin(t.Context(), signinAt("2001:db8:2::1"), may))
	w.must(w.db.BeginSignin(t.Context(), signinAt("192.0.2.1"), may))
	for i := range 5 {
		p, _ := w.somebody()
		w.must(w.beginAt(p, fmt.Sprintf("2001:db8:1:%x::1", i), limits.OrDefault(), nothing))
	}
	p, _ := w.somebody()
	refusedFor(t, w.beginAt(p, "2001:db8:1:ffff::1", limits.OrDefault(), nothing), approval.LimitNetwork)
}

// The defaults let two thousand customers an hour through one IPv4 address, each of whom
// signs in and confirms once, even if nobody finishes.
func TestTheDefaultsTakeAMobileNetwork(t *testing.T) {
	const anHour = 2000
	inTheWindow := int(anHour * approval.StartsWindow / time.Hour)
	full := approval.Neighbours{Address: approval.Tally{Count: inTheWindow * 2}, Network: approval.Tally{Count: inTheWindow * 4}}
	if err := approval.DefaultLimits.AllowAddress(full); err != nil {
		t.Error(err)
	}
}
