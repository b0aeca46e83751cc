package customer

import (
	"encoding/json"
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/receipt"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// proof is what can be proved of the caller's transaction.
func (c *Room) proof(r *http.Request) (view.Proof, error) {
	proved, err := c.Records.Receipt(r.Context(), callerOf(r).Transaction.ID)
	switch {
	case errors.Is(err, receipt.ErrFollows):
		return view.Proof{Follows: true}, nil
	case errors.Is(err, approval.ErrNotFound):
		return view.Proof{}, nil
	}
	return view.Proof{Receipt: &proved, Address: c.BaseURL + page.VerifyCode}, err
}

// confirmed lets only a confirmed transaction through; the others have no receipt.
func confirmed(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if caller := callerOf(r); caller.Transaction.At(caller.Now) != approval.Confirmed {
			return page.Redirect(w, page.To(r, view.TransactionPath(caller.Transaction.ID)))
		}
		return h(w, r)
	}
}

// receipt is the record of a confirmation, to print and keep; by choice with the full proof.
func (c *Room) receipt(w http.ResponseWriter, r *http.Request) error {
	proof, err := c.proof(r)
	if err != nil {
		return err
	}
	switch r.URL.Query().Get("proof") {
	case "":
	case "full":
		proof.Full = true
	default:
		return page.ErrBadRequest
	}
	by, err := c.institution(r)
	if err != nil {
		return err
	}
	p, err := c.viewer(r).Receipt(c.Frame(r, ""), callerOf(r), by, proof)
	if err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.Receipt(p))
}

// receiptStatus tells the script of a receipt whose proof follows when to show it.
func (c *Room) receiptStatus(w http.ResponseWriter, r *http.Request) error {
	proof, err := c.proof(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(view.Progress{Stage: proof.Stage(), State: approval.Confirmed})
}

// receiptFile is the receipt as a file that anybody can verify. Until there is a proof it
// leads to the page, which says that it follows.
func (c *Room) receiptFile(w http.ResponseWriter, r *http.Request) error {
	id := callerOf(r).Transaction.ID
	proof, err := c.proof(r)
	switch {
	case err != nil:
		return err
	case proof.Receipt == nil:
		return page.Redirect(w, page.To(r, view.TransactionPath(id)+"/receipt"))
	}
	file, err := proof.Receipt.Encode()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+id.Reference()+`.json"`)
	_, err = w.Write(file)
	return err
}
