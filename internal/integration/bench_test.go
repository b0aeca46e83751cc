package integration_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/egress"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
	"takeed/internal/postgres/postgrestest"
)

// mailbox receives webhooks, and hands each confirmation to who waits for it.
type mailbox struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

func (m *mailbox) of(transaction string) chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiting[transaction] == nil {
		m.waiting[transaction] = make(chan struct{}, 1)
	}
	return m.waiting[transaction]
}

func (m *mailbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var event struct {
		Type string
		Data struct{ Transaction string }
	}
	if err := json.NewDecoder(r.Body).Decode(&event); err == nil && event.Type == "transaction.confirmed" {
		select {
		case m.of(event.Data.Transaction) <- struct{}{}:
		default: // a duplicate
		}
	}
}

// listen has the webhooks of a client sent to a mailbox for as long as the benchmark runs.
func listen(b *testing.B, w *apptest.World, core *apptest.System) *mailbox {
	box := &mailbox{waiting: map[string]chan struct{}{}}
	server := httptest.NewServer(box)
	b.Cleanup(server.Close)
	core.Call(http.MethodPost, "/api/v1/webhook-endpoints", "hook", map[string]any{"url": server.URL + "/hook", "types": []string{"transaction.confirmed"}}, http.StatusCreated)
	allow, err := egress.ParseAllow("127.0.0.1")
	if err != nil {
		b.Fatal(err)
	}
	sender := webhook.NewSender(webhook.Config{
		Store: w.Apps[0].DB.Webhooks(integration.Names{}), HTTP: egress.New(egress.Config{Allow: allow, Development: true}), Poll: 250 * time.Millisecond,
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = sender.Run(ctx)
	}()
	b.Cleanup(func() { stop(); <-done })
	return box
}

// BenchmarkApproval takes approvals through all their steps: a client asks, the person opens the
// link and confirms, the webhook arrives, and the client consumes. With -cpu 8 it does so for
// eight people at once. It reports approvals by second, and how long each step takes, in
// milliseconds, half of the time and nineteen times out of twenty.
func BenchmarkApproval(b *testing.B) {
	d := postgrestest.New(b)
	wire := d.Wire(b)
	w := newBank(b, d, wire, apptest.People(64))
	core := w.System("core", 0)
	core.Login()
	box := listen(b, w, core)
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	around := func(step string, do func()) {
		began := time.Now()
		do()
		mu.Lock()
		defer mu.Unlock()
		took[step] = append(took[step], time.Since(began))
	}
	var people sync.Mutex
	n := 0
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		people.Lock()
		s := steps{core: core, person: w.Browser("en", 0), emiratesID: fmt.Sprintf("7841990%08d", n), around: around}
		s.person.SignIn(fmt.Sprintf("person%d", n))
		n++
		people.Unlock()
		s.await = func(transaction string) { <-box.of(transaction) }
		for pb.Next() {
			s.approve()
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "approvals/s")
	for step, all := range took {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, step+"-p50-ms")
		b.ReportMetric(float64(all[len(all)*19/20].Microseconds())/1000, step+"-p95-ms")
	}
	d.NoViolations(b)
}
