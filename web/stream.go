package web

import (
	"context"
	"net/http"
	"time"
)

// A stream is an answer that is too long, or too slow, to be kept until it is whole. A
// handler that has refused whatever it refuses hands over what writes the rest; from then
// on the only thing left to say is nothing.
type stream func(ctx context.Context, w *streamWriter) error

// streamed sends the headers of an answer and then what the stream writes.
func streamed(w http.ResponseWriter, r *http.Request, contentType string, s stream) error {
	w.Header().Set("Content-Type", contentType)
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

// run writes a stream, if the handler left one.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	q := requestOf(r)
	if q.stream == nil || r.Method == http.MethodHead {
		return
	}
	err := q.stream(q.client, newStreamWriter(w))
	if err != nil && q.client.Err() == nil {
		s.Log.WarnContext(r.Context(), "a stream broke off", "request_id", q.origin.RequestID, "route", q.pattern, "error", err)
	}
	if err != nil {
		panic(http.ErrAbortHandler) // so that the reader can tell that it is not whole
	}
}
