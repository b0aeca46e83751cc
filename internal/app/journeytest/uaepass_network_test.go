package journeytest

import (
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator/simulatortest"
)

// behind has the portal reach UAE PASS at another address: stand is given a handler
// that is UAE PASS, and tells where it listens.
func behind(t *testing.T, stand func(uaepass http.Handler) (address string)) func(*apptest.Options) {
	return func(o *apptest.Options) {
		configured(o, func(c *app.Config) {
			c.UAEPass.BaseURL = stand(proxyTo(t, c.UAEPass.BaseURL))
		})
	}
}

func proxyTo(t *testing.T, address string) http.Handler {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal("not an address")
	}
	return httputil.NewSingleHostReverseProxy(u)
}

// UAE PASS closes every connection as soon as it is idle. Two hundred codes are worth
// something all the same.
//
//takeed:race not in CI: its callbacks take half a minute with the detector; internal/uaepass has one that does not
func TestNoCodeIsLostWithAnIdleConnection(t *testing.T) {
	t.Parallel()
	const people, each = 4, 50
	w := open(t, crowded(people), behind(t, func(uaepass http.Handler) string {
		server := httptest.NewUnstartedServer(uaepass)
		server.Config.IdleTimeout = time.Millisecond
		server.Start()
		t.Cleanup(server.Close)
		return server.URL
	}))
	all := crowd(t, w, people)
	atOnce(people, func(i int) {
		for range each {
			page, callback, err := all[i].begins("")
			if err != nil {
				t.Errorf("no callback: %v", err)
				return
			}
			if led, err := all[i].comesBack(callback); err != nil || led != "303 "+page {
				t.Errorf("a callback led to %q: %v", led, err)
			}
		}
	})
	if n := rows(w, "transactions where state = 'confirmed'"); n != people*each || exchanges(w) != people*each {
		t.Errorf("%d confirmations, %d exchanges", n, exchanges(w))
	}
}

// listenAt serves a handler until the test ends, at an address that was free a moment
// ago; or at any, if it is empty.
func listenAt(t *testing.T, address string, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	if address != "" {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatalf("somebody else took the port meanwhile: %v", err)
		}
		_ = server.Listener.Close()
		server.Listener = listener
	}
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// Nobody listens when the code arrives; a moment later somebody does. Nothing was sent
// meanwhile, so a second try is no second use.
//
//takeed:race
func TestUAEPassComesUpInTime(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	var uaepass http.Handler
	w := open(t, crowded(1), behind(t, func(h http.Handler) string {
		uaepass, server = h, listenAt(t, "", h)
		return server.URL
	}))
	c := crowd(t, w, 1)[0]
	page, callback, err := c.begins("")
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	led := make(chan string, 1)
	go func() {
		where, err := c.comesBack(callback)
		if err != nil {
			t.Errorf("the callback was not answered: %v", err)
		}
		led <- where
	}()
	for rows(w, "attempts where status = 'started'") > 0 { // until it is claimed: the exchange is next
	}
	listenAt(t, server.Listener.Addr().String(), uaepass)
	if where := <-led; where != "303 "+page {
		t.Errorf("the callback led to %q", where)
	}
	if n := rows(w, "transactions where state = 'confirmed'"); n != 1 || exchanges(w) != 1 {
		t.Errorf("%d confirmations, %d exchanges", n, exchanges(w))
	}
}

// unreachable are ways in which no request ever gets to UAE PASS.
var unreachable = map[string]func(*testing.T, http.Handler) string{
	"nobody listens": func(t *testing.T, h http.Handler) string {
		server := listenAt(t, "", h)
		server.Close()
		return server.URL
	},
	"a host that does not exist": func(*testing.T, http.Handler) string {
		return "http://" + strings.Repeat("a", 64) + ".localhost" // longer than a label may be: refused without asking
	},
	"a certificate that nobody vouches for": func(t *testing.T, h http.Handler) string {
		server := httptest.NewUnstartedServer(h)
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that fail
		server.StartTLS()
		t.Cleanup(server.Close)
		return server.URL
	},
	"no TLS where there should be": func(t *testing.T, h http.Handler) string {
		return strings.Replace(listenAt(t, "", h).URL, "http:", "https:", 1)
	},
}

