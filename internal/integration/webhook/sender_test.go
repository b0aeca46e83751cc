package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"takeed/internal/integration/webhook"
)

// Two processes send a thousand events to a receiver that fails a third of the time, and die
// now and then after they have sent.
func TestEveryEventArrivesInItsOrder(t *testing.T) {
	t.Parallel()
	const transactions, each = 100, 10
	v := receive(t, func(_ http.ResponseWriter, _ *http.Request, n int) int {
		return []int{200, 500, 204}[n%3]
	})
	m := newMemory()
	v.keys = m.addEndpoint("e", v.URL).keys
	for i := range transactions * each {
		m.add("e", event(fmt.Sprint(i%transactions), i/transactions+1))
	}
	m.lose = func(claim int) bool { return claim%20 == 0 }
	m.run(t, webhook.Config{}, 2)
	for _, fault := range v.faults {
		t.Error(fault)
	}
	twice := 0
	for _, d := range m.deliveries {
		if d.next.State != webhook.Delivered || v.accepted[d.Event.ID] == 0 {
			t.Errorf("%s is %s", d.Event.ID, d.next.State)
		}
		if v.accepted[d.Event.ID] > 1 {
			twice++
		}
	}
	if len(v.accepted) != transactions*each || twice == 0 || v.arrived < transactions*each*4/3 {
		t.Errorf("%d were accepted, %d of them again, %d arrived: the receiver or the processes were too good", len(v.accepted), twice, v.arrived)
	}
}

func TestADeadEndpointCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	alive := make(chan struct{})
	dead := receive(t, func(http.ResponseWriter, *http.Request, int) int {
		<-alive
		return 500
	})
	var m *memory
	arrived := make(chan struct{})
	good := receive(t, func(_ http.ResponseWriter, _ *http.Request, n int) int {
		if n == 200 {
			close(arrived)
		}
		return 200
	})
	m = newMemory()
	m.addEndpoint("dead", dead.URL)
	good.keys = m.addEndpoint("good", good.URL).keys
	for i := range 200 {
		if i < 20 {
			m.add("dead", event(fmt.Sprint(i), 1))
		}
		m.add("good", event(fmt.Sprint(i), 1))
	}
	go func() {
		<-arrived // else this never ends
		close(alive)
	}()
	m.run(t, webhook.Config{}, 1)
	if most := m.endpoints["dead"].most; most > 8 || m.greedy > 0 || len(good.accepted) != 200 || len(good.faults) > 0 {
		t.Errorf("%d calls at once to the dead one, %d greedy; %d arrived at the other: %v", m.endpoints["dead"].most, m.greedy, len(good.accepted), good.faults)
	}
	for _, d := range m.deliveries {
		if want := map[string]webhook.State{"dead": webhook.Parked, "good": webhook.Delivered}[d.endpoint]; d.next.State != want {
			t.Fatalf("%s at %s is %s after %d tries", d.Event.ID, d.endpoint, d.next.State, d.tries)
		}
	}
}

func TestWhatAnswersLeadTo(t *testing.T) {
	t.Parallel()
	answers := func(status int, header, value string) func(http.ResponseWriter, *http.Request, int) int {
		return func(w http.ResponseWriter, _ *http.Request, n int) int {
			w.Header().Set(header, value)
			if n == 1 {
				return status
			}
			return 200
		}
	}
	for name, c := range map[string]struct {
		answer  func(http.ResponseWriter, *http.Request, int) int
		state   webhook.State
		tries   int
		status  int
		reason  string
		atLeast time.Duration // on the store's clock
	}{
		"fine":                  {answers(200, "", ""), webhook.Delivered, 1, 200, "", 0},
		"gone":                  {answers(410, "", ""), webhook.Dropped, 1, 410, "", 0},
		"redirect":              {answers(307, "Location", "http://169.254.169.254/"), webhook.Delivered, 2, 307, "", 5 * time.Second},
		"throttled":             {answers(429, "", ""), webhook.Delivered, 2, 429, "", time.Minute},
		"throttled, for longer": {answers(502, "Retry-After", "120"), webhook.Delivered, 2, 502, "", 2 * time.Minute},
		"later":                 {answers(503, "Retry-After", noon.Add(10*time.Minute).Format(http.TimeFormat)), webhook.Delivered, 2, 503, "", 10 * time.Minute},
		"huge": {func(w http.ResponseWriter, _ *http.Request, _ int) int {
			_, _ = w.Write([]byte(strings.Repeat("\x00\xffx", 1<<20)))
			return 200
		}, webhook.Delivered, 1, 200, "", 0},
		"slow": {func(_ http.ResponseWriter, r *http.Request, n int) int {
			if n == 1 {
				<-r.Context().Done()
				panic(http.ErrAbortHandler)
			}
			return 200
		}, webhook.Delivered, 2, 0, "timed_out", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := receive(t, c.answer)
			m := newMemory()
			v.keys = m.addEndpoint("e", v.URL).keys
			d := m.add("e", event("1", 1))
			config := webhook.Config{}
			if name == "slow" {
				config.HTTP = impatient(t)
			}
			m.run(t, config, 1)
			first := d.results[0]
			if d.next.State != c.state || d.tries != c.tries || v.arrived != c.tries || first.Status != c.status || first.Reason != c.reason || m.now.Sub(noon) < c.atLeast || len(v.faults) > 0 {
				t.Errorf("%s after %d tries and %s: %d, %s, %v", d.next.State, d.tries, m.now.Sub(noon), first.Status, first.Reason, v.faults)
			}
			if len(first.Answer) > 4096 || !utf8.ValidString(first.Answer) || strings.Contains(first.Answer, "\x00") {
				t.Errorf("an answer of %d bytes is shown", len(first.Answer))
			}
		})
	}
}

