package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

// served is a portal that this process runs by its command line.
type served struct {
	addr string
	stop context.CancelFunc
	end  chan ended
	log  chan string // all that it printed, once it has ended
}

// serving starts one and returns when it says that it serves.
func serving(t *testing.T, e env) *served {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	s := &served{stop: stop, end: make(chan ended, 1), log: make(chan string, 1)}
	out, in := io.Pipe()
	go func() {
		var stderr strings.Builder
		err := run(ctx, []string{"serve"}, e.get, in, &stderr)
		code := exitCode(err, &stderr)
		_ = in.Close()
		s.end <- ended{code: code, stderr: stderr.String()}
	}()
	if s.addr = firstAddress(out); s.addr == "" {
		t.Fatalf("it does not serve: %+v", <-s.end)
	}
	go func() {
		rest, _ := io.ReadAll(out)
		s.log <- string(rest)
	}()
	return s
}

// client is a browser without pages: it reaches the portal under its public name.
func (s *served) client(jar http.CookieJar) *http.Client {
	return &http.Client{
		Jar: jar,
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.addr)
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

//takeed:race
func TestServeAnswersUntilItIsToldToStop(t *testing.T) {
	t.Parallel()
	s := serving(t, on(t, postgrestest.New(t)))
	for _, address := range []string{"http://anybody.example/healthz", apptest.Address + "/readyz", apptest.Address + "/en/"} {
		resp, err := s.client(nil).Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", address, resp.StatusCode)
		}
	}
	s.stop()
	if got := <-s.end; got != (ended{}) {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
	if conn, err := net.Dial("tcp", s.addr); err == nil {
		_ = conn.Close()
		t.Error("somebody still listens")
	}
}

// The settings make the back office, which is there before its identity provider is.
//
//takeed:race
func TestServeHasABackOfficeIfItIsSet(t *testing.T) {
	t.Parallel()
	e := on(t, postgrestest.New(t))
	for want, e := range map[int]env{http.StatusOK: e.with(staff), http.StatusNotFound: e} {
		s := serving(t, e)
		resp, err := s.client(nil).Get(apptest.Address + "/en/staff/signin")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%d, want %d", resp.StatusCode, want)
		}
		s.stop()
		if got := <-s.end; got != (ended{}) {
			t.Errorf("exit code %d: %s", got.code, got.stderr)
		}
	}
}

// A browser that came back from UAE PASS just before the portal is replaced gets its
// answer, and the confirmation is not lost.
//
//takeed:race
func TestStoppingLetsACallbackFinish(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	w := apptest.New(t, apptest.Options{Database: d})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, simulatortest.Decision{Scenario: "token-held"})

	s := serving(t, e.with(clientsOf(w.Simulator)))
	answered := s.delivered(t, b.Client.Jar, callback)
	if err := w.Simulator.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.stop()
	s.untilNobodyListens()
	select {
	case got := <-s.end:
		t.Errorf("it did not wait: %+v", got)
	default:
	}
	w.Simulator.Release()

	if got, want := <-answered, "303 "+review.Path(); got != want {
		t.Errorf("the browser was answered %q, want %q", got, want)
	}
	if got := <-s.end; got != (ended{}) {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
	if state := postgrestest.Query[string](t, d, `select state from transactions`); state != "confirmed" {
		t.Errorf("the transaction is %s", state)
	}
	d.NoViolations(t)
	s.loggedNothingSecret(t, append(w.Simulator.Secrets(), canary))
}

// clientsOf are the settings of a simulator.
func clientsOf(p *simulatortest.Provider) env {
	return env{
		"UAEPASS_BASE_URL":         p.URL,
		"UAEPASS_SIGNIN_CLIENT_ID": p.Signin.ID, "UAEPASS_SIGNIN_CLIENT_SECRET": p.Signin.Secret,
		"UAEPASS_CONFIRM_CLIENT_ID": p.Face.ID, "UAEPASS_CONFIRM_CLIENT_SECRET": p.Face.Secret,
	}
}

// delivered takes a callback to the portal, and tells its status and where it leads.
func (s *served) delivered(t *testing.T, jar http.CookieJar, callback string) <-chan string {
	answered := make(chan string, 1)
	go func() {
		resp, err := s.client(jar).Get(callback)
		if err != nil {
			t.Error("the callback was not answered")
			answered <- ""
			return
		}
		_ = resp.Body.Close()
		answered <- fmt.Sprint(resp.StatusCode, " ", resp.Header.Get("Location"))
	}()
	return answered
}

func (s *served) untilNobodyListens() {
	for {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			return
		}
		_ = conn.Close()
	}
}

func (s *served) loggedNothingSecret(t *testing.T, secrets []string) {
	t.Helper()
	log := <-s.log
	if !strings.Contains(log, `"msg":"request"`) {
		t.Errorf("the log does not show the callback: %s", log)
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds a secret: %s", log)
		}
	}
}

func TestATakenPortIsOneSentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	addr := taken.Addr().String()
	got := portal(t, on(t, postgrestest.New(t)).with(env{"PORTAL_ADDR": addr}), "serve")
	want := "portal: listen on " + addr + ": the address is taken or not ours; set PORTAL_ADDR to another\n"
	if got != (ended{1, "", want}) {
		t.Errorf("%+v", got)
	}
}
