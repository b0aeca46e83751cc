package office

import (
	"errors"
	"net/http"
	"slices"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/integration"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// deliveries is what was sent to clients.
func (o *Room) deliveries(w http.ResponseWriter, r *http.Request) error {
	query, err := deliveryQuery(r)
	if err != nil {
		return err
	}
	found, err := o.Audit.Deliveries(r.Context(), query, source(r))
	if err != nil {
		return err
	}
	endpoints, err := o.Audit.Endpoints(r.Context())
	if err != nil {
		return err
	}
	p := o.clientViewer(r).Deliveries(o.Frame(r, ""), query, found, endpoints)
	return page.HTML(w, r, http.StatusOK, templates.Deliveries(p))
}

// deliveryQuery reads what the links and the form of our own pages say.
func deliveryQuery(r *http.Request) (q integration.DeliveryQuery, err error) {
	get := r.URL.Query().Get
	q.State, q.Cursor = integration.DeliveryState(get("state")), get("after")
	for name, id := range map[string]*approval.ID{"endpoint": &q.Endpoint, "transaction": &q.Transaction} {
		if get(name) == "" {
			continue
		}
		ok := false
		if *id, ok = approval.ParseID(get(name)); !ok {
			return q, page.ErrBadRequest
		}
	}
	if q.State != "" && !slices.Contains(integration.DeliveryStates, q.State) {
		return q, page.ErrBadRequest
	}
	return q, nil
}

// delivery is one of them, with all that is known of it.
func (o *Room) delivery(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("delivery"))
	if !ok {
		return approval.ErrNotFound
	}
	d, tries, err := o.Audit.Delivery(r.Context(), id, source(r))
	if err != nil {
		return err
	}
	endpoints, err := o.Audit.Endpoints(r.Context())
	if err != nil {
		return err
	}
	p := o.clientViewer(r).Delivery(o.Frame(r, ""), d, tries, endpoints)
	return page.HTML(w, r, http.StatusOK, templates.Delivery(p))
}

// resend sends a delivery again. If that cannot be, since it is on its way or its endpoint is
// disabled, its page says so.
func (o *Room) resend(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("delivery"))
	if !ok {
		return approval.ErrNotFound
	}
	if err := o.Clients.Resend(r.Context(), "", id, source(r)); err != nil && !errors.Is(err, approval.ErrNotFound) {
		return err
	}
	return page.Redirect(w, page.To(r, view.DeliveryPath(id)))
}

// resendSince sends again what an endpoint has not got in a period, and leads to what is due
// there now.
func (o *Room) resendSince(w http.ResponseWriter, r *http.Request) error {
	get, err := page.Form(r)
	if err != nil {
		return err
	}
	id, ok := approval.ParseID(r.PathValue("endpoint"))
	if !ok {
		return approval.ErrNotFound
	}
	period, err := audit.Parse("after:" + get("period"))
	if err != nil || !slices.Contains(view.Periods, get("period")) {
		return page.ErrBadRequest
	}
	since, _ := period.Period(o.viewer(r).Now)
	if _, err := o.Clients.ResendSince(r.Context(), "", id, since, source(r)); err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.DeliveriesPath(integration.DeliveryQuery{Endpoint: id, State: integration.Due})))
}
