package journeytest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// manyEvents are more than are read from the database at once.
func manyEvents(w *apptest.World, n int) {
	w.Helper()
	err := postgrestest.Exec(context.Background(), w.Database.Owner, `insert into audit_events (stream, kind, actor, body)
		select 'sys:export' || n % 70, 'provider_failing', 'system', json_build_object('outcome', 'failure', 'reason', md5(n::text))::text from generate_series(1, $1) n`, n)
	if err != nil {
		w.Fatal(err)
	}
}

// The first events of a large file arrive while the last are not even read, and when the
// reader goes away the rest is never read.
func TestALargeExportArrivesAsItIsRead(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	manyEvents(w, 7000)
	b := staffBrowser(w, "en", "saeed")
	goOn, reads := make(chan struct{}), 0
	goOnOnce := sync.OnceFunc(func() { close(goOn) })
	t.Cleanup(goOnOnce)
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' && strings.Contains(m.SQL, "with walked as materialized") {
			if reads++; reads == 2 {
				<-goOn
			}
		}
		return postgrestest.Pass
	})
	ctx, leave := context.WithCancel(t.Context())
	resp, err := b.Client.Do(b.Request(http.MethodPost, "/en/staff/export/jsonl", url.Values{"q": {"event:provider_failing"}}).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(resp.Body, make([]byte, 10_000)); err != nil {
		t.Errorf("while the rest is being read, nothing arrives: %v", err)
	}
	if n := events(w, approval.EventExportFinished, "format", "jsonl"); n != 0 || events(w, approval.EventExportStarted, "format", "jsonl") != 1 {
		t.Error("the export is over before it has begun")
	}
	leave()
	_ = resp.Body.Close()
	goOnOnce()
	until(t, func() bool { return events(w, approval.EventExportStopped, "format", "jsonl") == 1 })
	wire.Judge(nil)
	if reads > 3 || events(w, approval.EventExportFinished, "format", "jsonl") != 0 {
		t.Errorf("a file that nobody takes was read %d times", reads)
	}
	if n := postgrestest.Query[int](t, w.Database, `select (body::json ->> 'count')::int from audit_events where kind = 'export_stopped'`); n == 0 || n >= 7000 {
		t.Errorf("the log says that %d events were taken", n)
	}
}

// paused opens an export of many events that stops where it reads the database for the n-th
// time, until release is called.
func paused(w *apptest.World, wire *postgrestest.Wire, b *apptest.Browser, n int) (resp *http.Response, release func()) {
	w.Helper()
	goOn, reads := make(chan struct{}), 0
	release = sync.OnceFunc(func() { close(goOn) })
	w.Cleanup(release)
	waits := make(chan struct{})
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' && strings.Contains(m.SQL, "with walked as materialized") {
			if reads++; reads == n {
				close(waits)
				<-goOn
			}
		}
		return postgrestest.Pass
	})
	resp, err := b.Client.Do(b.Request(http.MethodPost, "/en/staff/export/jsonl", url.Values{"q": {"event:provider_failing"}}))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = resp.Body.Close() })
	<-waits
	return resp, release
}

// Whoever loses the role in the middle of an export gets what was read before, and an
// archive that no program takes for a whole one; the log says that it stopped.
func TestAnExportEndsWithItsRole(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	manyEvents(w, 10_000)
	stopped := 0
	for what, end := range map[string]string{
		"losing the role":    `update staff set role = null`,
		"changing the role":  `update staff set role = 'operator'`,
		"losing the session": `update staff_sessions set revoked_at = takeed_now() where revoked_at is null`,
	} {
		resp, release := paused(w, wire, staffBrowser(w, "en", "saeed"), 3)
		w.Database.Plant(t, end)
		release()
		body, err := io.ReadAll(resp.Body)
		if err == nil {
			t.Errorf("after %s the answer has an end", what)
		}
		if _, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err == nil {
			t.Errorf("after %s the archive is whole", what)
		}
		wire.Judge(nil)
		stopped++
		until(t, func() bool { return events(w, approval.EventExportStopped, "format", "jsonl") == stopped })
		n := postgrestest.Query[int](t, w.Database, `select (body::json ->> 'count')::int from audit_events where kind = 'export_stopped' order by id desc limit 1`)
		if n == 0 || n > 6000 || events(w, approval.EventExportFinished, "format", "jsonl") != 0 {
			t.Errorf("after %s the log says that %d events were taken", what, n)
		}
	}
}

// What takes too long from the beginning is refused with a page, and not with a file that
// breaks off.
//
//takeed:race
func TestAnExportThatCannotBeginIsAPage(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	slow := `create function public.clock_timestamp() returns timestamptz language plpgsql as $$ begin perform pg_sleep(60); return pg_catalog.clock_timestamp(); end $$`
	first := `alter role takeed_test_portal in database ` + postgrestest.Query[string](t, db, `select current_database()`) + ` set search_path = public, pg_catalog`
	if err := errors.Join(postgrestest.Exec(t.Context(), db.Admin, slow), postgrestest.Exec(t.Context(), db.Admin, first)); err != nil {
		t.Fatal(err)
	}
	w := open(t, func(o *apptest.Options) { o.Database = db })
	workers := []*apptest.Browser{staffBrowser(w, "en", "saeed"), staffBrowser(w, "ar", "hessa")}
	atOnce(len(workers), func(i int) {
		page, err := workers[i].TryPost("/"+langs[i]+"/staff/export/csv", url.Values{"q": {"lang:ar"}})
		if err != nil {
			t.Errorf("the export breaks off: %v", err)
			return
		}
		if page.Status != http.StatusServiceUnavailable || page.Heading() != say(langs[i], "error.too_broad.title") || page.Header.Get("Content-Disposition") != "" {
			t.Errorf("the export answers %d %q", page.Status, page.Heading())
		}
	})
	if n := events(w, approval.EventExportStarted, "format", "csv"); n != 0 {
		t.Errorf("%d exports are said to have begun", n)
	}
}
