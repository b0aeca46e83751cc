package sequencer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/translog"
)

// sign signs the newest checkpoint once it lasts and contains what was signed before, keeps it
// outside, and stores it, in this order: what is published was kept first. Several replicas that
// sign the same checkpoint write the same note.
func (l *Log) sign(ctx context.Context, v view, kept *translog.Checkpoint) error {
	if err := l.db.RequireSettled(ctx, v.reach); err != nil {
		return err
	}
	c, err := l.checkpoint(v.newest, v.root)
	if err != nil {
		return err
	}
	before, err := l.before(v, kept)
	if err != nil {
		return err
	}
	if err := translog.CheckGrowth(before, c, l.tiles(ctx)); err != nil {
		return stopIfCorrupt(err)
	}
	note, err := l.keys.Sign(c)
	if err != nil {
		return err
	}
	if err := l.keep(c, note); err != nil {
		return err
	}
	return l.store(ctx, c, note)
}

func (l *Log) checkpoint(size int64, root []byte) (c translog.Checkpoint, err error) {
	if len(root) != translog.HashSize {
		return c, fmt.Errorf("%w: a root of %d bytes", ErrStopped, len(root))
	}
	return translog.Checkpoint{Origin: l.keys.Origin(), Size: size, Root: translog.Hash(root)}, nil
}

// before is the last checkpoint that was signed: of the file, or without one, of the database.
func (l *Log) before(v view, kept *translog.Checkpoint) (translog.Checkpoint, error) {
	switch {
	case kept != nil:
		return *kept, nil
	case v.note == nil:
		return translog.Checkpoint{}, nil
	}
	return l.checkpoint(v.signed, v.signedRoot)
}

// keep writes a signed checkpoint to the file, unless another replica that shares the file has
// written a later one.
func (l *Log) keep(c translog.Checkpoint, note []byte) error {
	if later, err := l.kept(); err != nil || later != nil && later.Size > c.Size {
		return err
	}
	if err := l.file.write(note); err != nil {
		return err
	}
	l.sawNothing.Store(false)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.verified = c
	return nil
}

// store makes a signed checkpoint public.
func (l *Log) store(ctx context.Context, c translog.Checkpoint, note []byte) error {
	stored := false
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`update log_checkpoints set note = $2 where size = $1 and note is null`, c.Size, string(note)).
		Exec(func(ct pgconn.CommandTag) error { stored = ct.RowsAffected() == 1; return nil })
	b.Queue(`update log_state set beat_at = greatest(beat_at, clock_timestamp())`)
	b.Queue(`commit`)
	if err := l.db.Write(ctx, b); err != nil {
		return fmt.Errorf("store a signed checkpoint: %w", err)
	}
	l.noteCovered(c.Size)
	if stored { // whoever stored it asks the witnesses
		l.asks.put(ask{c, note})
	}
	return nil
}

// follow keeps a checkpoint that another replica signed, if it contains the one that is kept.
func (l *Log) follow(ctx context.Context, v view, kept *translog.Checkpoint) error {
	l.noteCovered(v.signed)
	if l.file == "" || kept != nil && kept.Size >= v.signed {
		return nil
	}
	c, err := l.keys.Open(v.note)
	if err != nil {
		return fmt.Errorf("%w: the newest checkpoint in the database: %w", ErrStopped, err)
	}
	before := translog.Checkpoint{}
	if kept != nil {
		before = *kept
	}
	if err := translog.CheckGrowth(before, c, l.tiles(ctx)); err != nil {
		return stopIfCorrupt(err)
	}
	return l.keep(c, v.note)
}

// beat says that the log is being kept, also when nothing happens: the newest checkpoint is
// shown to the witnesses again. Of several replicas one does.
func (l *Log) beat(ctx context.Context, v view) error {
	mine := false
	b := new(pgx.Batch)
	b.Queue(`update log_state set beat_at = clock_timestamp() where beat_at < clock_timestamp() - interval '1 minute'`).
		Exec(func(ct pgconn.CommandTag) error { mine = ct.RowsAffected() == 1; return nil })
	if err := l.db.Write(ctx, b); err != nil {
		return fmt.Errorf("note that the log is kept: %w", err)
	}
	c, err := l.checkpoint(v.signed, v.signedRoot)
	if mine && err == nil {
		l.asks.put(ask{c, v.note})
	}
	return err
}
