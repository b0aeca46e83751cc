package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// trial is evidence with one fault, or none.
type trial struct {
	want outcome
	evidence
}

func fails(step string, e evidence) trial { return trial{outcome{OK: step == "", Step: step}, e} }

// The first step that fails is named: by the program, and by the page.
func TestBothVerifiersNameTheStep(t *testing.T) {
	t.Parallel()
	for _, c := range allTrials() {
		if o, _ := judge(c.evidence); o != c.want {
			t.Errorf("the program says %+v, not %+v, for\n%.3000q\n%q", o, c.want, c.file, c.keys)
		}
	}
}

func TestThePageNamesTheStep(t *testing.T) {
	page := browser(t)
	trials := allTrials()
	var all []evidence
	for _, c := range trials {
		all = append(all, c.evidence)
	}
	for i, verdict := range byPage(t, page, all) {
		var o outcome
		if err := json.Unmarshal(verdict, &o); err != nil || o != trials[i].want {
			t.Errorf("the page says %s, not %+v, for\n%.3000q\n%q", verdict, trials[i].want, all[i].file, all[i].keys)
		}
	}
}

func allTrials() (all []trial) {
	for _, some := range []func(*rand.Rand, *specimen) []trial{formTrials, eventTrials, contentTrials, proofTrials, noteTrials, keyTrials, policyTrials} {
		all = append(all, some(rand.New(rand.NewPCG(4, 4)), sample())...)
	}
	return all
}

// reissue is a receipt that the log itself hashed, took up and signed, with something changed before.
func (s *specimen) reissue(r *rand.Rand, change func(p *parts)) evidence {
	p := s.parts
	p.event, p.body = maps.Clone(p.event), maps.Clone(p.body)
	change(&p)
	return s.with(s.issue(r, p, s.signers()...))
}

// replaced is a receipt that was changed after it was issued.
func (s *specimen) replaced(old, by string) evidence {
	return s.with([]byte(strings.Replace(string(s.file), old, by, 1)))
}

func formTrials(r *rand.Rand, s *specimen) []trial {
	all := []trial{fails("", s.evidence), fails("format", s.with(nil)), fails("format", s.with(s.file[:len(s.file)-1]))}
	for _, change := range [][2]string{
		{`{"format"`, "\ufeff" + `{"format"`}, {`{"format"`, `{"format":"takeed.receipt/v1","format"`}, {"receipt/v1", "receipt/v2"}, {`"version":2`, `"version":1`}, {`"version":2`, `"version":2.0`}, {`"version":2`, `"version":2e0`},
		{`"format"`, `"\u0066ormat"`}, {`"format"`, `"Format"`}, {`"result_salt":"`, `"result_salt":"00`}, {`"proof"`, `"__proto__":{},"proof"`}, {"Omar", `\ud83d`}, {"Omar", "\xff"}, {"Omar", "\x00"}, {`{"format"`, strings.Repeat("[", 20_000)},
		{"2026-11-30T", "2026-02-30T"}, {"T22:02:11", "T24:00:00"}, {"T22:02:11", "T22:02:60"}, {"11.123456Z", "11,123456Z"}, {"11.123456Z", "11.123Z"}, {"11.123456Z", "11.123456+"},
	} {
		all = append(all, fails("format", s.replaced(change[0], change[1])))
	}
	long := func(p *parts, more int) { p.body["more"] = strings.Repeat("x", more) }
	room := maxReceipt - len(s.reissue(r, func(p *parts) { long(p, 1000) }).file) + 1000
	return append(all, fails("", s.reissue(r, func(p *parts) { long(p, room) })), fails("format", s.reissue(r, func(p *parts) { long(p, room+1) })))
}

