package customer

import (
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/web/view"
)

// institution is who asked for the caller's transaction, and who carries it out. It is read only
// if there is more to know of it than the caller's own row says.
func (c *Room) institution(r *http.Request) (integration.Institution, error) {
	caller := callerOf(r)
	confirmed := caller.Transaction.At(caller.Now) == approval.Confirmed && caller.Transaction.Consumer != ""
	if caller.Transaction.Client == "" && !confirmed {
		return integration.Institution{}, nil
	}
	return c.Records.Institution(r.Context(), caller.Transaction.ID)
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
