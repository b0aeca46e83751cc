package office

import (
	"context"
	"errors"
	"net/http"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	rules "takeed/internal/office"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// ClientRecords is what the staff read about clients of the API. Whoever reads what one
// transaction led to is recorded by it.
type ClientRecords interface {
	Clients(ctx context.Context) ([]integration.Client, []integration.Standing, error)
	Endpoints(ctx context.Context) ([]integration.Standing, error)
	Deliveries(ctx context.Context, q integration.DeliveryQuery, by approval.Source) (integration.DeliveryPage, error)
	Delivery(ctx context.Context, id approval.ID, by approval.Source) (integration.Delivery, []integration.DeliveryTry, error)
}

// Endpoints is what the staff may do about endpoints; the client is always empty, which means
// any.
type Endpoints interface {
	ChangeEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source,
		change func(now time.Time, e *integration.Endpoint, secrets *[]byte) (approval.EventCode, error)) error
	TestEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source) error
	Resend(ctx context.Context, client string, delivery approval.ID, by approval.Source) error
	ResendSince(ctx context.Context, client string, endpoint approval.ID, since time.Time, by approval.Source) (int, error)
}

// Clients is what may be done about endpoints, and how clients write IDs.
type Clients struct {
	Endpoints
	Names integration.Names
}

// clients are the systems that use the API.
func (o *Room) clients(w http.ResponseWriter, r *http.Request) error {
	list, endpoints, err := o.Audit.Clients(r.Context())
	if err != nil {
		return err
	}
	var known []view.Client
	for _, c := range list {
		known = append(known, view.Client{Client: c, Keys: keysOf(c)})
	}
	p := o.clientViewer(r).Clients(o.Frame(r, ""), known, endpoints)
	return page.HTML(w, r, http.StatusOK, templates.Clients(p))
}

// keysOf are the keys in a client's document, none if they are fetched.
func keysOf(c integration.Client) (all []view.ClientKey) {
	keys, _ := clientauth.ParseKeys([]byte(c.KeyDocument)) // a document that cannot be read has no keys to show
	for _, k := range keys {
		all = append(all, view.ClientKey{ID: k.ID, Algorithm: k.Algorithm, Thumbprint: k.Thumbprint})
	}
	return all
}

// clientViewer is the Viewer for pages about clients.
func (o *Room) clientViewer(r *http.Request) view.ClientViewer {
	return view.ClientViewer{Viewer: o.viewer(r), Names: o.Clients.Names, Manages: staffOf(r).Role.May(rules.ManageEndpoints)}
}

// disabledByStaff is why an endpoint is disabled that somebody on the staff disabled. Its client
// cannot enable it again.
const disabledByStaff = "staff"

func (o *Room) disableEndpoint(w http.ResponseWriter, r *http.Request) error {
	return o.changeEndpoint(w, r, func(now time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		if !e.DisabledAt.IsZero() {
			return "", nil
		}
		e.DisabledAt, e.DisabledReason = now, disabledByStaff
		return approval.EventEndpointDisabled, nil
	})
}

// enableEndpoint begins anew: what failed before does not count any more.
func (o *Room) enableEndpoint(w http.ResponseWriter, r *http.Request) error {
	return o.changeEndpoint(w, r, func(_ time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		if e.DisabledAt.IsZero() {
			return "", nil
		}
		e.DisabledAt, e.DisabledReason, e.FailingSince, e.NotBefore = time.Time{}, "", time.Time{}, time.Time{}
		return approval.EventEndpointEnabled, nil
	})
}

func (o *Room) changeEndpoint(w http.ResponseWriter, r *http.Request, how func(time.Time, *integration.Endpoint, *[]byte) (approval.EventCode, error)) error {
	id, ok := approval.ParseID(r.PathValue("endpoint"))
	if !ok {
		return approval.ErrNotFound
	}
	if err := o.Clients.ChangeEndpoint(r.Context(), "", id, source(r), how); err != nil {
		return err
	}
	return page.Redirect(w, page.To(r, view.ClientsPath))
}

// testEndpoint leads to where the test will be seen. What is disabled is not tested: the page of
// clients says that it is.
func (o *Room) testEndpoint(w http.ResponseWriter, r *http.Request) error {
	id, ok := approval.ParseID(r.PathValue("endpoint"))
	if !ok {
		return approval.ErrNotFound
	}
	err := o.Clients.TestEndpoint(r.Context(), "", id, source(r))
	switch {
	case errors.Is(err, integration.ErrFinal):
		return page.Redirect(w, page.To(r, view.ClientsPath))
	case err != nil:
		return err
	}
	return page.Redirect(w, page.To(r, view.DeliveriesPath(integration.DeliveryQuery{Endpoint: id})))
}
