package logverify_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"takeed/internal/postgres/logverify"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

var (
	tampers = flag.Int("tampers", 170, "how many tampers are tried")
	size    = flag.Int64("entries", 2000, "how many events the log has that is tampered with")
	seed    = flag.Uint64("seed", 1, "what the tampers are drawn from")
)

// tamper is one way to falsify the log, as a superuser with every trigger off. It says what
// must be named of it; each finding in a group will do.
type tamper struct {
	name   string
	weight int
	do     func(*attack) [][]logverify.Finding
}

// attack is one tamper with a copy of the database.
type attack struct {
	*testing.T
	*ledger
	*rand.Rand
	copy    *postgrestest.Database
	against []translog.Checkpoint // what was kept; nil: the last checkpoint
}

func (a *attack) plant(sql string, args ...any) { a.Helper(); a.copy.Plant(a.T, sql, args...) }

// pick is an event and its index.
func (a *attack) pick() (event, index int64) {
	index = a.Int64N(a.size)
	return a.events[index], index
}

// each makes groups of one finding each.
func each(findings ...logverify.Finding) (groups [][]logverify.Finding) {
	for _, f := range findings {
		groups = append(groups, []logverify.Finding{f})
	}
	return groups
}

// The proportions are those of what an institution would fear.
var ways = []tamper{
	{"a column of an event", 150, changesColumn},
	{"a body", 100, changesBody},
	{"an event is taken out", 50, takesOut},
	{"the newest events are cut off", 50, cutsOff},
	{"an event is put into the past", 100, addsToThePast},
	{"two events are swapped", 100, swaps},
	{"a stream is rewritten", 100, rewritesStream},
	{"what the log is made of", 100, changesTree},
	{"a checkpoint is signed again", 50, signsAgain},
	{"an old backup goes on", 50, goesOnFromBackup},
	{"two readers get two logs", 50, showsAnother},
}

// way draws one of the ways by its weight.
func way(r *rand.Rand) tamper {
	sum := 0
	for _, w := range ways {
		sum += w.weight
	}
	at := r.IntN(sum)
	for _, w := range ways {
		if at -= w.weight; at < 0 {
			return w
		}
	}
	panic("no way")
}

// Every tamper is named: what was done, and to which event, entry or checkpoint. A clean log
// raises no alarm.
func TestEveryTamperIsNamed(t *testing.T) {
	g := newLedger(t, *size)
	if r := g.verify(t, g.database, g.kept...); r.Found != 0 || r.Entries != g.size || r.Checkpoints < int64(len(g.kept)) {
		t.Fatalf("the clean log: %+v", r)
	}
	tried := map[string]int{}
	for i := range *tampers {
		one := *seed*1_000_000 + uint64(i)
		w := way(rand.New(rand.NewPCG(one, 1)))
		tried[w.name]++
		t.Run(fmt.Sprintf("%s %d", strings.ReplaceAll(w.name, " ", "_"), one), func(t *testing.T) {
			a := &attack{T: t, ledger: g, Rand: rand.New(rand.NewPCG(one, 2)), copy: g.database.Copy(t)}
			must := w.do(a)
			r := g.verify(t, a.copy, a.against...)
			for _, group := range must {
				if !slices.ContainsFunc(group, func(f logverify.Finding) bool { return slices.Contains(r.Findings, f) }) {
					t.Errorf("not named: %v\nfound were %v", group, r.Findings)
				}
			}
		})
	}
	t.Logf("tried: %v", tried)
}
