package auditlog_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

// searched is one page of a search.
func (w world) searched(text, cursor string) audit.Page {
	w.Helper()
	q, err := audit.Parse(text)
	w.must(err)
	page, err := w.log.Search(w.Context(), q, cursor, auditor)
	w.must(err)
	return page
}

func TestASearchIsRecorded(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	w.searched("person:"+string(p.ID)+" result:success,denied", "")
	looks := w.looks(approval.EventAuditSearched)
	if len(looks) != 1 || looks[0]["query"] != "result:denied,success person:"+string(p.ID) || looks[0]["found"] != "2" || looks[0]["client"] != "192.0.2.7" {
		t.Errorf("recorded: %v", looks)
	}
	if n := w.count(`select count(*) from audit_events where stream = $1 and actor = $2`, strings.Replace(string(auditor.Actor), "staff:", "op:", 1), auditor.Actor); n != 1 {
		t.Error("it is not in the stream of who searched")
	}
	if lines := w.searched("staff:"+strings.TrimPrefix(string(auditor.Actor), "staff:"), "").Lines; len(lines) != 1 || lines[0].Code != approval.EventAuditSearched {
		t.Errorf("the search is not found: %v", lines)
	}
	w.noViolations()
}

// Who cannot be recorded sees nothing.
func TestNobodySearchesUnrecorded(t *testing.T) {
	w := newWorld(t)
	w.somebody()
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `revoke insert on audit_events from takeed_app`))
	page, err := w.log.Search(t.Context(), audit.Query{}, "", auditor)
	if err == nil {
		t.Errorf("the search was answered: %d lines", len(page.Lines))
	}
}

// What the back office reads with can write nothing.
func TestTheBackOfficeReadsOnly(t *testing.T) {
	w := newWorld(t)
	conn := connect(t, w.database.URL+"&default_transaction_read_only=on")
	var pg *pgconn.PgError
	if _, err := conn.Exec(t.Context(), `update users set preferred = null`); !errors.As(err, &pg) || pg.Code != "25006" {
		t.Errorf("%v", err)
	}
	w.searched("", "")
	if n := w.count(`select count(*) from pg_stat_activity where datname = current_database() and application_name = 'takeed-backoffice'`); n == 0 {
		t.Error("a search does not use connections of its own")
	}
}

// Texts that would mean something to a database are values like any other, or are refused.
func TestInjectionsFindNothingAndBreakNothing(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	before := w.count(`select count(*) from audit_events`)
	parsed := 0
	for _, nasty := range []string{
		`' or '1'='1`, `'; drop table audit_events; --`, `") or true --`, `\`, `\'`, `%`, `_`, `%%`, `*`, `$1`, `$2::text`, "\x00", `null`, `{}`, `{"a"`, `or`, `1=1`,
		`x' union select * from users --`, `transfer' --`, `tk_`, `..`, `0..9223372036854775807`, `-1`, `1e9`, `NaN`, `Infinity`, `/**/`, `0x1`, `epoch`, `now()`,
	} {
		for _, k := range append(audit.Keys, "after", "before") {
			for _, text := range []string{string(k) + ":" + nasty, string(k) + `:"` + nasty + `"`, "-" + string(k) + ":" + nasty, string(k) + ":" + nasty + "*"} {
				q, err := audit.Parse(text)
				if err != nil {
					continue
				}
				parsed++
				page, err := w.log.Search(t.Context(), q, "", auditor)
				if err != nil {
					t.Errorf("%q: %v", text, err)
				}
				if !strings.HasPrefix(text, "-") && len(page.Lines) > 0 && !strings.Contains(text, "..") {
					t.Errorf("%q finds %d lines", text, len(page.Lines))
				}
			}
		}
	}
	if parsed == 0 {
		t.Error("nothing got as far as the database")
	}
	if n := w.count(`select count(*) from audit_events where kind <> 'audit_searched'`); n != before || postgrestest.Query[string](t, w.database, `select state from transactions where id = $1`, id) != "pending" {
		t.Errorf("%d lines of %d", n, before)
	}
	w.noViolations()
}

// While others write, somebody who turns the pages meets every line that was there when
// they began, once and in order.
//
//takeed:race
func TestPagesMissNothingWhileOthersWrite(t *testing.T) {
	w := newWorld(t)
	crowd := func(n int) {
		for i := range n {
			source := approval.Source{Actor: approval.Anonymous, Origin: origin}
			if err := w.db.Record(t.Context(), source.SigninEvent(fmt.Sprintf("login:2026112110:%d", i%16), approval.EventSigninDeclined, "declined", "")); err != nil {
				t.Error(err)
			}
		}
	}
	crowd(300)
	there := map[int64]bool{}
	for _, l := range w.idsOf("signin_declined") {
		there[l] = true
	}
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					crowd(5)
				}
			}
		})
	}
	var met []int64
	var last audit.Line
	for cursor := ""; ; {
		page := w.searched("event:signin_declined", cursor)
		for _, l := range page.Lines {
			if last.Number != 0 && (l.At.After(last.At) || l.Number == last.Number) {
				t.Errorf("%d comes after %d", l.Number, last.Number)
			}
			last, met = l, append(met, l.Number)
			delete(there, l.Number)
		}
		if cursor = page.Older; cursor == "" {
			break
		}
	}
	close(stop)
	writers.Wait()
	if len(there) > 0 {
		t.Errorf("%d lines were not met", len(there))
	}
	slices.Sort(met)
	if n := len(met); len(slices.Compact(met)) != n {
		t.Error("a line was met twice")
	}
}

func (w world) idsOf(kind string) []int64 {
	w.Helper()
	return postgrestest.Query[[]int64](w, w.database, `select array_agg(id) from audit_events where kind = $1`, kind)
}

// A search that finds hardly anything in a long log says how far it got, and goes on from
// there.
func TestALongSearchComesInParts(t *testing.T) {
	p := newPast(t, 1500)
	rare := "lang:en " + ofNoKind(t) + " before:" + p.until // nothing, and no index knows
	page, parts := p.searched(rare, ""), 1
	for ; page.Older != ""; parts++ {
		if page.Searched.IsZero() || !page.Searched.After(p.lines[len(p.lines)-1].At) || len(page.Lines) > 0 {
			t.Fatalf("%d lines, looked at until %s", len(page.Lines), page.Searched)
		}
		page = p.searched(rare, page.Older)
	}
	if parts != 3 || !page.Searched.IsZero() {
		t.Errorf("%d parts, the last until %s", parts, page.Searched)
	}
	p.checks("kind:limit lang:ar -event:attempt_started,callback_claimed,transaction_created reason:provider_*")
}
