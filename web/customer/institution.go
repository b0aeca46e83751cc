package customer

import (
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/web/view"
)

// institution is who asked for the caller's transaction, and who carries it out. Nothing is read
// for it while the caller is known to know everything: of a transaction that they started
// themselves, until it has been consumed or its time is over. Of one that is not settled nothing
// is told.
func (c *Room) institution(r *http.Request) (integration.Institution, error) {
	caller := callerOf(r)
	tx := caller.Transaction
	if tx.Unsettled || tx.Client == "" && (tx.State != approval.Confirmed || tx.Consumer == "" || caller.Awaited) {
		return integration.Institution{Awaited: caller.Awaited}, nil
	}
	return c.Records.Institution(r.Context(), tx.ID)
}

// clients are the names of those that asked for the transactions of a list.
func (c *Room) clients(r *http.Request, list []approval.Transaction) (view.Clients, error) {
	names := view.Clients{}
	for _, tx := range list {
		if _, known := names[tx.Client]; known || tx.Client == "" {
			continue
		}
		client, err := c.Records.Client(r.Context(), tx.Client)
		if err != nil {
			return nil, err
		}
		names[tx.Client] = client.Name
	}
	return names, nil
}
