package clientauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// How long a key document from an address is used, and how it is fetched.
const (
	freshFor      = 5 * time.Minute  // then it is fetched anew
	keptFor       = time.Hour        // if that fails
	fetchPause    = 30 * time.Second // from one fetch to the next, whatever they are for
	fetchDeadline = 5 * time.Second  // to the last byte
)

// cache keeps the key documents that were fetched, one for each client.
type cache struct {
	http *http.Client
	now  func() time.Time
	log  *slog.Logger

	mu      sync.Mutex
	entries map[string]*entry // by client
}

// entry is what is known of one address. Only who holds the mutex of the cache may touch it.
type entry struct {
	url     string
	keys    Keys
	fetched time.Time     // when keys came; zero if they never did
	asked   time.Time     // when they were last asked for
	flight  chan struct{} // closed when the fetch that is under way has ended; nil without one
}

func newCache(cfg Config) *cache {
	client := *cfg.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &cache{http: &client, now: cfg.Now, log: cfg.Log, entries: map[string]*entry{}}
}

// keys returns what may be used of the address of a client; no keys if there is nothing. It
// waits for a fetch if the document is no longer fresh, or lacks the key that is looked for.
func (c *cache) keys(ctx context.Context, client, url, id string) (Keys, error) {
	e, flight := c.look(client, url, id)
	if flight != nil {
		select {
		case <-flight:
		case <-ctx.Done():
			return nil, fmt.Errorf("clientauth: waiting for keys: %w", ctx.Err())
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.fetched.IsZero() || c.now().Sub(e.fetched) >= keptFor {
		return nil, nil
	}
	return e.keys, nil
}

// look returns the entry of a client and the fetch to wait for, which it starts if none is
// under way; nil if there is nothing to wait for.
func (c *cache) look(client, url, id string) (*entry, chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[client]
	if e == nil || e.url != url { // another address: what the old one said is void
		e = &entry{url: url}
		c.entries[client] = e
	}
	now := c.now()
	_, known := e.keys.named(id)
	fresh := !e.fetched.IsZero() && now.Sub(e.fetched) < freshFor
	switch {
	case fresh && known:
		return e, nil
	case e.flight == nil && (e.asked.IsZero() || now.Sub(e.asked) >= fetchPause):
		e.asked, e.flight = now, make(chan struct{})
		go c.fetch(client, e)
	}
	return e, e.flight
}

// fetch belongs to no request: the one that began it may leave, and the others still wait.
func (c *cache) fetch(client string, e *entry) {
	ctx, cancel := context.WithTimeout(context.Background(), fetchDeadline)
	defer cancel()
	keys, err := c.download(ctx, e.url)
	if err != nil {
		c.log.Warn("the keys of a client cannot be fetched", "client", client, "why", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		// Asked, not answered: the document may have changed while it was on its way.
		e.keys, e.fetched = keys, e.asked
	}
	close(e.flight)
	e.flight = nil
}

// download's errors have no text of the network or of the address, which may hold a secret.
func (c *cache) download(ctx context.Context, url string) (Keys, error) {
	if err := checkAddress(url); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, errors.New("there is no answer")
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer has status %d", response.StatusCode)
	}
	document, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return nil, errors.New("the answer breaks off")
	}
	return ParseKeys(document)
}
