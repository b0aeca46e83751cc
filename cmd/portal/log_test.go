package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

// Nobody reads what the portal prints. It goes on, and stops when it is told to.
//
//takeed:race
func TestALogThatNobodyReadsStopsNothing(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	w := apptest.New(t, apptest.Options{Database: d})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{})

	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	out, in := io.Pipe()
	end := make(chan error, 1)
	go func() { end <- run(ctx, []string{"serve"}, e.with(clientsOf(w.Simulator)).get, in, io.Discard) }()
	s := &served{addr: firstAddress(out)} // and nothing further is read

	client := s.client(b.Client.Jar)
	client.Timeout = 20 * time.Second
	for i := range 50 {
		resp, err := client.Get(apptest.Address + "/en/transactions")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("request %d is not answered: %v", i, err)
		}
		_ = resp.Body.Close()
	}
	resp, err := client.Get(callback)
	if err != nil {
		t.Fatal("the callback is not answered")
	}
	_ = resp.Body.Close()
	if state := postgrestest.Query[string](t, d, `select state from transactions`); state != "confirmed" {
		t.Errorf("the transaction is %s", state)
	}
	stop()
	if err := <-end; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// firstAddress is where a portal says that it serves; empty if it never does.
func firstAddress(out io.Reader) string {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var said struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &said) == nil && said.Msg == "serving" {
			return said.Addr
		}
	}
	return ""
}

// gated is a writer that takes a line when it is let.
type gated struct {
	let   chan struct{}
	began chan struct{}
	said  strings.Builder
}

func (g *gated) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "line 0") {
		close(g.began)
	}
	<-g.let
	return g.said.Write(b)
}

func TestLinesThatFindNoRoomAreCounted(t *testing.T) {
	t.Parallel()
	g := &gated{let: make(chan struct{}), began: make(chan struct{})}
	log := newLossyLog(g, 3)
	_, _ = fmt.Fprint(log, "line 0\n")
	<-g.began // it is being written; three more find room
	for i := 1; i <= 8; i++ {
		_, _ = fmt.Fprintf(log, "line %d\n", i)
	}
	close(g.let)
	log.Close()
	got := strings.Split(strings.TrimSpace(g.said.String()), "\n")
	if len(got) != 5 || got[0] != "line 0" || got[4] != "line 3" {
		t.Fatalf("it printed %q", got)
	}
	var lost struct {
		Msg   string
		Lines int
	}
	if err := json.Unmarshal([]byte(got[1]), &lost); err != nil || lost.Lines != 5 || lost.Msg == "" {
		t.Errorf("of five lost lines it says %q", got[1])
	}
}
