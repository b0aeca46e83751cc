//takeed:race
package webhook_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"takeed/internal/integration/webhook"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// memory is a store with a clock that jumps to what is next, whenever nothing is on its way.
type memory struct {
	mu         sync.Mutex
	now        time.Time
	endpoints  map[string]*endpoint
	deliveries []*delivery
	onItsWay   int
	claims     int
	greedy     int                  // claims of several deliveries of an endpoint that was failing
	lose       func(claim int) bool // whether a process dies before it writes a result
	settled    chan struct{}        // closed when nothing is due any more
}

type endpoint struct {
	onItsWay, most int // at once

	url  string
	keys webhook.Keys
	next webhook.Next // FailingSince, NotBefore and Disable of it
}

type delivery struct {
	webhook.Delivery
	endpoint string
	next     webhook.Next
	tries    int
	claimed  time.Time // until when
	results  []webhook.Result
}

func newMemory() *memory {
	return &memory{now: noon, endpoints: map[string]*endpoint{}, settled: make(chan struct{}), lose: func(int) bool { return false }}
}

func (m *memory) addEndpoint(id, url string) *endpoint {
	e := &endpoint{url: url, keys: webhook.NewKeys()}
	m.endpoints[id] = e
	return e
}

func (m *memory) add(to string, e webhook.Event) *delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := &delivery{Delivery: webhook.Delivery{ID: strconv.Itoa(len(m.deliveries)), Event: e}, endpoint: to, next: webhook.Next{State: webhook.Due, At: noon}}
	m.deliveries = append(m.deliveries, d)
	return d
}

// heads are the deliveries that are due, the earliest of each endpoint and transaction.
func (m *memory) heads() (heads []*delivery) {
	seen := map[[2]string]bool{}
	for _, d := range m.deliveries {
		if key := [2]string{d.endpoint, d.Event.Transaction}; d.next.State == webhook.Due && !seen[key] {
			seen[key] = true
			heads = append(heads, d)
		}
	}
	return heads
}

func (m *memory) claimable(head *delivery) bool {
	return !head.next.At.After(m.now) && !head.claimed.After(m.now) && !m.endpoints[head.endpoint].next.NotBefore.After(m.now)
}

func (m *memory) DueEndpoints(context.Context) ([]webhook.Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	due, soonest := m.due()
	if len(due) == 0 && m.onItsWay == 0 && !soonest.IsZero() {
		m.now = soonest
		due, _ = m.due()
	}
	return due, nil
}

// due are the endpoints with something to send, and when there will be something else.
func (m *memory) due() (due []webhook.Endpoint, soonest time.Time) {
	seen := map[string]bool{}
	heads := m.heads()
	for _, d := range heads {
		if m.claimable(d) && !seen[d.endpoint] {
			seen[d.endpoint] = true
			due = append(due, webhook.Endpoint{ID: d.endpoint, Failing: !m.endpoints[d.endpoint].next.FailingSince.IsZero()})
		}
		for _, at := range []time.Time{d.next.At, d.claimed, m.endpoints[d.endpoint].next.NotBefore} {
			if at.After(m.now) && (soonest.IsZero() || at.Before(soonest)) {
				soonest = at
			}
		}
	}
	if len(heads) == 0 && m.settled != nil {
		close(m.settled)
		m.settled = nil
	}
	return due, soonest
}

func (m *memory) Claim(_ context.Context, id string, limit int) (claimed []webhook.Delivery, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if limit > 1 && !m.endpoints[id].next.FailingSince.IsZero() {
		m.greedy++
	}
	for _, d := range m.heads() {
		if d.endpoint == id && len(claimed) < limit && m.claimable(d) {
			m.claims++
			m.onItsWay++
			m.endpoints[id].onItsWay++
			m.endpoints[id].most = max(m.endpoints[id].most, m.endpoints[id].onItsWay)
			d.Claim, d.claimed = strconv.Itoa(m.claims), m.now.Add(webhook.ClaimFor)
			d.URL, d.Keys = m.endpoints[id].url, m.endpoints[id].keys
			claimed = append(claimed, d.Delivery)
		}
	}
	return claimed, nil
}

func (m *memory) Finish(_ context.Context, r webhook.Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onItsWay--
	i, _ := strconv.Atoi(r.ID)
	claim, _ := strconv.Atoi(r.Claim)
	d := m.deliveries[i]
	m.endpoints[d.endpoint].onItsWay--
	if d.Claim != r.Claim || m.lose(claim) {
		return errors.New("this process is dead, or has lost its claim")
	}
	e := m.endpoints[d.endpoint]
	later := slices.ContainsFunc(m.deliveries[i+1:], func(o *delivery) bool { return o.endpoint == d.endpoint && o.next.State == webhook.Delivered })
	d.tries++
	d.next = webhook.Decide(webhook.Attempted{
		Status: r.Status, RetryAfter: r.RetryAfter, Tries: d.tries, Since: noon, LaterArrived: later, FailingSince: e.next.FailingSince, Chance: rand.Float64(),
	}, m.now)
	d.results, d.claimed = append(d.results, r), time.Time{}
	e.next.FailingSince, e.next.Disable = d.next.FailingSince, d.next.Disable
	if !d.next.NotBefore.IsZero() {
		e.next.NotBefore = d.next.NotBefore
	}
	for _, o := range m.deliveries {
		if e.next.Disable != "" && o.endpoint == d.endpoint && o.next.State == webhook.Due {
			o.next.State = webhook.Dropped
		}
	}
	return nil
}

// died says that what is on its way will never be finished.
func (m *memory) died() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onItsWay = 0
}

// run runs a sender until nothing is due.
func (m *memory) run(t *testing.T, config webhook.Config, senders int) {
	t.Helper()
	settled := m.settled
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for range senders {
		s := newSender(m, config)
		running.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	<-settled
	cancel()
	running.Wait()
}
