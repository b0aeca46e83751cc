package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
)

// AuditStreams hands out what a query finds as a file, and as it comes.
type AuditStreams interface {
	StartExport(ctx context.Context, e audit.Export, by approval.Source) (audit.ExportRun, error)
	StartTail(ctx context.Context, q audit.Query, by approval.Source) (mark string, err error)
	Tail(ctx context.Context, q audit.Query, mark string) ([]audit.Line, string, error)
}

// exporters are the roles that may take the log away.
var exporters = []approval.Role{approval.Auditor, approval.Admin}

// export sends what a query finds as an archive of two files: the events, and a manifest
// that says what they are. It goes on after an event if the form names one.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	get, err := form(r)
	if err != nil {
		return err
	}
	query, err := audit.Parse(get("q"))
	format, known := audit.ParseFormat(r.PathValue("format"))
	last, bad := strconv.ParseInt("0"+get("after"), 10, 64)
	if err != nil || !known || bad != nil {
		return errBadRequest
	}
	if err := s.exports.take(r, maxExports); err != nil {
		return err
	}
	run, err := s.Audit.StartExport(r.Context(), audit.Export{Query: query, Format: format, After: last}, by(r))
	if errors.Is(err, approval.ErrNotFound) {
		return errBadRequest // there is no event that it could go on after
	}
	if err != nil {
		return err
	}
	name := "takeed-audit-" + time.Now().In(i18n.UAE()).Format("20060102-150405")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.zip"`)
	return streamed(w, r, "application/zip", func(ctx context.Context, out *streamWriter) error {
		return writeArchive(ctx, out, format, run, s.stillMay(r, exporters))
	})
}

// stillMay asks whether a member of staff has one of these roles, at this moment and in
// the session that they asked with.
func (s *Server) stillMay(r *http.Request, roles []approval.Role) func(context.Context) error {
	return func(ctx context.Context) error {
		member, err := s.watcher(ctx, r)
		if err == nil && (member == nil || !slices.Contains(roles, member.Role)) {
			err = errWrongRole
		}
		return err
	}
}

// writeArchive leaves an archive without an end, which no program opens, when it cannot be
// written to the end.
func writeArchive(ctx context.Context, out io.Writer, format audit.Format, run audit.ExportRun, may func(context.Context) error) error {
	archive := audit.NewArchive(out, time.Now())
	events, err := archive.Events(format)
	if err != nil {
		return err
	}
	manifest, err := run(ctx, events, may)
	if err != nil {
		return err
	}
	return archive.Close(manifest)
}

// How often the end of the log is looked at, and whether they who watch still may; and
// how long they may stay without asking again, which the browser does by itself.
const (
	tailEvery = 2 * time.Second
	tailFor   = 5 * time.Minute
)

// live tells how many new events a query finds, as they come. It says no more: what they
// are is asked for like anything else.
func (s *Server) live(w http.ResponseWriter, r *http.Request) error {
	query, err := audit.Parse(r.URL.Query().Get("q"))
	if err != nil {
		return errBadRequest
	}
	if err := s.tails.take(r, maxTails); err != nil {
		return err
	}
	mark, err := s.Audit.StartTail(r.Context(), query, by(r))
	if err != nil {
		return err
	}
	return streamed(w, r, "text/event-stream", func(ctx context.Context, out *streamWriter) error {
		may := s.stillMay(r, approval.Roles)
		return s.tail(ctx, out, query, mark, func() bool { return may(ctx) == nil })
	})
}

func (s *Server) tail(ctx context.Context, out *streamWriter, query audit.Query, mark string, may func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, tailFor)
	defer cancel()
	tick := time.NewTicker(tailEvery)
	defer tick.Stop()
	for {
		if _, err := io.WriteString(out, ": here\n\n"); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if s.Ready(ctx) != nil || !may() {
			return nil // whoever stops waits for nobody who watches
		}
		found, next, err := s.Audit.Tail(ctx, query, mark)
		if err != nil {
			return err
		}
		if mark = next; len(found) > 0 {
			if _, err := fmt.Fprintf(out, "event: news\ndata: %d\n\n", len(found)); err != nil {
				return err
			}
		}
	}
}
