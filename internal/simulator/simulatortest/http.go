package simulatortest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"sync"
	"testing"
	"time"
)

// Clock is a clock that tests set.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts one.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now is for simulator.Config.Now.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// NewBrowser keeps cookies, and follows redirects.
func NewBrowser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// Fresh keeps no connections: on a kept one net/http would repeat a request that was reset,
// and the test must see the reset.
var Fresh = &http.Client{
	Timeout:       20 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Reply is an answer of an endpoint, read to its end.
type Reply struct {
	Status int
	Header http.Header
	Body   string
}

// JSON is the answer as a JSON object; any other answer fails the test.
func (r Reply) JSON(t testing.TB) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(r.Body), &fields); err != nil {
		t.Fatalf("status %d, not JSON: %q", r.Status, r.Body)
	}
	return fields
}

// Do sends a request on a connection of its own.
func Do(req *http.Request) (Reply, error) {
	resp, err := Fresh.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return Reply{resp.StatusCode, resp.Header, string(body)}, err
}

// Must is Do for a connection that must not fail.
func Must(t testing.TB, req *http.Request) Reply {
	t.Helper()
	r, err := Do(req)
	if err != nil {
		t.Fatal("the connection failed")
	}
	return r
}

// Get requests an address.
func Get(t testing.TB, address string) Reply {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Must(t, req)
}
