package view

import (
	"testing"
	"time"

	"takeed/internal/approval"
)

// stageOfPending says which stage a pending transaction is at for each status of its latest
// attempt, in the browser that began it and in another.
var stageOfPending = map[approval.AttemptStatus]struct{ here, elsewhere Stage }{
	"":                      {StageReview, StageReview}, // never tried
	approval.Started:        {StageWaiting, StageElsewhere},
	approval.Exchanging:     {StageChecking, StageChecking},
	approval.Succeeded:      {StageReview, StageReview},
	approval.Failed:         {StageReview, StageReview},
	approval.AttemptExpired: {StageReview, StageReview},
	approval.Unknown:        {StageReview, StageReview},
}

// wantStage is what StageOf has to answer, from a table and not from its own branches.
func wantStage(state approval.State, status approval.AttemptStatus, here bool) Stage {
	switch {
	case state == approval.Checking:
		return StageChecking
	case state != approval.Pending:
		return StageEnded
	case here:
		return stageOfPending[status].here
	}
	return stageOfPending[status].elsewhere
}

func TestTheStageFollowsFromStateAttemptAndBrowser(t *testing.T) {
	t.Parallel()
	for _, state := range append([]approval.State{approval.Checking}, approval.States...) {
		for _, status := range append([]approval.AttemptStatus{""}, approval.AttemptStatuses...) {
			if _, ok := stageOfPending[status]; !ok {
				t.Errorf("nothing is said of an attempt that is %s", status)
			}
			for _, here := range []bool{true, false} {
				c := caller(pending(approval.NewID()), attempt(status, ""))
				c.Transaction.State, c.Here = state, here
				c.Transaction.Unsettled = state == approval.Checking
				if status == "" {
					c.Last = nil
				}
				if got, want := StageOf(c), wantStage(state, status, here); got != want {
					t.Errorf("%s, attempt %q, here %t: %s, and not %s", state, status, here, got, want)
				}
			}
		}
	}
}

// Time ends a transaction and an attempt before anybody has written that.
func TestTheStageFollowsTheClock(t *testing.T) {
	t.Parallel()
	for _, here := range []bool{true, false} {
		c := caller(pending(approval.NewID()), attempt(approval.Started, ""))
		c.Here, c.Now = here, c.Last.ExpiresAt
		if got := StageOf(c); got != StageReview {
			t.Errorf("the attempt is over, here %t: %s", here, got)
		}
		c.Now = c.Transaction.ExpiresAt
		if got := StageOf(c); got != StageEnded {
			t.Errorf("the transaction is over, here %t: %s", here, got)
		}
	}
}

// Progress says how long is left, and aloud in the last minute only.
func TestProgressSpeaksInTheLastMinute(t *testing.T) {
	t.Parallel()
	v := viewer(t)
	for left, want := range map[time.Duration]Progress{
		4 * time.Minute:           {Stage: StageWaiting, State: approval.Pending, Left: "Time left: 4 minutes"},
		time.Minute + time.Second: {Stage: StageWaiting, State: approval.Pending, Left: "Time left: 2 minutes"},
		time.Minute:               {Stage: StageWaiting, State: approval.Pending, Left: "Time left: 1 minute", Soon: "Time left: 1 minute"},
		0:                         {Stage: StageReview, State: approval.Pending},
	} {
		c := caller(pending(approval.NewID()), attempt(approval.Started, ""))
		c.Last.ExpiresAt = now.Add(left)
		if got := v.Progress(c); got != want {
			t.Errorf("%s left: %+v", left, got)
		}
	}
}
