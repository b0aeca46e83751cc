package clienttest

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// A hundred calls at three portals at once want to execute what was confirmed, each as another
// execution: one may. All others are told which, and so is everybody who asks afterwards.
//
//takeed:race
func TestOfAHundredAtOnceOneExecutes(t *testing.T) {
	t.Parallel()
	const replicas, many = 3, 100
	w := apptest.New(t, apptest.Options{Replicas: replicas, Portal: func(c *app.Config) { c.APILimits.Consume = many }})
	core := apptest.NewClient(t, w.Database, "core", w.Direct(0))
	var at [replicas]*apptest.Client
	for i := range at {
		at[i] = core.On(w.Direct(i))
	}
	id, digest := confirmed(t, w, core)
	answers := make([]apptest.Answer, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			answers[i] = settled(t, func() (apptest.Answer, error) {
				return at[i%replicas].Consume(t.Context(), fmt.Sprint("key-", i), id, digest, fmt.Sprint("execution-", i))
			})
		})
	}
	all.Wait()
	oneWon(t, answers)
	w.NoViolations()
}

// settled repeats a call as long as it is told to wait.
func settled(t *testing.T, call func() (apptest.Answer, error)) apptest.Answer {
	for {
		a, err := call()
		if err != nil {
			t.Error(err)
		}
		if err != nil || a.Member("code") != "idempotency_in_progress" && a.Status != http.StatusServiceUnavailable {
			return a
		}
	}
}

// oneWon checks that one answer is 200, and that all others are 409 and name its execution.
func oneWon(t *testing.T, answers []apptest.Answer) {
	t.Helper()
	winner := ""
	for i, a := range answers {
		if a.Status != http.StatusOK {
			continue
		}
		if winner != "" {
			t.Errorf("%s and execution-%d were both let through", winner, i)
		}
		winner = fmt.Sprint("execution-", i)
		if a.Member("execution_reference") != winner {
			t.Errorf("%s was answered %s", winner, a.Text)
		}
	}
	for i, a := range answers {
		if a.Status != http.StatusOK && (a.Status != http.StatusConflict || a.Member("code") != "already_consumed" || a.Member("execution_reference") != winner) {
			t.Errorf("execution-%d was answered %d %s, and %q was first", i, a.Status, a.Text, winner)
		}
	}
}

// confirmed is a transaction that a client asked for and its person has confirmed.
func confirmed(t *testing.T, w *apptest.World, c *apptest.Client) (id, digest string) {
	t.Helper()
	db := w.Apps[0].DB
	p, session := postgrestest.SignedIn(t, db, approval.Identity{Subject: "UAEPASS/1", UUID: "1", EmiratesID: "784199000000001", Level: approval.SOP3, NameEN: "Somebody"})
	a, err := c.Ask(t.Context(), "ask", "order-1", p.Identity.EmiratesID)
	if err != nil || a.Status != http.StatusCreated {
		t.Fatalf("%d %s %v", a.Status, a.Text, err)
	}
	link := a.Member("approval_url")
	postgrestest.ConfirmsLink(t, db, p, session, approval.SecretOf(link[len(link)-26:]))
	return a.Member("id"), a.Member("digest")
}
