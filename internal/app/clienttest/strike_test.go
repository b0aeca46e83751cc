package clienttest

import (
	"net/http"
	"strings"
	"sync/atomic"

	"takeed/internal/postgres/postgrestest"
)

// blow is what strikes at a commit.
type blow int

const (
	killedAfter  blow = iota // the portal is killed when the commit was carried out, before its answer
	killedBefore             // it is killed before the commit
	answerLost               // the commit is carried out, and the session with the database ends before its answer
	sessionEnded             // an administrator ends the session before the commit
	swallowed                // the portal answers, and the answer does not reach the client
	blows
)

func (b blow) String() string {
	return [...]string{"killed after the commit", "killed before it", "its answer lost", "the session ended before it", "our answer swallowed"}[b]
}

// strike has a blow fall once: at the commit of a transaction that executes a statement, after
// some that are spared. struck reports whether it fell.
func (p *portal) strike(b blow, statement string, spared int) (struck *atomic.Bool) {
	struck = new(atomic.Bool)
	line := int64(0)
	p.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		switch {
		case m.Type == 'E' && strings.Contains(m.SQL, statement):
			line = m.Line
		case m.Type == 'E' && m.SQL == "commit" && m.Line == line:
			line = 0
			if spared--; spared < 0 && !struck.Swap(true) {
				return p.suffers(b)
			}
		}
		return postgrestest.Pass
	})
	return struck
}

// swallow loses the next answer to a path.
func (g *gate) swallow(path string) (struck *atomic.Bool) {
	struck = new(atomic.Bool)
	g.meddles(func(r *http.Response) error {
		if strings.HasSuffix(r.Request.URL.Path, path) && !struck.Swap(true) {
			return errSwallowed
		}
		return nil
	})
	return struck
}

func (p *portal) suffers(b blow) postgrestest.Verdict {
	switch b {
	case killedAfter:
		p.die()
		return postgrestest.CutAfter
	case killedBefore:
		p.die()
		return postgrestest.CutBefore
	case answerLost:
		return postgrestest.Lose
	}
	p.world.endSessions()
	return postgrestest.Pass
}

// endSessions ends every session that has begun to write.
func (w *world) endSessions() {
	err := postgrestest.Exec(w.Context(), w.database.Admin, `select pg_terminate_backend(pid, 5000) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null`)
	if err != nil {
		w.Error(err)
	}
}

// spare ends that: from here on nothing strikes, and there is a portal where one died.
func (w *world) spare(p *portal) {
	w.gate.meddles(nil)
	p.wire.Judge(nil)
	if p.process.Killed.Load() {
		p.reborn()
	}
}
