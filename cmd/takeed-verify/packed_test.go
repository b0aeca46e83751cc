package main

import (
	"compress/flate"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

var largeRuns = flag.Int("large", 120, "how many mutations of large codes both verifiers judge; 5000 by hand")

func largeSample() large {
	l, ok := largeOf(sample().file)
	if !ok {
		panic("the sample does not fit into a code")
	}
	return l
}

// largeTrials are codes with one fault, or none: those of every trial of a file that has a
// code, and those that only a code can have. The format of a file is not that of a code.
func largeTrials() (all []trial) {
	for _, c := range allTrials() {
		if e, ok := onCode(c.evidence); ok && c.want.Step != "format" {
			all = append(all, trial{c.want, e})
		}
	}
	return append(append(all, shapeTrials()...), letterTrials()...)
}

// shapeTrials change what is packed, and then pack it.
func shapeTrials() (all []trial) {
	s := sample()
	for step, changes := range map[string][]func(l *large){
		"": {func(l *large) {}, func(l *large) { l.signatures[0][0] = l.origin }, func(l *large) { l.instead = deflated(strings.Join(l.texts, "\x00"), flate.HuffmanOnly) }},
		"format": {
			func(l *large) { l.behind = []byte{0} }, func(l *large) { l.instead = []byte{} }, func(l *large) { l.instead = []byte{3} }, func(l *large) { l.instead = deflated("", flate.BestCompression) },
			func(l *large) { l.texts = l.texts[:2] }, func(l *large) { l.texts = append(l.texts, "") }, func(l *large) { l.texts[2] += "\x01" }, func(l *large) { l.values = append(l.values, l.hash) },
			func(l *large) { l.texts[0] += "\xff" }, func(l *large) { l.texts[0] = "\ufeff" + l.texts[0]; l.texts[2] = "\ufeff" + l.texts[2] },
			func(l *large) { l.texts[0] += strings.Repeat(" ", maxReceipt) }, func(l *large) { l.texts[0] = strings.Repeat("x", 8*maxReceipt) },
			func(l *large) { l.position = 1 << 53 }, func(l *large) { l.index = 1 << 53 }, func(l *large) { l.size = 1<<64 - 1 }, func(l *large) { l.micros = lastMicros + 1 }, func(l *large) { l.micros = 1 << 63 },
			func(l *large) { l.prev = l.prev[:0]; l.prev = append(l.prev, 1) }, func(l *large) { l.prev = make([]byte, 33) },
			func(l *large) { l.moreHashes = 1 }, func(l *large) { l.moreSigned = 3 }, func(l *large) { l.moreOf = 9 }, func(l *large) { l.moreHashes = 200 },
			func(l *large) { l.origin = "\xff" }, func(l *large) { l.signatures[1][0] = "\xc0\x80" },
		},
		"document":   {func(l *large) { l.texts[0] = strings.Replace(l.texts[0], "Omar", "Omer", 1) }, func(l *large) { l.texts[0] = "" }, func(l *large) { l.ids[0] = l.ids[1] }},
		"result":     {func(l *large) { l.resultSalt = l.salt }, func(l *large) { l.texts[1] += " " }},
		"event":      {func(l *large) { l.position++ }, func(l *large) { l.micros = lastMicros }, func(l *large) { l.prev = l.hash }, func(l *large) { l.ids[2] = l.ids[1] }, func(l *large) { l.hash = l.root }},
		"proof":      {func(l *large) { l.hashes = l.hashes[1:] }, func(l *large) { l.index = l.size }, func(l *large) { l.origin = "" }, func(l *large) { l.origin += "\n1" }, func(l *large) { l.signatures = nil }, func(l *large) { l.signatures[1][0] = "a b" }, func(l *large) { l.signatures[0][1] = "" }},
		"inclusion":  {func(l *large) { l.root = l.hash }, func(l *large) { l.hashes[0] = l.hashes[1] }},
		"checkpoint": {func(l *large) { l.origin += "x" }, func(l *large) { l.signatures = l.signatures[1:] }, func(l *large) { l.signatures[0][1] = l.signatures[0][1][:60] }},
		"witnesses":  {func(l *large) { l.signatures = l.signatures[:2] }},
	} {
		for _, change := range changes {
			l := largeSample()
			change(&l)
			all = append(all, fails(step, s.withCode(l.code())))
		}
	}
	return all
}

// letterTrials change the letters. The last letter of the sample has bits to spare, or the
// trial of them would be none.
func letterTrials() (all []trial) {
	s := sample()
	l := largeSample()
	for len(l.bytes())%5 == 0 {
		l.texts[0] += " "
	}
	good := largeSample().code()
	code := l.code()
	for text, step := range map[string]string{
		good: "", " \r\n" + good + "\n": "", "https://portal.example.ae/V#" + good: "", "#" + good: "",
		"AI": "format", "AIAA": "format", good + "A": "format", good + "AAAAAAAA": "format", good[:len(good)-1]: "format", good[:len(good)/8*8-8]: "format", "AI" + strings.ToLower(good[2:]): "format",
		strings.ToLower(good): "format", "##" + good: "format", good[:99] + "\r\n" + good[99:]: "format", code[:len(code)-1] + string(alphabet[strings.IndexByte(alphabet, code[len(code)-1])+1]): "format",
		"AI" + strings.Repeat("A", maxCode-2): "format", good + strings.Repeat("A", maxCode-len(good)+8): "format", "AM" + good[2:]: "format", "AE" + good[2:]: "format",
	} {
		all = append(all, fails(step, s.withCode(text)))
	}
	return append(all, trial{outcome{Error: "key"}, evidence{code: good}}, trial{outcome{Error: "policy"}, evidence{code: good, keys: s.keys, policy: new("quorum nobody")}})
}

func TestTheProgramNamesTheStepOfALargeCode(t *testing.T) {
	t.Parallel()
	steps := map[string]int{}
	for _, c := range largeTrials() {
		o, _ := judge(c.evidence)
		if o != c.want {
			t.Errorf("%+v, not %+v, for %.300q", o, c.want, c.code)
		}
		steps[o.Step]++
	}
	for _, step := range []string{"", "format", "document", "result", "event", "proof", "inclusion", "checkpoint", "witnesses"} {
		if steps[step] == 0 {
			t.Errorf("no trial of step %q: %v", step, steps)
		}
	}
}

// mutateLarge makes the code of a receipt into another: its letters, its bytes, or the
// receipt in it.
func mutateLarge(r *rand.Rand, s *specimen) (evidence, bool) {
	l, ok := largeOf(s.file)
	if !ok {
		return evidence{}, false
	}
	b, code := l.bytes(), l.code()
	head := len(b) - len(deflated(strings.Join(l.texts, "\x00"), flate.BestCompression))
	switch r.IntN(8) {
	case 0:
		at := r.IntN(len(code))
		return s.withCode(code[:at] + pick(r, "A", "7", "0", "=", "a", "\n", " ", "") + code[at+r.IntN(2):]), true
	case 1:
		return s.withCode(in32(b[:r.IntN(len(b))])), true
	case 2:
		return s.withCode(in32(append(b[:head:head], flipBit(r, b[head:])...))), true
	case 3:
		return s.withCode(in32(append(flipBit(r, b[:head:head]), b[head:]...))), true
	case 4:
		b[r.IntN(len(b))] = byte(r.IntN(256))
		return s.withCode(in32(b)), true
	case 5:
		at := r.IntN(len(b))
		return s.withCode(in32(insert(b, at, string(b[:r.IntN(3)])))), true
	case 6:
		i := r.IntN(3)
		l.texts[i] = misspell(r, l.texts[i])
		return s.withCode(l.code()), true
	default:
		_, e := mutate(r, s)
		return onCode(e)
	}
}

// What both say of good and bad codes, and of mutated ones, is the same to the last letter. A
// mutation is accepted only if the receipt that comes out is the one that went in.
func TestBothVerifiersAgreeOnLargeCodes(t *testing.T) {
	page := browser(t)
	r := rand.New(rand.NewPCG(*seed, 24))
	var all []evidence
	for _, c := range largeTrials() {
		all = append(all, c.evidence)
	}
	before, specimens := len(all), map[int]*specimen{}
	for len(all) < before+*largeRuns {
		s := newSpecimen(r, sizes[r.IntN(len(sizes))])
		if e, ok := mutateLarge(r, s); ok {
			specimens[len(all)] = s
			all = append(all, e)
		}
	}
	steps := map[string]int{}
	for i, verdict := range byPage(t, page, all) {
		o, v := judge(all[i])
		sameVerdict(t, fmt.Sprintf("%.3000q", all[i].code), o, v, verdict)
		if s := specimens[i]; s != nil {
			file, _ := unpack(codeIn(all[i].code))
			if o.OK && !harmless(s, evidence{file: file, keys: all[i].keys, policy: all[i].policy}) {
				t.Errorf("accepted: %q", all[i].code)
			}
			steps[o.Step+o.Error]++
		}
	}
	t.Logf("of %d mutations: %v", *largeRuns, steps)
	for _, step := range []string{"format", "document", "event", "inclusion"} {
		if steps[step] == 0 {
			t.Errorf("no mutation was refused at %s", step)
		}
	}
}

func sameVerdict(t *testing.T, of string, o outcome, v verdict, page json.RawMessage) {
	t.Helper()
	theirs := outcome{}
	if err := json.Unmarshal(page, &theirs); err != nil || o != theirs {
		t.Errorf("the program says %+v, and the page %s, of %s", o, page, of)
	}
	text, err := json.Marshal(v)
	if err != nil || o.OK && !reflect.DeepEqual(fromJSON(t, text), fromJSON(t, page)) {
		t.Errorf("%v: the program says\n%s\nand the page\n%s", err, text, page)
	}
}
