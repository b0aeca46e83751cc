package audit

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"takeed/internal/approval"
)

// chain is lines of two streams, chained as the database does it.
func chain(n int) []Line {
	var all []Line
	last := map[string]Line{}
	for i := range n {
		l := Line{
			Number: int64(i + 10), Stream: []string{"txn:a", "user:b"}[i%2], Code: approval.EventSignedOut, Actor: approval.Customer(person),
			At: time.Date(2026, 11, 20, 10, 2, i, 482000, time.UTC), Body: `{"outcome":"success","request_id":"r","why":"<&> \"x\" فاطمة"}`,
		}
		if i%3 == 0 {
			l.Transaction, l.Attempt, l.ToState = other, other, "confirmed"
		}
		l.Position, l.Prev = last[l.Stream].Position+1, last[l.Stream].Hash
		if i > 3 { // the first ones are from before audit/v2
			l.Salt = bytes.Repeat([]byte{byte(i)}, 16)
			c := Commit(l.Salt, l.Body)
			l.Commitment = c[:]
		}
		sum := l.Sum()
		l.Hash = sum[:]
		last[l.Stream] = l
		all = append(all, l)
	}
	return all
}

func exportOf(t *testing.T, f Format, lines []Line) (string, Manifest) {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, f, false)
	for _, l := range lines {
		if err := w.Write(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var m Manifest
	w.Describe(&m)
	return out.String(), m
}

func TestAnExportIsVerified(t *testing.T) {
	t.Parallel()
	file, m := exportOf(t, JSONL, chain(20))
	v, err := VerifyExport(strings.NewReader(file), &m)
	if err != nil || len(v.Faults) > 0 || v.Lines != 20 || v.Links != 20 {
		t.Errorf("%+v, %v", v, err)
	}
	if m.Count != 20 || m.First != 10 || m.Last != 29 || m.Bytes != int64(len(file)) {
		t.Errorf("%+v", m)
	}
	some := chain(20)
	file, m = exportOf(t, JSONL, append(some[3:7], some[11:]...)) // as a query leaves it
	if v, err := VerifyExport(strings.NewReader(file), &m); err != nil || len(v.Faults) > 0 || v.Links != 9 {
		t.Errorf("a part: %+v, %v", v, err)
	}
}

func TestAnAlteredExportIsFound(t *testing.T) {
	t.Parallel()
	file, m := exportOf(t, JSONL, chain(20))
	lines := strings.SplitAfter(file, "\n")
	swap := func(a, b string) string { return strings.Replace(file, a, b, 1) }
	without := func(i int) string { return strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "") }
	for name, altered := range map[string]string{
		"an actor": swap("customer:0b0a", "customer:1b0a"), "a body": swap("فاطمة", "فاطم"), "an escape": swap(`\"outcome\"`, `\"outcomf\"`),
		"a time": swap("10:02:03.000482", "10:02:03.000483"), "a number": swap(`"position":3`, `"position":4`), "a hash": swap(`"hash":"`, `"hash":"00`),
		"a state": swap(`"state":"confirmed"`, `"state":"pending"`), "no state": swap(`"state":"confirmed",`, ``),
		"a line twice": file + lines[19], "two lines exchanged": strings.Join(append([]string{lines[2]}, append(lines[:2:2], lines[3:]...)...), ""),
		"more than is known": swap(`"number":10`, `"note":"x","number":10`), "two values": swap("}\n", "} {}\n"), "no JSON": swap("{", "["), "a blank line": swap("}\n", "}\n\n"),
	} {
		if v, err := VerifyExport(strings.NewReader(altered), nil); err != nil || len(v.Faults) == 0 {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	// What a file alone does not show, its manifest does.
	for name, altered := range map[string]string{
		"the last line": without(19), "the first line": without(0), "all": "", "a space": swap(":", ": "), "another case": swap(`"hash":"`, `"Hash":"`),
	} {
		if v, err := VerifyExport(strings.NewReader(altered), &m); err != nil || len(v.Faults) == 0 {
			t.Errorf("without %s: %+v, %v", name, v, err)
		}
	}
	if v, _ := VerifyExport(strings.NewReader(without(7)), nil); len(v.Faults) != 0 {
		t.Errorf("a line between, which a query may leave out: %+v", v)
	}
	if _, err := VerifyExport(strings.NewReader(strings.Repeat("x", 2<<20)), nil); err == nil {
		t.Error("a line without end was read")
	}
	many := strings.ReplaceAll(file, `"event":"s`, `"event":"S`)
	if v, _ := VerifyExport(strings.NewReader(many), nil); len(v.Faults) != maxFaults {
		t.Errorf("%d faults are told", len(v.Faults))
	}
}

// A file that says one thing to us and another to everybody else is no export, although
// each of its lines has its hash.
func TestALineThatReadsInTwoWaysIsFound(t *testing.T) {
	t.Parallel()
	file, m := exportOf(t, JSONL, chain(3))
	lines := strings.SplitAfter(file, "\n")
	line, hash := lines[1], hex.EncodeToString(chain(3)[1].Hash)
	decoy := `{"version":3,"number":11,"stream":"user:b","position":1,"event":"transaction_cancelled","actor":"staff:x","time":"2020-01-01T00:00:00.000000Z","body":"{}","prev_hash":"","hash":"",`
	other := strings.NewReplacer(`"version"`, `"VERSION"`, `"number"`, `"NUMBER"`, `"stream"`, `"STREAM"`, `"position"`, `"POSITION"`, `"event"`, `"EVENT"`, `"actor"`, `"ACTOR"`, `"time"`, `"TIME"`, `"body"`, `"BODY"`, `"prev_hash"`, `"PREV_HASH"`, `"hash"`, `"HASH"`, `"state"`, `"STATE"`)
	for name, altered := range map[string]string{
		"a whole other line in front": decoy + other.Replace(line[1:]), "a member twice": strings.Replace(line, `"event":`, `"event":"x_decoy","event":`, 1),
		"a member in capitals": strings.Replace(line, `"event":`, `"Event":`, 1), "a null": strings.Replace(line, `"event":`, `"transaction":null,"event":`, 1),
		"a space": strings.Replace(line, `,"event"`, `, "event"`, 1), "a line of its own": strings.Replace(line, `,"event"`, ",\r\"event\"", 1), "an escape": strings.Replace(line, `"event":"s`, `"event":"\u0073`, 1),
		"another order": strings.Replace(line, `"number":11,"stream":"user:b"`, `"stream":"user:b","number":11`, 1), "an empty member": strings.Replace(line, `"event":`, `"state":"","event":`, 1),
		"a hash in capitals": strings.Replace(line, hash, strings.ToUpper(hash), 1), "a line that ends like Windows": strings.TrimSuffix(line, "\n") + "\r\n",
		"a long s": strings.Replace(line, `"hash":`, `"haſh":`, 1), "a number with a point": strings.Replace(line, `"number":11`, `"number":11.0`, 1),
	} {
		if altered == line {
			t.Fatalf("%s: nothing is altered", name)
		}
		v, err := VerifyExport(strings.NewReader(lines[0]+altered+lines[2]), nil)
		if err != nil || len(v.Faults) == 0 {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	if v, _ := VerifyExport(strings.NewReader(strings.TrimSuffix(file, "\n")), nil); len(v.Faults) == 0 {
		t.Error("a last line without its end")
	}
	good := string(m.Encode())
	for name, altered := range map[string]string{
		"a member twice": strings.Replace(good, `  "count"`, `  "count": 7,`+"\n"+`  "count"`, 1), "capitals": strings.Replace(good, `"count"`, `"COUNT"`, 1),
		"one more": strings.Replace(good, `  "count"`, `  "note": 7,`+"\n"+`  "count"`, 1), "no space": strings.ReplaceAll(good, ": ", ":"), "another value": good + "{}",
	} {
		if _, err := ParseManifest([]byte(altered)); err == nil || altered == good {
			t.Errorf("a manifest with %s is read", name)
		}
	}
	if again, err := ParseManifest([]byte(good)); err != nil || again != m {
		t.Errorf("a manifest is read as %+v, %v", again, err)
	}
}

// made is a file of so many lines, each of a stream of its own, written as it is read.
type made struct {
	left int
	rest []byte
}

func (m *made) Read(b []byte) (int, error) {
	if len(m.rest) == 0 {
		if m.left == 0 {
			return 0, io.EOF
		}
		l := Line{Number: int64(m.left), Stream: "user:" + strings.Repeat("x", 300) + strconv.Itoa(m.left), Position: 1, Code: "x", Actor: "system", At: time.Unix(0, 0).UTC(), Body: "{}"}
		sum := l.Sum()
		l.Hash = sum[:]
		m.rest, m.left = encodeLine(l, Version), m.left-1
	}
	n := copy(b, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// Whoever makes a file up chooses how many streams it has, and what they are called. A
// hundred bytes are kept of each, and an export has no more than a million lines.
func TestAMadeUpExportCostsLittle(t *testing.T) {
	const streams = 100_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	v := verifier{ends: map[streamName]end{}}
	in := bufio.NewReaderSize(&made{left: streams}, 1<<20)
	for {
		raw, err := in.ReadSlice('\n')
		if err != nil {
			break
		}
		if err := v.line(raw); err != nil {
			t.Fatal(err)
		}
	}
	in = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / streams; v.Lines != streams || v.Links != streams || len(v.Faults) != 0 || each > 130 {
		t.Errorf("%d lines, %d linked, %q: %d bytes for each stream", v.Lines, v.Links, v.Faults, each)
	} else {
		t.Logf("%d bytes for each stream", each)
	}
	runtime.KeepAlive(v)
	if _, err := VerifyExport(strings.NewReader(strings.Repeat("x\n", MaxExport+1)), nil); err == nil || !strings.Contains(err.Error(), "1000000 lines") {
		t.Errorf("a file of more lines than an export has: %v", err)
	}
}

func TestACSVOpensInASpreadsheet(t *testing.T) {
	t.Parallel()
	lines := chain(4)
	lines[1].Body = `{"outcome":"denied","client":"192.0.2.7","reason":"=1+1","person":"x","client_id":"core","why":"line\nbreak"}`
	file, m := exportOf(t, CSV, lines)
	if !strings.HasPrefix(file, "\xef\xbb\xbfnumber,time,event,") || strings.Count(file, "\r\n") != 5 || strings.Count(file, "\n") != 5 {
		t.Errorf("%q", file)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 || m.Count != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	row := map[string]string{}
	for i, name := range rows[0] {
		row[name] = rows[2][i]
	}
	if row["reason"] != "'=1+1" || row["result"] != "denied" || row["person"] != "x" || row["client"] != "192.0.2.7" || row["client_id"] != "core" || row["time"] != "2026-11-20T10:02:01.000482Z" ||
		row["detail"] != `{"why":"line\nbreak"}` || row["number"] != "11" || row["position"] != "1" {
		t.Errorf("%v", row)
	}
	if rows[1][5] != person {
		t.Errorf("the person of what a customer did: %q", rows[1][5])
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "hello": "hello", "a=b": "a=b", "12": "12", "0": "0", "10.0.0.1": "10.0.0.1", "2001:db8::1": "2001:db8::1", "0b0a7ad1-5f0f-4c55": "0b0a7ad1-5f0f-4c55", "2026-11-20T10:02:01Z": "2026-11-20T10:02:01Z",
		"00012": "'00012", "1e5": "'1e5", "1/2": "'1/2", "12:30": "'12:30", "12-1": "'12-1", "2026-11-20": "'2026-11-20", "23456723456723456723456723": "'23456723456723456723456723",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@SUM": "'@SUM", "\t=1": "' =1", "\rx": " x", "\nx": " x", "a\r\nb": "a  b", "a\x00b": "a\ufffdb", "a\u2028b": "a b", " =1": "' =1", "\u00a0=1": "'\u00a0=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "\u202e=1": "'=1", "\u200f+1": "'+1", "\u2066@x\u2069": "'@x",
		"فاطمة": "\u2068فاطمة\u2069", "=فاطمة": "\u2068'=فاطمة\u2069", "pay \u202eeerf": "pay eerf",
	} {
		if got := Cell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzCell(f *testing.F) {
	for _, s := range []string{"=1", " \u202e+1", "\ufeff=1", "فاطمة", "\u2068=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell := strings.TrimPrefix(Cell(text), "\u2068")
		first, _ := utf8.DecodeRuneInString(strings.TrimSpace(cell))
		if strings.ContainsRune("=+-@＝＋－＠", first) && cell != "" || strings.IndexAny(cell, "\t\r\n") == 0 {
			t.Errorf("%q becomes %q", text, cell)
		}
	})
}

// Whatever an exported line is, what is accepted of it is what was hashed.
func FuzzVerifyExport(f *testing.F) {
	for _, l := range chain(6) {
		f.Add(encodeLine(l, 1))
		f.Add(encodeLine(l, 2))
		f.Add(encodeLine(l, Version))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := VerifyExport(bytes.NewReader(raw), nil)
		if err != nil || len(v.Faults) > 0 || v.Lines != 1 {
			return
		}
		l, err := decodeLine(raw, lineVersion(raw))
		if err != nil {
			t.Fatal(err)
		}
		if !l.Intact() || !json.Valid(raw) || !bytes.Equal(raw, encodeLine(l, lineVersion(raw))) {
			t.Errorf("accepted: %q", raw)
		}
	})
}
