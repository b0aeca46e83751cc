package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
)

// page writes in one language. What it writes of a file is cleaned on the way.
type page struct {
	io.Writer
	lang string
}

func (p page) say(key string) string { return words[key].in(p.lang) }

func (p page) title(key string)       { fmt.Fprintf(p, "\n%s\n", p.say(key)) }
func (p page) row(label, value any)   { fmt.Fprintf(p, "  %s: %s\n", clean(label), clean(value)) }
func (p page) word(key string, v any) { p.row(p.say(key), v) }

// clean removes what steers a terminal or turns the direction of a line, and so could
// make a receipt look like another one.
func clean(value any) string {
	return strings.Map(func(r rune) rune {
		joins := r == '\u200c' || r == '\u200d' // within words and emoji
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && !joins {
			return -1
		}
		return r
	}, fmt.Sprint(value))
}

func (p page) verdict(file string, v verdict) {
	switch {
	case !v.OK:
		p.failure(file, v)
	case v.Approved != nil:
		p.heading("verified", file)
		p.receipt(v, file == "")
	case v.History != nil:
		p.heading("verified", file)
		p.history(v)
	case v.Statement != nil:
		p.heading("verified", file)
		p.statement(*v.Statement)
	case v.Export != nil:
		p.heading("verified", file)
		p.export(*v.Export)
	}
}

// heading names the file, which a code from paper is not.
func (p page) heading(key, file string) {
	if file == "" {
		file = p.say("code")
	}
	fmt.Fprintf(p, "%s: %s\n", p.say(key), clean(file))
}

func (p page) failure(file string, v verdict) {
	p.heading("not verified", file)
	p.word("failed", v.Step)
	switch {
	case v.History != nil:
		p.word("at", v.History.At)
	case v.Export != nil && v.Export.At > 0:
		p.word("line", v.Export.At)
	}
	kind := v.Kind
	if file == "" {
		kind = "statement" // whatever the code holds, its words are those of paper
	}
	why := p.of(kind, v.Step)
	if v.Step == "events" {
		why = p.of("events", v.Export.Why)
	}
	fmt.Fprintf(p, "  %s\n  %s\n", why, p.of(kind, "nothing"))
}

// of is for what means something of its own for a kind of evidence.
func (p page) of(kind, key string) string {
	if own, ok := words[kind+" "+key]; ok {
		return own.in(p.lang)
	}
	return p.say(key)
}

func (p page) receipt(v verdict, fromPaper bool) {
	a := v.Approved
	p.title("approved")
	if fromPaper {
		fmt.Fprintf(p, "  %s\n", p.say("compare all"))
	}
	fmt.Fprintf(p, "  %s\n", clean(a.Sentence.in(p.lang)))
	for _, f := range a.Fields {
		p.row(f.Label.in(p.lang), f.Text.in(p.lang))
	}
	p.title("confirmed")
	p.when(a.Time)
	p.word("who", a.Name.in(p.lang))
	p.word("identifier", a.Identifier)
	how := a.Method
	if how == "uaepass.face" {
		how = p.say("by face")
	}
	p.word("how", how)
	p.word("check code", a.CheckCode)
	p.word("digest", a.Digest)
	p.word("transaction", a.ID)
	p.title("log")
	p.word("origin", a.Origin)
	p.word("index", a.Index)
	p.word("size", a.Size)
	p.signatures(v)
	p.limits("limit keys", "limit key", "limit face", "limit done")
}

func (p page) when(time string) {
	p.word("when", inUAE(time)+" ("+p.say("zone")+"), "+time)
}

func inUAE(text string) string {
	at, _ := time.Parse(timeForm, text)
	return at.In(time.FixedZone("", 4*60*60)).Format("2006-01-02 15:04:05")
}

func (p page) statement(s statement) {
	fmt.Fprintf(p, "  %s\n", strings.ReplaceAll(p.say("stated"), "{origin}", clean(s.Origin)))
	p.title("code says")
	p.word("check code", s.CheckCode)
	fmt.Fprintf(p, "  %s\n", p.say("compare"))
	p.word("digest", s.Digest)
	p.when(s.Time)
	p.word("origin", s.Origin)
	p.word("index", s.Index)
	p.limits("limit content", "limit log", "limit signer", "limit key", "limit done")
}

func (p page) signatures(v verdict) {
	p.word("cosigned", v.Witnesses)
	if v.Unchecked > 0 {
		p.word("unchecked", v.Unchecked)
	}
}

func (p page) history(v verdict) {
	p.title("log")
	p.word("origin", v.History.Origin)
	p.word("checkpoints", v.History.Checkpoints)
	p.word("sizes", fmt.Sprint(v.History.First, ", ", v.History.Last))
	p.signatures(v)
	p.limits("limit sizes", "limit keys", "limit key")
}

func (p page) export(x export) {
	m := x.Manifest
	p.title("exported")
	p.word("query", m.Query)
	p.word("period", m.After.Format(timeForm)+", "+m.Before.Format(timeForm))
	p.word("lines", x.Lines)
	p.word("ends", fmt.Sprint(x.First, ", ", x.Last))
	p.word("complete", p.say(map[bool]string{true: "all", false: "more"}[m.Complete]))
	if x.Erased > 0 {
		p.word("erased", x.Erased)
		p.word("unchecked lines", x.Unchecked)
	}
	p.word("exported by", m.Actor)
	p.word("exported at", m.Ended.Format(timeForm))
	p.title("log")
	p.word("origin", m.Log.Origin)
	p.word("places", fmt.Sprint(m.Log.First, ", ", m.Log.Last))
	limits := []string{"limit query", "limit places", "limit table", "limit signer", "limit key"}
	if x.Format == "jsonl" {
		limits = slices.Delete(limits, 2, 3)
	}
	p.limits(limits...)
}

func (p page) limits(keys ...string) {
	p.title("limits")
	for _, key := range keys {
		fmt.Fprintf(p, "  - %s\n", p.say(key))
	}
}
