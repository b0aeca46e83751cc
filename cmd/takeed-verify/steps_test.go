package main

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
)

// One clear fault for each step, with everything before it put right.
func TestTheFirstStepThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	s := sample()
	change := func(what func(p *parts)) evidence { // hashed, logged and signed by the log itself
		p := s.parts
		what(&p)
		return s.with(s.issue(r, p, s.signers()...))
	}
	proof, _ := proofOf(s.file)
	otherLog, _ := proofOf(s.issue(r, newParts(r), s.signers()...))
	for _, c := range []struct {
		step string
		evidence
	}{
		{"", s.evidence},
		{"format", s.with([]byte(strings.TrimSpace(string(s.file))))},
		{"format", s.with([]byte(strings.Replace(string(s.file), `{"format"`, `{"format":"takeed.receipt/v1","format"`, 1)))},
		{"format", s.with([]byte(strings.Replace(string(s.file), `"version":2`, `"version":1`, 1)))},
		{"format", change(func(p *parts) { p.mangle = func(string) string { return "null" } })},
		{"document", change(func(p *parts) { p.document = strings.Replace(p.document, "Omar", "Omer", 1) })},
		{"document", change(func(p *parts) { p.redigest(strings.Replace(p.document, `"version":1}`, `"version":2}`, 1), p.result) })},
		{"document", change(func(p *parts) {
			p.redigest(strings.Replace(p.document, `"kind":"transfer"`, `"kind":"mobile"`, 1), p.result)
		})},
		{"document", change(func(p *parts) { p.redigest(strings.Replace(p.document, `"id":"`, `"id":"0`, 1), p.result) })},
		{"document", change(func(p *parts) { p.redigest(`{"fields":null`+p.document[strings.Index(p.document, `,"id"`):], p.result) })},
		{"result", change(func(p *parts) { p.result = strings.Replace(p.result, "-1", "-2", 1) })},
		{"result", change(func(p *parts) { p.resultSalt = randomHex(r, 16) })},
		{"result", change(func(p *parts) { p.redigest(p.document, strings.Replace(p.result, `"confirmed"`, `"rejected"`, 1)) })},
		{"event", s.with([]byte(strings.Replace(string(s.file), "22:02:11", "22:02:12", 1)))},
		{"proof", s.withProof(strings.Replace(proof, "\n\n", "\n"+base64.StdEncoding.EncodeToString(randomBytes(r, 32))+"\n\n", 1))},
		{"proof", s.withProof(strings.Replace(proof, "\n\n— ", "\nextension\n\n— ", 1))},
		{"inclusion", s.withProof(otherLog)},
		{"checkpoint", s.with(s.issue(r, s.parts, newIdentity(r, origin).signer))},
		{"checkpoint", s.with(s.issue(r, s.parts, newIdentity(r, "other.example").signer))},
		{"checkpoint", s.withProof(proof + badSignature(r, strings.SplitAfter(lastSignatures(proof), "\n")[0]))},
		{"witnesses", s.with(s.issue(r, s.parts, s.log.signer, s.witnesses[0].signer))},
		{"witnesses", s.withProof(proof + badSignature(r, strings.SplitAfter(lastSignatures(proof), "\n")[1]))},
		{"", s.withProof(strings.Replace(proof, "\nindex", "\nextra eA==\nindex", 1))},
		{"", s.withProof(proof + "— somebody.example AAAAAAA=\n")},
	} {
		if o, _ := judge(c.evidence); o != (outcome{OK: c.step == "", Step: c.step}) {
			t.Errorf("%+v, not %q, for\n%s", o, c.step, c.file)
		}
	}
}

// redigest puts another document and result into a body that knows them.
func (p *parts) redigest(document, result string) {
	p.document, p.result = document, result
	body := map[string]string{}
	for k, v := range p.body {
		body[k] = v
	}
	body["digest"], body["result"] = sum(document), sum("takeed.result/v1"+raw(p.resultSalt)+result)
	p.body = body
}

// The log may sign with an old and a new key at once; either is enough to whoever knows it.
func TestKeysMayChange(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	s := sample()
	next := newIdentity(r, origin)
	s.file = s.issue(r, s.parts, append(s.signers(), next.signer)...)
	for keys, want := range map[string]outcome{
		s.keys: {OK: true}, next.vkey: {OK: true}, "# old\n" + s.keys + " \r\n\n" + next.vkey + "\n": {OK: true},
		newIdentity(r, origin).vkey:                          {Step: "checkpoint"},
		s.keys + "\n" + newIdentity(r, "other.example").vkey: {Error: "key"},
		s.keys + "\n" + s.keys:                               {Error: "key"},
		s.witnesses[0].vkey:                                  {Error: "key"},
		strings.ToUpper(s.keys):                              {Error: "key"},
		strings.Repeat("#", maxTrust) + "\n" + s.keys:        {Error: "key"},
		"": {Error: "key"},
		vkeyOf(origin, append([]byte{1}, make([]byte, 32)...)):   {Error: "key"}, // of small order: it signs everything
		vkeyOf(origin, append([]byte{6}, randomBytes(r, 32)...)): {Error: "key"},
	} {
		if o, _ := judge(s.trusting(keys, s.policy)); o != want {
			t.Errorf("%q: %+v", keys, o)
		}
	}
}

func vkeyOf(name string, key []byte) string {
	return name + "+" + raw8(keyID(name, key)) + "+" + base64.StdEncoding.EncodeToString(key)
}