// An endpoint that is gone, or has failed for five days, is told nothing more.
func TestAnEndpointIsDisabled(t *testing.T) {
	t.Parallel()
	for want, status := range map[string]int{webhook.Gone: 410, webhook.Failing: 500} {
		v := receive(t, func(http.ResponseWriter, *http.Request, int) int { return status })
		m := newMemory()
		e := m.addEndpoint("e", v.URL)
		for i := range 3 {
			d := m.add("e", event(fmt.Sprint(i), 1))
			d.next.At = noon.Add(time.Duration(i) * 50 * time.Hour)
		}
		m.run(t, webhook.Config{}, 1)
		if e.next.Disable != want {
			t.Errorf("%d: %q after %d tries", status, e.next.Disable, v.arrived)
		}
		if status == 410 && v.arrived != 1 || status == 500 && m.now.Sub(noon) < 5*24*time.Hour {
			t.Errorf("%d: %d tries, disabled after %s", status, v.arrived, m.now.Sub(noon))
		}
	}
}

func TestWhatCannotBeSentIsNotSent(t *testing.T) {
	t.Parallel()
	m := newMemory()
	m.addEndpoint("metadata", "https://169.254.169.254/latest")
	m.addEndpoint("nothing", "::")
	m.addEndpoint("unsigned", "https://hooks.bank.example").keys = webhook.Keys{}
	for id := range m.endpoints {
		m.add(id, event("1", 1))
	}
	m.run(t, webhook.Config{}, 1)
	for _, d := range m.deliveries {
		want := map[string]string{"metadata": "forbidden", "nothing": "unsendable", "unsigned": "unsendable"}[d.endpoint]
		if d.next.State != webhook.Parked || len(d.results) != 10 || d.results[0].Reason != want {
			t.Errorf("%s: %s after %d tries: %+v", d.endpoint, d.next.State, len(d.results), d.results[0].Reason)
		}
	}
}

// A stop waits for what is on its way, and claims nothing more.
func TestAStopFinishesWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	v := receive(t, func(http.ResponseWriter, *http.Request, int) int {
		stop()
		return 200
	})
	m := newMemory()
	v.keys = m.addEndpoint("e", v.URL).keys
	m.add("e", event("1", 1))
	m.add("e", event("1", 2))
	if err := newSender(m, webhook.Config{}).Run(ctx); err != nil {
		t.Error(err)
	}
	if m.deliveries[0].next.State != webhook.Delivered || m.deliveries[1].next.State != webhook.Due || v.arrived != 1 {
		t.Error(m.deliveries[0].next, m.deliveries[1].next, v.arrived)
	}
}

// What did not end in the drain time is taken over by another process when its claim has
// expired, under the same id.
func TestAnExpiredClaimIsTakenOver(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	v := receive(t, func(_ http.ResponseWriter, r *http.Request, n int) int {
		if n == 1 {
			stop()
			<-r.Context().Done()
		}
		return 200
	})
	m := newMemory()
	v.keys = m.addEndpoint("e", v.URL).keys
	d := m.add("e", event("1", 1))
	if err := newSender(m, webhook.Config{Drain: time.Millisecond}).Run(ctx); err == nil || d.tries != 0 {
		t.Error(err, d.tries)
	}
	m.died()
	m.run(t, webhook.Config{}, 1)
	if d.next.State != webhook.Delivered || d.tries != 1 || d.Claim != "2" || v.arrived != 2 || len(v.bodies) != 1 || m.now.Sub(noon) < webhook.ClaimFor {
		t.Errorf("%s, %d tries, claim %s, %d arrived, %v", d.next.State, d.tries, d.Claim, v.arrived, v.bodies)
	}
}

// frozen is a store behind which a process sleeps between its claim and the answer.
type frozen struct {
	*memory
	stop context.CancelFunc
}

func (f frozen) Claim(ctx context.Context, id string, limit int) ([]webhook.Delivery, error) {
	claimed, err := f.memory.Claim(ctx, id, limit)
	<-time.After(webhook.ClaimFor)
	f.stop()
	return claimed, err
}

// A process that wakes up after its claim may have expired sends nothing: somebody else does.
func TestAFrozenProcessSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		m := newMemory()
		m.addEndpoint("e", "https://169.254.169.254") // a try would be finished at once
		d := m.add("e", event("1", 1))
		if err := newSender(frozen{m, stop}, webhook.Config{Poll: time.Second}).Run(ctx); err != nil || d.Claim == "" || d.tries != 0 {
			t.Error(err, d.Claim, d.tries)
		}
	})
}
