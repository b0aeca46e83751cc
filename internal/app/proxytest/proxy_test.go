// Package proxytest runs the portal behind the reverse proxies that people use, with the
// defaults that those have.
package proxytest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// The configurations are what somebody writes who reads the manual and changes no default:
// buffering is on, the head of an answer has 4 kB. The port in Host is the one that
// $server_port is where the portal's public address has none.
const (
	nginxConf = `daemon off; pid %[1]s/pid; error_log stderr warn; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server {
    listen %[2]s;
    location / {
      proxy_pass http://%[3]s;
      proxy_set_header Host $host:80;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Real-IP 198.51.100.66;
      proxy_buffer_size 4k;
    }
  }
}
`
	haproxyConf = `# %[1]s
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option forwardfor
frontend in
  bind %[2]s
  default_backend portal
backend portal
  server portal %[3]s
`
)

// proxies are the programs, how they are started, and their configurations.
var proxies = []struct {
	program, conf string
	args          []string
}{
	{"nginx", nginxConf, []string{"-e", "stderr", "-p", "{dir}", "-c", "{conf}"}},
	{"haproxy", haproxyConf, []string{"-db", "-f", "{conf}"}},
}

// behind runs a portal as the program does, behind a proxy, and returns how to reach that.
func behind(t *testing.T, program, conf string, args []string) (*apptest.World, string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + program)
	}
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed", program)
		}
		t.Skipf("%s is not installed", program)
	}
	w := apptest.New(t, apptest.Options{Portal: func(c *app.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }})
	portal, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.Apps[0].Serve(ctx, portal) }()
	address := free(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, conf, dir, address, portal.Addr()), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{dir}", dir, "{conf}", file)
	var all []string
	for _, a := range args {
		all = append(all, fill.Replace(a))
	}
	cmd := exec.Command(path, all...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		stop()
		<-served
	})
	await(t, address)
	return w, address
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func await(t *testing.T, address string) {
	t.Helper()
	for began := time.Now(); ; {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return
		} else if time.Since(began) > time.Minute {
			t.Fatal(err)
		}
	}
}

// browser is one that reaches the portal through the proxy.
func browser(w *apptest.World, lang, proxy string) *apptest.Browser {
	b := w.Browser(lang, 0)
	b.Client.Transport = narrow{&http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "portal.localhost:80" {
			address = proxy
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}, w}
	return b
}

// narrow looks at every answer as a proxy with 4 kB for its head does.
type narrow struct {
	*http.Transport
	w *apptest.World
}

func (n narrow) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := n.Transport.RoundTrip(r)
	if err == nil && strings.HasPrefix(r.URL.String(), apptest.Address) {
		size := 0
		for name, values := range resp.Header {
			for _, v := range values {
				size += len(name) + len(v) + len(": \r\n")
			}
		}
		if size > 4096-200 {
			n.w.Errorf("the head of %s has %d bytes", r.URL.Path, size)
		}
		if resp.StatusCode == http.StatusBadGateway {
			n.w.Errorf("%s: the proxy cannot read the answer", r.URL.Path)
		}
	}
	return resp, err
}

func TestTheWholeJourneyBehindAProxy(t *testing.T) {
	t.Parallel()
	for _, p := range proxies {
		t.Run(p.program, func(t *testing.T) {
			t.Parallel()
			w, address := behind(t, p.program, p.conf, p.args)
			b := browser(w, "ar", address)
			door := b.Get("/ar/transactions?state=confirmed")
			if arrived := b.SignInFrom(door, "fatima"); arrived.URL.RequestURI() != "/ar/transactions?state=confirmed" {
				t.Fatalf("signing in led to %s %d", arrived.URL, arrived.Status)
			}
			done := b.Confirm(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{})
			receipt := b.Get(done.Path() + "/receipt")
			if !strings.HasSuffix(receipt.Path(), "/receipt") || receipt.Status != http.StatusOK {
				t.Errorf("the receipt is %s %d", receipt.Path(), receipt.Status)
			}
			r := b.Request(http.MethodPost, "/ar/profile", url.Values{"identifier": {"email"}})
			r.Header.Set("X-Forwarded-For", "203.0.113.9:51234")
			b.Do(r)
			if got := postgrestest.Query[string](t, w.Database, `select body::json ->> 'client' from audit_events where kind = $1`, approval.EventIdentifierChosen); got != "203.0.113.9" {
				t.Errorf("the client is %s", got)
			}
			b.Post("/ar/signout", url.Values{})
			if out := b.Get("/ar/signout/go"); out.Elsewhere == "" {
				t.Errorf("signing out led to %s", out.Path())
			}
		})
	}
}

// A search as long as it may be, asked for without a session, and watched live.
func TestTheBackOfficeBehindAProxy(t *testing.T) {
	t.Parallel()
	for _, p := range proxies {
		t.Run(p.program, func(t *testing.T) {
			t.Parallel()
			w, address := behind(t, p.program, p.conf, p.args)
			b := browser(w, "en", address)
			link := "/en/staff/events?q=request:" + strings.Repeat("a1", 32) + strings.Repeat(","+strings.Repeat("b2", 31), 29)
			arrived := b.SignInStaffFrom(b.Get(link), "saeed")
			if arrived.Status != http.StatusOK || arrived.Path() != "/en/staff/events" {
				t.Fatalf("a long link led to %s %d", arrived.Path(), arrived.Status)
			}
			ctx, leave := context.WithTimeout(t.Context(), time.Minute)
			defer leave()
			resp, err := b.Client.Do(b.Request(http.MethodGet, "/en/staff/live?q=event:transaction_created", nil).WithContext(ctx))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			in := bufio.NewReader(resp.Body)
			if line, err := in.ReadString('\n'); line != ": here\n" {
				t.Fatalf("the live search begins %q, %v", line, err)
			}
			customer := browser(w, "en", address)
			customer.SignIn("fatima")
			customer.Create("transfer", apptest.Transfer())
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					t.Fatalf("no news: %v", err)
				}
				if strings.HasPrefix(line, "data: 1") {
					break
				}
			}
			file := b.Once(b.Request(http.MethodPost, "/en/staff/export/csv", url.Values{"q": {""}}))
			if file.Status != http.StatusOK || !strings.HasPrefix(file.Body, "PK") {
				t.Errorf("an export answers %d", file.Status)
			}
		})
	}
}
