package postgrestest

import "regexp"

// Sent is what portals sent over a wire.
type Sent struct {
	Statements []string // as they were executed, frames left out
	Frames     int      // how often a database transaction was begun or ended, or the server asked whether it lives
	Trips      int      // how often a portal waited for the server
}

// frame is SQL that reads and writes nothing.
var frame = regexp.MustCompile(`(?i)^\s*(begin|commit|rollback|--|$)`)

func (s *Sent) add(m Message) {
	executes := m.Type == 'E' || m.Type == 'Q'
	switch {
	case executes && frame.MatchString(m.SQL):
		s.Frames++
	case executes:
		s.Statements = append(s.Statements, m.SQL)
	}
	if m.Type == 'S' || m.Type == 'Q' {
		s.Trips++
	}
}

// Listen notes what is sent from now on. The function that it returns hands over what was
// noted since its last call. Listening takes the place of a judge.
func (w *Wire) Listen() (take func() Sent) {
	var now Sent // changes under w.mu
	w.Judge(func(m Message) Verdict {
		now.add(m)
		return Pass
	})
	return func() Sent {
		w.mu.Lock()
		defer w.mu.Unlock()
		taken := now
		now = Sent{}
		return taken
	}
}
