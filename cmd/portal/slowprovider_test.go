package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// The scene of BenchmarkSlowProvider.
const (
	heldBack = 200 // callbacks whose exchange UAE PASS does not answer
	readers  = 8   // browsers that look at pages meanwhile
	thinking = 25 * time.Millisecond
	holding  = 4 * time.Second // the portal gives up on UAE PASS after five
)

// BenchmarkSlowProvider is two portals, each a process of its own, on one database.
// Two hundred customers come back from UAE PASS, which lets every exchange wait;
// meanwhile others look at their history, a transaction, a form and a file. In the end
// UAE PASS answers, and all two hundred must be confirmed.
//
//	p50-ms, p99-ms, max-ms    a page while all callbacks are held
//	calm-p99-ms               a page before them
//	pages/s                   served meanwhile
//	held-ms                   from the first callback until all wait for UAE PASS
//	confirmed-ms              from UAE PASS's answer until all are confirmed and told
func BenchmarkSlowProvider(b *testing.B) {
	d := postgrestest.New(b)
	e := on(b, d)
	w := apptest.New(b, apptest.Options{
		Database: d, Silent: true,
		Simulator: []func(*simulator.Config){apptest.People(heldBack + readers), func(c *simulator.Config) { c.CodeLifetime = time.Hour }},
		Portal: func(c *app.Config) {
			c.Limits = approval.Limits{Attempts: 1e6, Mismatches: 1e6, Starts: 1e6, StartsDay: 1e6, Open: 1e6, Created: 1e6, Address: 1e6}
		},
	})
	portals := processes(b, e.with(clientsOf(w.Simulator)), 2)
	var look []func() time.Duration
	for i := range readers {
		look = append(look, reader(w, portals[i%len(portals)], i))
	}
	var customers []*apptest.Browser
	for i := range heldBack {
		c := w.Browser("en", 0)
		c.SignIn(fmt.Sprintf("person%d", i))
		customers = append(customers, c)
	}
	scenes := 0
	for b.Loop() {
		b.StopTimer()
		var back []returning
		for i, c := range customers {
			back = append(back, returns(c, portals[i%len(portals)]))
		}
		calm := reading(look, time.Second)
		b.StartTimer()
		scene(b, w, back, look, calm)
		scenes++
	}
	if n := postgrestest.Query[int](b, d, `select count(*) from transactions where state = 'confirmed'`); n != scenes*heldBack {
		b.Errorf("%d of %d are confirmed", n, scenes*heldBack)
	}
	d.NoViolations(b)
}

// scene is one time that UAE PASS lets everybody wait.
func scene(b *testing.B, w *apptest.World, back []returning, look []func() time.Duration, calm []time.Duration) {
	b.Helper()
	began := time.Now()
	answered := make(chan error, len(back))
	for _, r := range back {
		go func() { answered <- r.arrive() }()
	}
	if err := w.Simulator.AwaitHeld(b.Context(), len(back)); err != nil {
		b.Fatal(err)
	}
	held := time.Since(began)
	if held > holding/2 {
		b.Fatalf("it took %s until all callbacks were held: this machine has too much else to do", held)
	}
	busy := reading(look, holding-held)
	w.Simulator.Release()
	released := time.Now()
	for range back {
		if err := <-answered; err != nil {
			b.Error(err)
		}
	}
	b.ReportMetric(millis(held), "held-ms")
	b.ReportMetric(millis(time.Since(released)), "confirmed-ms")
	b.ReportMetric(float64(len(busy))/(holding-held).Seconds(), "pages/s")
	report(b, calm, busy)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func report(b *testing.B, calm, busy []time.Duration) {
	slices.Sort(calm)
	slices.Sort(busy)
	at := func(all []time.Duration, share float64) float64 { return millis(all[int(share*float64(len(all)-1))]) }
	b.ReportMetric(at(calm, 0.99), "calm-p99-ms")
	b.ReportMetric(at(busy, 0.50), "p50-ms")
	b.ReportMetric(at(busy, 0.99), "p99-ms")
	b.ReportMetric(at(busy, 1), "max-ms")
	b.ReportMetric(0, "ns/op") // of the scene, which says nothing
}

// processes builds the portal and starts it so many times.
func processes(b *testing.B, e env, n int) []*served {
	b.Helper()
	program := filepath.Join(b.TempDir(), "portal")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v: %s", err, out)
	}
	var all []*served
	for range n {
		all = append(all, process(b, program, e))
	}
	return all
}

// process starts one and returns when it says where it serves. It is told to stop when
// the benchmark ends.
func process(b *testing.B, program string, e env) *served {
	b.Helper()
	cmd := exec.Command(program, "serve")
	for name, value := range e {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			b.Errorf("the portal ended badly: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var said struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &said) == nil && said.Msg == "serving" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return &served{addr: said.Addr}
		}
	}
	b.Fatal("it does not serve")
	return nil
}

// returning is a customer who is about to come back from UAE PASS.
type returning struct {
	client   *http.Client
	callback string
	review   string
}

func returns(b *apptest.Browser, to *served) returning {
	b.World.Helper()
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, simulatortest.Decision{Scenario: "token-held"})
	return returning{to.client(b.Client.Jar), callback, review.Path()}
}

func (r returning) arrive() error {
	resp, err := r.client.Get(r.callback)
	if err != nil {
		return fmt.Errorf("a callback was not answered")
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != r.review {
		return fmt.Errorf("a callback was answered %d", resp.StatusCode)
	}
	return nil
}

// reader is somebody signed in who looks at the next page each time it is called, and
// says how long that took.
func reader(w *apptest.World, s *served, i int) func() time.Duration {
	w.Helper()
	b := w.Browser("ar", 0)
	css, _ := b.SignIn(fmt.Sprintf("person%d", heldBack+i)).Find("link[rel=stylesheet]").Attr("href")
	review := b.Create("transfer", apptest.Transfer())
	pages := []string{"/ar/transactions", review.Path(), "/ar/new/transfer", css}
	client := s.client(b.Client.Jar)
	client.Transport.(*http.Transport).DisableKeepAlives = false
	w.Cleanup(client.CloseIdleConnections)
	return func() time.Duration {
		i++
		began := time.Now()
		resp, err := client.Get(apptest.Address + pages[i%len(pages)])
		if err != nil {
			w.Error(err)
			return 0
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			w.Errorf("a page was answered %d, %v", resp.StatusCode, err)
		}
		return time.Since(began)
	}
}

// reading lets all readers read for a while, with a little time between pages, and
// returns how long each page took.
func reading(look []func() time.Duration, lasts time.Duration) (took []time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), lasts)
	defer cancel()
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, page := range look {
		all.Go(func() {
			for ctx.Err() == nil {
				d := page()
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
				time.Sleep(thinking)
			}
		})
	}
	all.Wait()
	return took
}
