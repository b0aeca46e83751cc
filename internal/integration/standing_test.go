package integration

import (
	"testing"
	"time"
)

// What is wrong with an endpoint is said by its gravest trouble, and what people did on purpose
// is none.
func TestTheTroubleOfAnEndpoint(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for what, c := range map[string]struct {
		Standing
		want Trouble
	}{
		"receives":              {Standing{}, NoTrouble},
		"something waits":       {Standing{OldestDue: ago(15 * time.Minute)}, NoTrouble},
		"something is late":     {Standing{OldestDue: ago(15*time.Minute + time.Second)}, DeliveriesLate},
		"fails, and is late":    {Standing{OldestDue: ago(time.Hour), Endpoint: Endpoint{FailingSince: ago(time.Second)}}, EndpointFails},
		"answered 410":          {Standing{Endpoint: Endpoint{DisabledAt: now, DisabledReason: "gone", FailingSince: now}}, EndpointGone},
		"failed for five days":  {Standing{Endpoint: Endpoint{DisabledAt: now, DisabledReason: "failing"}}, EndpointGone},
		"disabled by its owner": {Standing{OldestDue: ago(time.Hour), Endpoint: Endpoint{DisabledAt: now, DisabledReason: "client", FailingSince: now}}, NoTrouble},
		"disabled by the staff": {Standing{Endpoint: Endpoint{DisabledAt: now, DisabledReason: "staff"}}, NoTrouble},
	} {
		if got := c.Trouble(now); got != c.want {
			t.Errorf("%s: %q", what, got)
		}
	}
}
