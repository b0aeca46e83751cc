package main

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// The files that earlier versions of the portal wrote are kept by its own tests.
func kept(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../../internal/audit/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Exports of earlier versions were not signed. They are as consistent as they were.
func TestExportsOfEarlierVersions(t *testing.T) {
	t.Parallel()
	key := newIdentity(rand.New(rand.NewPCG(15, 15)), origin).vkey
	v1, about := kept(t, "v1/events.jsonl"), kept(t, "v1/jsonl.manifest.json")
	v2, about2 := kept(t, "v2/events.jsonl"), kept(t, "v2/jsonl.manifest.json")
	table, aboutTable := kept(t, "v1/events.csv"), kept(t, "v1/csv.manifest.json")
	lines, rows := strings.SplitAfter(v1, "\n"), strings.SplitAfter(table, "\n")
	for _, c := range []struct{ want, file, manifest string }{
		{"unsigned", v1, about}, {"unsigned", v2, about2}, {"unsigned", v1, ""}, {"unsigned", table, aboutTable}, {"unsigned", table, ""},
		{"unsigned", strings.Join(lines[1:], ""), ""},
		{"unsigned", kept(t, "v1/jsonl.zip"), ""}, {"unsigned", kept(t, "v1/csv.zip"), ""},
		{"events file", v2, about}, {"events file", v1, about2}, {"events file", table, strings.Replace(aboutTable, `"bytes": 3933`, `"bytes": 2000`, 1)},
		{"events line 1", table, about}, {"events line 1", v1, aboutTable},
		{"events file", strings.Join(lines[:len(lines)-2], ""), about},
		{"events file", v1, strings.Replace(about, `"count": 15`, `"count": 14`, 1)}, {"events file", table, strings.Replace(aboutTable, `"first": 10`, `"first": 9`, 1)},
		{"format", v1, strings.Replace(about, `"count": 15`, `"count":  15`, 1)}, {"format", v1, strings.Replace(about, `"format"`, `"version": 4, "format"`, 1)},
		{"manifest", v1, strings.Replace(about, `"count": 15`, `"count": -1`, 1)}, {"manifest", v1, strings.Replace(about, `"count": 15`, `"count": 1000001`, 1)},
		{"events line 1", strings.Replace(v1, ",", ", ", 1), about},
		{"events line 2", lines[0] + strings.Join(strings.SplitAfter(v2, "\n")[1:], ""), ""},
		{"events line 15", strings.TrimSpace(v1), ""}, {"events line 16", strings.TrimSuffix(table, "\r\n"), ""}, {"events line 16", strings.TrimSuffix(table, "\r\n") + "\n", ""},
		{"events line 3", strings.Replace(v2, `"version":2`, `"version":3`, 2), ""}, {"events line 1", strings.Replace(v2, `"version":2`, `"version":4`, 1), ""},
		{"events line 1", `{"id":` + strings.Repeat("1", 2<<20), ""}, {"events line 2", rows[0] + strings.Repeat(",", 2<<20) + rows[1], ""},
		{"events hash 1", strings.Replace(v1, `"to_state":"pending"`, `"to_state":"expired"`, 1), about},
		{"events hash 1", strings.Replace(v1, `"seq":1`, `"seq":2`, 1), about},
		{"events chain 2", lines[0] + lines[0] + strings.Join(lines[1:], ""), ""}, {"events chain 3", rows[0] + rows[1] + strings.Join(rows[1:], ""), ""},
		{"events chain 2", lines[1] + lines[0] + strings.Join(lines[2:], ""), ""}, {"events chain 3", rows[0] + rows[2] + rows[1] + strings.Join(rows[3:], ""), ""},
		{"events line 2", rows[0] + "x" + strings.Join(rows[1:], ""), ""}, {"events line 2", rows[0] + strings.Replace(rows[1], ",", ",,", 1), ""},
	} {
		files := [][]byte{[]byte(c.file)}
		if c.manifest != "" {
			files = append(files, []byte(c.manifest))
		}
		if v := ask(t, key, files...); v.name() != c.want {
			t.Errorf("%+v, not %s, for\n%.300s", v, c.want, c.file)
		}
	}
}

func TestAnExportIsTold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(16, 16))
	x := exportAs(r, "jsonl", eventsOf(r, 40))
	v1 := kept(t, "v1/events.jsonl")
	p := write(t, v1, strings.Replace(v1, `"to_state":"pending"`, `"to_state":"expired"`, 1), string(x.archive()), string(x.archive()[1:]))
	for file, wants := range map[string][]string{
		p[0]: {"NOT VERIFIED", words["unsigned"].EN, words["unsigned"].AR}, p[1]: {"NOT VERIFIED", "Line: 1\n  " + words["events hash"].EN, words["events hash"].AR},
		p[2]: {"VERIFIED: ", `Search: "<&>" فاطمة`, "Events: 40\n", "Events whose content was erased: 8\n", "Of these, events of which only the place can be checked: 2\n", "everything that the search found", "Exported by: staff:x", "700, 20", "Origin: " + origin,
			words["limit places"].EN, words["limit query"].AR, "عدد الأحداث: 40"},
	} {
		_, out, _ := command("--key", x.log.vkey, file)
		for _, want := range wants {
			if !strings.Contains(out, want) {
				t.Errorf("%q is not in\n%s", want, out)
			}
		}
		if strings.Contains(out, words["limit table"].EN) {
			t.Error("what is said of tables only")
		}
	}
}
