package simulator

import "time"

// shelf holds values by key and drops the oldest: those that are past their time,
// and as many more as it takes to stay within the limit. So nothing that a client
// or a browser sends can fill the memory, and no goroutine has to clean up.
type shelf[V any] struct {
	limit int
	keep  time.Duration
	items map[string]V
	order []shelved // oldest first
}

type shelved struct {
	key string
	at  time.Time
}

func newShelf[V any](limit int, keep time.Duration) *shelf[V] {
	return &shelf[V]{limit: limit, keep: keep, items: map[string]V{}}
}

// put adds or replaces a value. A value that is replaced keeps its place.
func (s *shelf[V]) put(now time.Time, key string, value V) {
	if _, ok := s.items[key]; !ok {
		s.makeRoom(now)
		s.order = append(s.order, shelved{key, now})
	}
	s.items[key] = value
}

func (s *shelf[V]) makeRoom(now time.Time) {
	for len(s.order) > 0 && (len(s.order) >= s.limit || now.Sub(s.order[0].at) > s.keep) {
		delete(s.items, s.order[0].key)
		s.order = s.order[1:]
	}
}

func (s *shelf[V]) get(key string) (V, bool) {
	v, ok := s.items[key]
	return v, ok
}

// remove forgets a value before its time.
func (s *shelf[V]) remove(key string) { delete(s.items, key) }
