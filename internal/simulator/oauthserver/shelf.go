package oauthserver

import (
	"iter"
	"maps"
	"time"
)

// How much is remembered, and for how long. The times are generous: the limits that count
// (a code's ten seconds, a token's hour) are checked where a code or token is used.
const (
	MaxRemembered = 1 << 16
	KeepRequests  = 2 * time.Hour
	KeepCodes     = 2 * time.Hour
	KeepSessions  = 12 * time.Hour
)

// Shelf holds values by key and drops the oldest: those that are past their time, and as
// many more as it takes to stay within the limit. So no client or browser can fill the
// memory, and no goroutine has to clean up.
type Shelf[V any] struct {
	limit int
	keep  time.Duration
	items map[string]V
	order []shelved // oldest first
}

type shelved struct {
	key string
	at  time.Time
}

// NewShelf makes an empty one.
func NewShelf[V any](limit int, keep time.Duration) *Shelf[V] {
	return &Shelf[V]{limit: limit, keep: keep, items: map[string]V{}}
}

// Put adds or replaces a value. A value that is replaced keeps its place.
func (s *Shelf[V]) Put(now time.Time, key string, value V) {
	if _, ok := s.items[key]; !ok {
		s.makeRoom(now)
		s.order = append(s.order, shelved{key, now})
	}
	s.items[key] = value
}

func (s *Shelf[V]) makeRoom(now time.Time) {
	for len(s.order) > 0 && (len(s.order) >= s.limit || now.Sub(s.order[0].at) > s.keep) {
		delete(s.items, s.order[0].key)
		s.order = s.order[1:]
	}
}

// Get finds a value.
func (s *Shelf[V]) Get(key string) (V, bool) {
	v, ok := s.items[key]
	return v, ok
}

// Remove forgets a value before its time.
func (s *Shelf[V]) Remove(key string) { delete(s.items, key) }

// Keys are the keys of the values.
func (s *Shelf[V]) Keys() iter.Seq[string] { return maps.Keys(s.items) }