func eventTrials(r *rand.Rand, s *specimen) (all []trial) {
	for name, values := range map[string][]any{
		"actor": {"staff:" + randomID(r), "customer:", "customer:" + strings.ToUpper(randomID(r)), "system"}, "attempt": {"", "x"}, "transaction": {randomID(r)}, "stream": {"user:" + randomID(r)},
		"event": {"transaction_rejected"}, "state": {"rejected", ""}, "salt": {"", "00"}, "prev_hash": {"00"}, "time": {"1969-12-31T23:59:59.999999Z"},
		"position": {int64(1 << 53), int64(-1)}, "number": {int64(1 << 53), int64(-1)}, "version": {1, 3},
	} {
		for _, value := range values {
			all = append(all, fails("format", s.reissue(r, func(p *parts) { p.event[name] = value })))
		}
	}
	for _, body := range []string{"null", "[]", `"x"`, "", "{}{}", `{"a":"","a":""}`, `{"b":"","a":""}`, `{"a":1}`, `{"a":null}`, `{"a": ""}`, `{"a":"\u0061"}`, `{"a":"\ud800"}`, `{"\ud800":"","\ufffd":""}`, "{\"a\":\"\u2028\"}", `{"a":"\/"}`, "{\"\U0001F600\":\"\",\"\ue000\":\"\"}"} {
		all = append(all, fails("format", s.reissue(r, func(p *parts) { p.mangle = func(string) string { return body } })))
	}
	return append(all,
		fails("", s.reissue(r, func(p *parts) { p.event["time"] = "1970-01-01T00:00:00.000000Z" })),
		fails("", s.reissue(r, func(p *parts) { p.event["position"], p.event["number"] = int64(1<<53-1), int64(0) })),
		fails("", s.reissue(r, func(p *parts) { p.body["__proto__"], p.body["10"], p.body["9"] = "\u2028", "\b", "\x7f<" })),
		fails("document", s.reissue(r, func(p *parts) { p.mangle = func(string) string { return "{}" } })),
		fails("event", s.replaced("22:02:11", "22:02:12")))
}

func contentTrials(r *rand.Rand, s *specimen) []trial {
	all := []trial{
		fails("document", s.reissue(r, func(p *parts) { p.document = strings.Replace(p.document, "Omar", "Omer", 1) })),
		fails("document", s.reissue(r, func(p *parts) {
			delete(p.body, "kind")
			p.redigest(strings.Replace(p.document, `"transfer"`, `""`, 1), p.result)
		})),
		fails("result", s.reissue(r, func(p *parts) { p.result = strings.Replace(p.result, "-1", "-2", 1) })),
		fails("result", s.reissue(r, func(p *parts) { p.resultSalt = randomHex(r, 16) })),
		fails("", s.reissue(r, func(p *parts) {
			p.redigest(p.document[:10]+"[]"+p.document[strings.Index(p.document, `,"id"`):], p.result)
		})),
		fails("", s.reissue(r, func(p *parts) {
			p.redigest(p.document, strings.Replace(p.result, `{"en":"Fatima Al Mansoori","ar":"فاطمة المنصوري"}`, `{"ar":"فاطمة المنصوري","en":"Fatima Al Mansoori"}`, 1))
		})),
	}
	for _, change := range [][2]string{
		{`"version":1}`, `"version":2}`}, {`"transfer"`, `"mobile"`}, {`"id":"`, `"id":"0`}, {`{"fields"`, `{ "fields"`}, {`{"fields"`, `{"fields":null,"fields"`}, {`"template":1`, `"template":-1`}, {`"template":1`, `"template":9007199254740992`}, {`"template":1`, `"template":1.0`},
		{`"name":"amount"`, `"name":null`}, {"Omar", `\ud800`}, {"Omar", `\u2029x\u0041`}, {"Omar", "\u2028"}, {`,"template":1`, ""}, {`"type":"money",`, `"type":"money","type":"money",`}, {`"version":1}`, `"version":1,"more":""}`},
	} {
		all = append(all, fails("document", s.reissue(r, func(p *parts) { p.redigest(strings.Replace(p.document, change[0], change[1], 1), p.result) })))
	}
	for _, document := range []string{"", "null", "[]", "{}", `{"fields":null` + s.document[strings.Index(s.document, `,"id"`):]} {
		all = append(all, fails("document", s.reissue(r, func(p *parts) { p.redigest(document, p.result) })))
	}
	for _, change := range [][2]string{{`"confirmed"`, `"rejected"`}, {`{"identifier"`, `{ "identifier"`}, {`,"status":"confirmed"`, ""}, {`"method":"uaepass.face"`, `"method":1`}, {`"en":`, `"EN":`}, {`,"ar":"فاطمة المنصوري"`, ""}} {
		all = append(all, fails("result", s.reissue(r, func(p *parts) { p.redigest(p.document, strings.Replace(p.result, change[0], change[1], 1)) })))
	}
	return all
}

// redigest puts another document and result into a body that knows them.
func (p *parts) redigest(document, result string) {
	p.document, p.result = document, result
	p.body["digest"], p.body["result"] = sum(document), sum("takeed.result/v1"+raw(p.resultSalt)+result)
}

