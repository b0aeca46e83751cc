package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// faults gathers what is found on many pages. One fault of the style sheet is found on
// hundreds of them, and is told once, with the first few places.
type faults struct {
	mu     sync.Mutex
	places map[string][]string
}

// gather tells what was found when the test has ended.
func gather(t *testing.T) *faults {
	t.Helper()
	f := &faults{places: map[string][]string{}}
	t.Cleanup(func() { f.tell(t) })
	return f
}

func (f *faults) add(place string, found ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range found {
		f.places[fault] = append(f.places[fault], place)
	}
}

const placesTold = 3

func (f *faults) tell(t *testing.T) {
	t.Helper()
	for fault, places := range f.places {
		slices.Sort(places)
		places = slices.Compact(places)
		more := ""
		if n := len(places) - placesTold; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		t.Errorf("%s\n\ton %s%s", fault, strings.Join(places[:min(placesTold, len(places))], "; "), more)
	}
}
