package office

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	rules "takeed/internal/office"
	"takeed/web/page"
)

// export sends what a query finds as an archive of two files: the events, and a manifest
// that says what they are. If the form names an event, the export continues after it.
func (o *Room) export(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	query, err := audit.Parse(get("q"))
	format, known := audit.ParseFormat(r.PathValue("format"))
	last, bad := strconv.ParseInt("0"+get("after"), 10, 64)
	if err != nil || !known || bad != nil {
		return page.ErrBadRequest
	}
	if err := o.open.exports.take(r, maxExports); err != nil {
		return err
	}
	run, err := o.Audit.StartExport(r.Context(), audit.Export{Query: query, Format: format, After: last}, source(r))
	if errors.Is(err, approval.ErrNotFound) {
		return page.ErrBadRequest // there is no such event to continue after
	}
	if err != nil {
		return err
	}
	name := "takeed-audit-" + time.Now().In(i18n.UAE()).Format("20060102-150405")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.zip"`)
	return page.Streamed(w, r, "application/zip", func(ctx context.Context, out *page.StreamWriter) error {
		return o.writeArchive(ctx, out, format, run, o.stillMay(r, rules.ExportLog))
	})
}

// stillMay returns a check that the member of staff still has a permission, in the session of
// the request, at the moment it is called.
func (o *Room) stillMay(r *http.Request, permission rules.Permission) func(context.Context) error {
	return func(ctx context.Context) error {
		member, err := o.watcher(ctx, r)
		if err == nil && (member == nil || !member.Role.May(permission)) {
			err = errWrongRole
		}
		return err
	}
}

// writeArchive leaves an archive that cannot be completed without its end, so that no program
// opens it.
func (o *Room) writeArchive(ctx context.Context, out io.Writer, format audit.Format, run audit.ExportRun, may func(context.Context) error) error {
	archive := audit.NewArchive(out, time.Now())
	events, err := archive.Events(format)
	if err != nil {
		return err
	}
	manifest, err := run(ctx, events, may)
	if err != nil {
		return err
	}
	manifest, note, err := o.Audit.Seal(ctx, manifest)
	if err != nil {
		return err
	}
	return archive.Close(manifest, note)
}
