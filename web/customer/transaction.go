package customer

import (
	"encoding/json"
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// transaction is the page of a transaction in every state.
func (c *Room) transaction(w http.ResponseWriter, r *http.Request) error {
	caller, v, frame := callerOf(r), c.viewer(r), c.Frame(r, "")
	by, err := c.institution(r)
	if err != nil {
		return err
	}
	switch view.StageOf(caller) {
	case view.StageReview, view.StageElsewhere:
		may, err := c.allowance(r, caller)
		if err != nil {
			return err
		}
		return page.HTML(w, r, http.StatusOK, templates.Review(v.Review(frame, caller, by, may)))
	case view.StageEnded:
		return page.HTML(w, r, http.StatusOK, templates.End(v.End(frame, caller, by)))
	}
	return page.HTML(w, r, http.StatusOK, templates.Waiting(v.Waiting(frame, caller, by)))
}

// allowance is whether the customer may make another attempt. Before their first attempt
// nothing is counted for the page: if a limit stops them, the button will say so.
func (c *Room) allowance(r *http.Request, caller approval.Caller) (view.Allowance, error) {
	may := view.Allowance{Left: c.Confirm.Limits.Attempts - caller.Transaction.Attempts}
	if caller.Last == nil {
		return may, nil
	}
	err := c.Confirm.MayBegin(r.Context(), caller.Person.ID, caller.Transaction.ID)
	if errors.As(err, &may.Limit) {
		return may, nil
	}
	return may, err
}

// status is the same decision for the script of a waiting page.
func (c *Room) status(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(c.viewer(r).Progress(callerOf(r)))
}
