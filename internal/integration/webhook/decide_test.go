package webhook_test

import (
	"net/http"
	"testing"
	"time"

	"takeed/internal/integration/webhook"
)

const day = 24 * time.Hour

// The schedule is that of the specification, and adds up to 75.6 hours.
func TestTheSchedule(t *testing.T) {
	t.Parallel()
	now, a := noon, webhook.Attempted{Status: 500, Since: noon}
	want := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	for i, w := range want {
		a.Tries = i + 1
		n := webhook.Decide(a, now)
		if n.State != webhook.Due || n.At.Sub(now) != w || !n.NotBefore.IsZero() || n.Disable != "" || n.FailingSince != noon {
			t.Errorf("after %d tries: %+v", a.Tries, n)
		}
		a.Chance = 0.999
		if later := webhook.Decide(a, now).At.Sub(now); later <= w || later > w+w/10 {
			t.Errorf("after %d tries by chance: %s", a.Tries, later)
		}
		a.Chance, a.FailingSince, now = 0, n.FailingSince, n.At
	}
	if all := now.Sub(noon); all != 75*time.Hour+35*time.Minute+5*time.Second {
		t.Error(all)
	}
	a.Tries = 10
	if n := webhook.Decide(a, now); n.State != webhook.Parked || n.Disable != "" {
		t.Errorf("%+v", n)
	}
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	due := func(in time.Duration) webhook.Next {
		return webhook.Next{State: webhook.Due, At: noon.Add(in), FailingSince: noon}
	}
	rests := func(in, rest time.Duration) webhook.Next {
		n := due(in)
		n.NotBefore = noon.Add(rest)
		return n
	}
	delivered := webhook.Next{State: webhook.Delivered}
	for _, c := range []struct {
		name string
		a    webhook.Attempted
		want webhook.Next
	}{
		{"200", webhook.Attempted{Status: 200, Tries: 1}, delivered},
		{"299, however long it failed", webhook.Attempted{Status: 299, Tries: 10, Since: noon.Add(-9 * day), LaterArrived: true, FailingSince: noon.Add(-9 * day)}, delivered},
		{"204 with Retry-After", webhook.Attempted{Status: 204, Tries: 1, RetryAfter: "60"}, delivered},
		{"199", webhook.Attempted{Status: 199, Tries: 1}, due(5 * time.Second)},
		{"300", webhook.Attempted{Status: 300, Tries: 1}, due(5 * time.Second)},
		{"308", webhook.Attempted{Status: 308, Tries: 1}, due(5 * time.Second)},
		{"no answer", webhook.Attempted{Tries: 2}, due(5 * time.Minute)},
		{"401", webhook.Attempted{Status: 401, Tries: 2}, due(5 * time.Minute)},
		{"410", webhook.Attempted{Status: 410, Tries: 1}, webhook.Next{State: webhook.Dropped, FailingSince: noon, Disable: webhook.Gone}},
		{"429", webhook.Attempted{Status: 429, Tries: 1}, rests(5*time.Second, time.Minute)},
		{"502", webhook.Attempted{Status: 502, Tries: 3}, rests(30*time.Minute, time.Minute)},
		{"504", webhook.Attempted{Status: 504, Tries: 1, RetryAfter: "90"}, rests(90*time.Second, 90*time.Second)},
		{"429 with a short rest", webhook.Attempted{Status: 429, Tries: 1, RetryAfter: "3"}, rests(5*time.Second, time.Minute)},
		{"503 rests no endpoint", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: "90"}, due(90 * time.Second)},
		{"Retry-After is no hurry", webhook.Attempted{Status: 503, Tries: 2, RetryAfter: "1"}, due(5 * time.Minute)},
		{"a date", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: noon.Add(7 * time.Minute).Format(http.TimeFormat)}, due(7 * time.Minute)},
		{"a date that is past", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: noon.Add(-day).Format(http.TimeFormat)}, due(5 * time.Second)},
		{"a date too far", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: noon.Add(999 * day).Format(http.TimeFormat)}, due(time.Hour)},
		{"too many seconds", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: "3601"}, due(time.Hour)},
		{"many too many", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: "99999999999999999999999"}, due(time.Hour)},
		{"a negative number", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: "-60"}, due(5 * time.Second)},
		{"no number", webhook.Attempted{Status: 503, Tries: 1, RetryAfter: "6e1"}, due(5 * time.Second)},
		{"a day, and later ones arrived", webhook.Attempted{Status: 500, Tries: 7, Since: noon.Add(-day), LaterArrived: true}, webhook.Next{State: webhook.Parked, FailingSince: noon}},
		{"nearly a day", webhook.Attempted{Status: 500, Tries: 7, Since: noon.Add(-day + 1), LaterArrived: true}, due(14 * time.Hour)},
		{"a day, and nothing arrived", webhook.Attempted{Status: 500, Tries: 7, Since: noon.Add(-day)}, due(14 * time.Hour)},
		{"five days", webhook.Attempted{Status: 500, Tries: 1, FailingSince: noon.Add(-5 * day)}, webhook.Next{State: webhook.Dropped, FailingSince: noon.Add(-5 * day), Disable: webhook.Failing}},
		{"more tries than there are", webhook.Attempted{Status: 500, Tries: 99}, webhook.Next{State: webhook.Parked, FailingSince: noon}},
		{"no try", webhook.Attempted{}, due(5 * time.Second)},
	} {
		if got := webhook.Decide(c.a, noon); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if n := webhook.Decide(webhook.Attempted{Status: 500, Tries: 1, FailingSince: noon.Add(-5*day + 1)}, noon); n.State != webhook.Due {
		t.Errorf("disabled before five days: %+v", n)
	}
}
