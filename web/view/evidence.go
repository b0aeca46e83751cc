package view

import (
	"strconv"

	"takeed/internal/approval"
	"takeed/templates"
)

// EventPath is the path of the page about an event.
func EventPath(number int64) string { return EventsPath + "/" + strconv.FormatInt(number, 10) }

// EventProof adds the proof of an event to its page, or says that it follows.
func (v Viewer) EventProof(p *templates.EventPage, number int64, covered bool) {
	if p.Follows = !covered; covered {
		p.Proof = EventPath(number) + "/proof"
	}
}

// Offer is what of a transaction its reader may save.
type Offer struct {
	Archive bool
	Receipt bool
	Follows bool // the receipt, in a moment
}

// Offer adds what may be saved to the page of a transaction.
func (v Viewer) Offer(p *templates.TimelinePage, id approval.ID, o Offer) {
	if !o.Archive && !o.Receipt && !o.Follows {
		return
	}
	e := &templates.Evidence{Follows: o.Follows, Asks: o.Receipt}
	if o.Archive {
		e.Archive = TimelinePath(id) + "/bundle"
	}
	if o.Receipt {
		e.Receipt = TimelinePath(id) + "/receipt.json"
		e.Hint, p.Purposes = v.T("dispute.receipt_hint"), v.purposes("")
	}
	if o.Receipt && o.Archive {
		e.Hint = v.T("dispute.reason_hint")
	}
	p.Evidence = e
}
