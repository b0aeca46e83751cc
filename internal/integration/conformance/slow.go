package conformance

import (
	"context"
	"io"
	"sync"
	"time"

	"takeed/internal/egress"
)

// stalled is a body that stops in the middle until it is closed or given up.
type stalled struct {
	half    []byte
	ctx     context.Context
	waiting chan struct{} // closed when all of half was read
	closed  chan struct{}
	once    [2]sync.Once
}

func newStalled(ctx context.Context, body []byte) *stalled {
	return &stalled{half: body[:len(body)/2], ctx: ctx, waiting: make(chan struct{}), closed: make(chan struct{})}
}

func (s *stalled) Read(p []byte) (int, error) {
	if len(s.half) > 0 {
		n := copy(p, s.half)
		s.half = s.half[n:]
		return n, nil
	}
	s.once[0].Do(func() { close(s.waiting) })
	select {
	case <-s.closed:
	case <-s.ctx.Done():
	}
	return 0, io.ErrUnexpectedEOF
}

func (s *stalled) Close() error {
	s.once[1].Do(func() { close(s.closed) })
	return nil
}

// slow begins an event, sends a whole one beside it, and waits for what the receiver does about
// the rest of the first.
func (r *run) slow(ctx context.Context) (seen string, passed bool) {
	m := r.testEvent(time.Now())
	patience, cancel := context.WithTimeout(ctx, r.Patience)
	defer cancel()
	body := newStalled(patience, m.body)
	ended := make(chan answer, 1)
	go func() { ended <- r.sendBody(patience, m, body) }()
	select {
	case <-body.waiting:
	case <-patience.Done():
	}
	beside := r.send(patience, r.testEvent(time.Now()))
	a := <-ended
	switch {
	case !beside.accepted():
		return "beside a slow event it did not take a good one: " + beside.String(), false
	case a.reason == egress.TimedOut:
		return "it still waited after " + r.Patience.String(), false
	}
	return a.String(), !a.accepted()
}
