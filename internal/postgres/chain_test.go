package postgres_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// line is one audit event as it is stored. The hash is computed here from the written
// description of the chain, in another language than the database does it.
type line struct {
	Stream, Kind, Actor, Body     string
	Seq                           int64
	Transaction, Attempt, ToState *string
	At                            time.Time
	Salt, Commitment, Prev, Hash  []byte
}

func (l line) hash() []byte {
	h := sha256.New()
	part := func(s *string) {
		if s == nil {
			_ = binary.Write(h, binary.BigEndian, int32(-1))
			return
		}
		_ = binary.Write(h, binary.BigEndian, int32(len(*s)))
		h.Write([]byte(*s))
	}
	if l.Commitment == nil {
		h.Write([]byte("audit/v1"))
	} else {
		h.Write([]byte("audit/v2"))
	}
	part(&l.Stream)
	_ = binary.Write(h, binary.BigEndian, l.Seq)
	part(l.Transaction)
	part(l.Attempt)
	part(&l.Kind)
	part(l.ToState)
	part(&l.Actor)
	_ = binary.Write(h, binary.BigEndian, l.At.UnixMicro())
	if l.Commitment == nil {
		part(&l.Body)
	}
	h.Write(l.Commitment)
	h.Write(l.Prev)
	return h.Sum(nil)
}

// commits reports whether the commitment is to the body, unless that was erased.
func (l line) commits() bool {
	if l.Body == "" {
		return l.Salt == nil && len(l.Commitment) == 32
	}
	c := sha256.Sum256([]byte("takeed.body/v1" + string(l.Salt) + l.Body))
	return len(l.Salt) == 16 && bytes.Equal(c[:], l.Commitment)
}

// lines are all events, stream by stream and in order.
func (w world) lines() []line {
	w.Helper()
	conn := connect(w.T, w.database.Owner)
	rows, err := conn.Query(w.Context(), `select stream, kind, actor, coalesce(body, ''), seq, tx_id::text, attempt_id::text, to_state, at, salt, body_commit, prev_hash, hash
		from audit_events order by stream, seq`)
	w.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[line])
	w.must(err)
	return list
}

// chainsHold follows every stream from its first line, or the anchor in its place, to its
// head.
func (w world) chainsHold() {
	w.Helper()
	heads := map[string][]byte{}
	length := map[string]int64{}
	for stream, a := range w.anchors() {
		heads[stream], length[stream] = a.Hash, a.Seq
	}
	for _, l := range w.lines() {
		if l.Seq != length[l.Stream]+1 {
			w.Errorf("%s: %d follows %d", l.Stream, l.Seq, length[l.Stream])
		}
		if !bytes.Equal(l.Prev, heads[l.Stream]) || !bytes.Equal(l.Hash, l.hash()) || !l.commits() {
			w.Errorf("%s: line %d does not follow from the one before", l.Stream, l.Seq)
		}
		heads[l.Stream], length[l.Stream] = l.Hash, l.Seq
	}
	for stream, head := range heads {
		if n := w.count(`select count(*) from audit_streams where stream = $1 and seq = $2 and head = $3`, stream, length[stream], head); n != 1 {
			w.Errorf("%s: the head is not its last line", stream)
		}
	}
}

//takeed:race
func TestWritersOfOneStreamTakeTurns(t *testing.T) {
	w := newWorld(t)
	replica := w.database.Open(t)
	const writers = 100
	var all sync.WaitGroup
	for i := range writers {
		db := w.db
		if i%2 == 1 {
			db = replica
		}
		all.Go(func() {
			source := approval.Source{Actor: approval.Anonymous, Origin: approval.Origin{RequestID: fmt.Sprint(i)}}
			err := db.Record(t.Context(), source.SigninEvent("login:2026112110:3", approval.EventSigninDeclined, "declined", ""))
			if err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if n := len(w.lines()); n != writers {
		t.Errorf("%d lines of %d", n, writers)
	}
	w.chainsHold()
	w.noViolations()
}

// The database and this file agree on every line, and neither leaves a part out.
func TestEveryPartOfALineIsHashed(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	w.chainsHold()
	good := w.lines()[3]
	if good.Transaction == nil || good.Attempt == nil || good.ToState == nil {
		t.Fatalf("line 3 is %s, which has parts missing", good.Kind)
	}
	other := string(approval.NewID())
	for part, change := range map[string]func(*line){
		"stream": func(l *line) { l.Stream = "x" }, "seq": func(l *line) { l.Seq++ }, "kind": func(l *line) { l.Kind = "x" },
		"transaction": func(l *line) { l.Transaction = &other }, "attempt": func(l *line) { l.Attempt = &other },
		"state": func(l *line) { l.ToState = &other }, "no state": func(l *line) { l.ToState = nil },
		"actor": func(l *line) { l.Actor = "x" }, "time": func(l *line) { l.At = l.At.Add(time.Microsecond) },
		"commitment": func(l *line) { l.Commitment = l.Hash }, "from before audit/v2": func(l *line) { l.Commitment = nil }, "past": func(l *line) { l.Prev = []byte{} },
		"border": func(l *line) { // the same characters, divided in another place
			state := l.Kind[len(l.Kind)-1:] + *l.ToState
			l.Kind, l.ToState = l.Kind[:len(l.Kind)-1], &state
		},
	} {
		bad := good
		change(&bad)
		if bytes.Equal(bad.hash(), good.Hash) {
			t.Errorf("%s: the hash does not change", part)
		}
		if theirs := w.hashOf(bad); !bytes.Equal(theirs, bad.hash()) {
			t.Errorf("%s: the database hashes it in another way", part)
		}
	}
}

// hashOf is the database's hash of a line that is not stored.
func (w world) hashOf(l line) []byte {
	w.Helper()
	return postgrestest.Query[[]byte](w, w.database, `select audit_hash(row(0, $1, $2, $3::uuid, $4::uuid, $5, $6, $7, $8, '1', $9, $10, '', null, null, null, null, null, null, $11)::audit_events)`,
		l.Stream, l.Seq, l.Transaction, l.Attempt, l.Kind, l.ToState, l.Actor, l.At, l.Body, l.Prev, l.Commitment)
}
