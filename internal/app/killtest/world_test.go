package killtest

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// world is one database and one provider, and portals that come and go. The replica of
// the embedded world runs in the test itself and serves nobody: it sweeps.
type world struct {
	*apptest.World
	wire    *postgrestest.Wire
	gate    *gate
	env     []string
	portal  portal
	process *apptest.Process // guarded by mu while something may strike

	people    atomic.Int64
	customers []*customer

	struck     atomic.Bool // by what the customers of the moment may notice
	now        string      // what is being tried, for complaints
	mu         sync.Mutex
	complaints map[string]bool
	wentOn     map[string]int // how often somebody could, from which browser and page
}

// most people that a world can know.
const most = 2000

func newWorld(t testing.TB) *world {
	t.Helper()
	d := postgrestest.New(t)
	w := &world{wire: d.Wire(t), complaints: map[string]bool{}, wentOn: map[string]int{}}
	keyset := newKeyset(t, d)
	w.World = apptest.New(t, apptest.Options{
		Database: d, Silent: true,
		Simulator: []func(*simulator.Config){func(c *simulator.Config) { c.Personas = people(most) }},
	})
	w.people.Add(1) // nobody is person0, who answers for others
	w.gate = newGate(t, w.Simulator)
	w.env = []string{
		"PORTAL_ENV=development", "PORTAL_BASE_URL=" + apptest.Address, "PORTAL_ADDR=127.0.0.1:0",
		"PORTAL_ENTITY_NAME_EN=Example Bank", "PORTAL_ENTITY_NAME_AR=بنك المثال",
		"DATABASE_URL=" + w.wire.URL, "PORTAL_KEYSET=" + keyset, "PORTAL_TRUSTED_PROXIES=127.0.0.1",
		"UAEPASS_BASE_URL=" + w.gate.URL,
		"UAEPASS_SIGNIN_CLIENT_ID=" + w.Simulator.Signin.ID, "UAEPASS_SIGNIN_CLIENT_SECRET=" + w.Simulator.Signin.Secret,
		"UAEPASS_CONFIRM_CLIENT_ID=" + w.Simulator.Face.ID, "UAEPASS_CONFIRM_CLIENT_SECRET=" + w.Simulator.Face.Secret,
	}
	return w
}

// newKeyset makes the file that all processes of a world seal personal data with.
func newKeyset(t testing.TB, d *postgrestest.Database) (path string) {
	t.Helper()
	content, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	if d.Keys, err = keys.Parse(content); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "keyset")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// start brings the portal up. It reports false if the portal was killed before it served.
func (w *world) start() bool {
	w.Helper()
	w.wire.Mend()
	p := w.born()
	w.Cleanup(p.Kill)
	addr := p.Serving(w)
	w.portal.at(addr)
	return addr != ""
}

// born starts a process. It is known before anything strikes it.
func (w *world) born() *apptest.Process {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.process = apptest.StartPortal(w, w.env)
	return w.process
}

// victim is the process of the moment.
func (w *world) victim() *apptest.Process {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.process
}

// kill ends the portal, and what it had on the way.
func (w *world) kill() {
	w.process.Kill()
	w.wire.Cut()
	if w.process.Log.Panicked() {
		w.complain("the portal panicked:\n" + w.process.Log.String())
	}
}

// dead reports whether the portal was killed. One that ends by itself is a complaint.
func (w *world) dead() bool {
	w.Helper()
	select {
	case <-w.process.Ended:
		if !w.process.Killed.Load() {
			w.complain("the portal ended by itself:\n" + w.process.Log.String())
		}
	default:
	}
	return w.process.Killed.Load()
}

// complain reports what must not be, once.
func (w *world) complain(what string) {
	w.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.complaints[what] {
		w.complaints[what] = true
		w.Errorf("%s: %s", w.now, what)
	}
}

// invite lets new customers follow stories, all at the same time, until each has come
// to an end or to a page that does not come.
func (w *world) invite(stories ...story) []*customer {
	w.Helper()
	var guests []*customer
	for range stories {
		guests = append(guests, w.newCustomer())
	}
	w.customers = append(w.customers, guests...)
	w.each(guests, func(i int) error { return stories[i](guests[i]) })
	return guests
}

// each lets customers do something at the same time. Once something struck they may
// meet a portal that does not answer or says that it cannot, but no surprise.
func (w *world) each(guests []*customer, do func(i int) error) {
	w.Helper()
	failures := make([]error, len(guests))
	var wg sync.WaitGroup
	for i := range guests {
		wg.Go(func() { failures[i] = do(i) })
	}
	wg.Wait()
	for i, err := range failures {
		if surprised := surprise(""); err != nil && (errors.As(err, &surprised) || !w.struck.Load()) {
			w.complain(guests[i].name + ": " + err.Error())
		}
	}
}

// comeBack is what customers do whose portal died: they send their form again, reload
// the page that did not come, and look.
func (c *customer) comeBack() error {
	for _, tx := range c.known {
		if tx.path == "" {
			if err := c.create(tx); err != nil {
				return err
			}
		}
		if err := c.reload(tx); err != nil {
			return err
		}
		if _, err := c.look(tx); err != nil {
			return err
		}
	}
	return nil
}

// reload delivers every callback once more.
func (c *customer) reload(tx *transaction) error {
	for _, t := range tx.tries {
		if t.callback != "" {
			if err := c.deliver(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweep lets so much time pass that nobody waits for an exchange any more, and sweeps.
func (w *world) sweep() {
	w.Helper()
	w.Database.Advance(w, approval.AbandonedAfter+time.Second)
	w.Sweep()
}
