package auditlog_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// writeExport writes a whole file, for somebody who may.
func writeExport(ctx context.Context, l *auditlog.Log, e audit.Export, out io.Writer) (audit.Manifest, error) {
	run, err := l.StartExport(ctx, e, auditor)
	if err != nil {
		return audit.Manifest{}, err
	}
	return run(ctx, out, func(context.Context) error { return nil })
}

// exported is a file of what a query finds.
func (w world) exported(text string, e audit.Export) (string, audit.Manifest) {
	w.Helper()
	var err error
	e.Query, err = audit.Parse(text)
	w.must(err)
	var out bytes.Buffer
	m, err := writeExport(w.Context(), w.log, e, &out)
	w.must(err)
	return out.String(), m
}

// lineNumbers are the events in a file of JSONL.
func lineNumbers(t *testing.T, file string) (ids []int64) {
	t.Helper()
	for line := range strings.Lines(file) {
		var l struct{ Number int64 }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, l.Number)
	}
	return ids
}

func TestAnExportHoldsWhatTheQueryFinds(t *testing.T) {
	p := newPast(t, 6000)
	for _, text := range []string{"", "event:transaction_confirmed", "result:success -event:signed_out", "person:" + string(p.busiest()), "lang:ar kind:transfer", "ref:TK-000*", "event:signed_out event:signin_failed"} {
		text += " before:" + p.until
		q, err := audit.Parse(text)
		p.must(err)
		want := p.expected(q, time.Now())
		slices.Reverse(want)
		file, m := p.exported(text, audit.Export{Format: audit.JSONL})
		if got := lineNumbers(t, file); !slices.Equal(got, want) {
			t.Errorf("%q: %d lines, want %d", text, len(got), len(want))
		}
		v, err := audit.VerifyExport(strings.NewReader(file), &m)
		if err != nil || len(v.Faults) > 0 || v.Lines != int64(len(want)) || !m.Complete || m.Query != q.String() || m.Actor != auditor.Actor {
			t.Errorf("%q: %+v, %v, %+v", text, v, err, m)
		}
		table, _ := p.exported(text, audit.Export{Format: audit.CSV})
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != len(want)+1 {
			t.Errorf("%q: %d rows of a table, %v", text, len(rows), err)
		}
	}
	file, m := p.exported("before:"+p.until, audit.Export{Format: audit.JSONL})
	if v, _ := audit.VerifyExport(strings.NewReader(file), &m); v.Links != v.Lines || v.Lines < 6000 {
		t.Errorf("of the whole log every line is linked: %+v", v)
	}
}

// An interrupted file goes on after the last line that arrived.
func TestAnExportGoesOn(t *testing.T) {
	p := newPast(t, 3000)
	whole, _ := p.exported("result:success before:"+p.until, audit.Export{Format: audit.JSONL})
	var parts strings.Builder
	files := 0
	for after := int64(0); ; files++ {
		file, m := p.exported("result:success before:"+p.until, audit.Export{Format: audit.JSONL, After: after, Limit: 700})
		parts.WriteString(file)
		if m.Complete {
			break
		}
		if m.Count != 700 || m.Resumed != after {
			t.Fatalf("%+v", m)
		}
		after = m.Last
	}
	if parts.String() != whole || files < 2 {
		t.Errorf("%d files are not the whole", files)
	}
	rest, _ := p.exported("before:"+p.until, audit.Export{Format: audit.CSV, After: lineNumbers(t, whole)[500]})
	if strings.HasPrefix(rest, "\ufeff") || strings.HasPrefix(rest, "number") {
		t.Error("the rest of a table begins like a table")
	}
	_, err := writeExport(t.Context(), p.log, audit.Export{Format: audit.JSONL, After: 1 << 40}, io.Discard)
	if !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("after a line that does not exist: %v", err)
	}
}

func TestAnExportIsRecorded(t *testing.T) {
	w := newWorld(t)
	w.somebody()
	_, m := w.exported("event:person_enrolled", audit.Export{Format: audit.CSV})
	started, finished := w.looks(approval.EventExportStarted), w.looks(approval.EventExportFinished)
	if len(started) != 1 || started[0]["query"] != "event:person_enrolled" || started[0]["format"] != "csv" {
		t.Errorf("%v", started)
	}
	want := map[string]string{"query": "event:person_enrolled", "format": "csv", "count": "1", "first": "1", "last": "1",
		"sha256":    m.SHA256,
		"last_hash": postgrestest.Query[string](t, w.database, `select encode(hash, 'hex') from audit_events where id = 1`)}
	if len(finished) != 1 {
		t.Fatalf("%v", finished)
	}
	for name, value := range want {
		if finished[0][name] != value {
			t.Errorf("%s is %q, want %q", name, finished[0][name], value)
		}
	}
	w.noViolations()
}

