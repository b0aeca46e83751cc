package modeltest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

const replicas = 2

// The languages of the browsers, and who is signed in in them at first: one person in
// two of them, and nobody in the last.
var (
	langs  = []string{"en", "ar", "ar", "en"}
	owners = []string{"fatima", "ahmed", "fatima"}
)

// Customers sign in, and faces answer.
var (
	customers = []string{"fatima", "ahmed"}
	faces     = []string{"", "", "", "mariam", "fatima", "ahmed"} // "": that of whoever is asked
)

// sequence is one run: the model, and the world that must do as it says.
type sequence struct {
	*apptest.World
	m       model
	replies []reply
	jars    [][]*apptest.Browser // by browser and replica; the replicas share its cookies
	wires   []*postgrestest.Wire // of the replicas
	store   *pgx.Conn
	people  map[string]string // ID to persona
	done    map[string]string // what a page says that is confirmed, by language
	said    map[int]bool      // transactions that a page called confirmed
	skew    atomic.Int64      // of the simulator's clock
	lost    map[string]bool   // codes about which the provider loses its answer
	held    int               // the replica on which an exchange is held

	heldUntil time.Time // time stands still from here on, as long as it is held
}

// judge makes the helpers of whole journeys, which want a test, report to the sequence
// that is being checked, so that it can be made shorter.
type judge struct {
	testing.TB
	rt *rapid.T
}

func (j judge) Cleanup(f func())                  { j.rt.Cleanup(f) }
func (j judge) Error(args ...any)                 { j.rt.Fatal(args...) }
func (j judge) Errorf(format string, args ...any) { j.rt.Fatalf(format, args...) } // what cleanups only report would be missed
func (j judge) Fatal(args ...any)                 { j.rt.Fatal(args...) }
func (j judge) Fatalf(format string, args ...any) { j.rt.Fatalf(format, args...) }
func (j judge) FailNow()                          { j.rt.FailNow() }
func (j judge) Failed() bool                      { return j.rt.Failed() }
func (j judge) Log(args ...any)                   { j.rt.Log(args...) }
func (j judge) Logf(format string, args ...any)   { j.rt.Logf(format, args...) }

// begin opens a world in which two customers are signed in.
func begin(t *testing.T, rt *rapid.T) *sequence {
	tb := judge{t, rt}
	s := &sequence{people: map[string]string{}, said: map[int]bool{}, lost: map[string]bool{}, done: wordsOfSuccess(tb), held: none}
	database := postgrestest.New(tb)
	for range replicas {
		s.wires = append(s.wires, database.Wire(tb))
	}
	s.World = apptest.New(tb, apptest.Options{
		Replicas: replicas, Database: database, Portal: s.configure, Simulator: []func(*simulator.Config){s.configureProvider},
	})
	s.Cleanup(s.Simulator.Release)
	s.Cleanup(s.complain)
	s.connect()
	for b, lang := range langs {
		first := s.Browser(lang, 0)
		s.jars = append(s.jars, []*apptest.Browser{first, first.On(1)})
		s.m.browsers = append(s.m.browsers, browser{bound: none})
		if b < len(owners) {
			s.clear()
			s.enter(b, 0, owners[b], noFault)
		}
	}
	return s
}

// complain adds to a failure what the replicas complained about.
func (s *sequence) complain() {
	if !s.Failed() {
		return
	}
	for line := range strings.Lines(s.Logs()) {
		_, said, isLog := strings.Cut(line, `{"time":`) // pages end without a line break
		if isLog && !strings.Contains(said, `"level":"INFO"`) {
			s.Log(said)
		}
	}
}

func wordsOfSuccess(tb testing.TB) map[string]string {
	kinds, err := catalogue.Builtin()
	if err != nil {
		tb.Fatal(err)
	}
	transfer, _ := kinds.Kind("transfer")
	return map[string]string{"en": transfer.Done.EN, "ar": transfer.Done.AR}
}

// configure gives each replica its own wire, and nobody a limit: those are no part of
// the model.
func (s *sequence) configure(c *app.Config) {
	for i := range replicas {
		if c.Instance == fmt.Sprintf("replica-%d", i+1) {
			c.DatabaseURL = s.wires[i].URL
		}
	}
	const many = 1e6
	c.Limits = approval.Limits{Attempts: many, Mismatches: many, Starts: many, StartsDay: many, Open: many, Created: many, Address: many}
}

// configureProvider makes the provider say why it refuses a code, and live by the
// database's clock.
func (s *sequence) configureProvider(c *simulator.Config) {
	c.Vocabulary, c.CodeLifetime = simulator.WSO2, codeLife
	c.Now = func() time.Time { return time.Now().Add(time.Duration(s.skew.Load())) }
}

func (s *sequence) connect() {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.Database.Owner)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = conn.Close(ctx) })
	s.store = conn
}

// clear waits, by the clock of the database, until the present is near no deadline.
func (s *sequence) clear() {
	for {
		if err := s.store.QueryRow(context.Background(), `select takeed_now()`).Scan(&s.m.now); err != nil {
			s.Fatal(err)
		}
		until, near := s.m.near(s.replies)
		if !near {
			return
		}
		s.advance(until.Sub(s.m.now))
	}
}

func (s *sequence) advance(by time.Duration) {
	if by == 0 {
		return
	}
	s.skew.Add(int64(by))
	s.Database.Advance(s, by)
}
