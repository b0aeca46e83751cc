package office

import (
	"takeed/internal/approval"
	"takeed/internal/audit"
)

// Place is where text pasted into the search box leads: to a transaction, to a person, or, if
// both are empty, to the list of what the query finds.
type Place struct {
	Transaction approval.ID
	Person      approval.ID
}

// PlaceOf is the page about the one thing that a query names. ask says that only a search
// can tell: the query names something else, which may belong to a single transaction; see
// PlaceBehind.
func PlaceOf(q audit.Query) (place Place, ask bool) {
	if len(q.Terms) != 1 || len(q.Terms[0].Any) != 1 {
		return Place{}, false
	}
	switch id := approval.ID(q.Terms[0].Any[0].Text); q.Terms[0].Key {
	case audit.Transaction:
		return Place{Transaction: id}, false
	case audit.Person:
		return Place{Person: id}, false
	case audit.Attempt, audit.Ref, audit.CheckCode, audit.Request, audit.CRID:
		return Place{}, true
	}
	return Place{}, false
}

// PlaceBehind is the transaction that all the events found are about. There is none if they
// are about several, or if all of them only record that members of staff looked at it, which
// its timeline does not show. Nothing found is ErrNotFound.
func PlaceBehind(found []audit.Line) (Place, error) {
	if len(found) == 0 {
		return Place{}, approval.ErrNotFound
	}
	id, own := found[0].Transaction, false
	for _, l := range found {
		if l.Transaction == "" || l.Transaction != id {
			return Place{}, nil
		}
		own = own || l.Stream == approval.OfTransaction(id)
	}
	if !own {
		return Place{}, nil
	}
	return Place{Transaction: id}, nil
}
