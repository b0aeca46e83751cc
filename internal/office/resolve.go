package office

import (
	"takeed/internal/approval"
	"takeed/internal/audit"
)

// Place is where something that was pasted into the search box leads: one of the two, or
// neither, which is the list of what the query finds.
type Place struct {
	Transaction approval.ID
	Person      approval.ID
}

// PlaceOf is the page about the one thing that a query names. ask says that it takes a
// search to know: the name is not that of a transaction but may be found with one only
// (see PlaceBehind).
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

// PlaceBehind is the transaction that everything a name finds is about. There is none if
// that is about several, or only of members of staff who looked at one, which its timeline
// does not have. Nothing found is ErrNotFound.
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
