package journeytest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
)

// counted is the number of events that an address finds. Those of the search itself are
// not among them.
func counted(w *apptest.World, b *apptest.Browser, address string) int {
	w.Helper()
	page := b.Get(address)
	want(w, page, http.StatusOK, say(b.Lang, "auditlog.title"))
	n := len(seqs(page))
	for older := page.Find("a[rel=next]"); older.Length() == 1; older = page.Find("a[rel=next]") {
		page = b.Get(older.AttrOr("href", ""))
		n += len(seqs(page))
	}
	return n
}

// column is one row of the table that says the same as a chart.
type column struct {
	href    string
	numbers []int
}

func columnsOf(w *apptest.World, chart *selection) (all []column) {
	w.Helper()
	chart.Find("tbody tr, .bars li").Each(func(_ int, row *selection) {
		c := column{href: row.Find("a").AttrOr("href", "")}
		row.Find("td, span").Each(func(_ int, cell *selection) {
			n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(cell.Text()), ",", ""))
			if err != nil {
				w.Errorf("a chart says %q", cell.Text())
			}
			c.numbers = append(c.numbers, n)
		})
		all = append(all, c)
	})
	return all
}

func sum(numbers []int) (n int) {
	for _, one := range numbers {
		n += one
	}
	return n
}

// Each bar leads to as many events as it shows, and all of them are what was found.
func TestEachBarOfASearchLeadsToItsEvents(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	first := postgrestest.Query[time.Time](t, d.Database, `select min(at) from audit_events`)
	secondBySecond := "-actor:staff after:" + first.In(i18n.UAE()).Format("2006-01-02T15:04:05")
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "noura")
		for _, query := range []string{"-actor:staff after:24h", "-actor:staff", "result:denied after:7m -actor:staff", "event:attempt_started after:3h", "event:attempt_started after:2026-11-01T10:00:07", secondBySecond} {
			page := b.Get(eventsAt(lang, query))
			found, shown := counted(d.World, b, eventsAt(lang, query)), 0
			bars := columnsOf(d.World, page.Find("figure.chart"))
			for _, bar := range bars {
				shown += sum(bar.numbers)
				if sum(bar.numbers) == 0 {
					continue
				}
				if n := counted(d.World, b, bar.href); n != sum(bar.numbers) {
					t.Errorf("%q: a bar of %d leads to %d events: %s", query, sum(bar.numbers), n, bar.href)
				}
			}
			if shown != found || found == 0 || len(bars) == 0 || len(bars) > 48 {
				t.Errorf("%q: %d bars show %d events of %d", query, len(bars), shown, found)
			}
		}
	}
}

// Each number of the dashboard is what the database counts, and leads to the events that
// it counts.
func TestEachNumberOfTheDashboardLeadsToItsEvents(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	count := func(codes ...approval.EventCode) int {
		return postgrestest.Query[int](t, d.Database, `select count(*) from audit_events where kind = any($1::text[])`, codes)
	}
	ended := count(audit.Endings...)
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "noura")
		for _, period := range []string{"", "?period=24h", "?period=7d", "?period=30d"} {
			page := b.Get("/" + lang + "/staff/dashboard" + period)
			want(d.World, page, http.StatusOK, say(lang, "dashboard.title"))
			tiles := page.Find("ul.figures li > a:first-child")
			values := tiles.Map(func(_ int, s *selection) string { return strings.TrimSpace(s.Find("strong").Text()) })
			percent := func(codes ...approval.EventCode) string {
				return strconv.FormatFloat(100*float64(count(codes...))/float64(ended), 'f', 1, 64) + "%"
			}
			expected := []string{
				strconv.Itoa(count(approval.EventAttemptStarted)), percent(approval.EventIdentityMatched), values[2], percent(approval.EventAttemptExpired, approval.EventAttemptTooLate),
				strconv.Itoa(count(approval.EventIdentityMismatch)), strconv.Itoa(count(audit.ProviderErrors...)),
			}
			if !slices.Equal(values, expected) || !strings.HasSuffix(values[2], say(lang, "dashboard.seconds", "value", "")) || ended == 0 {
				t.Errorf("the dashboard says %q, want %q", values, expected)
			}
			for i, codes := range [][]approval.EventCode{
				{approval.EventAttemptStarted}, {approval.EventIdentityMatched}, {approval.EventIdentityMatched}, {approval.EventAttemptExpired, approval.EventAttemptTooLate}, {approval.EventIdentityMismatch}, audit.ProviderErrors,
			} {
				if n := counted(d.World, b, tiles.Eq(i).AttrOr("href", "")); n != count(codes...) {
					t.Errorf("%q leads to %d events, want %d", values[i], n, count(codes...))
				}
			}
			charts := page.Find("figure.chart")
			for i, total := range []int{ended, ended - count(approval.EventIdentityMatched), -1} {
				shown := 0
				for _, c := range columnsOf(d.World, charts.Eq(i)) {
					shown += sum(c.numbers)
					if sum(c.numbers) > 0 && total >= 0 && counted(d.World, b, c.href) != sum(c.numbers) {
						t.Errorf("chart %d: a column of %v leads elsewhere: %s", i, c.numbers, c.href)
					}
				}
				if total >= 0 && shown != total {
					t.Errorf("chart %d shows %d, want %d", i, shown, total)
				}
			}
		}
		want(d.World, b.Get("/"+lang+"/staff/dashboard?period=8d"), http.StatusBadRequest, say(lang, "error.bad_request.title"))
	}
}
