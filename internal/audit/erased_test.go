package audit

import (
	"encoding/csv"
	"strings"
	"testing"
)

// erase takes the bodies of lines, as the database does.
func erase(lines []Line) []Line {
	var all []Line
	for _, l := range lines {
		l.Body, l.Salt = "", nil
		all = append(all, l)
	}
	return all
}

// An export of erased lines verifies, and says how many of them nobody can check; and one
// that was made before goes on verifying.
func TestAnExportOfErasedLinesIsVerified(t *testing.T) {
	lines := chain(12)
	before, _ := exportOf(t, JSONL, lines)
	after, m := exportOf(t, JSONL, append(erase(lines[:9]), lines[9:]...))
	if strings.Count(after, `"body":`) != 3 || strings.Count(after, `"salt":`) != 3 || strings.Count(after, `"commitment":`) != 8 {
		t.Error(after)
	}
	for file, want := range map[string]Verdict{before: {Lines: 12, Links: 12}, after: {Lines: 12, Links: 12, Erased: 9, Unchecked: 4}} {
		v, err := VerifyExport(strings.NewReader(file), nil)
		if err != nil || len(v.Faults) != 0 || v.Lines != want.Lines || v.Links != want.Links || v.Erased != want.Erased || v.Unchecked != want.Unchecked {
			t.Errorf("%+v, %v, want %+v", v, err, want)
		}
	}
	if v, err := VerifyExport(strings.NewReader(after), &m); err != nil || len(v.Faults) != 0 {
		t.Errorf("with its manifest: %+v, %v", v, err)
	}
}

// What is erased cannot be altered either: the hash covers all but the body.
func TestAnErasedLineThatWasAlteredIsFound(t *testing.T) {
	for what, alter := range map[string]func(*Line){
		"the actor":              func(l *Line) { l.Actor = "system" },
		"the commitment":         func(l *Line) { l.Commitment = l.Hash },
		"a body in place of it":  func(l *Line) { l.Body, l.Salt = "{}", make([]byte, 16) },
		"an older one, with one": func(l *Line) { l.Commitment, l.Body = nil, "{}" },
	} {
		lines := erase(chain(12))
		alter(&lines[7])
		file, _ := exportOf(t, JSONL, lines)
		if v, err := VerifyExport(strings.NewReader(file), nil); err != nil || len(v.Faults) == 0 {
			t.Errorf("%s: %+v, %v", what, v, err)
		}
	}
}

// Before version 3 no event was without a body: a file that says so was altered.
func TestAnEarlierVersionHasNoErasedLines(t *testing.T) {
	for version := 1; version < Version; version++ {
		file := string(encodeLine(erase(chain(1))[0], version))
		if v, err := VerifyExport(strings.NewReader(file), nil); err != nil || len(v.Faults) != 1 {
			t.Errorf("version %d: %+v, %v", version, v, err)
		}
	}
}

func TestACSVSaysWhatIsErased(t *testing.T) {
	file, _ := exportOf(t, CSV, erase(chain(1)))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][3] != "success" || rows[1][detailColumn] != `{"erased":"true"}` {
		t.Errorf("%v, %v", rows, err)
	}
}
