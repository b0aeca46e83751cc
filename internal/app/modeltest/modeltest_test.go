// Package modeltest holds the portal against a model that is small enough to be
// believed (model_test.go). Random sequences of what customers, other people, late and
// repeated callbacks, clocks and crashes do are run on two replicas over one real
// database, with the simulator as the provider. After every step the stored states must
// be what the model says, each code must have been at the token endpoint as often as the
// model allows, and no page may have said "confirmed" of anything else. After every
// sequence the invariants of the database must hold, and nothing secret may have been
// printed or served.
//
// A step that is hit by a crash may have happened or not. The model then names what is
// legal, and what is stored decides.
//
// A failing sequence is made as short as possible and kept below testdata/rapid, from
// where the next run begins. A long run, of some hours:
//
//	go test ./internal/app/modeltest -timeout 0 -rapid.checks 10000 -rapid.steps 50
package modeltest

import (
	"flag"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/postgres/postgrestest"
)

// sequences is how many of them each half runs unless -rapid.checks says otherwise.
const sequences = "20"

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", sequences); err != nil {
			panic(err)
		}
	}
	postgrestest.Main(m)
}

// Two halves, since there are two cores at least and a sequence is one thing after
// another.
func TestThePortalDoesWhatTheModelSays(t *testing.T) {
	t.Parallel()
	seen := new(tally)
	t.Cleanup(func() { seen.judge(t) })
	for _, half := range []string{"one half", "the other half"} {
		t.Run(half, func(t *testing.T) {
			t.Parallel()
			postgrestest.New(t) // without PostgreSQL it is this test that is skipped, and not each sequence
			rapid.Check(t, func(rt *rapid.T) {
				s := begin(t, rt)
				rt.Repeat(s.actions())
				s.Database.NoViolations(s, "INV-13") // what was abandoned is stuck until it is swept
				s.sweepUp()
				s.NoViolations()
				s.EveryConfirmationIsProved(s)
				seen.count(s.m)
			})
		})
	}
}

// tally tells how far the sequences got: a model agrees with everything if nothing
// happens.
type tally struct {
	mu                  sync.Mutex
	sequences           int
	transactions, tries map[string]int
}

func (n *tally) count(m model) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tries == nil {
		n.transactions, n.tries = map[string]int{}, map[string]int{}
	}
	n.sequences++
	for _, t := range m.transactions {
		n.transactions[string(t.state)]++
	}
	for _, a := range m.attempts {
		n.tries[tried{Status: string(a.status), Reason: string(a.reason)}.String()]++
	}
}

func (n *tally) judge(t *testing.T) {
	t.Logf("%d sequences; transactions: %v; attempts: %v", n.sequences, n.transactions, n.tries)
	if n.sequences >= 20 && n.tries["succeeded"] == 0 {
		t.Error("nothing was ever confirmed")
	}
}

// actions are what can happen. Their names are what a failure prints.
func (s *sequence) actions() map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){"": func(*rapid.T) { s.verify() }, "hold an exchange": s.holdExchange}
	for name, action := range s.plainActions() {
		all[name] = action
	}
	return all
}

// plainActions are those that can also happen while an exchange is held.
func (s *sequence) plainActions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"create":         s.create,
		"edit":           s.edit,
		"cancel":         s.cancel,
		"begin":          s.begin,
		"answer":         s.answer,
		"go all the way": s.goAllTheWay,
		"callback":       s.callback,
		"callback mixed": s.callbackMixed,
		"callback twice": s.callbackTwice,
		"look":           s.look,
		"sign in":        s.signIn,
		"sign out":       s.signOut,
		"time passes":    s.timePasses,
		"sweep":          s.sweep,
	}
}
