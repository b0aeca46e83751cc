package auditlog_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// ahead counts until everything is counted: other databases of the server may be writing, and
// hold it up.
func (w world) ahead() {
	w.Helper()
	for w.uncounted() > 0 {
		_, err := w.log.CountAhead(w.Context())
		w.must(err)
	}
}

func (w world) uncounted() int {
	w.Helper()
	return w.count(`select count(*) from audit_events e, audit_counted c where (e.xid, e.id) > (c.xid, c.id)`)
}

func (w world) countsAgain() {
	w.Helper()
	w.database.Plant(w.T, `delete from audit_counts`)
	w.database.Plant(w.T, `update audit_counted set xid = '0', id = 0`)
}

// shown are the figures of the last 25 days and the histograms of what is counted by the hour.
func (p *past) shown() (f audit.Figures, bars map[string][]audit.Bar) {
	p.Helper()
	to := p.lines[0].At.Truncate(time.Hour).Add(time.Hour)
	f, err := p.log.Figures(p.Context(), to.AddDate(0, 0, -25), to)
	p.must(err)
	bars = map[string][]audit.Bar{}
	for _, text := range byTheHour {
		bars[text] = p.hourBars(text, to)
	}
	return f, bars
}

var byTheHour = []string{"", "event:attempt_started", "event:signin_*,attempt_*", "result:failure", "actor:system,staff", "kind:transfer", "kind:limit,mobile", "lang:ar"}

func (p *past) hourBars(text string, to time.Time) []audit.Bar {
	p.Helper()
	bars, want := p.histogram(text, to.AddDate(0, 0, -30), to, 48)
	for i, b := range bars {
		if b.Count != want[i] || !b.Exact {
			p.Errorf("%q, bar %d: %d, %v; want %d", text, i, b.Count, b.Exact, want[i])
		}
	}
	return bars
}

// What is shown does not depend on how much of it is counted ahead.
func TestWhatIsCountedAheadIsWhatWasCountedLate(t *testing.T) {
	p := newPast(t, 3000)
	p.countsAgain()
	late, lateBars := p.shown()
	if _, err := connect(t, p.database.Owner).Exec(t.Context(), `do $$ begin while audit_count(1000) = 0 loop end loop; end $$`); err != nil {
		t.Fatal(err)
	}
	if left := p.uncounted(); left < 1000 || left > 2500 {
		t.Errorf("%d are not counted", left)
	}
	half, halfBars := p.shown()
	p.ahead()
	all, allBars := p.shown()
	if !reflect.DeepEqual(late, half) || !reflect.DeepEqual(late, all) {
		t.Error("the figures differ")
	}
	if !reflect.DeepEqual(lateBars, halfBars) || !reflect.DeepEqual(lateBars, allBars) {
		t.Error("the histograms differ")
	}
	if late.Count(audit.Endings...).Count < 100 {
		t.Errorf("%d attempts", late.Count(audit.Endings...).Count)
	}
	p.noViolations()
}

// The ends of a query's period need not be whole hours.
func TestAHistogramByTheHourIsCut(t *testing.T) {
	p := newPast(t, 3000)
	to := p.lines[0].At.Truncate(time.Hour).Add(time.Hour)
	cut := " after:" + audit.MomentAt(p.lines[1200].At).String() + " before:" + audit.MomentAt(p.lines[20].At).String()
	for _, text := range byTheHour {
		p.hourBars(text+cut, to)
	}
	within := p.lines[30].At.Truncate(time.Hour).Add(10 * time.Minute) // both ends in one hour
	p.hourBars("after:"+audit.MomentAt(within).String()+" before:"+audit.MomentAt(within.Add(30*time.Minute)).String(), to)
}

