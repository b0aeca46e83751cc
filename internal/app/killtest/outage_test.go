package killtest

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
)

// poised is a world with a customer whose callback is about to come.
func poised(t *testing.T) (*world, *customer, *try) {
	t.Helper()
	w := newWorld(t)
	w.start()
	c := w.newCustomer()
	w.customers = append(w.customers, c)
	warm, err := c.newTransaction()
	must(t, err)
	first, err := c.beginAnd(warm, c.name)
	must(t, err)
	must(t, c.deliver(first)) // prepares the statements
	tx, err := c.newTransaction()
	must(t, err)
	poised, err := c.beginAnd(tx, c.name)
	must(t, err)
	return w, c, poised
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// at does something when the portal asks the provider at a path, before it is answered.
func (g *gate) at(path string, do func()) {
	g.judgedBy(func(_ int64, asked string) postgrestest.Verdict {
		if strings.HasSuffix(asked, path) {
			do()
		}
		return postgrestest.Pass
	})
}

// told follows a callback to a page, which must have this status and title.
func (c *customer) told(t *testing.T, tr *try, status int, title string) {
	t.Helper()
	page, err := c.Try(tr.callback)
	must(t, err)
	must(t, c.saw(tr.transaction, page))
	c.mustRead(t, page, status, title)
}

// finds opens the page of a transaction, which must have this title.
func (c *customer) finds(t *testing.T, tx *transaction, title string) {
	t.Helper()
	page, err := c.look(tx)
	must(t, err)
	c.mustRead(t, page, http.StatusOK, title)
}

func (c *customer) mustRead(t *testing.T, page *apptest.Page, status int, title string) {
	t.Helper()
	if page.Status != status || page.Heading() != title {
		t.Errorf("%s says %d %q, want %d %q", page.Path(), page.Status, page.Heading(), status, title)
	}
}

func (c *customer) say(key string) string { return plain(i18n.T(i18n.Lang(c.Lang), key)) }

func (c *customer) done() string { return plain(transfer.Done.In(c.lang())) }

func (w *world) exchanged(t *testing.T, tr *try, want int) {
	t.Helper()
	if n := w.Simulator.Exchanges(tr.code); n != want {
		t.Errorf("%d exchanges, want %d", n, want)
	}
}

// allWell takes everybody to a confirmation and checks the world.
func (w *world) allWell(t *testing.T) {
	t.Helper()
	w.sweep()
	w.each(w.customers, func(i int) error { return w.customers[i].goOn(device(i % len(devices))) })
	if w.verify() == 0 {
		t.Error("nobody confirmed anything")
	}
}

// Row F28: the database refuses before the claim. Nothing is exchanged, and the page
// says neither that it worked nor that it did not: the same address may still confirm.
func TestTheDatabaseIsGoneBeforeTheClaim(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	w.wire.Cut()
	c.told(t, tr, http.StatusServiceUnavailable, c.say("error.checking.title"))
	w.exchanged(t, tr, 0)
	w.wire.Mend()
	c.finds(t, tr.transaction, c.say("waiting.title"))
	c.told(t, tr, http.StatusOK, c.done())
	w.allWell(t)
}

// Row F29: the database goes while UAE PASS is asked, for the token or for the profile.
// What came of the exchange is lost, and nobody tries it a second time.
func TestTheDatabaseGoesDuringTheExchange(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/token", "/userinfo"} {
		t.Run(path[1:], func(t *testing.T) {
			t.Parallel()
			w, c, tr := poised(t)
			w.gate.at(path, w.wire.Cut)
			c.told(t, tr, http.StatusServiceUnavailable, c.say("error.checking.title"))
			w.gate.judgedBy(nil)
			w.wire.Mend()
			c.finds(t, tr.transaction, c.say("checking.title"))
			c.told(t, tr, http.StatusOK, c.say("checking.title"))
			w.exchanged(t, tr, 1)
			w.sweep()
			c.finds(t, tr.transaction, c.say("notice.unclear.title"))
			w.allWell(t)
		})
	}
}

// atTheFinish judges the commit of the outcome: the first after the profile has come.
func (w *world) atTheFinish(verdict postgrestest.Verdict) {
	w.gate.at("/userinfo", func() {
		var struck atomic.Bool
		w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
			if m.Type == 'E' && m.SQL == "commit" && !struck.Swap(true) {
				return verdict
			}
			return postgrestest.Pass
		})
	})
}

// Row F30: the database goes before the commit of the outcome arrives there.
func TestTheDatabaseGoesBeforeTheCommit(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	w.atTheFinish(postgrestest.CutBefore)
	c.told(t, tr, http.StatusServiceUnavailable, c.say("error.checking.title"))
	w.spare()
	w.wire.Mend()
	c.finds(t, tr.transaction, c.say("checking.title"))
	w.sweep()
	c.finds(t, tr.transaction, c.say("notice.unclear.title"))
	w.exchanged(t, tr, 1)
	w.allWell(t)
}

// Row F31: the commit was carried out, and the database goes before it could say so. It
// is confirmed, and no page may deny it.
func TestTheDatabaseGoesAfterTheCommit(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	w.atTheFinish(postgrestest.CutAfter)
	c.told(t, tr, http.StatusServiceUnavailable, c.say("error.checking.title"))
	w.spare()
	w.wire.Mend()
	c.finds(t, tr.transaction, c.done())
	w.exchanged(t, tr, 1)
	w.allWell(t)
}

// A customer whose session another tab renewed is led from the callback to the start page.
// If the database goes then, that page may not deny what it knows nothing of.
func TestAPageThatCannotAskDeniesNothing(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	c.told(t, tr, http.StatusOK, c.done())
	w.wire.Cut()
	page, err := c.Try("/" + c.Lang + "/")
	must(t, err)
	c.mustRead(t, page, http.StatusServiceUnavailable, c.say("error.busy.title"))
	must(t, c.saw(tr.transaction, page))
	w.wire.Mend()
	w.allWell(t)
}

// Row F31 again: only the answer is lost. The outcome is read on another connection, and
// the customer, whose session got a new token in that commit, stays signed in.
func TestTheAnswerToTheCommitIsLost(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	w.atTheFinish(postgrestest.Lose)
	c.told(t, tr, http.StatusOK, c.done())
	w.spare()
	page, err := c.Try(tr.transaction.path)
	must(t, err)
	c.mustRead(t, page, http.StatusOK, c.done())
	w.allWell(t)
}

// Row F34: an administrator, or a failover, ends all sessions again and again.
func TestEverySessionOfTheDatabaseIsKilled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.invite(everything)
	kills := 0
	w.struck.Store(true)
	w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Number%211 == 0 {
			kills++
			w.endSessions()
		}
		return postgrestest.Pass
	})
	guests := w.invite(append(stories, stories...)...)
	w.spare()
	if kills == 0 {
		t.Error("no session was killed")
	}
	w.reconnect()
	w.each(guests, func(i int) error { return guests[i].comeBack() })
	w.allWell(t)
}

func (w *world) endSessions() {
	err := postgrestest.Exec(context.Background(), w.Database.Admin, `select pg_terminate_backend(pid, 5000) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`)
	if err != nil {
		w.Error(err)
	}
}

// reconnect gives the replica of the test, whose sessions ended too, new ones.
func (w *world) reconnect() {
	w.Helper()
	err := w.Apps[0].DB.Ready(context.Background())
	for range 20 {
		if err == nil {
			return
		}
		err = w.Apps[0].DB.Ready(context.Background())
	}
	w.Fatal(err)
}
