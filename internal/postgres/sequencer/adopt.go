package sequencer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres"
)

// Adopted is what "portal log adopt" did.
type Adopted struct {
	Events int64  // that got a leaf, since the database is on another server
	Epoch  int    // of the server now; 0 if it is the same as before
	File   string // that was written; empty if it was there
}

// Adopt lets the log go on where it stopped because the database is on another server, or
// because the file outside is not there. Whoever calls it vouches for the database: what it
// lacks, and no checkpoint outside shows, is lost to the log. It goes on where a call was
// interrupted, and refuses a log that does not contain the checkpoint of the file.
func (l *Log) Adopt(ctx context.Context, ownerURL string) (done Adopted, err error) {
	v, err := l.look(ctx)
	if err != nil {
		return done, err
	}
	if _, err := l.compareFile(ctx, v); err != nil && !errors.Is(err, errNoFile) {
		return done, err
	} else if err != nil {
		if done.File, err = l.makeFile(ctx, v); err != nil {
			return done, err
		}
	}
	if v.server == v.here && !v.later {
		return done, nil
	}
	done.Events, done.Epoch, err = newEpoch(ctx, ownerURL)
	return done, err
}

// makeFile keeps the newest checkpoint that the database has, under the keys of now.
func (l *Log) makeFile(ctx context.Context, v view) (string, error) {
	c, err := l.checkpoint(v.signed, v.signedRoot)
	if err != nil {
		return "", err
	}
	if err := l.contains(ctx, c); err != nil {
		return "", err
	}
	note, err := l.keys.Sign(c)
	if err != nil {
		return "", err
	}
	return string(l.file), l.file.write(note)
}

// newEpoch gives every event without a leaf its leaf, as the owner of the schema, while nobody
// else writes events. From then on events count by the transactions of this server.
func newEpoch(ctx context.Context, ownerURL string) (events int64, epoch int, err error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return 0, 0, fmt.Errorf("connect: %w", postgres.Clean(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) (err error) {
		if epoch, err = beginEpoch(ctx, dbtx); err == nil {
			events, err = adoptEvents(ctx, dbtx)
		}
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("adopt events: %w", postgres.Clean(err))
	}
	return events, epoch, nil
}

// Nobody writes events while the lock is held, so every number so far belongs to the epochs
// before. A database transaction that has begun may still write some later; so the place begins
// before the oldest of those.
const nextEpoch = `update log_state set server = (select c.system_identifier from pg_control_system() c), epoch = epoch + 1,
	epoch_id = greatest(epoch_id, (select coalesce(max(e.id), 0) from audit_events e)),
	xid = (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8, id = 9223372036854775807
	returning epoch`

func beginEpoch(ctx context.Context, dbtx pgx.Tx) (epoch int, err error) {
	for _, sql := range []string{`set local lock_timeout = '10s'`, `lock table audit_events in share row exclusive mode`} {
		if _, err := dbtx.Exec(ctx, sql); err != nil {
			return 0, err
		}
	}
	err = dbtx.QueryRow(ctx, nextEpoch).Scan(&epoch)
	return epoch, err
}

// adoptEvents appends every event without a leaf, a batch at a time, and one checkpoint.
func adoptEvents(ctx context.Context, dbtx pgx.Tx) (events int64, err error) {
	if _, err := dbtx.Exec(ctx, `declare lacking no scroll cursor for select e.id, e.hash from audit_events e
		where not exists (select from log_leaves l where l.event_id = e.id) order by e.xid, e.id`); err != nil {
		return 0, err
	}
	for {
		var g growth
		b := new(pgx.Batch)
		g.queueReads(b)
		g.queueEvents(b, fmt.Sprintf(`fetch %d from lacking`, batch))
		if err := dbtx.SendBatch(ctx, b).Close(); err != nil {
			return 0, err
		}
		if len(g.events) == 0 {
			return events, nil
		}
		events += int64(len(g.events))
		b = new(pgx.Batch)
		if err := g.queueWrites(b); err != nil {
			return 0, err
		}
		if err := dbtx.SendBatch(ctx, b).Close(); err != nil {
			return 0, err
		}
	}
}
