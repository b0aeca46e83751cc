package conformance

import (
	"cmp"
	"context"
	"errors"
	"time"

	"takeed/internal/egress"
	"takeed/internal/integration/webhook"
)

// Config is a receiver, and what it holds.
type Config struct {
	URL      string
	Keys     []webhook.Key // of the endpoint: its secret, its signing key, or both
	HTTP     *egress.Client
	Patience time.Duration // how long a receiver may wait for the rest of a body; default twelve seconds
}

// defaultPatience is more than the ten seconds of the contract, and less than a call may last.
const defaultPatience = 12 * time.Second

type run struct {
	Config
	accepted message // the first good event
}

// Run tries everything, which takes about as long as the patience. The error says why nothing
// could be tried. A receiver that does not take a good event is tried no further: of what it
// refuses then, nothing follows.
func Run(ctx context.Context, c Config) (Report, error) {
	c.Patience = cmp.Or(c.Patience, defaultPatience)
	if err := c.HTTP.CheckURL(c.URL); err != nil {
		return Report{}, err
	}
	if len(c.Keys) == 0 {
		return Report{}, errors.New("the endpoint's secret or signing key is missing")
	}
	for _, k := range c.Keys {
		if _, err := webhook.ParseKey(k.Reveal()); err != nil {
			return Report{}, err
		}
	}
	r := &run{Config: c}
	var report Report
	for _, check := range checks {
		result := r.try(ctx, check)
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		report.Results = append(report.Results, result)
		if check.first && !result.Passed {
			break
		}
	}
	return report, nil
}

// try sends the messages of a check, and expects the same of each.
func (r *run) try(ctx context.Context, c check) Result {
	result := Result{Name: c.name, Sent: c.sent, Passed: true}
	if c.special != nil {
		result.Seen, result.Passed = c.special(r, ctx)
	} else {
		for _, m := range c.messages(r) {
			a := r.send(ctx, m)
			result.Seen, result.Passed = a.String(), a.accepted() == c.accept
			if c.lookUp != "" {
				result.Note = c.lookUp + " " + m.id + "."
			}
			if !result.Passed {
				break
			}
		}
	}
	if !result.Passed {
		result.Meaning, result.Mend = c.meaning, c.mend
	}
	return result
}
