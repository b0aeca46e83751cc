package auditlog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// exportStride is how many lines are read at once. Between two reads no connection is
// held, so a slow reader costs the database nothing.
const exportStride = 2000

// export is a file that is being written.
type export struct {
	hunt
	asked    audit.Export
	manifest audit.Manifest
	by       approval.Source
	next     stride // read, and not yet written
}

// stride is what one read found, how much it looked at, and where it ended.
type stride struct {
	lines []audit.Line
	seen  int
	last  place
}

// StartExport prepares a file, and reads as far as its first lines: what cannot be had is
// refused while there is somebody to be told. That somebody exports is recorded before the
// first byte leaves, and how it ended afterwards. The file has everything that was
// committed when it was begun, however long it takes, and no event that a fail-over can
// take back: one that stays in doubt ends it there.
func (l *Log) StartExport(ctx context.Context, e audit.Export, by approval.Source) (audit.ExportRun, error) {
	x := &export{asked: e, by: by}
	if err := x.prepare(ctx, l); err != nil {
		return nil, err
	}
	if err := x.read(ctx); err != nil {
		return nil, err
	}
	started := by.ReadEvent(approval.EventExportStarted, "query", x.manifest.Query, "format", string(e.Format), "after", strconv.FormatInt(e.After, 10))
	return x.run, l.looked(ctx, started)
}

func (x *export) run(ctx context.Context, out io.Writer, may func(context.Context) error) (audit.Manifest, error) {
	w, m := audit.NewWriter(out, x.asked.Format, x.asked.After != 0), x.manifest
	complete, err := x.write(ctx, w, may)
	err = errors.Join(err, w.Flush())
	m.Complete, m.Ended = complete, time.Now().UTC()
	w.Describe(&m)
	code := approval.EventExportFinished
	if err != nil {
		code = approval.EventExportStopped
		ctx = context.WithoutCancel(ctx)
	}
	if err := errors.Join(err, x.log.looked(ctx, x.by.ReadEvent(code, ended(m)...))); err != nil {
		return audit.Manifest{}, err
	}
	return m, nil
}

// ended is what left: enough to tell a file that turns up from one that was made later.
func ended(m audit.Manifest) []string {
	return []string{"query", m.Query, "format", string(m.Format), "count", strconv.FormatInt(m.Count, 10), "first", strconv.FormatInt(m.First, 10),
		"last", strconv.FormatInt(m.Last, 10), "last_hash", m.LastHash, "sha256", m.SHA256}
}

// prepare finds out where the walk begins and ends.
func (x *export) prepare(ctx context.Context, l *Log) (err error) {
	e, m := &x.asked, &x.manifest
	*m = audit.Manifest{Query: e.Query.String(), Resumed: e.After, Actor: x.by.Actor, Began: time.Now().UTC()}
	if x.hunt, err = l.hunt(ctx, e.Query); err != nil {
		return err
	}
	if x.source.width > 4 { // many indexes at once, for whole stretches of the log: cheaper to look at each line
		x.source = source{walk: all, width: 1}
	}
	x.window.desc = false
	var now time.Time
	if err := l.reads.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return tooBroad(err)
	}
	if now.Before(x.window.high.at) {
		x.window.high = place{now, 0}
	}
	m.After, m.Before = x.window.low.at.UTC(), x.window.high.at.UTC()
	if e.After != 0 {
		last := place{id: e.After}
		if err := l.reads.QueryRow(ctx, `select at from audit_events where id = $1`, e.After).Scan(&last.at); err != nil {
			return tooBroad(err)
		}
		x.window = x.window.from(last)
	}
	if e.Limit <= 0 || e.Limit > audit.MaxExport {
		e.Limit = audit.MaxExport
	}
	return nil
}

// read reads the next stride.
func (x *export) read(ctx context.Context) (err error) {
	x.next = stride{}
	if !x.possible || x.window.empty() {
		return nil
	}
	x.next.lines, x.next.last, x.next.seen, err = x.step(ctx, x.window, exportStride, exportStride)
	if err == nil {
		err = x.log.db.RequireSettled(ctx, *x.reach)
	}
	if err != nil {
		return fmt.Errorf("read for an export: %w", err)
	}
	return nil
}

// write writes stride by stride until the end, or the most that a file may have.
func (x *export) write(ctx context.Context, w *audit.Writer, may func(context.Context) error) (complete bool, err error) {
	for {
		lines, more := x.next.lines, x.next.seen == exportStride
		if left := x.asked.Limit - w.Count(); int64(len(lines)) > left {
			lines, more = lines[:left], true
		}
		for _, line := range lines {
			if err := w.Write(line); err != nil {
				return false, fmt.Errorf("write an export: %w", err)
			}
		}
		if !more || w.Count() == x.asked.Limit {
			return !more, nil
		}
		if err := may(ctx); err != nil {
			return false, fmt.Errorf("go on with an export: %w", err)
		}
		x.window = x.window.from(x.next.last)
		if err := x.read(ctx); err != nil {
			return false, err
		}
	}
}
