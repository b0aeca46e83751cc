package webhook

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"takeed/internal/egress"
)

const (
	defaultPoll  = time.Second
	defaultDrain = 20 * time.Second // longer than a try
	storeWithin  = 5 * time.Second

	// An endpoint gets few calls at once, and one that fails gets one, so that it costs the
	// others nothing, nor itself the chance to recover.
	atOnce        = 8
	atOnceFailing = 1
	maxEndpoints  = 256 // that are called at once
)

// Config is what a sender needs.
type Config struct {
	Store Store
	HTTP  *egress.Client
	Log   *slog.Logger
	Poll  time.Duration // how often it asks the store; default a second
	Drain time.Duration // how long a stop waits for what is on its way; default twenty seconds
}

// Sender sends what is due. Any number of processes may run one on the same store.
type Sender struct {
	Config
	wake chan struct{}

	mu   sync.Mutex
	busy map[string]bool // endpoints that are being called by this process
	work sync.WaitGroup
}

func NewSender(c Config) *Sender {
	c.Poll, c.Drain, c.Log = cmp.Or(c.Poll, defaultPoll), cmp.Or(c.Drain, defaultDrain), cmp.Or(c.Log, slog.Default())
	return &Sender{Config: c, wake: make(chan struct{}, 1), busy: map[string]bool{}}
}

// Wake makes it look at once, which saves the time until the next poll.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it has not looked yet since the last time
	}
}

// Run sends until ctx ends. Then it claims nothing more, and waits for the tries that are on
// their way. The error counts those that did not end in the drain time: they are cut off, nobody
// knows whether they arrived, and their claims expire.
func (s *Sender) Run(ctx context.Context) error {
	// What is on its way does not end with ctx.
	tries, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	poll := time.NewTicker(s.Poll)
	defer poll.Stop()
	for ctx.Err() == nil {
		s.dispatch(ctx, tries)
		select {
		case <-ctx.Done():
		case <-poll.C:
		case <-s.wake:
		}
	}
	return s.stop(cut)
}

func (s *Sender) stop(cut context.CancelFunc) error {
	ended := make(chan struct{})
	go func() { s.work.Wait(); close(ended) }()
	patience := time.NewTimer(s.Drain)
	defer patience.Stop()
	select {
	case <-ended:
		return nil
	case <-patience.C:
	}
	n := s.calling()
	cut()
	<-ended
	return fmt.Errorf("webhooks to %d endpoints did not end within %s and were cut off", n, s.Drain)
}

func (s *Sender) calling() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.busy)
}

// dispatch starts a batch for every endpoint that has none.
func (s *Sender) dispatch(ctx, tries context.Context) {
	due, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	endpoints, err := s.Store.DueEndpoints(due)
	if err != nil && ctx.Err() == nil {
		s.Log.Error("webhooks: what is due cannot be read", "error", err)
	}
	for _, e := range endpoints {
		if ctx.Err() == nil && s.reserve(e.ID) {
			s.work.Go(func() {
				hadSome := s.batch(tries, e)
				s.release(e.ID)
				if hadSome {
					s.Wake() // there may be more
				}
			})
		}
	}
}

func (s *Sender) reserve(endpoint string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[endpoint] || len(s.busy) >= maxEndpoints {
		return false
	}
	s.busy[endpoint] = true
	return true
}

func (s *Sender) release(endpoint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, endpoint)
}
