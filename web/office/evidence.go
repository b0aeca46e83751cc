package office

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"takeed/internal/approval"
	"takeed/internal/audit"
	rules "takeed/internal/office"
	"takeed/internal/receipt"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// AuditEvidence is what can be proved to a stranger. Whoever is given it is recorded before they
// are, but for Covered, which says nothing of the event. The error is receipt.ErrFollows as
// long as no checkpoint covers what is to be proved.
type AuditEvidence interface {
	Covered(ctx context.Context, event int64) (bool, error)
	Proof(ctx context.Context, event int64, by approval.Source) ([]byte, error)
	Receipt(ctx context.Context, transaction approval.ID, why audit.RevealReason, by approval.Source) (receipt.Receipt, error)
	StartBundle(ctx context.Context, transaction approval.ID, why *audit.RevealReason, mask func(approval.Identity) approval.Identity, by approval.Source) (receipt.Evidence, error)
}

// LogState tells how the transparency log is doing.
type LogState interface {
	State(ctx context.Context) (rules.LogState, error)
}

// logPage is how the transparency log is doing.
func (o *Room) logPage(w http.ResponseWriter, r *http.Request) error {
	if o.Translog == nil {
		return approval.ErrNotFound
	}
	state, err := o.Translog.State(r.Context())
	if err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.Log(o.viewer(r).Log(o.Frame(r, ""), state)))
}

// proof is the file that proves an event. Until there is one it leads to the page of the
// event, which says that it follows.
func (o *Room) proof(w http.ResponseWriter, r *http.Request) error {
	number, ok := audit.ParseNumber(r.PathValue("event"))
	if !ok {
		return approval.ErrNotFound
	}
	text, err := o.Audit.Proof(r.Context(), number, source(r))
	if errors.Is(err, receipt.ErrFollows) {
		return page.Redirect(w, page.To(r, view.EventPath(number)))
	}
	if err != nil {
		return err
	}
	return attach(w, "text/plain; charset=utf-8", "event-"+strconv.FormatInt(number, 10)+".tlog-proof", text)
}

// attach sends a file to be saved.
func attach(w http.ResponseWriter, contentType, name string, content []byte) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(content)
	return err
}

// offer is what of a transaction its reader may save.
func (o *Room) offer(r *http.Request, line audit.Timeline) (view.Offer, error) {
	role := staffOf(r).Role
	offer := view.Offer{Archive: role.May(rules.ExportLog)}
	confirmed := line.Confirmation()
	if o.Translog == nil || confirmed == 0 || !role.May(rules.RevealIdentifier) {
		return offer, nil
	}
	covered, err := o.Audit.Covered(r.Context(), confirmed)
	offer.Receipt, offer.Follows = covered, !covered
	return offer, err
}

// receipt is the receipt of a confirmation. Until there is one it leads to the page of the
// transaction, which says that it follows.
func (o *Room) receipt(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	id, ok := approval.ParseID(r.PathValue("transaction"))
	if !ok {
		return approval.ErrNotFound
	}
	why, err := audit.CheckReason(get("reason"), get("case"))
	if err != nil {
		return o.reasonFault(w, r, err, get)
	}
	proved, err := o.Audit.Receipt(r.Context(), id, why, source(r))
	if errors.Is(err, receipt.ErrFollows) {
		return page.Redirect(w, page.To(r, view.TimelinePath(id)))
	}
	if err != nil {
		return err
	}
	file, err := proved.Encode()
	if err != nil {
		return err
	}
	return attach(w, "application/json; charset=utf-8", "receipt-"+id.Reference()+".json", file)
}

// reasonFault says on the page of the transaction what is wrong with a reason.
func (o *Room) reasonFault(w http.ResponseWriter, r *http.Request, fault error, get func(string) string) error {
	v, p, err := o.timelinePage(r)
	if err != nil {
		return err
	}
	if !v.ReasonFault(&p.Page, &p.Reason, fault, get("reason"), get("case")) {
		return fault
	}
	return page.HTML(w, r, http.StatusUnprocessableEntity, templates.Timeline(p))
}
