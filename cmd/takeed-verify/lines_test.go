package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"takeed/internal/audit"
)

// What a line of version 3 covers, and what it must not have, without any manifest.
func TestLinesOfVersion3(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 41))
	key := newIdentity(r, origin).vkey
	other := randomBytes(r, 32)
	const v1, erased1, v2, erased2 = 1, 4, 15, 19 // lines of [eventsOf], counted from 0
	for name, c := range map[string]struct {
		want  string
		alter func(l []audit.Line)
	}{
		"nothing":                      {"unsigned", func([]audit.Line) {}},
		"the actor":                    {"events hash 16", func(l []audit.Line) { l[v2].Actor = "staff:x" }},
		"the time":                     {"events hash 16", func(l []audit.Line) { l[v2].At = l[v2].At.Add(1000) }},
		"the body":                     {"events hash 16", func(l []audit.Line) { l[v2].Body = "{}" }},
		"the salt":                     {"events hash 16", func(l []audit.Line) { l[v2].Salt = other[:16] }},
		"the commitment":               {"events hash 16", func(l []audit.Line) { l[v2].Commitment = other }},
		"body and commitment":          {"events hash 16", func(l []audit.Line) { c := audit.Commit(l[v2].Salt, "{}"); l[v2].Body, l[v2].Commitment = "{}", c[:] }},
		"a body without salt":          {"events line 16", func(l []audit.Line) { l[v2].Salt = nil }},
		"a salt without body":          {"events line 16", func(l []audit.Line) { l[v2].Body = "" }},
		"no commitment":                {"events line 16", func(l []audit.Line) { l[v2].Commitment = nil }},
		"neither salt nor commitment":  {"events hash 16", func(l []audit.Line) { l[v2].Salt, l[v2].Commitment = nil, nil }},
		"a short commitment":           {"events line 16", func(l []audit.Line) { l[v2].Commitment = other[:31] }},
		"a short salt":                 {"events line 16", func(l []audit.Line) { l[v2].Salt = other[:15] }},
		"erased":                       {"unsigned", func(l []audit.Line) { l[v2].Body, l[v2].Salt = "", nil }},
		"erased, the state":            {"events hash 20", func(l []audit.Line) { l[erased2].ToState = "x" }},
		"erased, the commitment":       {"events hash 20", func(l []audit.Line) { l[erased2].Commitment = other }},
		"erased, a body again":         {"events hash 20", func(l []audit.Line) { l[erased2].Body, l[erased2].Salt = "{}", other[:16] }},
		"of audit/v1, the body":        {"events hash 2", func(l []audit.Line) { l[v1].Body = "{}" }},
		"of audit/v1, a salt":          {"events line 2", func(l []audit.Line) { l[v1].Salt = other[:16] }},
		"of audit/v1, erased":          {"unsigned", func(l []audit.Line) { l[v1].Body = "" }},
		"of audit/v1, erased, a body":  {"events hash 5", func(l []audit.Line) { l[erased1].Body = "{}" }},
		"of audit/v1, erased, moved":   {"events chain 5", func(l []audit.Line) { l[erased1].Position-- }},
		"of audit/v1, erased, no hash": {"events line 5", func(l []audit.Line) { l[erased1].Hash = nil }},
	} {
		lines := eventsOf(r, 20)
		for i := range lines {
			lines[i].Stream, lines[i].Position = "txn:x", int64(i+1)
			if i > 0 {
				lines[i].Prev = lines[i-1].Hash
			} else {
				lines[i].Prev = nil
			}
			if sum := lines[i].Sum(); lines[i].Body != "" || lines[i].Commitment != nil {
				lines[i].Hash = sum[:]
			}
		}
		c.alter(lines)
		file := exportAs(r, audit.JSONL, lines).events
		if v := ask(t, key, file); v.name() != c.want {
			t.Errorf("%s: %+v, not %s", name, v, c.want)
		}
	}
}

// Before version 3 no event was without a body.
func TestAnEarlierVersionHasNoErasedLines(t *testing.T) {
	t.Parallel()
	key := newIdentity(rand.New(rand.NewPCG(42, 42)), origin).vkey
	for _, version := range []string{"v1", "v2"} {
		line, _, _ := strings.Cut(kept(t, version+"/events.jsonl"), "\n")
		before, rest, _ := strings.Cut(line, `"body":"`)
		_, after, _ := strings.Cut(rest, `","prev_hash"`)
		for _, altered := range []string{before + `"body":"","prev_hash"` + after, before + `"prev_hash"` + after} {
			if v := ask(t, key, []byte(altered+"\n")); v.name() != "events line 1" {
				t.Errorf("%+v of %s", v, altered)
			}
		}
	}
}
