package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// stamp is a time as the API writes it: in UTC, with microseconds.
type stamp time.Time

const stampFormat = "2006-01-02T15:04:05.000000Z"

// IsZero lets a member be left out.
func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

// MarshalJSON implements json.Marshaler.
func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(s).UTC().Format(`"` + stampFormat + `"`)), nil
}

// encode writes an answer. The document in it stays byte for byte what the digest covers, so
// nothing is escaped that need not be.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("api: encode an answer: " + err.Error()) // no type of an answer can fail
	}
	return b.Bytes()
}

// send is the last step of every answer.
func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// answer writes an answer in JSON.
func answer(w http.ResponseWriter, status int, v any) error { return answerBytes(w, status, encode(v)) }

func answerBytes(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", mediaJSON)
	send(w, status, body)
	return nil
}

// list is an answer of several things.
type list[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next,omitempty"`
}

// each maps; what comes out is never null in JSON.
func each[T, V any](all []T, view func(T) V) []V {
	views := make([]V, 0, len(all))
	for _, one := range all {
		views = append(views, view(one))
	}
	return views
}
