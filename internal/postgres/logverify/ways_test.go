package logverify_test

import (
	"fmt"
	"slices"

	"takeed/internal/postgres/logverify"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/translog"
)

// changes are the columns of an event, and another value for each.
var changes = map[string]string{
	"stream": `'op:another'`, "seq": `seq + 1000`, "tx_id": `gen_random_uuid()`, "attempt_id": `gen_random_uuid()`, "kind": `'another'`,
	"to_state": `'another'`, "actor": `'staff:another'`, "at": `at + interval '1 microsecond'`, "prev_hash": `sha256('another')`, "hash": `sha256('another')`,
	"body": `body || ' '`, "salt": `substring(sha256('another') from 1 for 16)`, "body_commit": `sha256('another')`, "xid": `(xid::text::bigint + 1000000)::text::xid8`,
	"id": `id + 1000000`, "person": `'another'`, "reason": `'another'`, "request_id": `'another'`, "correlation_id": `'another'`, "client": `'another'`,
}

func changesColumn(a *attack) [][]logverify.Finding {
	columns := make([]string, 0, len(changes))
	for name := range changes {
		columns = append(columns, name)
	}
	slices.Sort(columns)
	column := columns[a.IntN(len(columns))]
	event, index := a.pick()
	a.plant(fmt.Sprintf(`update audit_events set %s = %s where id = $1`, column, changes[column]), event)
	var named []logverify.Finding
	for _, what := range []string{logverify.EventChanged, logverify.BodyChanged, logverify.ColumnChanged, logverify.EventGone} {
		named = append(named, logverify.Finding{What: what, Event: event, First: index, Last: index})
	}
	if column == "xid" { // the entry behind it does not follow any more
		named = append(named, logverify.Finding{What: logverify.OrderChanged, Event: event, First: index, Last: index})
		if index+1 < a.size {
			named = append(named, logverify.Finding{What: logverify.OrderChanged, Event: a.events[index+1], First: index + 1, Last: index + 1})
		}
	}
	return [][]logverify.Finding{named}
}

func changesBody(a *attack) [][]logverify.Finding {
	event, index := a.pick()
	a.plant(`update audit_events set body = '{"more":"x",' || substr(body, 2) where id = $1`, event)
	return each(logverify.Finding{What: logverify.BodyChanged, Event: event, First: index, Last: index})
}

func takesOut(a *attack) [][]logverify.Finding {
	event, index := a.pick()
	a.plant(`delete from audit_events where id = $1`, event)
	return each(logverify.Finding{What: logverify.EventGone, Event: event, First: index, Last: index})
}

// cutsOff removes the newest events, with or without their entries and checkpoints.
func cutsOff(a *attack) [][]logverify.Finding {
	n := 1 + a.Int64N(100)
	from := a.size - n
	a.plant(`delete from audit_events where id = any($1)`, a.events[from:])
	if a.IntN(2) == 0 {
		a.cutLog(from)
		return each(logverify.Finding{What: logverify.Shrunk, First: from, Last: a.size})
	}
	var all []logverify.Finding
	for index := from; index < a.size; index++ {
		all = append(all, logverify.Finding{What: logverify.EventGone, Event: a.events[index], First: index, Last: index})
	}
	return each(all...)
}

// cutLog makes the log as it was at a size.
func (a *attack) cutLog(size int64) {
	a.plant(`delete from log_leaves where index >= $1`, size)
	a.plant(`delete from log_checkpoints where size > $1`, size)
	a.plant(`update log_state s set size = $1::bigint, (xid, id) = (select e.xid, e.id from log_leaves l join audit_events e on e.id = l.event_id where l.index = $1::bigint - 1)`, size)
	a.rebuildTiles()
}

// rebuildTiles makes the tiles from the entries, as whoever knows the format can.
func (a *attack) rebuildTiles() {
	conn := postgrestest.Connect(a.T, a.copy.Owner)
	rows, err := conn.Query(a.Context(), `select data from log_leaves order by index`)
	must(a, err)
	var entries [][]byte
	for rows.Next() {
		var entry []byte
		must(a, rows.Scan(&entry))
		entries = append(entries, entry)
	}
	must(a, rows.Err())
	g, err := translog.Grow(0, entries, nil)
	must(a, err)
	a.plant(`delete from log_tiles`)
	for _, r := range g.Rows {
		a.plant(`insert into log_tiles (level, n, hashes) values ($1, $2, $3)`, r.Level, r.N, r.Hashes)
	}
}

// addsToThePast puts an event into the middle of a stream, whose rest is chained anew.
func addsToThePast(a *attack) [][]logverify.Finding {
	event, _ := a.pick()
	a.plant(`update audit_events e set seq = -1 - e.seq from audit_events o where o.id = $1 and e.stream = o.stream and e.seq > o.seq`, event)
	a.plant(`update audit_events set seq = -seq where seq < 0`)
	a.plant(`insert into audit_events (id, stream, seq, tx_id, attempt_id, kind, to_state, actor, at, xid, body, salt, body_commit, prev_hash, hash, person, reason, request_id, correlation_id, client)
		overriding system value
		select -id, stream, seq + 1, tx_id, attempt_id, kind, to_state, actor, at, xid, body, salt, body_commit, hash, '', person, reason, request_id, correlation_id, client
		  from audit_events where id = $1`, event)
	a.chain(postgrestest.Query[string](a.T, a.copy, `select stream from audit_events where id = $1`, event))
	return each(logverify.Finding{What: logverify.EventAdded, Event: -event})
}

