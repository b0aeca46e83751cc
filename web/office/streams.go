package office

import (
	"net/http"
	"sync"

	"takeed/internal/approval"
	"takeed/web/page"
)

// The most streams of a kind that one member of staff may have open at once, in each
// process: more than one person can look at, and too few to be a burden.
const (
	maxTails   = 5
	maxExports = 3
)

// streams counts the open streams of one kind, by member of staff.
type streams struct {
	mu   sync.Mutex
	open map[approval.ID]int
}

// take counts one more until the request has ended, or refuses if there are too many.
func (s *streams) take(r *http.Request, most int) error {
	who := staffOf(r).ID
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= most {
		return errTooManyStreams
	}
	if s.open == nil {
		s.open = map[approval.ID]int{}
	}
	s.open[who]++
	page.Of(r).AtEnd(func() { s.giveBack(who) })
	return nil
}

func (s *streams) giveBack(who approval.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who]--; s.open[who] == 0 {
		delete(s.open, who)
	}
}