// Percentiles are those of the attempts, within what durations are kept to.
func TestDurationsAreNear(t *testing.T) {
	p := newPast(t, 6000)
	to := p.lines[0].At.Truncate(time.Hour).Add(time.Hour)
	f, err := p.log.Figures(t.Context(), to.AddDate(0, 0, -25), to)
	p.must(err)
	near := func(what string, within float64, got time.Duration, sql string, args ...any) {
		t.Helper()
		want := float64(p.count(sql, args...)) * float64(time.Microsecond)
		if math.Abs(float64(got)-want) > within*want || got == 0 {
			t.Errorf("%s: %s, want %s", what, got, time.Duration(want))
		}
	}
	const talk = `select (extract(epoch from percentile_disc($1::float8) within group (order by finished_at - claimed_at)) * 1e6)::bigint
		from attempts where claimed_at is not null and failure is distinct from 'crashed_in_exchange' and finished_at >= $2 and finished_at < $3`
	timed := 0
	for _, h := range f.Hours {
		if h.P50 > 0 {
			timed++
			near("median of an hour", 0.0222, h.P50, talk, 0.5, h.From, h.From.Add(time.Hour))
			near("95 of 100 in an hour", 0.0222, h.P95, talk, 0.95, h.From, h.From.Add(time.Hour))
		}
	}
	for _, f := range []audit.Figures{f, *f.Before} {
		near("median of all", 0.0111, f.Median, `select (extract(epoch from percentile_disc(0.5) within group (order by finished_at - started_at)) * 1e6)::bigint
			from attempts where status = 'succeeded' and finished_at >= $1 and finished_at < $2`, f.From, f.To)
	}
	if timed < 20 {
		t.Errorf("%d hours", timed)
	}
}

// An event that is committed late is counted late, and by the page until then.
func TestCountingWaitsForCommits(t *testing.T) {
	w := newWorld(t)
	early, late := connect(t, w.database.URL), connect(t, w.database.URL)
	const insert = `insert into audit_events (stream, kind, actor) values ($1, 'attempt_started', 'system')`
	dbtx, err := early.Begin(t.Context())
	w.must(err)
	_, err = dbtx.Exec(t.Context(), insert, "op:early")
	w.must(err)
	_, err = late.Exec(t.Context(), insert, "op:late")
	w.must(err)
	seen := func(want int64) {
		t.Helper()
		to := time.Now().Truncate(time.Hour).Add(time.Hour)
		f, err := w.log.Figures(t.Context(), to.Add(-3*time.Hour), to)
		w.must(err)
		if n := f.Count(approval.EventAttemptStarted).Count; n != want {
			t.Errorf("%d events, want %d", n, want)
		}
	}
	if n, err := w.log.CountAhead(t.Context()); n != 0 || err != nil {
		t.Errorf("%d were counted while another could still come before them: %v", n, err)
	}
	seen(1)
	w.must(dbtx.Commit(t.Context()))
	seen(2)
	w.ahead()
	seen(2)
	w.noViolations()
}

// Replicas that count at the same time, while others write, count everything once.
//
//takeed:race
func TestReplicasCountEverythingOnce(t *testing.T) {
	w := newWorld(t)
	writing, stop := context.WithCancel(t.Context())
	var counting, all sync.WaitGroup
	for range 4 {
		counting.Go(func() {
			for writing.Err() == nil {
				_, err := w.log.CountAhead(t.Context())
				if err != nil && !errors.Is(err, approval.ErrOutcomeUnknown) { // a slow machine; the next call goes on
					t.Error(err)
				}
			}
		})
	}
	for range 4 {
		p, session := w.somebody()
		all.Go(func() {
			for range 5 {
				w.confirmed(p, session)
			}
		})
	}
	all.Wait()
	stop()
	counting.Wait()
	w.ahead()
	if counted, events := w.count(`select sum(n) from audit_counts where what like 'actor:%'`), w.count(`select count(*) from audit_events`); counted != events || events < 100 {
		t.Errorf("%d of %d events are counted", counted, events)
	}
	w.noViolations()
}

// The portal's role can have events counted, and cannot say how many there are.
func TestThePortalCannotWriteCounts(t *testing.T) {
	w := newWorld(t)
	w.ahead()
	for _, sql := range []string{
		`insert into audit_counts values (now(), 'event:x', 1, '1')`, `update audit_counts set n = n`, `delete from audit_counts`,
		`update audit_counted set id = id`, `delete from audit_counted`, `select audit_add('{event:x}', '{2026-01-01}', '{1}')`,
	} {
		if err := w.direct(sql); err == nil {
			t.Errorf("%s: done", sql)
		}
	}
	w.must(w.direct(`select audit_count(1)`))
}

// In a dump of another server the place that is counted to may be later than any event that
// comes. Then there are no figures, rather than wrong ones.
func TestCountsOfAnotherServerAreRefused(t *testing.T) {
	w := newWorld(t)
	w.database.Plant(t, `update audit_counted set xid = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000)::text::xid8`)
	to := time.Now().Truncate(time.Hour)
	if f, err := w.log.Figures(t.Context(), to.Add(-time.Hour), to); err == nil {
		t.Errorf("%+v", f)
	}
}
