package sequencer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres"
	"takeed/internal/translog"
)

// view is the log as it is in the database at one moment.
type view struct {
	size         int64
	server, here int64 // the server that it belongs to, and this one
	later        bool  // it has transactions that this server has not reached
	behind       bool  // there are events to append
	beatDue      bool

	newest     int64 // size of the newest checkpoint, signed or not; 0 if there is none
	root       []byte
	signed     int64 // size of the newest signed one; 0 if there is none
	signedRoot []byte
	note       []byte
	reach      postgres.Reach
}

// pending reports whether the newest checkpoint is not signed.
func (v view) pending() bool { return v.newest > v.signed }

const look = `select s.size, s.server, c.system_identifier, s.xid >= pg_snapshot_xmax(pg_current_snapshot()),
	exists (select from log_after(1, true)),
	s.beat_at < clock_timestamp() - interval '1 minute',
	coalesce(p.size, 0), p.root, coalesce(n.size, 0), n.root, n.note, `

const lookFrom = `
	from log_state s cross join pg_control_system() c
	left join lateral (select p.size, p.root from log_checkpoints p order by p.size desc limit 1) p on true
	left join lateral (select n.size, n.root, n.note from log_checkpoints n where n.note is not null order by n.size desc limit 1) n on true`

func (l *Log) look(ctx context.Context) (v view, err error) {
	err = l.db.Read(ctx, func(b *pgx.Batch) {
		v = view{}
		var note *string
		b.Queue(look + postgres.ReachOfAll + lookFrom).QueryRow(func(row pgx.Row) error {
			err := row.Scan(append([]any{&v.size, &v.server, &v.here, &v.later, &v.behind, &v.beatDue, &v.newest, &v.root, &v.signed, &v.signedRoot, &note}, v.reach.Fields()...)...)
			if note != nil {
				v.note = []byte(*note)
			}
			return err
		})
	})
	if err != nil {
		return v, fmt.Errorf("look at the log: %w", err)
	}
	return v, nil
}

// Why a replica stops. Those of translog come beside them.
var (
	errOtherServer = fmt.Errorf("%w: the database is on another server than the log was", ErrStopped)
	errNoFile      = fmt.Errorf("%w: the file with the last checkpoint is not there, and the log has been signed before", ErrStopped)
	errUnreadable  = fmt.Errorf("%w: the file with the last checkpoint cannot be used", ErrStopped)
)

// compare returns the checkpoint that is kept outside, nil if there is none, when the log
// contains it. Otherwise the error is ErrStopped with the reason.
func (l *Log) compare(ctx context.Context, v view) (*translog.Checkpoint, error) {
	if v.server != v.here || v.later {
		return nil, errOtherServer
	}
	return l.compareFile(ctx, v)
}

func (l *Log) compareFile(ctx context.Context, v view) (*translog.Checkpoint, error) {
	kept, err := l.kept()
	switch {
	case err != nil:
		return nil, err
	case kept == nil && v.signed == 0:
		l.sawNothing.Store(true)
		return nil, nil
	case kept == nil && l.file != "" && !l.sawNothing.Load():
		return nil, fmt.Errorf("%w: %s", errNoFile, l.file)
	case kept == nil:
		return nil, nil
	case kept.Size > v.size:
		return nil, fmt.Errorf("%w: %w: %d entries, and %s has %d", ErrStopped, translog.ErrSmaller, v.size, l.file, kept.Size)
	}
	return kept, l.contains(ctx, *kept)
}

// kept is the checkpoint of the file; nil if there is no file.
func (l *Log) kept() (*translog.Checkpoint, error) {
	note, err := l.file.read()
	if err != nil || note == nil {
		return nil, err
	}
	c, err := l.keys.Open(note)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errUnreadable, l.file, err)
	}
	return &c, nil
}

// contains verifies that the tree in the database had the root of a checkpoint at its size. A
// checkpoint that was found once is not looked for again.
func (l *Log) contains(ctx context.Context, c translog.Checkpoint) error {
	l.mu.Lock()
	known := l.verified == c
	l.mu.Unlock()
	if known {
		return nil
	}
	root, err := translog.Root(c.Size, l.tiles(ctx))
	if err != nil {
		return stopIfCorrupt(err)
	}
	if root != c.Root {
		return fmt.Errorf("%w: %w: at %d entries", ErrStopped, translog.ErrDiverged, c.Size)
	}
	l.mu.Lock()
	l.verified = c
	l.mu.Unlock()
	return nil
}