// Whoever cannot be reached, or is not who they should be, is told nothing. The first
// replica reaches UAE PASS; the callback comes to the second.
func TestUAEPassThatCannotBeReached(t *testing.T) {
	t.Parallel()
	for name, stand := range unreachable {
		var asked atomic.Int64
		counted := func(uaepass http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				uaepass.ServeHTTP(w, r)
			})
		}
		w := open(t, twoReplicas, func(o *apptest.Options) {
			configured(o, func(c *app.Config) {
				if c.Instance == "replica-2" {
					c.UAEPass.BaseURL = stand(t, counted(proxyTo(t, c.UAEPass.BaseURL)))
				}
			})
		})
		b := w.Browser("en", 0)
		want(w, b.On(1).Get(b.SignInCallback(simulatortest.Decision{Persona: "fatima"})), http.StatusOK, say("en", "signin.title"))
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		failed := b.On(1).Get(b.Callback(review, approve))
		want(w, failed, http.StatusOK, say("en", "notice.unavailable.title"))
		stored(w, review, record{"pending", "failed token_unreachable", began + " callback_claimed exchange_failed"})
		if asked.Load() != 0 || exchanges(w) != 0 || events(w, approval.EventSigninFailed, "reason", "token_unreachable") != 1 {
			t.Errorf("%s: %d requests arrived", name, asked.Load())
		}
		want(w, b.Confirm(failed, approve), http.StatusOK, in("en", kind(w, "transfer").Done))
	}
}

// endless answers without end at one path, and counts what it got rid of.
type endless struct {
	path   string
	header map[string]string
	next   http.Handler
	sent   atomic.Int64
	hungUp chan struct{}
}

func (e *endless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != e.path {
		e.next.ServeHTTP(w, r)
		return
	}
	for name, value := range e.header {
		w.Header().Set(name, value)
	}
	block := bytes.Repeat([]byte(" "), 64<<10)
	for {
		n, err := w.Write(block)
		if e.sent.Add(int64(n)); err != nil || e.sent.Load() > 1<<30 {
			e.hungUp <- struct{}{}
			return
		}
	}
}

// However much UAE PASS sends, the portal takes what fits an answer and hangs up. What
// the two kernels hold on the way is a few megabytes.
func TestAnAnswerWithoutEnd(t *testing.T) {
	t.Parallel()
	for path, how := range map[string]string{
		"/idshub/token":      "failed token_malformed",
		"/idshub/userinfo":   "failed userinfo_malformed",
		"/idshub/introspect": "failed token_inactive",
	} {
		for _, encoding := range []string{"identity", "gzip"} {
			e := &endless{path: path, header: map[string]string{"Content-Type": "application/json", "Content-Encoding": encoding}, hungUp: make(chan struct{}, 1)}
			w := open(t, introspecting, func(o *apptest.Options) {
				configured(o, func(c *app.Config) {
					e.next = proxyTo(t, c.UAEPass.BaseURL)
					c.UAEPass.BaseURL = listenAt(t, "", e).URL
				})
			})
			b := crowdMember{w.Browser("ar", 0), "fatima"}
			e.path = "" // signing in works
			if err := b.signIn(); err != nil {
				t.Fatal(err)
			}
			page, callback, err := b.begins("")
			if err != nil {
				t.Fatal(err)
			}
			e.path = path
			if led, err := b.comesBack(callback); led != "303 "+page || err != nil {
				t.Errorf("%s: the callback led to %q: %v", path, led, err)
			}
			<-e.hungUp
			if n := e.sent.Load(); n > 32<<20 {
				t.Errorf("%s, %s: the portal took %d bytes", path, encoding, n)
			}
			if got := recorded(w, idOf(b.Get(page))).Attempts; got != how {
				t.Errorf("%s, %s: stored as %s", path, encoding, got)
			}
		}
	}
}
