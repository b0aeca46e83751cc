package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// exportStride is how many lines are read at once. Between two reads no connection is
// held, so a slow reader costs the database nothing.
const exportStride = 2000

// Export writes a file, and returns its manifest once it is complete. That somebody
// exports is recorded before the first byte leaves, and how it ended afterwards. The file
// has everything that was committed when it was begun, however long it takes.
func (l *AuditLog) Export(ctx context.Context, e audit.Export, out io.Writer, by approval.Cause) (audit.Manifest, error) {
	w := audit.NewWriter(out, e.Format, e.After != 0)
	h, m, err := l.startExport(ctx, &e, by)
	if err != nil {
		return audit.Manifest{}, err
	}
	err = errors.Join(h.export(ctx, e, w, &m), w.Flush())
	m.Ended = time.Now().UTC()
	w.Describe(&m)
	code := approval.EventExportFinished
	if err != nil {
		code = approval.EventExportStopped
		ctx = context.WithoutCancel(ctx)
	}
	if err := errors.Join(err, l.looked(ctx, by.Look(code, ended(m)...))); err != nil {
		return audit.Manifest{}, err
	}
	return m, nil
}

// ended is what left: enough to tell a file that turns up from one that was made later.
func ended(m audit.Manifest) []string {
	return []string{"query", m.Query, "format", string(m.Format), "count", strconv.FormatInt(m.Count, 10), "first", strconv.FormatInt(m.First, 10),
		"last", strconv.FormatInt(m.Last, 10), "last_hash", m.LastHash, "sha256", m.SHA256}
}

// startExport prepares the walk and records that it begins.
func (l *AuditLog) startExport(ctx context.Context, e *audit.Export, by approval.Cause) (hunt, audit.Manifest, error) {
	m := audit.Manifest{Query: e.Query.String(), Resumed: e.After, Actor: by.Actor, Began: time.Now().UTC()}
	h, err := l.hunt(ctx, e.Query)
	if err != nil {
		return h, m, err
	}
	if h.source.width > 4 { // many indexes at once, for whole stretches of the log: cheaper to look at each line
		h.source = source{walk: all, width: 1}
	}
	h.window.desc = false
	var now time.Time
	if err := l.reads.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return h, m, tooBroad(err)
	}
	if now.Before(h.window.high.at) {
		h.window.high = place{now, 0}
	}
	m.After, m.Before = h.window.low.at.UTC(), h.window.high.at.UTC()
	if e.After != 0 {
		last := place{id: e.After}
		if err := l.reads.QueryRow(ctx, `select at from audit_events where id = $1`, e.After).Scan(&last.at); err != nil {
			return h, m, tooBroad(err)
		}
		h.window = h.window.from(last)
	}
	if e.Limit <= 0 || e.Limit > audit.MaxExport {
		e.Limit = audit.MaxExport
	}
	return h, m, l.looked(ctx, by.Look(approval.EventExportStarted, "query", m.Query, "format", string(e.Format), "after", strconv.FormatInt(e.After, 10)))
}

// export writes stride by stride until the end, or the most that a file may have.
func (h hunt) export(ctx context.Context, e audit.Export, w *audit.Writer, m *audit.Manifest) error {
	for h.possible && !h.window.empty() {
		lines, last, seen, err := h.step(ctx, h.window, exportStride, exportStride)
		if err != nil {
			return fmt.Errorf("read for an export: %w", err)
		}
		more := seen == exportStride
		if left := e.Limit - w.Count(); int64(len(lines)) > left {
			lines, more = slices.Clip(lines[:left]), true
		}
		for _, line := range lines {
			if err := w.Write(line); err != nil {
				return fmt.Errorf("write an export: %w", err)
			}
		}
		switch {
		case !more:
			m.Complete = true
			return nil
		case w.Count() == e.Limit:
			return nil
		}
		h.window = h.window.from(last)
	}
	m.Complete = true
	return nil
}
