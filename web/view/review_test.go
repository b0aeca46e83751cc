package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
)

// What a review offers: the button, or the reason why there is none, and a new form only
// where waiting does not help.
func TestAReviewOffersWhatItsReaderMay(t *testing.T) {
	t.Parallel()
	v := viewer(t)
	until := now.Add(time.Hour)
	spent, waits := &approval.TooMany{Limit: approval.LimitAttempts}, &approval.TooMany{Limit: approval.LimitStarts, Until: until}
	for name, want := range map[string]struct {
		limit          *approval.TooMany
		confirm, again bool
		exhausted      string
	}{
		"no limit":          {nil, true, false, ""},
		"a limit for good":  {spent, false, true, v.T("review.exhausted")},
		"a limit that ends": {waits, false, false, v.T("review.limited", "time", v.isolatedWhen(until))},
	} {
		tx := pending(approval.NewID())
		p := v.Review(templates.Page{}, caller(tx, attempt(approval.Failed, approval.ReasonProviderError)), integration.Institution{}, Allowance{Left: 1, Limit: want.limit})
		if p.Confirm != want.confirm || p.Exhausted != want.exhausted || (p.Again != nil) != want.again {
			t.Errorf("%s: confirm %t, %q, again %v", name, p.Confirm, p.Exhausted, p.Again)
		}
		if p.Again != nil && p.Again.Href != "/new/transfer?from="+string(tx.ID) {
			t.Errorf("%s: leads to %s", name, p.Again.Href)
		}
		// That they may try again is said only where they may.
		said := strings.Contains(strings.Join(p.Failure.Lines, " "), v.T("notice.try_again.again"))
		if p.Title != v.T("notice.try_again.title") || said != want.confirm {
			t.Errorf("%s: %q, %q", name, p.Title, p.Failure.Lines)
		}
	}
}

func TestAReviewCountsTheAttemptsLeftOnceThereWasOne(t *testing.T) {
	t.Parallel()
	v := viewer(t)
	c := caller(pending(approval.NewID()), nil)
	if p := v.Review(templates.Page{}, c, integration.Institution{}, Allowance{Left: 3}); p.Left != "" || p.Failure != nil || !p.Confirm {
		t.Errorf("before the first attempt: %q, %v", p.Left, p.Failure)
	}
	c.Last = attempt(approval.Failed, approval.ReasonTransactionCancelled) // of which nobody is told anything
	if p := v.Review(templates.Page{}, c, integration.Institution{}, Allowance{Left: -1}); !strings.Contains(p.Left, "0 attempts") || p.Failure != nil || p.Title != p.Heading {
		t.Errorf("after too many: %q, %v, %q", p.Left, p.Failure, p.Title)
	}
}

// Without an identifier to send, there is nothing to confirm with, whatever the limits say.
func TestAReviewNeedsAnIdentifier(t *testing.T) {
	t.Parallel()
	v, c := viewer(t), caller(pending(approval.NewID()), nil)
	c.Person.Identity.EmiratesID = ""
	if p := v.Review(templates.Page{}, c, integration.Institution{}, Allowance{Left: 3}); p.Confirm || p.Identifier != "" {
		t.Errorf("confirm %t with %q", p.Confirm, p.Identifier)
	}
}

// A review says that another transaction waits, and never that its own does.
func TestAReviewTellsOfAnotherThatWaits(t *testing.T) {
	t.Parallel()
	v, c := viewer(t), caller(pending(approval.NewID()), nil)
	for waiting, want := range map[approval.ID]bool{"": false, c.Transaction.ID: false, approval.NewID(): true} {
		c.Waiting = waiting
		if p := v.Review(templates.Page{}, c, integration.Institution{}, Allowance{Left: 3}); (p.Other != "") != want {
			t.Errorf("%q waits: %q", waiting, p.Other)
		}
	}
}

// Where an attempt waits for another browser, the page asks on, and offers to begin anew
// only to those who may.
func TestAReviewOfWhatWasBegunElsewhere(t *testing.T) {
	t.Parallel()
	v, c := viewer(t), caller(pending(approval.NewID()), attempt(approval.Started, ""))
	c.Here = false
	for _, limit := range []*approval.TooMany{nil, {Limit: approval.LimitAttempts}} {
		p := v.Review(templates.Page{}, c, integration.Institution{}, Allowance{Limit: limit})
		if p.Status != TransactionPath(c.Transaction.ID)+"/status" || p.Stage != string(StageElsewhere) || p.Title != v.T("elsewhere.title") {
			t.Errorf("limit %v: %q, %q, %q", limit, p.Status, p.Stage, p.Title)
		}
		if offers := slices.Contains(p.Failure.Lines, v.T("elsewhere.again")); offers != (limit == nil) || (p.Exhausted == v.T("elsewhere.exhausted")) != (limit != nil) {
			t.Errorf("limit %v: %q, %q", limit, p.Failure.Lines, p.Exhausted)
		}
	}
}
