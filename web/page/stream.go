package page

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// A stream is an answer that is too long, or too slow, to be kept until it is whole. The
// handler first refuses what it must, then hands over the function that writes the answer;
// from then on an error can only break the answer off.
type stream func(ctx context.Context, w *StreamWriter) error

// Streamed sends the headers of an answer and then what the stream writes. A proxy in
// between must pass everything on at once: if it buffered, news would arrive minutes late,
// and an export could be complete by the time it should be stopped.
func Streamed(w http.ResponseWriter, r *http.Request, contentType string, s func(ctx context.Context, w *StreamWriter) error) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Accel-Buffering", "no")
	Of(r).stream = s
	return nil
}

// writeTimeout is how long a reader may take for one piece of a stream.
const writeTimeout = 30 * time.Second

// StreamWriter sends what it is given at once. It waits for a slow reader, but not for one
// that is gone.
type StreamWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// NewStreamWriter writes to w, which must take deadlines.
func NewStreamWriter(w http.ResponseWriter) *StreamWriter {
	return &StreamWriter{w, http.NewResponseController(w)}
}

// Write implements io.Writer.
func (w *StreamWriter) Write(b []byte) (int, error) {
	if err := w.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return w.ResponseWriter.Write(b)
}

// Flush sends what is still buffered.
func (w *StreamWriter) Flush() error { return w.control.Flush() }

// writeStream writes a stream, if the handler left one.
func (s *Site) writeStream(w http.ResponseWriter, r *http.Request) {
	q := Of(r)
	if q.stream == nil || r.Method == http.MethodHead {
		return
	}
	q.streaming = true
	err := q.stream(q.client, NewStreamWriter(w))
	if err != nil && q.client.Err() == nil {
		s.Log.WarnContext(r.Context(), "a stream broke off", "request_id", q.Origin.RequestID, "route", q.Pattern, "error", err)
	}
	if err != nil {
		panic(http.ErrAbortHandler) // so that the reader can tell that the answer is not whole
	}
}

// Patient lets a request wait for so long, which is longer than the server lets others. It
// ends when the client disconnects. The body must have been read.
func Patient(w http.ResponseWriter, r *http.Request, wait time.Duration) (*http.Request, context.CancelFunc, error) {
	control, until := http.NewResponseController(w), time.Now().Add(wait+writeTimeout)
	if err := errors.Join(control.SetReadDeadline(until), control.SetWriteDeadline(until)); err != nil {
		return nil, nil, err
	}
	patient, cancel := within(r, wait)
	return patient, cancel, nil
}
