package sequencer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/receipt"
	"takeed/internal/translog"
)

// Covered reports whether a signed checkpoint covers the event with this number, so that it
// has a proof.
func (l *Log) Covered(ctx context.Context, event int64) (covered bool, err error) {
	err = l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(`select exists (select from log_leaves l where l.event_id = $1 and l.index < (
			select c.size from log_checkpoints c where c.note is not null order by c.size desc limit 1))`, event).
			QueryRow(func(row pgx.Row) error { return row.Scan(&covered) })
	})
	if err != nil {
		return false, fmt.Errorf("ask whether an event is covered: %w", err)
	}
	return covered, nil
}

// notes are the checkpoint that witnesses signed last, and the newest that we signed: one, if
// they are the same. The newest comes last.
const notes = `select c.size, c.note || c.cosignatures from log_checkpoints c where c.size in (
	(select size from log_checkpoints where cosignatures <> '' order by size desc limit 1),
	(select size from log_checkpoints where note is not null order by size desc limit 1)) order by c.size`

// Proofs proves events to one checkpoint: the newest that witnesses signed, or, if that does
// not cover all of them, the newest that we signed. An event that no checkpoint covers yet
// has no proof. The tiles are read once for all.
func (l *Log) Proofs(ctx context.Context, events []int64) (receipt.Proofs, error) {
	p := receipt.Proofs{Of: map[int64]translog.Proof{}}
	entries, numbers, signed, err := l.readProofs(ctx, events)
	if err != nil || len(signed) == 0 {
		return p, err
	}
	c, note, err := l.coverer(entries, signed)
	if err != nil {
		return p, err
	}
	p.Checkpoint = note
	covered := 0 // the entries are in order
	for covered < len(entries) && entries[covered].Index < c.Size {
		covered++
	}
	all, err := translog.ProveAll(c, entries[:covered], l.tiles(ctx))
	for i, hashes := range all {
		p.Of[numbers[i]] = translog.Proof{Index: entries[i].Index, Hashes: hashes, Note: note}
	}
	return p, err
}

// readProofs reads the entries of events, in the order of the log, and then the notes.
func (l *Log) readProofs(ctx context.Context, events []int64) (entries []translog.Entry, numbers []int64, signed [][]byte, err error) {
	err = l.db.Read(ctx, func(b *pgx.Batch) {
		entries, numbers, signed = nil, nil, nil
		b.Queue(`select event_id, index, data from log_leaves where event_id = any($1) order by index`, events).Query(func(rows pgx.Rows) error {
			var number int64
			var e translog.Entry
			_, err := pgx.ForEachRow(rows, []any{&number, &e.Index, &e.Data}, func() error {
				numbers, entries = append(numbers, number), append(entries, e)
				return nil
			})
			return err
		})
		b.Queue(notes).Query(func(rows pgx.Rows) error {
			var size int64
			var note string
			_, err := pgx.ForEachRow(rows, []any{&size, &note}, func() error {
				signed = append(signed, []byte(note))
				return nil
			})
			return err
		})
	})
	if err != nil {
		err = fmt.Errorf("read what proves events: %w", err)
	}
	return entries, numbers, signed, err
}

// coverer is the first checkpoint that covers all entries, or the last.
func (l *Log) coverer(entries []translog.Entry, signed [][]byte) (c translog.Checkpoint, note []byte, err error) {
	for _, note = range signed {
		if c, err = l.keys.Open(note); err != nil {
			return c, nil, fmt.Errorf("a checkpoint in the database: %w", errors.Join(err, translog.ErrCorrupt))
		}
		if n := len(entries); n > 0 && entries[n-1].Index < c.Size {
			return c, note, nil
		}
	}
	return c, note, nil
}
