package killtest

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"takeed/internal/app/apptest"
)

// Rows F39 and F41 of the table of faults: kill -9 at every message to the database and
// at every request to UAE PASS, before it arrives and after it was carried out.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	suffer(t, "kills", howOften(), kill)
}

// Rows F28 to F31 and F34: the same places, but it is the database that goes, for a
// while or for a moment, and the portal lives on to say what it knows.
func TestCutOffAnywhere(t *testing.T) {
	t.Parallel()
	suffer(t, "cuts", howOften()/3, cut, blink)
}

func howOften() int {
	switch {
	case *kills > 0:
		return *kills
	case testing.Short():
		return 60
	}
	return 300
}

// suffer lets blows fall so many times, and prints one line of what came of it.
func suffer(t *testing.T, called string, asked int, blows ...blow) {
	var total tally
	plan := newPlan(t, asked, blows, &total)
	t.Run("worlds", func(t *testing.T) {
		for i, rounds := range plan {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				total.add(live(t, rounds))
			})
		}
	})
	t.Logf("%s=%d confirmations=%d violations=%d; gone on with: %v", called, total.blows, total.confirmations, total.violations, total.wentOn)
	if total.violations > 0 || total.blows < asked || total.confirmations == 0 {
		t.Errorf("%d %s were asked for; to repeat: -run %s -kills %d -seed %d", asked, called, t.Name(), howOften(), *seed)
	}
}

// tally is what came of it.
type tally struct {
	mu                               sync.Mutex
	blows, confirmations, violations int
	wentOn                           map[string]int // from which browser and page
}

func (a *tally) add(blows, confirmations, violations int, wentOn map[string]int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.blows += blows
	a.confirmations += confirmations
	a.violations += violations
	for how, n := range wentOn {
		if a.wentOn == nil {
			a.wentOn = map[string]int{}
		}
		a.wentOn[how] += n
	}
}

// round is a portal at work, and where it is struck: first while customers follow their
// stories, then while they come back. What is pending then is gone on with on a device.
type round struct {
	stories []story
	places  []place
	device  device
}

// perWorld is how many rounds a world sees. Small worlds are checked quickly.
const perWorld = 25

// newPlan deals the rounds: of three, two take the one customer with the longest story
// through all places in turn, and one is a crowd, anywhere. Every fourth portal is
// struck again while its customers come back.
func newPlan(t *testing.T, asked int, blows []blow, total *tally) (worlds [][]round) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(*seed), 0))
	one, many, again := measured(t, total)
	if !slices.Contains(blows, kill) {
		one.requests, many.requests, again.requests = 0, 0, 0 // the database can be cut off at its own messages
	}
	places := one.places()
	r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for i := range asked {
		if i%perWorld == 0 {
			worlds = append(worlds, nil)
		}
		next := round{[]story{everything}, []place{places[i*2/3%len(places)]}, device(r.IntN(len(devices)))}
		if i%3 == 2 {
			next = round{crowd(r), []place{many.any(r)}, device(r.IntN(len(devices)))}
		}
		if i%4 == 3 {
			next.places = append(next.places, again.any(r))
		}
		for j := range next.places {
			next.places[j].blow = blows[r.IntN(len(blows))]
		}
		worlds[len(worlds)-1] = append(worlds[len(worlds)-1], next)
	}
	return worlds
}

func crowd(r *rand.Rand) []story {
	var chosen []story
	for _, i := range r.Perm(len(stories))[:4] {
		chosen = append(chosen, stories[i])
	}
	return chosen
}

// measured counts what stories take while nothing strikes. The first customer is not
// counted: they find a portal that has yet to prepare its statements.
func measured(t *testing.T, total *tally) (one, many, again size) {
	t.Helper()
	w := newWorld(t)
	w.start()
	w.invite(everything)
	one = w.measure(func() { w.invite(everything) })
	many = w.measure(func() { w.invite(stories[:4]...) })
	w.kill()
	again = w.measure(func() {
		w.start()
		w.each(w.customers[:1], func(i int) error { return w.customers[i].comeBack() })
	})
	t.Logf("seed %d; one customer takes %d messages and %d requests, a crowd %d and %d, coming back %d and %d",
		*seed, one.messages, one.requests, many.messages, many.requests, again.messages, again.requests)
	total.add(0, w.verify(), len(w.complaints), nil)
	return one, many, again
}

// live takes a world through its rounds.
func live(t *testing.T, rounds []round) (blows, confirmations, violations int, wentOn map[string]int) {
	w := newWorld(t)
	w.start()
	for _, next := range rounds {
		blows += w.play(next)
	}
	// A story that took a shorter way was over before its place came.
	for spares := int64(len(rounds)); blows < len(rounds) && spares > 0; spares-- {
		again := place{blow: rounds[0].places[0].blow, number: spares * 13}
		blows += w.play(round{[]story{everything}, []place{again}, sameBrowser})
	}
	confirmations = w.verify()
	return blows, confirmations, len(w.complaints), w.wentOn
}

// play is one round. It returns how many blows fell.
func (w *world) play(next round) (blows int) {
	w.Helper()
	w.now = fmt.Sprint(next.places)
	w.strikeAt(next.places[0])
	guests := w.invite(next.stories...)
	back := func() { w.each(guests, func(i int) error { return guests[i].comeBack() }) }
	for _, again := range next.places[1:] {
		if !w.spare() {
			break
		}
		blows++
		w.strikeAt(again)
		if w.restored() {
			back()
		}
	}
	if w.spare() {
		blows++
	}
	w.restored()
	back()
	w.sweep()
	w.each(guests, func(i int) error { return guests[i].goOn(next.device) })
	w.check()
	return blows
}

// restored has a portal and its database where there was none. It reports false if the
// portal was killed before it served.
func (w *world) restored() bool {
	w.Helper()
	if w.dead() {
		return w.start()
	}
	w.wire.Mend()
	return true
}

// check complains of everything that must not be.
func (w *world) check() {
	w.Helper()
	for _, v := range w.violations() {
		w.complain(v)
	}
}

// verify is the last look at a world, by the program's own command as well. It returns
// how many transactions were confirmed.
func (w *world) verify() (confirmations int) {
	w.Helper()
	w.now = "in the end"
	w.each(w.customers, func(i int) error { return w.customers[i].comeBack() })
	w.check()
	cmd := exec.Command(apptest.PortalProgram.Path(w), "verify")
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.complain("portal verify: " + string(out))
	}
	w.kill()
	for _, s := range w.record() {
		if s.state == "confirmed" {
			confirmations++
		}
	}
	return confirmations
}
