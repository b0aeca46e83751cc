package clienttest

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// receiver is an endpoint of a client that looks at what it gets.
type receiver struct {
	server *httptest.Server
	fails  int // one of so many; 0 means never

	mu       sync.Mutex
	bodies   map[string]string // by webhook-id: what came first
	failed   map[string]int    // how often each was not taken
	taken    map[string]bool
	places   map[place]bool // that were taken
	arrivals []arrival
	repeated int
	faults   []string
}

// place is that of an event within its transaction.
type place struct {
	transaction string
	sequence    int
}

// arrival is when an event was, and how long it took to be taken the first time.
type arrival struct {
	at   time.Time
	took time.Duration
}

// event is a body.
type event struct {
	Timestamp time.Time
	Data      struct {
		Transaction string
		Sequence    int
	}
}

func newReceiver(t testing.TB, fails int) *receiver {
	t.Helper()
	r := &receiver{fails: fails, bodies: map[string]string{}, failed: map[string]int{}, taken: map[string]bool{}, places: map[place]bool{}}
	r.server = httptest.NewServer(r)
	t.Cleanup(r.server.Close)
	return r
}

// atMost is how often one event is refused in a row: its next try is in hours soon.
const atMost = 3

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	var e event
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	if err != nil {
		return // the portal died while it sent; nothing is taken
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id := q.Header.Get("webhook-id")
	r.looks(id, string(body), e)
	if r.fails > 0 && r.failed[id] < atMost && rand.IntN(r.fails) == 0 {
		r.failed[id]++
		if rand.IntN(2) == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	r.takes(id, e)
	w.WriteHeader(http.StatusNoContent)
}

// looks compares an event with what came before it.
func (r *receiver) looks(id, body string, e event) {
	before, known := r.bodies[id]
	if known {
		r.repeated++
		if before != body {
			r.faults = append(r.faults, fmt.Sprintf("%s was %s and is %s", id, before, body))
		}
		return
	}
	r.bodies[id] = body
	if at := (place{e.Data.Transaction, e.Data.Sequence}); at.sequence > 1 && !r.places[place{at.transaction, at.sequence - 1}] {
		r.faults = append(r.faults, fmt.Sprintf("%v came before the one before it was taken", at))
	}
}

func (r *receiver) takes(id string, e event) {
	if r.taken[id] {
		return
	}
	r.taken[id] = true
	r.places[place{e.Data.Transaction, e.Data.Sequence}] = true
	r.arrivals = append(r.arrivals, arrival{e.Timestamp, time.Since(e.Timestamp)})
}

// count is how many different events were taken.
func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.taken)
}

// delays are the median and the 95th percentile of events in a span of time.
func (r *receiver) delays(from, to time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []time.Duration
	for _, a := range r.arrivals {
		if !a.at.Before(from) && a.at.Before(to) {
			all = append(all, a.took)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	return fmt.Sprintf("p50 %s, p95 %s of %d", all[len(all)/2].Round(time.Millisecond), all[len(all)*95/100].Round(time.Millisecond), len(all))
}

// deadEndpoint accepts connections and says nothing. refusingEndpoint does not even accept them.
func deadEndpoint(t testing.TB) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return "http://" + listener.Addr().String() // the kernel accepts, and nobody reads
}

func refusingEndpoint(t testing.TB) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, listener.Close())
	return "http://" + listener.Addr().String()
}
