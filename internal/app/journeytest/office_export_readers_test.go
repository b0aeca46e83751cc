package journeytest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

// readElsewhere is an export as Python reads it.
type readElsewhere struct {
	Entries []struct {
		Name, Date, Mode   string
		Unicode, Directory bool
	}
	Manifest map[string]any
	Events   []map[string]any
}

// python opens an archive with readers that are not ours.
func python(w *apptest.World, archive []byte) (read readElsewhere) {
	w.Helper()
	program, err := exec.LookPath("python3")
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
		w.Skip("there is no python3")
	}
	if err != nil {
		w.Fatal(err)
	}
	path := filepath.Join(w.TempDir(), "export.zip")
	if err := os.WriteFile(path, archive, 0o600); err != nil {
		w.Fatal(err)
	}
	cmd := exec.CommandContext(w.Context(), program, "testdata/read_export.py", path)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		w.Fatalf("Python cannot read an export: %v\n%s", err, said.String())
	}
	if err := json.Unmarshal(out, &read); err != nil {
		w.Fatal(err)
	}
	return read
}

// downloaded is an export as it arrives.
func downloaded(w *apptest.World, b *apptest.Browser, format, query string) []byte {
	w.Helper()
	resp, err := b.Client.Do(b.Request(http.MethodPost, "/"+b.Lang+"/staff/export/"+format, url.Values{"q": {query}}))
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.Fatalf("an export: %d, %v", resp.StatusCode, err)
	}
	return body
}

// somethingWritten are texts that break tables, lines and pages.
var somethingWritten = rapid.Custom(func(t *rapid.T) string {
	part := rapid.OneOf(rapid.SampledFrom([]string{
		"فاطمة", "مرحبا بكم", "\"", "\"\"", ",", ";", "\r\n", "\n", "\r", "\t", "=1+1", "+1", "-1", "@x", "'", "\u202e", "\u2066", "\u2069", "\u2028", "\u0085", "\x1f", "\x7f", "＝1",
		"{", "}", "\\", "\\u0041", "<&>", "١٢٣", "😀", "\ufeff", "1e5", "00012", "2026-11-30",
	}), rapid.StringN(0, 4, -1))
	return strings.ReplaceAll(strings.Join(rapid.SliceOfN(part, 1, 6).Draw(t, "parts"), ""), "\x00", "")
})

// written puts events into the log whose details are made up.
func written(w *apptest.World, n int) {
	w.Helper()
	for i := range n {
		body := map[string]string{"outcome": "failure"}
		for j, name := range []string{"reason", "correlation_id", "why", "note"} {
			body[name] = somethingWritten.Example(10*i + j)
		}
		body[somethingWritten.Example(10*i+7)] = "x"
		text, err := json.Marshal(body)
		if err != nil {
			w.Fatal(err)
		}
		if err := postgrestest.Exec(w.Context(), w.Database.Owner, `insert into audit_events (stream, kind, actor, body) values ('sys:export', 'provider_failing', 'system', $1)`, string(text)); err != nil {
			w.Fatal(err)
		}
	}
}

// inTheLog is what the database has of the same events, in the words of an export.
func inTheLog(w *apptest.World, m map[string]any) (all []map[string]any) {
	w.Helper()
	text := postgrestest.Query[string](w, w.Database, `select json_agg(json_build_object('version', 3, 'number', id, 'stream', stream, 'position', seq, 'transaction', tx_id, 'attempt', attempt_id, 'event', kind,
		'state', to_state, 'actor', actor, 'time', (extract(epoch from at) * 1000000)::bigint, 'body', body::json, 'salt', encode(salt, 'hex'), 'commitment', encode(body_commit, 'hex'), 'prev_hash', encode(prev_hash, 'hex'), 'hash', encode(hash, 'hex')) order by at, id)::text
		from audit_events where actor not like 'staff:%' and at < to_timestamp(0) + $1::bigint * interval '1 microsecond'`, int64(m["before"].(float64)))
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		w.Fatal(err)
	}
	for _, e := range all {
		for _, name := range []string{"transaction", "attempt", "state"} {
			if e[name] == nil {
				delete(e, name)
			}
		}
	}
	return all
}

// Python's csv, json, zipfile and datetime read of an export what the log has: every cell
// that is JSON, every number and time, and the archive itself; and it finds the hashes right.
func TestAnExportIsReadByOthersAsWeMeanIt(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	written(d.World, 60)
	b := staffBrowser(d.World, "ar", "saeed")
	for _, format := range []string{"jsonl", "csv"} {
		read := python(d.World, downloaded(d.World, b, format, "-actor:staff"))
		for _, e := range read.Entries {
			if age := madeAgo(e.Date); e.Mode != "0o100644" || !e.Unicode || e.Directory || age < -2*time.Minute || age > 10*time.Minute {
				t.Errorf("an entry of the archive: %+v", e)
			}
		}
		log := inTheLog(d.World, read.Manifest)
		if len(log) != len(read.Events) || len(log) < 60 {
			t.Fatalf("%s: %d events of %d", format, len(read.Events), len(log))
		}
		for i, e := range log {
			want := e
			if format == "csv" {
				want = asRow(e)
			}
			if !reflect.DeepEqual(read.Events[i], want) {
				t.Errorf("%s: Python reads\n%q, and the log has\n%q", format, read.Events[i], want)
			}
		}
		if took := read.Manifest["ended"].(float64) - read.Manifest["began"].(float64); took < 0 || read.Manifest["complete"] != true {
			t.Errorf("the manifest: %v", read.Manifest)
		}
	}
}

func madeAgo(date string) time.Duration {
	at, _ := time.ParseInLocation("2006-01-02T15:04", date, time.FixedZone("+04", 4*3600))
	return time.Since(at)
}

// asRow is an event as the columns of a table.
func asRow(e map[string]any) map[string]any {
	body := e["body"].(map[string]any)
	word := func(m map[string]any, name string) string {
		text, _ := m[name].(string)
		return audit.Cell(text)
	}
	row := map[string]any{
		"number": e["number"], "position": e["position"], "time": e["time"], "event": e["event"], "result": word(body, "outcome"), "actor": e["actor"], "person": word(body, "person"),
		"transaction": word(e, "transaction"), "reference": "", "attempt": word(e, "attempt"), "state": word(e, "state"), "reason": word(body, "reason"), "request_id": word(body, "request_id"),
		"client": word(body, "client"), "correlation_id": word(body, "correlation_id"), "client_id": word(body, "client_id"), "stream": e["stream"],
	}
	if id, ok := e["transaction"].(string); ok {
		row["reference"] = approval.ID(id).Reference()
	}
	if customer, ok := strings.CutPrefix(e["actor"].(string), "customer:"); ok && row["person"] == "" {
		row["person"] = customer
	}
	if client, ok := strings.CutPrefix(e["actor"].(string), "client:"); ok && row["client_id"] == "" {
		row["client_id"] = client
	}
	detail := map[string]any{}
	for name, value := range body {
		if !slices.Contains([]string{"outcome", "person", "reason", "request_id", "client", "correlation_id", "client_id"}, name) {
			detail[name] = value
		}
	}
	row["detail"] = detail
	return row
}
