package view

import (
	"slices"
	"testing"

	"takeed/internal/approval"
	"takeed/templates"
)

// all are one transaction of each state, and one more whose time is over though nobody has
// written that yet.
func all() []approval.Transaction {
	var list []approval.Transaction
	for _, state := range append([]approval.State{approval.Checking}, approval.States...) {
		tx := pending(approval.NewID())
		tx.State, tx.Unsettled = state, state == approval.Checking
		list = append(list, tx)
	}
	over := pending(approval.NewID())
	over.ExpiresAt = now
	return append(list, over)
}

// states are those that a list says.
func states(items []templates.Item) []string {
	var list []string
	for _, item := range items {
		list = append(list, item.Tag.Text)
	}
	return list
}

// A list by state leaves out what is not settled, and nothing else.
func TestSettledLeavesOutWhatIsChecked(t *testing.T) {
	t.Parallel()
	v, list := viewer(t), all()
	got := v.Settled(list)
	if len(got) != len(list)-1 || slices.ContainsFunc(got, func(tx approval.Transaction) bool { return tx.Unsettled }) {
		t.Errorf("%d of %d", len(got), len(list))
	}
	for _, chosen := range []string{"", string(approval.Confirmed)} {
		items := states(v.History(templates.Page{}, HistoryChoice{State: chosen}, list, nil).Items)
		if slices.Contains(items, v.T("state.checking")) != (chosen == "") {
			t.Errorf("by the state %q: %q", chosen, items)
		}
	}
}

// What waits is said once: above, and not among what was.
func TestHomeSaysOnceWhatWaits(t *testing.T) {
	t.Parallel()
	v, list := viewer(t), all()
	h := v.Home(templates.Page{Waiting: "/transactions/x"}, approval.Person{}, list[:2], list, nil)
	if got, want := states(h.Waiting), []string{v.T("state.pending")}; !slices.Equal(got, want) {
		t.Errorf("waiting: %q", got)
	}
	want := []string{v.T("state.checking"), v.T("state.confirmed"), v.T("state.rejected"), v.T("state.expired"), v.T("state.cancelled"), v.T("state.expired")}
	if got := states(h.Recent); !slices.Equal(got, want) {
		t.Errorf("recent: %q", got)
	}
	if h.Page.Waiting != "" || h.LastSignIn != "" {
		t.Errorf("the frame says it again: %q; or there was a sign-in before: %q", h.Page.Waiting, h.LastSignIn)
	}
}

// A page is built from values and leaves them as they were.
func TestListsLeaveTheirValuesAlone(t *testing.T) {
	t.Parallel()
	v, list := viewer(t), all()
	before := ids(list)
	v.Home(templates.Page{}, approval.Person{}, list, list, nil)
	v.History(templates.Page{}, HistoryChoice{State: "pending"}, list, nil)
	if !slices.Equal(ids(list), before) {
		t.Error("the list is not what it was")
	}
}

func ids(list []approval.Transaction) []approval.ID {
	var all []approval.ID
	for _, tx := range list {
		all = append(all, tx.ID)
	}
	return all
}

// Only what can still be confirmed says how long.
func TestOnlyWhatIsPendingHasTimeLeft(t *testing.T) {
	t.Parallel()
	v := viewer(t)
	for _, item := range v.Items(all(), nil) {
		if (item.Left != "") != (item.Tag.Text == v.T("state.pending")) {
			t.Errorf("%s: %q", item.Tag.Text, item.Left)
		}
	}
}