// leaver takes so many bytes and goes.
type leaver struct {
	left   int
	leaves func()
}

func (l *leaver) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		l.leaves()
	}
	return len(b), nil
}

// Whoever leaves ends the reading, and what they got is on record.
func TestAnExportEndsWithItsReader(t *testing.T) {
	p := newPast(t, 12_000)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := writeExport(ctx, p.log, audit.Export{Format: audit.JSONL}, &leaver{left: 500_000, leaves: cancel})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	stopped := p.looks(approval.EventExportStopped)
	if len(stopped) != 1 {
		t.Fatalf("recorded: %v", stopped)
	}
	if n, _ := strconv.Atoi(stopped[0]["count"]); n == 0 || n > 6000 || stopped[0]["last"] == "" || len(stopped[0]["last_hash"]) != 64 || len(stopped[0]["sha256"]) != 64 {
		t.Errorf("on record is %v", stopped[0])
	}
}

// Whoever may not go on gets what was read, and no more; and what could not begin leaves no
// line that says it did.
func TestAnExportAsksWhetherItMayGoOn(t *testing.T) {
	p := newPast(t, 7000)
	refused := errors.New("not any more")
	run, err := p.log.StartExport(t.Context(), audit.Export{Format: audit.JSONL}, auditor)
	p.must(err)
	var out bytes.Buffer
	asked := 0
	m, err := run(t.Context(), &out, func(context.Context) error {
		if asked++; asked == 2 {
			return refused
		}
		return nil
	})
	if !errors.Is(err, refused) || m.Complete {
		t.Errorf("%v, %+v", err, m)
	}
	stopped := p.looks(approval.EventExportStopped)
	if n := strings.Count(out.String(), "\n"); n != 4000 || len(stopped) != 1 || stopped[0]["count"] != "4000" {
		t.Errorf("%d lines left; on record is %v", n, stopped)
	}
	if len(p.looks(approval.EventExportFinished)) != 0 {
		t.Error("it is said to have finished")
	}
}

func TestAnExportThatCannotBeginIsRefused(t *testing.T) {
	p := newPast(t, 100)
	begun := len(p.looks(approval.EventExportStarted))
	for what, e := range map[string]audit.Export{"after nothing": {Format: audit.CSV, After: 1 << 40}} {
		if _, err := p.log.StartExport(t.Context(), e, auditor); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.log.StartExport(ctx, audit.Export{Format: audit.CSV}, auditor); err == nil {
		t.Error("an export began without its beginning")
	}
	if n := len(p.looks(approval.EventExportStarted)); n != begun {
		t.Errorf("%d exports that never began are recorded", n-begun)
	}
}

// A dump and an export hold nobody: not in clear, and not as a hash that could be guessed.
func TestAnExportHoldsNobody(t *testing.T) {
	j := newJourney(t)
	i := approval.Identity{Subject: "UAEPASS/fatima", UUID: "3f1c2d4e-1111-4222-8333-444455556666", EmiratesID: "784199012345676", Level: approval.SOP3,
		Mobile: "971501234567", Email: "Fatima.M@Example.ae", NameEN: "Fatima Al Namouthaji", NameAR: "فاطمة النموذجي"}
	c := j.Signs(i)
	id := j.Asks(c)
	j.Returns(j.Leaves(c, id), nil)
	log := j.log
	for _, text := range []string{i.EmiratesID, "+971 50 123 4567", i.Email, "784-1990-1234567-6"} {
		q, err := j.pasted(text)
		j.must(err)
		j.searched(q.String(), "")
	}
	_, err := log.Person(t.Context(), c.ID, noMask, auditor)
	j.must(err)
	_, err = log.Reveal(t.Context(), c.ID, audit.RevealReason{Purpose: audit.ForCustomer, Case: "17"}, auditor)
	j.must(err)
	_, err = log.Timeline(t.Context(), id, auditor)
	j.must(err)
	lines, _ := j.exported("", audit.Export{Format: audit.JSONL})
	table, _ := j.exported("", audit.Export{Format: audit.CSV})
	for where, text := range map[string]string{"a dump": j.database.Dump(j), "an export": lines, "a table": table} {
		for what, value := range map[string]string{
			"the Emirates ID": i.EmiratesID, "the Emirates ID as on the card": "784-1990-1234567-6", "the mobile number": i.Mobile,
			"the mobile number at home": "0501234567", "the e-mail address": i.Email, "the e-mail address in small letters": strings.ToLower(i.Email),
			"the name": i.NameEN, "the Arabic name": i.NameAR, "the subject": i.Subject,
		} {
			postgrestest.HiddenIn(t, strings.ToLower(text), what+" of "+where, value, false)
		}
		if !strings.Contains(strings.ToLower(text), string(c.ID)) {
			t.Errorf("%s does not hold what it should", where)
		}
	}
}