// chain hashes a stream anew.
func (a *attack) chain(stream string) {
	a.plant(fmt.Sprintf(`do $$
		declare
		  e audit_events;
		  past bytea := '';
		begin
		  for e in select * from audit_events where stream = '%[1]s' order by seq loop
		    e.prev_hash := past;
		    e.hash := audit_hash(e);
		    past := e.hash;
		    update audit_events set prev_hash = e.prev_hash, hash = e.hash where id = e.id;
		    update audit_streams set seq = e.seq, head = past where stream = '%[1]s';
		  end loop;
		end $$`, stream))
}

func swaps(a *attack) [][]logverify.Finding {
	i := a.Int64N(a.size)
	j := (i + 1 + a.Int64N(a.size-1)) % a.size
	a.plant(`update audit_events e set id = -x.id, xid = x.xid from audit_events x where (e.id, x.id) in (($1, $2), ($2, $1))`, a.events[i], a.events[j])
	a.plant(`update audit_events set id = -id where id < 0`)
	return each(logverify.Finding{What: logverify.EventReplaced, Event: a.events[i], First: i, Last: i}, logverify.Finding{What: logverify.EventReplaced, Event: a.events[j], First: j, Last: j})
}

// rewritesStream changes the first event of a stream, and every hash and head after it.
func rewritesStream(a *attack) [][]logverify.Finding {
	event, _ := a.pick()
	stream := postgrestest.Query[string](a.T, a.copy, `select stream from audit_events where id = $1`, event)
	a.plant(`update audit_events set actor = 'staff:' || gen_random_uuid() where stream = $1 and seq = (select min(seq) from audit_events where stream = $1)`, stream)
	a.chain(stream)
	var all []logverify.Finding
	for _, e := range postgrestest.Query[[]int64](a.T, a.copy, `select array_agg(id order by id) from audit_events where stream = $1`, stream) {
		index := int64(slices.Index(a.events, e))
		all = append(all, logverify.Finding{What: logverify.EventReplaced, Event: e, First: index, Last: index})
	}
	return each(all...)
}

// changesTree changes a tile, the right edge or an entry.
func changesTree(a *attack) [][]logverify.Finding {
	flip := func(column string) string {
		return column + " = set_byte(" + column + ", 7, get_byte(" + column + ", 7) # 1)"
	}
	switch a.IntN(3) {
	case 0:
		n := a.Int64N((a.size + 255) / 256)
		a.plant(`update log_tiles set `+flip("hashes")+` where level = 0 and n = $1`, n)
		return each(logverify.Finding{What: logverify.TileChanged, First: 0, Last: n})
	case 1:
		a.plant(`update log_tiles set ` + flip("hashes") + ` where level = 1 and n = 0`)
		return each(logverify.Finding{What: logverify.TileChanged, First: 1, Last: 0})
	}
	event, index := a.pick()
	a.plant(`update log_leaves set `+flip("data")+` where index = $1`, index)
	return each(logverify.Finding{What: logverify.EntryChanged, Event: event, First: index, Last: index})
}

// signsAgain is what somebody with the key can do: another root for a size that was signed.
func signsAgain(a *attack) [][]logverify.Finding {
	at := a.kept[a.IntN(len(a.kept))]
	other := a.another(at)
	note, err := a.keys.Sign(other)
	must(a, err)
	a.plant(`update log_checkpoints set root = $2, note = $3 where size = $1`, at.Size, other.Root[:], string(note))
	a.against = []translog.Checkpoint{at}
	named := []logverify.Finding{{What: logverify.CheckpointChanged, First: at.Size, Last: at.Size}}
	if at.Size == a.size { // nothing after it shows which of the two it was
		before := int64(0)
		if len(a.kept) > 1 {
			before = a.kept[len(a.kept)-2].Size
		}
		named = append(named, logverify.Finding{What: logverify.RootsDiffer, First: before, Last: at.Size - 1})
	}
	return [][]logverify.Finding{named}
}

// another is a checkpoint of the same size with another root.
func (a *attack) another(c translog.Checkpoint) translog.Checkpoint {
	c.Root[a.IntN(32)] ^= byte(1 + a.IntN(255))
	return c
}

// goesOnFromBackup restores an old backup and goes on, less far or further than the log was.
func goesOnFromBackup(a *attack) [][]logverify.Finding {
	a.copy = a.early.Copy(a.T)
	fork := &ledger{keys: a.keys}
	fork.grow(a.T, a.copy, 1+a.IntN(30))
	last := a.kept[len(a.kept)-1]
	if now := fork.kept[0].Size; now < last.Size {
		return each(logverify.Finding{What: logverify.Shrunk, First: now, Last: last.Size})
	}
	return each(logverify.Finding{What: logverify.Split, Last: last.Size})
}

// showsAnother signs a second checkpoint of a size for one reader, who kept it.
func showsAnother(a *attack) [][]logverify.Finding {
	at := a.kept[a.IntN(len(a.kept))]
	a.against = []translog.Checkpoint{at, a.another(at)}
	return each(logverify.Finding{What: logverify.Split, Last: at.Size})
}
