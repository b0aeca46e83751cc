package killtest

import (
	"net/http"
	"os"
	"syscall"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// held lets a callback come as far as the token endpoint, where UAE PASS takes its time,
// and does something meanwhile. The status of the browser's answer comes later, or 0.
func (w *world) held(c *customer, tr *try, meanwhile func()) (status <-chan int) {
	arrived, release, answered := make(chan bool), make(chan bool), make(chan int, 1)
	w.gate.at("/token", func() {
		close(arrived)
		<-release
	})
	go func() {
		status := 0
		if page, err := c.Send(c.Request(http.MethodGet, tr.callback, nil)); err == nil {
			status = page.Status
		}
		answered <- status
	}()
	<-arrived
	meanwhile()
	close(release)
	return answered
}

func signal(t *testing.T, p *apptest.Process, s os.Signal) {
	t.Helper()
	must(t, p.Cmd.Process.Signal(s))
}

// Row F41: told to stop twice, the portal still finishes what it began.
func TestToldToStopTwice(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	old := w.process
	answered := w.held(c, tr, func() {
		signal(t, old, syscall.SIGTERM)
		old.Says(t, "shutting down")
		signal(t, old, syscall.SIGTERM)
	})
	if status := <-answered; status != http.StatusSeeOther {
		t.Errorf("the browser was answered %d", status)
	}
	<-old.Ended
	if code := old.Cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, old.Log)
	}
	w.gate.judgedBy(nil)
	w.start()
	c.finds(t, tr.transaction, c.done())
	w.allWell(t)
}

// Row F41 again: told to stop, and killed before it had finished.
func TestToldToStopAndKilled(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	answered := w.held(c, tr, func() {
		signal(t, w.process, syscall.SIGTERM)
		w.process.Says(t, "shutting down")
		w.kill()
	})
	if status := <-answered; status != 0 {
		t.Errorf("the browser was answered %d", status)
	}
	w.gate.judgedBy(nil)
	w.start()
	c.finds(t, tr.transaction, c.say("checking.title"))
	w.exchanged(t, tr, 1)
	w.sweep()
	c.finds(t, tr.transaction, c.say("notice.unclear.title"))
	w.allWell(t)
}

// Row F42: one replica dies in the exchange, and another gets the reloaded callback. It
// shows what is known, and leaves the code alone.
func TestAnotherReplicaGetsTheReload(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/token", "/userinfo"} {
		t.Run(path[1:], func(t *testing.T) {
			t.Parallel()
			w, c, tr := poised(t)
			other := apptest.StartPortal(t, append(w.env, "DATABASE_URL="+w.Database.URL))
			t.Cleanup(other.Kill)
			address := other.Serving(t)
			w.gate.at(path, w.kill)
			if err := c.deliver(tr); err == nil {
				t.Error("a dead replica answered")
			}
			w.gate.judgedBy(nil)
			w.process = other
			w.portal.at(address)
			c.told(t, tr, http.StatusOK, c.say("checking.title"))
			w.exchanged(t, tr, 1)
			w.sweep()
			c.told(t, tr, http.StatusOK, c.say("notice.unclear.title"))
			w.exchanged(t, tr, 1)
			w.wire.Mend() // for the last look, which goes the usual way
			w.allWell(t)
		})
	}
}

// Row F42 again: it dies in the commit of the outcome, which the database carries out.
// The session got a new token there that never reached the browser: the customer signs
// in once more and finds the confirmation.
func TestAnotherReplicaKnowsTheOutcome(t *testing.T) {
	t.Parallel()
	w, c, tr := poised(t)
	other := apptest.StartPortal(t, append(w.env, "DATABASE_URL="+w.Database.URL))
	t.Cleanup(other.Kill)
	address := other.Serving(t)
	w.gate.at("/userinfo", func() {
		w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
			if m.Type != 'E' || m.SQL != "commit" {
				return postgrestest.Pass
			}
			w.process.Kill()
			return postgrestest.CutAfter
		})
	})
	if err := c.deliver(tr); err == nil {
		t.Error("a dead replica answered")
	}
	w.spare()
	w.process = other
	w.portal.at(address)
	c.told(t, tr, http.StatusNotFound, c.say("error.link.title"))
	c.finds(t, tr.transaction, c.done())
	w.exchanged(t, tr, 1)
	w.wire.Mend()
	w.allWell(t)
}