func proofTrials(r *rand.Rand, s *specimen) []trial {
	proof, _ := proofOf(s.file)
	index := proof[strings.Index(proof, "index ") : strings.Index(proof, "index ")+len("index 000")]
	hash := base64.StdEncoding.EncodeToString(randomBytes(r, 32))
	otherLog, _ := proofOf(s.issue(r, newParts(r), s.signers()...))
	var all []trial
	for _, change := range [][2]string{
		{"@v1", "@v2"}, {"\n\n", "\n" + hash + "\n\n"}, {"\n\n", "\n\n\n"}, {"\n\n— ", "\nextension\n\n— "}, {"\nindex", "\nextra x\nindex"}, {"\nindex", "\nextra eA==\nextra eA==\nindex"}, {"index ", "index 0"}, {"index ", "index -"}, {"index ", "index +"}, {"index ", "index 99999999999999999"},
		{"\n257\n", "\n0257\n"}, {"\n257\n", "\n0\n"}, {"\n257\n", "\n9007199254740992\n"}, {"\n257\n", "\n257 \n"}, {origin + "\n257", origin + " \n257"}, {origin + "\n257", "سجل\n257"}, {origin + "\n257", origin + "+\n257"}, {origin + "\n257", "\n257"},
	} {
		all = append(all, fails("proof", s.withProof(strings.Replace(proof, change[0], change[1], 1))))
	}
	// A tree of one leaf has an empty proof; one hash more would fit the index behind it.
	one := *s
	one.size = 1
	alone, _ := proofOf(one.issue(r, s.parts, s.signers()...))
	all = append(all, fails("", s.withProof(alone)), fails("proof", s.withProof(strings.Replace(alone, "index 0\n", "index 1\n"+hash+"\n", 1))))
	return append(all,
		fails("", s.withProof(strings.Replace(proof, "\nindex", "\nextra eA==\nindex", 1))),
		fails("", s.withProof(strings.Replace(proof, "\nindex", "\nextra \nindex", 1))),
		fails("checkpoint", s.withProof(strings.Replace(proof, "\n257\n", "\n258\n", 1))), /* the path is the same there */
		fails("inclusion", s.withProof(strings.Replace(proof, strings.TrimSpace(index)+"\n", "index 2\n", 1))),
		fails("inclusion", s.withProof(otherLog)))
}

func noteTrials(r *rand.Rand, s *specimen) []trial {
	proof, _ := proofOf(s.file)
	lines := strings.SplitAfter(lastSignatures(proof), "\n")
	var all []trial
	for _, line := range []string{"— a AAAAAA==\n", "— a\u2003b AAAAAAA=\n", "— a\u0085b AAAAAAA=\n", "— a\u3000 AAAAAAA=\n", "— a+b AAAAAAA=\n", "— a AAAAAAB=\n", "— a AAAAAAA\n", "— a  AAAAAAA=\n", "- a AAAAAAA=\n", "— a AAAAAAA=", "— a AAAAAAA=\r\n", "\n", strings.Repeat("— a AAAAAAA=\n", 98)} {
		all = append(all, fails("proof", s.withProof(proof+line)))
	}
	for _, line := range []string{"— somebody AAAAAAA=\n", "— سجل\u200b AAAAAAA=\n", "— " + origin + " AAAAAAA=\n", lines[0], lines[1], strings.Repeat("— a AAAAAAA=\n", 97)} {
		all = append(all, fails("", s.withProof(proof+line)), fails("", s.withProof(strings.TrimSuffix(proof, strings.Join(lines, ""))+line+strings.Join(lines, ""))))
	}
	return append(all,
		fails("checkpoint", s.withProof(proof+badSignature(r, lines[0]))),
		fails("checkpoint", s.withProof(strings.Replace(proof, lines[0], "", 1))),
		fails("checkpoint", s.with(s.issue(r, s.parts, newIdentity(r, origin).signer))),
		fails("checkpoint", s.with(s.issue(r, s.parts, newIdentity(r, "other.example").signer))),
		fails("checkpoint", s.withProof(ofLog("other.example/log", proof, s.log))),
		fails("checkpoint", s.with(s.issue(r, s.parts, append(s.signers()[1:], lowSigner{s.log.signer, s.log.seed})...))),
		fails("witnesses", s.with(s.issue(r, s.parts, s.signers()[:2]...))),
		fails("witnesses", s.withProof(proof+badSignature(r, lines[1]))))
}

