package logverify

import (
	"context"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
	"takeed/internal/translog"
)

// stride is how many entries are read at once.
const stride = 16384

// part is the entries from first on, and what is wrong with each by itself.
type part struct {
	first    int64
	entries  [][]byte
	differ   []missing // entries that are not those of their events
	gone     []missing // entries whose events are not there
	moved    []Finding
	findings []Finding
	start    place // of the first event; a zero place if it is not there
	end      place
	erased   int64
	err      error
}

// missing is an event that is not as the log has it.
type missing struct{ event, index int64 }

const entriesOf = `select l.index, l.event_id, l.data, e.id is not null, coalesce(e.xid::text::bigint, 0),
		coalesce(e.stream, ''), coalesce(e.seq, 0), coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), coalesce(e.kind, ''), coalesce(e.to_state, ''),
		coalesce(e.actor, ''), coalesce(e.at, 'epoch'), coalesce(e.body, ''), e.salt, e.body_commit, coalesce(e.prev_hash, ''), coalesce(e.hash, ''),
		e.person, e.reason, e.request_id, e.correlation_id, e.client
	from log_leaves l left join audit_events e on e.id = l.event_id where l.index >= $1 and l.index < $2 order by l.index`

// parts reads all entries from one on, with several readers, and hands them out in order.
func (v *verifier) parts(ctx context.Context, from, to int64) (next func() (part, bool), stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	lanes := make([]chan part, v.Readers)
	for i := range lanes {
		lanes[i] = make(chan part, 1)
		all.Go(func() { v.lane(ctx, from+int64(i)*stride, to, lanes[i]) })
	}
	turn := 0
	next = func() (part, bool) {
		p, more := <-lanes[turn%len(lanes)]
		turn++
		return p, more
	}
	return next, func() { cancel(); all.Wait() }
}

// lane reads every so many-th part.
func (v *verifier) lane(ctx context.Context, from, to int64, out chan<- part) {
	defer close(out)
	r, _, err := open(ctx, v.URL, v.snapshot)
	if err != nil {
		out <- part{err: err}
		return
	}
	defer r.close()
	for ; from < to; from += int64(v.Readers) * stride {
		p := part{first: from}
		p.err = p.read(ctx, r, v.state.epochID, min(from+stride, to))
		select {
		case out <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
	}
}

func (p *part) read(ctx context.Context, r reader, epochID, to int64) error {
	rows, err := r.Query(ctx, entriesOf, p.first, to)
	if err != nil {
		return err
	}
	var l audit.Line
	var index, xid int64
	var entry []byte
	var there bool
	var columns [5]*string
	_, err = pgx.ForEachRow(rows, []any{&index, &l.Number, &entry, &there, &xid,
		&l.Stream, &l.Position, &l.Transaction, &l.Attempt, &l.Code, &l.ToState, &l.Actor, &l.At, &l.Body, &l.Salt, &l.Commitment, &l.Prev, &l.Hash,
		&columns[0], &columns[1], &columns[2], &columns[3], &columns[4]},
		func() error {
			for at := p.first + int64(len(p.entries)); at < index; at++ {
				p.findings = append(p.findings, Finding{EntryGone, 0, at, at})
				p.entries = append(p.entries, make([]byte, 32))
			}
			p.entries = append(p.entries, entry)
			if !there {
				p.gone = append(p.gone, missing{l.Number, index})
				return nil
			}
			p.judge(l, index, entry)
			p.compareColumns(l, index, columns)
			p.follow(place{xid, l.Number}, index, epochID)
			return nil
		})
	return err
}

// judge looks at an event by itself, and at its entry.
func (p *part) judge(l audit.Line, index int64, entry []byte) {
	switch {
	case l.Commitment == nil && l.Erased():
		p.erased++
	case !l.Intact():
		what := EventChanged
		if sum := l.Sum(); string(sum[:]) == string(l.Hash) {
			what = BodyChanged
		}
		p.findings = append(p.findings, Finding{what, l.Number, index, index})
	}
	if string(translog.LeafData(l.Hash)) != string(entry) {
		p.differ = append(p.differ, missing{l.Number, index})
	}
}

// fromBody are the columns that are taken from a body.
var fromBody = [5]string{"person", "reason", "request_id", "correlation_id", "client"}

// compareColumns compares what an event is found by with its body. Of an erased one whom it
// is about stays.
func (p *part) compareColumns(l audit.Line, index int64, columns [5]*string) {
	for i, name := range fromBody {
		if l.Erased() && name == "person" {
			continue
		}
		if !says(l, name, columns[i]) {
			p.findings = append(p.findings, Finding{ColumnChanged, l.Number, index, index})
			return
		}
	}
}

// says reports whether a body has a member with a value, or none. A body is an object of
// texts, in which a name and its colon stand together nowhere else, so it need not be parsed
// unless the value has characters that are escaped.
func says(l audit.Line, name string, value *string) bool {
	key := `"` + name + `":`
	at := strings.Index(l.Body, key)
	if value == nil || at < 0 {
		return value == nil && at < 0
	}
	if strings.ContainsFunc(*value, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r > '~' }) {
		said, ok := l.Detail()[name]
		return ok && said == *value
	}
	rest := l.Body[at+len(key):]
	return len(rest) > len(*value)+1 && rest[0] == '"' && rest[1:1+len(*value)] == *value && rest[1+len(*value)] == '"'
}

// follow compares an event with the one before it. Those of earlier epochs were taken in the
// order in which they were found.
func (p *part) follow(at place, index, epochID int64) {
	if at.id <= epochID {
		at = place{}
	} else if p.end != (place{}) && !p.end.before(at) {
		p.moved = append(p.moved, Finding{OrderChanged, at.id, index, index})
	}
	if p.start == (place{}) {
		p.start = at
	}
	p.end = at
}

func (a place) before(b place) bool { return a.xid < b.xid || a.xid == b.xid && a.id < b.id }

// tiles are those of the database.
type tiles struct {
	ctx context.Context
	r   reader
}

// ReadTiles implements translog.Tiles.
func (t tiles) ReadTiles(want []translog.Tile) ([][]byte, error) {
	levels, places := make([]int16, len(want)), make([]int64, len(want))
	for i, w := range want {
		levels[i], places[i] = int16(w.Level), w.N
	}
	rows, err := t.r.Query(t.ctx, `select t.hashes from unnest($1::smallint[], $2::bigint[]) with ordinality w(level, n, place)
		left join log_tiles t on t.level = w.level and t.n = w.n order by w.place`, levels, places)
	if err != nil {
		return nil, err
	}
	data, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	for i, w := range want { // as wide as the size makes it
		data[i] = data[i][:min(len(data[i]), w.Width*translog.HashSize)]
	}
	return data, err
}
