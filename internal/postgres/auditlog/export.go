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
	"takeed/internal/office"
)

// exportBatch is how many events are read at once. Between two batches no connection is
// held, so a slow reader costs the database nothing.
const exportBatch = 2000

// export is a file that is being written.
type export struct {
	plan
	asked    audit.Export
	manifest audit.Manifest
	by       approval.Source
	next     batch // read, and not yet written
}

// StartExport prepares a file and reads its first batch, so that an export that is not
// possible is refused while the answer can still say so. Who exports is recorded before the
// first byte leaves, and how the export ended is recorded afterwards. The file has every
// event that was committed when it began, however long it takes, and none that a fail-over
// can take back: the export breaks off at one that cannot be settled.
func (l *Log) StartExport(ctx context.Context, e audit.Export, by approval.Source) (audit.ExportRun, error) {
	x := &export{asked: e, by: by}
	if err := x.prepare(ctx, l); err != nil {
		return nil, err
	}
	if err := x.read(ctx); err != nil {
		return nil, err
	}
	started := office.ReadEvent(by, approval.EventExportStarted, "query", x.manifest.Query, "format", string(e.Format), "after", strconv.FormatInt(e.After, 10))
	return x.run, l.recordRead(ctx, started)
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
	if err := errors.Join(err, x.log.recordRead(ctx, office.ReadEvent(x.by, code, manifestDetail(m)...))); err != nil {
		return audit.Manifest{}, err
	}
	return m, nil
}

// manifestDetail is what the log keeps of a file: enough to tell later whether a file is
// the one that was exported.
func manifestDetail(m audit.Manifest) []string {
	return []string{"query", m.Query, "format", string(m.Format), "count", strconv.FormatInt(m.Count, 10), "first", strconv.FormatInt(m.First, 10),
		"last", strconv.FormatInt(m.Last, 10), "last_hash", m.LastHash, "sha256", m.SHA256}
}

// prepare plans the query, oldest first, and sets where the walk begins and ends.
func (x *export) prepare(ctx context.Context, l *Log) (err error) {
	e, m := &x.asked, &x.manifest
	*m = audit.Manifest{Query: e.Query.String(), Resumed: e.After, Actor: x.by.Actor, Began: time.Now().UTC()}
	if x.plan, err = l.plan(ctx, e.Query); err != nil {
		return err
	}
	if x.source.scans > 4 { // over a whole log, to test each event is cheaper than to merge so many walks
		x.source = source{walk: scanAll, scans: 1}
	}
	x.window.desc = false
	var now time.Time
	if err := l.reads.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return queryError(err)
	}
	if now.Before(x.window.high.at) {
		x.window.high = place{now, 0}
	}
	m.After, m.Before = x.window.low.at.UTC(), x.window.high.at.UTC()
	if e.After != 0 {
		last := place{id: e.After}
		if err := l.reads.QueryRow(ctx, `select at from audit_events where id = $1`, e.After).Scan(&last.at); err != nil {
			return queryError(err)
		}
		x.window = x.window.resume(last)
	}
	if e.Limit <= 0 || e.Limit > audit.MaxExport {
		e.Limit = audit.MaxExport
	}
	return nil
}

// read reads the next batch.
func (x *export) read(ctx context.Context) (err error) {
	x.next = batch{}
	if !x.possible || x.window.empty() {
		return nil
	}
	x.next, err = x.readBatch(ctx, x.window, exportBatch, exportBatch)
	if err == nil {
		err = x.log.db.RequireSettled(ctx, *x.reach)
	}
	if err != nil {
		return fmt.Errorf("read for an export: %w", err)
	}
	return nil
}

// write writes batch by batch until the end, or the most events that a file may have.
func (x *export) write(ctx context.Context, w *audit.Writer, may func(context.Context) error) (complete bool, err error) {
	for {
		lines, more := x.next.lines, x.next.met == exportBatch
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
		x.window = x.window.resume(x.next.last)
		if err := x.read(ctx); err != nil {
			return false, err
		}
	}
}