// ofLog is a proof whose checkpoint is of a log of another name, and signed as that.
func ofLog(name, proof string, signer identity) string {
	head, checkpoint, _ := strings.Cut(proof, "\n\n")
	text, _, _ := strings.Cut(strings.Replace(checkpoint, origin, name, 1), "\n\n")
	signed, err := note.Sign(&note.Note{Text: text + "\n"}, signer.signer)
	check(err)
	return head + "\n\n" + string(signed)
}

func keyTrials(r *rand.Rand, s *specimen) (all []trial) {
	next := newIdentity(r, origin)
	s.file = s.issue(r, s.parts, append(s.signers(), next.signer)...)
	for keys, want := range map[string]outcome{
		s.keys: {OK: true}, next.vkey: {OK: true}, "# old\n" + s.keys + " \r\n\n" + next.vkey + "\n": {OK: true},
		newIdentity(r, origin).vkey:                          {Step: "checkpoint"},
		s.keys + "\n" + newIdentity(r, origin).vkey:          {OK: true},
		s.keys + "\n" + newIdentity(r, "other.example").vkey: {Error: "key"},
		s.keys + "\n" + s.keys:                               {Error: "key"},
		s.witnesses[0].vkey:                                  {Error: "key"},
		strings.ToUpper(s.keys):                              {Error: "key"},
		s.keys[:len(s.keys)-1]:                               {Error: "key"},
		strings.Repeat("#", maxTrust) + "\n" + s.keys:        {Error: "key"},
		"": {Error: "key"},
		vkeyOf(origin, append([]byte{1}, make([]byte, 32)...)):   {Error: "key"}, // of small order: it signs everything
		vkeyOf(origin, append([]byte{6}, randomBytes(r, 32)...)): {Error: "key"},
		vkeyOf("a b", append([]byte{1}, randomBytes(r, 32)...)):  {Error: "key"},
	} {
		all = append(all, trial{want, s.trusting(keys, s.policy)})
	}
	return all
}

func policyTrials(r *rand.Rand, s *specimen) (all []trial) {
	a, b := s.witnesses[0].vkey, s.witnesses[1].vkey
	key, _ := base64.StdEncoding.DecodeString(strings.SplitN(a, "+", 3)[2])
	signer := vkeyOf("auditor.example", append([]byte{1}, key[1:]...)) // a witness's key, written as a signer's
	for text, want := range map[string]outcome{
		"quorum none": {OK: true}, "witness a " + a + "\nquorum a": {OK: true}, "witness a " + signer + "\nquorum a": {OK: true}, "# x\n\n log " + a + " x \n\twitness a " + a + " # y\nquorum a # z": {OK: true},
		"witness a " + a + "\nwitness b " + b + "\ngroup g all a b\nquorum g":                                 {OK: true},
		"witness a " + a + "\nwitness c " + newWitness(r, "c").vkey + "\ngroup g 2 a c\nquorum g":             {Step: "witnesses"},
		"witness a " + a + "\nwitness b " + vkeyOf("other", key) + "\nquorum a":                               {Error: "policy"},
		"witness a " + a + "\nwitness b " + b + "\ngroup g any a b\ngroup h any a\ngroup i all g h\nquorum i": {Error: "policy"},
		"witness a " + a + "\nwitness a " + b + "\nquorum a":                                                  {Error: "policy"},
		"witness a " + vkeyOf("a", append([]byte{6}, randomBytes(r, 32)...)) + "\nquorum a":                   {Error: "policy"},
		"witness a " + vkeyOf("a", append([]byte{4}, make([]byte, 32)...)) + "\nquorum a":                     {Error: "policy"},
		"quorum none\n#" + strings.Repeat("x", maxTrust):                                                      {Error: "policy"},
		"quorum\u2003none": {Error: "policy"}, "quorum none\r\n": {Error: "policy"}, "": {Error: "policy"},
	} {
		all = append(all, trial{want, s.trusting(s.keys, &text)})
	}
	for range 60 {
		all = append(all, trial{outcome{Error: "policy"}, brokenPolicy(r, s)})
	}
	return all
}

func vkeyOf(name string, key []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, keyID(name, key), base64.StdEncoding.EncodeToString(key))
}
