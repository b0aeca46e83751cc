package confirm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"takeed/internal/approval"
)

// Each transaction is swept on its own locked rows; one that cannot be swept keeps no
// other from it.
func TestTheSweep(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.due = []approval.ID{approval.NewID(), approval.NewID()}
	d.facts.Now = noon.Add(time.Hour)
	n, err := d.Sweep(t.Context())
	if err != nil || n != 2 || len(d.locks) != 2 || d.locks[0] != (approval.Lock{Transaction: d.due[0]}) || d.locks[1] != (approval.Lock{Transaction: d.due[1]}) {
		t.Errorf("%d, %v, %+v", n, err, d.locks)
	}
	if d.written() != "transaction expired, transaction expired" || d.first().Actor != approval.System {
		t.Errorf("%q of %s", d.written(), d.first().Actor)
	}
	d = newDesk()
	d.due, d.fails = []approval.ID{approval.NewID(), approval.NewID()}, map[string]error{"decide": errDown}
	if n, err := d.Sweep(t.Context()); !errors.Is(err, errDown) || n != 2 || len(d.locks) != 2 {
		t.Errorf("%d, %v, %+v", n, err, d.locks)
	}
	d.fails = map[string]error{"due": errDown}
	if n, err := d.Sweep(t.Context()); !errors.Is(err, errDown) || n != 0 || len(d.locks) != 2 {
		t.Errorf("%d, %v", n, err)
	}
}

func TestTheSweepIsBounded(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.due = make([]approval.ID, 1000)
	if n, err := d.Sweep(t.Context()); err != nil || n != 100 {
		t.Errorf("%d, %v", n, err)
	}
}

// An alarm is an event and a line in the log, for each client of the provider; a line
// only if the event is there.
func TestTheWatch(t *testing.T) {
	t.Parallel()
	failing := make(approval.Health, approval.HealthAnswers)
	for i := range failing {
		failing[i] = approval.Answer{At: noon, Fault: true}
	}
	for name, c := range map[string]struct {
		health map[string]approval.Health
		fails  map[string]error
		want   error
		events int
		lines  []string
	}{
		"both are well":  {nil, nil, nil, 0, nil},
		"one fails":      {map[string]approval.Health{approval.ClientSignin: failing}, nil, nil, 1, []string{"client=signin event=provider_failing"}},
		"both fail":      {map[string]approval.Health{approval.ClientSignin: failing, approval.ClientConfirm: failing}, nil, nil, 2, []string{"client=confirm", "client=signin"}},
		"one is unknown": {map[string]approval.Health{approval.ClientSignin: failing}, map[string]error{"watch-confirm": errDown}, errDown, 1, []string{"client=signin"}},
		"no event":       {map[string]approval.Health{approval.ClientSignin: failing}, map[string]error{"watch-signin": errDown}, errDown, 1, nil},
	} {
		d := newDesk()
		d.health, d.fails = c.health, c.fails
		if err := d.Flow.Watch(t.Context()); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || len(d.records) != c.events {
			t.Errorf("%s: %v, %d events", name, err, len(d.records))
		}
		log := d.log.String()
		for _, line := range c.lines {
			if !strings.Contains(log, line) {
				t.Errorf("%s: no %q in %s", name, line, log)
			}
		}
		if got := strings.Count(log, "health changed"); got != len(c.lines) {
			t.Errorf("%s: %d lines", name, got)
		}
	}
}

// What was dropped is told even if nothing can be purged, and the other way round.
func TestTidy(t *testing.T) {
	t.Parallel()
	dropped := []approval.Dropped{
		{Hour: noon, Counts: map[approval.EventCode]int64{approval.EventCallbackRefused: 2}},
		{Hour: noon.Add(time.Hour), Counts: map[approval.EventCode]int64{approval.EventSigninRefused: 3}},
	}
	for name, c := range map[string]struct {
		dropped []approval.Dropped
		fails   map[string]error
		want    error
		line    string
	}{
		"nothing":           {nil, nil, nil, ""},
		"some were dropped": {dropped, nil, nil, "count=5"},
		"nothing is purged": {dropped, map[string]error{"purge": errDown}, errDown, "count=5"},
		"nothing is told":   {nil, map[string]error{"tell-dropped": errDown}, errDown, ""},
	} {
		d := newDesk()
		d.dropped, d.fails = c.dropped, c.fails
		if err := d.Tidy(t.Context()); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || d.counted("purge") != 1 || d.counted("tell-dropped") != 1 {
			t.Errorf("%s: %v, %v", name, err, d.calls)
		}
		if log := d.log.String(); (log == "") != (c.line == "") || !strings.Contains(log, c.line) {
			t.Errorf("%s: %s", name, log)
		}
	}
}

// The time is that of the bubble: nothing waits.
//
//takeed:race
func TestTheBackgroundWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.fails = map[string]error{"due": errDown}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.Run(ctx, 2*time.Second)
		}()
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if swept, watched, tidied := d.counted("due"), d.counted("watch-signin"), d.counted("purge"); swept != 30 || watched != 30 || tidied != 1 {
			t.Errorf("swept %d times, watched %d times, tidied %d times", swept, watched, tidied)
		}
		if until, bounded := d.ctx.Deadline(); !bounded || time.Until(until) > 5*time.Minute {
			t.Error("a round has no end")
		}
		stop()
		<-done
		if told := d.counted("tell-dropped"); told != 2 {
			t.Errorf("what this process dropped is told %d times", told)
		}
		if lines := strings.Count(d.log.String(), "msg=sweep"); lines != 30 {
			t.Errorf("%d lines of rounds that failed", lines)
		}
	})
}
