package web

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"takeed/internal/approval"
)

// A stream is an answer that is too long, or too slow, to be kept until it is whole. A
// handler that has refused whatever it refuses hands over what writes the rest; from then
// on the only thing left to say is nothing.
type stream func(ctx context.Context, w *streamWriter) error

// streamed sends the headers of an answer and then what the stream writes. A proxy in
// between must pass on at once what it gets: kept in its buffers news would arrive minutes
// later, and an export would be there already when it is to be stopped.
func streamed(w http.ResponseWriter, r *http.Request, contentType string, s stream) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Accel-Buffering", "no")
	requestOf(r).stream = s
	return nil
}

// patience is how long a reader may take for one piece of a stream.
const patience = 30 * time.Second

// streamWriter sends what it is given at once. A reader who is slow is waited for, one
// who is gone is not.
type streamWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func newStreamWriter(w http.ResponseWriter) *streamWriter {
	return &streamWriter{w, http.NewResponseController(w)}
}

func (w *streamWriter) Write(b []byte) (int, error) {
	if err := w.control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	return w.ResponseWriter.Write(b)
}

// Flush makes sure that it has left.
func (w *streamWriter) Flush() error { return w.control.Flush() }

// Most streams of a kind that one member of staff may have open at once, in each process:
// more than one person looks at, and too few to be a burden.
const (
	maxTails   = 5
	maxExports = 3
)

var errTooManyStreams = errors.New("the member of staff has too many streams open")

// streams counts those of one kind, by who asked for them.
type streams struct {
	mu   sync.Mutex
	open map[approval.ID]int
}

// take counts one more until the request has ended, if there may be one more.
func (s *streams) take(r *http.Request, most int) error {
	q := requestOf(r)
	who := q.staff.ID
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= most {
		return errTooManyStreams
	}
	if s.open == nil {
		s.open = map[approval.ID]int{}
	}
	s.open[who]++
	q.atEnd = append(q.atEnd, func() { s.giveBack(who) })
	return nil
}

func (s *streams) giveBack(who approval.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who]--; s.open[who] == 0 {
		delete(s.open, who)
	}
}

// run writes a stream, if the handler left one.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	q := requestOf(r)
	if q.stream == nil || r.Method == http.MethodHead {
		return
	}
	q.streaming = true
	err := q.stream(q.client, newStreamWriter(w))
	if err != nil && q.client.Err() == nil {
		s.Log.WarnContext(r.Context(), "a stream broke off", "request_id", q.origin.RequestID, "route", q.pattern, "error", err)
	}
	if err != nil {
		panic(http.ErrAbortHandler) // so that the reader can tell that it is not whole
	}
}
