package journeytest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"takeed/internal/app/apptest"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

// handedOut is an archive as it arrives.
type handedOut struct {
	name     string // of the file with the events
	events   string
	manifest audit.Manifest
}

// export asks for a file, as the button of a search does.
func export(w *apptest.World, b *apptest.Browser, format string, values url.Values) handedOut {
	w.Helper()
	resp, err := b.Client.Do(b.Request(http.MethodPost, "/"+b.Lang+"/staff/export/"+format, values))
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.Fatalf("an export: %d, %v", resp.StatusCode, err)
	}
	if name := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(name, `attachment; filename="takeed-audit-`) || resp.Header.Get("Content-Type") != "application/zip" ||
		resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Cache-Control") != "no-store" {
		w.Errorf("an export has the headers %v", resp.Header)
	}
	return unpack(w, body)
}

func unpack(w *apptest.World, body []byte) (h handedOut) {
	w.Helper()
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(archive.File) != 3 || archive.File[1].Name != "manifest.json" || archive.File[2].Name != "manifest.note" {
		w.Fatalf("an archive of %d bytes: %v", len(body), err)
	}
	content := func(f *zip.File) []byte {
		in, err := f.Open()
		if err != nil {
			w.Fatal(err)
		}
		all, err := io.ReadAll(in)
		if err != nil {
			w.Fatal(err)
		}
		return all
	}
	h.name, h.events = archive.File[0].Name, string(content(archive.File[0]))
	manifest := content(archive.File[1])
	if err := json.Unmarshal(manifest, &h.manifest); err != nil {
		w.Fatal(err)
	}
	verifier, err := note.NewVerifier(w.Apps[0].Translog.Keys().Public()[0])
	if err != nil {
		w.Fatal(err)
	}
	signed, err := note.Open(content(archive.File[2]), note.VerifierList(verifier))
	if err != nil || signed.Text != audit.ManifestNote(apptest.LogOrigin, sha256.Sum256(manifest)) {
		w.Errorf("the manifest is not signed: %v", err)
	}
	if in := h.manifest.Log; in == nil || in.Origin != apptest.LogOrigin {
		w.Errorf("the manifest does not name the log: %+v", in)
	}
	return h
}

// An export is what the search found: as a table that a spreadsheet opens, and as lines
// that prove themselves. The manifest is about that file, and the log says who took it.
func TestAnExportIsWhatTheSearchFound(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	for lang, persona := range map[string]string{"en": "saeed", "ar": "hessa"} {
		b := staffBrowser(d.World, lang, persona)
		who := d.value(`select actor from audit_events where kind = 'staff_signed_in' order by id desc limit 1`)
		for _, query := range []string{"-actor:staff", "result:denied -actor:staff", "lang:ar", "txn:" + d.done + " -actor:staff after:24h", "kind:nonesuch"} {
			canonical := b.Get(eventsAt(lang, query)).Find("form[action*='/export/csv'] input[name=q]").AttrOr("value", query)
			condition := map[string]string{"-actor:staff": "true", "result:denied -actor:staff": `body::json ->> 'outcome' = 'denied'`, "lang:ar": "attempt_id in (select id from attempts where lang = 'ar')", "kind:nonesuch": "false"}[query]
			if condition == "" {
				condition = `tx_id = '` + d.done + `'`
			}
			ids := d.value(`select coalesce(string_agg(id::text, ' ' order by at, id), '') from audit_events where actor not like 'staff:%' and ` + condition)
			lines := export(d.World, b, "jsonl", url.Values{"q": {canonical}})
			mustBeWhole(d, lines, ids, who)
			verdict, err := audit.VerifyExport(strings.NewReader(lines.events), &lines.manifest)
			if err != nil || len(verdict.Faults) != 0 || lines.name != "events.jsonl" {
				t.Errorf("%q: %s: %+v, %v", query, lines.name, verdict, err)
			}
			table := export(d.World, b, "csv", url.Values{"q": {canonical}})
			mustBeWhole(d, table, ids, who)
			mustBeATable(t, table.events, ids)
			for _, h := range []handedOut{lines, table} {
				ended := d.value(`select count(*)::text from audit_events where kind = 'export_finished' and actor = $1 and body::json ->> 'query' = $2
					and body::json ->> 'count' = $3 and body::json ->> 'sha256' = $4 and body::json ->> 'format' = $5`, who, h.manifest.Query, fmt.Sprint(h.manifest.Count), h.manifest.SHA256, h.manifest.Format)
				began := d.value(`select count(*)::text from audit_events where kind = 'export_started' and actor = $1 and body::json ->> 'query' = $2 and body::json ->> 'format' = $3`, who, h.manifest.Query, h.manifest.Format)
				if ended != "1" || began != "1" {
					t.Errorf("%q: its beginning is recorded %s times, its end %s", query, began, ended)
				}
			}
		}
	}
}

// mustBeWhole compares a manifest with the database: ids are the events that were to be
// handed out.
func mustBeWhole(d day, h handedOut, ids, who string) {
	d.Helper()
	m := h.manifest
	list := strings.Fields(ids)
	first, last, hash := "0", "0", ""
	if len(list) > 0 {
		first, last = list[0], list[len(list)-1]
		hash = d.value(`select encode(hash, 'hex') from audit_events where id = $1::bigint`, last)
	}
	sum := sha256.Sum256([]byte(h.events))
	if fmt.Sprint(m.Count, m.First, m.Last) != fmt.Sprint(len(list), " ", first, " ", last) || m.LastHash != hash || string(m.Actor) != who || !m.Complete ||
		m.SHA256 != hex.EncodeToString(sum[:]) || m.Bytes != int64(len(h.events)) || m.Ended.Before(m.Began) || m.Before.After(m.Ended) {
		d.Errorf("the manifest %+v is about something else than %d events from %s to %s", m, len(list), first, last)
	}
}

