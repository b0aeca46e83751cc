package office

import (
	"net/http"
	"sync"

	"takeed/internal/approval"
	"takeed/web/page"
)

// Most streams of a kind that one member of staff may have open at once, in each process:
// more than one person looks at, and too few to be a burden.
const (
	maxTails   = 5
	maxExports = 3
)

// streams counts those of one kind, by who asked for them.
type streams struct {
	mu   sync.Mutex
	open map[approval.ID]int
}

// take counts one more until the request has ended, if there may be one more.
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
