package office

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	rules "takeed/internal/office"
	"takeed/internal/receipt"
	"takeed/static"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// bundle sends everything about a transaction as an archive for a dispute. Its events, its
// proofs and its pages are of one moment.
func (o *Room) bundle(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	id, ok := approval.ParseID(r.PathValue("transaction"))
	if !ok {
		return approval.ErrNotFound
	}
	why, err := reasonGiven(staffOf(r).Role, get)
	if err != nil {
		return o.reasonFault(w, r, err, get)
	}
	if err := o.open.exports.take(r, maxExports); err != nil {
		return err
	}
	e, err := o.Audit.StartBundle(r.Context(), id, why, rules.Mask, source(r))
	if err != nil {
		return err
	}
	files, err := o.bundleFiles(r, e)
	if err != nil {
		return errors.Join(err, e.Ended(r.Context(), e.Manifest, err))
	}
	name := "takeed-" + id.Reference() + "-" + e.Now.In(i18n.UAE()).Format("20060102-150405") + ".zip"
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return page.Streamed(w, r, "application/zip", func(ctx context.Context, out *page.StreamWriter) error {
		return o.writeBundle(ctx, out, e, files)
	})
}

// reasonGiven is why the receipt is to be in the archive; nil if it is not.
func reasonGiven(role rules.Role, get func(string) string) (*audit.RevealReason, error) {
	if !role.May(rules.RevealIdentifier) || get("reason") == "" && get("case") == "" {
		return nil, nil
	}
	why, err := audit.CheckReason(get("reason"), get("case"))
	return &why, err
}

// file is one that is whole before the archive begins.
type file struct {
	name    string
	content []byte
}

// bundleFiles are the files for people, and what they check the events with.
func (o *Room) bundleFiles(r *http.Request, e receipt.Evidence) ([]file, error) {
	var sheets []templates.BundlePage
	for _, lang := range []approval.Lang{approval.EN, approval.AR} {
		v := o.viewer(r)
		v.Lang, v.Now = lang, e.Now
		frame := templates.Page{Lang: i18n.Lang(lang), Entity: o.Entity.In(lang)}
		sheet, err := v.Bundle(frame, e, o.BaseURL)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	html, err := bundlePage(r.Context(), sheets)
	if err != nil {
		return nil, err
	}
	files := []file{{view.BundleReadme, view.Readme(sheets)}, {view.BundlePageFile, html}}
	if e.Receipt != nil {
		content, err := e.Receipt.Encode()
		if err != nil {
			return nil, err
		}
		files = append(files, file{view.BundleReceipt, content})
	}
	if len(e.Proofs.Checkpoint) > 0 {
		files = append(files, file{view.BundleCheckpoint, e.Proofs.Checkpoint})
	}
	return append(files, file{view.BundleVerifier, static.Verifier()}), nil
}

func bundlePage(ctx context.Context, sheets []templates.BundlePage) ([]byte, error) {
	var out bytes.Buffer
	head, tail := static.Sheet()
	out.Write(head)
	for _, sheet := range sheets {
		if err := templates.BundleSheet(sheet).Render(ctx, &out); err != nil {
			return nil, err
		}
	}
	out.Write(tail)
	return out.Bytes(), nil
}

// writeBundle leaves an archive that cannot be completed without its end, so that no program
// opens it.
func (o *Room) writeBundle(ctx context.Context, out io.Writer, e receipt.Evidence, files []file) error {
	archive := audit.NewArchive(out, e.Now)
	m, err := writeFiles(archive, e, files)
	m.Ended = m.Began // all of it is of one moment
	if err := e.Ended(ctx, m, err); err != nil {
		return err
	}
	m, note, err := o.Audit.Seal(ctx, m)
	if err != nil {
		return err
	}
	return archive.Close(m, note)
}

func writeFiles(archive audit.Archive, e receipt.Evidence, files []file) (m audit.Manifest, err error) {
	m = e.Manifest
	for _, f := range files {
		if err := writeFile(archive, f); err != nil {
			return m, err
		}
	}
	for _, number := range slices.Sorted(maps.Keys(e.Proofs.Of)) {
		name := view.BundleProofs + strconv.FormatInt(number, 10) + ".tlog-proof"
		if err := writeFile(archive, file{name, e.Proofs.Of[number].Text()}); err != nil {
			return m, err
		}
	}
	out, err := archive.File(view.BundleTimeline)
	if err != nil {
		return m, err
	}
	lines := audit.NewWriter(out, audit.JSONL, false)
	for _, l := range e.Lines {
		if err := lines.Write(l); err != nil {
			return m, err
		}
	}
	err = lines.Flush()
	lines.Describe(&m)
	m.Complete = err == nil
	return m, err
}

func writeFile(archive audit.Archive, f file) error {
	out, err := archive.File(f.name)
	if err == nil {
		_, err = out.Write(f.content)
	}
	return err
}