// mustBeATable reads a file as the standard says.
func mustBeATable(t *testing.T, file, ids string) {
	t.Helper()
	text, marked := strings.CutPrefix(file, "\ufeff")
	if !marked || strings.Count(text, "\r\n") != strings.Count(text, "\n") {
		t.Errorf("a table begins %.10q, or ends its lines otherwise than the standard", file)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[0])
	}
	if strings.Join(got, " ") != ids || rows[0][0] != "number" {
		t.Errorf("the table has the events %v, want %s", got, ids)
	}
}

// A file that was cut off goes on after the last event that arrived, and both together
// are the whole.
func TestAnExportOverHTTPGoesOn(t *testing.T) {
	t.Parallel()
	d := aDay(t)
	b := staffBrowser(d.World, "en", "saeed")
	const query = "-actor:staff"
	whole, table := export(d.World, b, "jsonl", url.Values{"q": {query}}), export(d.World, b, "csv", url.Values{"q": {query}})
	lines := strings.SplitAfter(whole.events, "\n")
	cut := len(lines) / 2
	after := d.value(`select (array_agg(id order by at, id))[$1]::text from audit_events where actor not like 'staff:%'`, cut)
	rest := export(d.World, b, "jsonl", url.Values{"q": {query}, "after": {after}})
	if strings.Join(lines[:cut], "")+rest.events != whole.events || fmt.Sprint(rest.manifest.Resumed) != after {
		t.Errorf("after event %s there are %d lines of %d", after, strings.Count(rest.events, "\n"), len(lines))
	}
	if v, err := audit.VerifyExport(strings.NewReader(rest.events), &rest.manifest); err != nil || len(v.Faults) != 0 {
		t.Errorf("the rest does not prove itself: %+v, %v", v, err)
	}
	if rest := export(d.World, b, "csv", url.Values{"q": {query}, "after": {after}}); !strings.HasSuffix(table.events, rest.events) || strings.HasPrefix(rest.events, "\ufeff") {
		t.Error("the rest of a table is no rest")
	}
	for _, values := range []url.Values{{"q": {query}, "after": {"-1"}}, {"q": {query}, "after": {"1x"}}, {"q": {query}, "after": {"99999999999999999999"}}, {"q": {query}, "after": {"987654321"}}, {"q": {"x"}}} {
		if page := b.Post("/en/staff/export/csv", values); page.Status != http.StatusBadRequest {
			t.Errorf("%v: %d", values, page.Status)
		}
	}
	if page := b.Post("/en/staff/export/xlsx", url.Values{"q": {query}}); page.Status != http.StatusBadRequest {
		t.Errorf("a format that is none: %d", page.Status)
	}
}

// formulas are what spreadsheets take for one, and what hides one, or turns a line around.
var formulas = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", `=HYPERLINK("http://evil.example","x")`,
	"\u202e=1+1", "\u200f=1", "\u2066=1", "\u2068=1\u2069", "=مرحبا", "مرحبا =1", `"=1`, `","=1`, "'=1", ";=1", "\u00a0=1", "\u3000=1", "%0A=1", "x\r\n=1",
}

// Whatever an event holds, no cell of a table does anything, and none turns the text
// around it.
func TestNoCellOfAnExportDoesAnything(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, text := range formulas {
		body, err := json.Marshal(map[string]string{"outcome": "failure", "reason": text, "correlation_id": text, "client": text, "request_id": text, "why": text, text: text})
		if err != nil {
			t.Fatal(err)
		}
		if err := postgrestest.Exec(t.Context(), w.Database.Owner, `insert into audit_events (stream, kind, actor, body) values ('sys:export', 'provider_failing', 'system', $1)`, string(body)); err != nil {
			t.Fatal(err)
		}
	}
	b := staffBrowser(w, "ar", "saeed")
	file := export(w, b, "csv", url.Values{"q": {"event:provider_failing"}})
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.events, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(formulas)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows[1:] {
		if !strings.Contains(strings.Join(row, ""), "1") && !strings.ContainsAny(row[10], "x") && !strings.Contains(row[10], "مرحبا") {
			t.Errorf("%q is not in its row: %q", formulas[i], row)
		}
		for _, cell := range row {
			inert(t, cell)
		}
	}
}

// inert fails the test if a cell could do something.
func inert(t *testing.T, cell string) {
	t.Helper()
	text, isolated := strings.CutPrefix(cell, "\u2068")
	if isolated {
		text = strings.TrimSuffix(text, "\u2069")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
		t.Errorf("%q turns text around", cell)
	}
	bare := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if strings.IndexAny(bare, "=+-@＝＋－＠") == 0 || strings.IndexAny(cell, "\t\r\n") == 0 {
		t.Errorf("%q begins a formula", cell)
	}
	if isJSON := strings.HasPrefix(cell, "{"); !isJSON && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) != isolated {
		t.Errorf("%q is not kept from its neighbours", cell)
	}
}
