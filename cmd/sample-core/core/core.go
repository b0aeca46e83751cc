package core

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"takeed/cmd/sample-core/takeed"
)

// Config says who we are and where Takeed is.
type Config struct {
	Dir      string // where keys, orders and the ledger are kept
	ClientID string // as the portal knows us
	Portal   string // "https://portal.example.ae": also whom our assertions are for
	Address  string // where Takeed and browsers reach us
	Log      *slog.Logger
	HTTP     *http.Client
}

// Core is the system.
type Core struct {
	Config
	portal   portal
	book     *book
	again    chan struct{}
	stepping sync.Mutex
}

// portal is what we know of Takeed.
type portal struct {
	tokens *tokens
	api    *takeed.ClientWithResponses
	public atomic.Pointer[ed25519.PublicKey] // verifies webhooks; nil until Takeed has told us
}

// New opens the files of the system. It asks nobody for anything.
func New(c Config) (*Core, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	key, err := OpenKey(c.Dir)
	if err != nil {
		return nil, err
	}
	b, err := openBook(c.Dir)
	if err != nil {
		return nil, err
	}
	bare, err1 := takeed.NewClientWithResponses(c.Portal, takeed.WithHTTPClient(c.HTTP))
	t := &tokens{client: c.ClientID, portal: c.Portal, key: key, api: bare}
	api, err2 := takeed.NewClientWithResponses(c.Portal, takeed.WithHTTPClient(c.HTTP), takeed.WithRequestEditorFn(t.authorize))
	return &Core{Config: c, book: b, portal: portal{tokens: t, api: api}, again: make(chan struct{}, 1)}, errors.Join(err1, err2)
}

// JWKS is the public half of our key, for Takeed.
func (c *Core) JWKS() string { return c.portal.tokens.key.JWKS() }

// wake makes Run look at once.
func (c *Core) wake() {
	select {
	case c.again <- struct{}{}:
	default:
	}
}

// lookEvery is how often Run looks without being told: webhooks can be late, and we can have
// been down when they came.
const lookEvery = 10 * time.Second

// Run takes every order as far as it goes, whenever something may have happened, until ctx ends.
func (c *Core) Run(ctx context.Context) {
	next := time.NewTicker(lookEvery)
	defer next.Stop()
	for ctx.Err() == nil {
		c.round(ctx)
		select {
		case <-ctx.Done():
		case <-next.C:
		case <-c.again:
		}
	}
}

func (c *Core) round(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if c.portal.public.Load() == nil {
		if err := c.listen(ctx); err != nil {
			c.Log.Warn("no webhooks yet", "error", err)
		}
	}
	for _, o := range c.book.list() {
		if err := c.step(ctx, o.ID); err != nil && ctx.Err() == nil {
			c.Log.Warn("an order waits", "order", o.ID, "error", err)
		}
	}
}

// says reports whether the document has a field with exactly this value.
func says(d *takeed.Document, name, value string) bool {
	if d == nil {
		return false
	}
	for _, f := range d.Fields {
		if f.Name == name {
			return fmt.Sprint(f.Value) == value
		}
	}
	return false
}
