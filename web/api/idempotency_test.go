//takeed:race
package api_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

func TestARepeatedCallGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, a := range []ask{w.posting("hub", transactions, wanted()), w.posting("hub", endpoints, `{"url":"https://hub.example.ae/x"}`)} {
		first, again := w.do(a), w.do(a)
		w.wants(first, http.StatusCreated, "")
		w.wants(again, http.StatusCreated, "")
		for _, name := range []string{"Location", "ETag"} {
			if first.Header.Get(name) != again.Header.Get(name) {
				t.Errorf("%s is %q, and again %q", name, first.Header.Get(name), again.Header.Get(name))
			}
		}
		if string(first.body) != string(again.body) || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s\nand again %s", first.body, again.body)
		}
		a.body += " "
		w.wants(w.do(a), http.StatusUnprocessableEntity, "idempotency_key_reused")
	}
	if n := postgrestest.Query[int](t, w.database, `select count(*) from requests`); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// A key belongs to its client: another one may use the same.
func TestAKeyIsOneClientsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.post("hub", transactions, wanted("reference", `"R-1"`), "Idempotency-Key", "1")
	second := w.post("core", transactions, wanted("reference", `"R-1"`), "Idempotency-Key", "1")
	w.wants(second, http.StatusCreated, "")
	if first.member("id") == second.member("id") {
		t.Error("two clients share a transaction")
	}
}

// What was answered is answered again, even if the same call would be refused by now.
func TestACallThatWasGoodIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	calls := []ask{
		w.posting("hub", transactions, wanted("return_url", `"https://bank.example/done"`)),
		w.posting("hub", endpoints, `{"url":"https://hub.example.ae/x"}`),
	}
	var before []string
	for _, a := range calls {
		before = append(before, string(w.do(a).body))
	}
	w.database.SetClient(w, "hub", `return_urls = '{}'`)
	w.serve(refuseEveryAddress)
	for i, a := range calls {
		if again := w.do(a); string(again.body) != before[i] || again.StatusCode != http.StatusCreated {
			t.Errorf("%d %s", again.StatusCode, again.body)
		}
		a.header.Set("Idempotency-Key", "another")
		a.body = strings.Replace(a.body, `"reference":"`, `"reference":"x`, 1)
		if again := w.do(a); again.StatusCode < 400 {
			t.Errorf("with another key: %d", again.StatusCode)
		}
	}
}

// Of many equal calls at once one has the effect, and none is told anything else than its
// answer, or to wait.
func TestEqualCallsAtOnceHaveOneEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	body := execution(asked)
	answers := w.atOnce(40, func(int) ask { return w.posting("core", of(asked, "/consume"), body, "Idempotency-Key", "same") })
	for _, answer := range answers {
		if answer != "200" && answer != "409 idempotency_in_progress" {
			t.Errorf("one is answered %s", answer)
		}
	}
	w.consumedOnce()
}

// Of many calls with keys of their own one consumes.
func TestManyConsumersAtOnceConsumeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	body, won := execution(asked), 0
	for _, answer := range w.atOnce(100, func(int) ask { return w.posting("core", of(asked, "/consume"), body) }) {
		switch answer {
		case "200":
			won++
		case "409 already_consumed", "409 idempotency_in_progress", "503 store_down", "503 busy":
		default:
			t.Errorf("one is answered %s", answer)
		}
	}
	if won != 1 {
		t.Errorf("%d were told to execute", won)
	}
	w.consumedOnce()
}

func (w *world) consumedOnce() {
	w.Helper()
	if n := postgrestest.Query[int](w, w.database, `select count(*) from consumptions`); n != 1 {
		w.Errorf("%d consumptions", n)
	}
	w.database.NoViolations(w)
}

// atOnce sends calls at the same moment, and returns the status and the code of each answer.
func (w *world) atOnce(n int, one func(i int) ask) []string {
	w.Helper()
	asks, answers := make([]ask, n), make([]string, n)
	for i := range asks {
		asks[i] = one(i)
	}
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i, a := range asks {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			answers[i] = w.raw(a)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return answers
}

// raw sends a call without holding it against the file.
func (w *world) raw(a ask) string {
	r, err := http.NewRequestWithContext(w.Context(), a.method, w.server.URL+a.path, strings.NewReader(a.body))
	if err != nil {
		return err.Error()
	}
	r.Host, r.Header = "portal.localhost", a.header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(resp.Status[:3] + " " + got{Response: resp, body: body}.code())
}
