package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// verdict is what was found. With ok, everything in it is proven; without, the step that
// failed is the only thing it says.
type verdict struct {
	Kind      string     `json:"kind"` // receipt, history, export or statement
	OK        bool       `json:"ok"`
	Step      string     `json:"step"` // the first that failed, empty if none did
	Approved  *approved  `json:"approved,omitempty"`
	History   *history   `json:"history,omitempty"`
	Export    *export    `json:"export,omitempty"`
	Statement *statement `json:"statement,omitempty"`
	Witnesses int        `json:"witnesses"` // of the policy, whose cosignatures verify
	Unchecked int        `json:"unchecked"` // other signatures on the checkpoint, by keys that were not given
}

// approved is what a receipt proves.
type approved struct {
	Digest    string `json:"digest"`
	CheckCode string `json:"check_code"`
	Time      string `json:"time"`
	Origin    string `json:"origin"`
	Index     int64  `json:"index"`
	Size      int64  `json:"size"`
	document
	result
}

// inquiry is one receipt under examination. Each step relies on those before it.
type inquiry struct {
	trust
	file []byte
	receipt
	body  map[string]string
	doc   document
	res   result
	proof proof
	verdict
}

func verifyReceipt(file []byte, t trust) verdict {
	q := &inquiry{trust: t, file: file}
	for _, step := range []struct {
		name   string
		passes func() bool
	}{
		{"format", q.hasForm}, {"document", q.hasDocument}, {"result", q.hasResult}, {"event", q.hasEventHash},
		{"proof", q.hasProof}, {"inclusion", q.isIncluded}, {"checkpoint", q.isSigned}, {"witnesses", q.isWitnessed},
	} {
		if !step.passes() {
			return verdict{Kind: "receipt", Step: step.name}
		}
	}
	digest := sha256.Sum256([]byte(q.Document))
	q.Kind, q.OK, q.Approved = "receipt", true, &approved{q.body["digest"], checkCode(digest[:]), q.Event.Time, q.proof.origin, q.proof.index, q.proof.size, q.doc, q.res}
	return q.verdict
}

func (q *inquiry) hasForm() (ok bool) {
	if q.receipt, ok = readReceipt(q.file); ok {
		q.body, ok = q.Event.body()
	}
	return ok
}

func (q *inquiry) hasDocument() (ok bool) {
	q.doc, ok = exactly[document](q.Document)
	d := q.doc
	return sha(q.Document) == q.body["digest"] && ok && d.Fields != nil && within(d.Template) && within(d.Version) &&
		d.ID == q.Event.Transaction && d.Kind != "" && d.Kind == q.body["kind"] && strconv.FormatInt(d.Version, 10) == q.body["version"]
}

func (q *inquiry) hasResult() (ok bool) {
	q.res, ok = exactly[result](q.Result)
	return sha("takeed.result/v1"+unhex(q.ResultSalt)+q.Result) == q.body["result"] && ok && q.res.Status == "confirmed"
}

func (q *inquiry) hasEventHash() bool {
	e := q.Event
	at, _ := e.micros()
	return e.Hash == sha("audit/v2"+sized(e.Stream)+u64(uint64(e.Position))+sized(e.Transaction)+sized(e.Attempt)+sized(e.Event)+sized(e.State)+sized(e.Actor)+
		u64(at)+unhex(sha("takeed.body/v1"+unhex(e.Salt)+e.Body))+unhex(e.PrevHash))
}

func (q *inquiry) hasProof() (ok bool) {
	q.proof, ok = parseProof(q.Proof)
	return ok
}

func (q *inquiry) isIncluded() bool {
	leaf := tlog.RecordHash([]byte(unhex(sha("takeed.leaf/v1" + unhex(q.Event.Hash)))))
	return tlog.CheckRecord(q.proof.hashes, q.proof.size, q.proof.root, q.proof.index, leaf) == nil
}

func (q *inquiry) isSigned() bool { return q.signed(q.proof.checkpoint) }

func (q *inquiry) isWitnessed() (ok bool) {
	q.Witnesses, q.Unchecked, ok = q.witnessed(q.proof.checkpoint)
	return ok
}

func (t trust) signed(c checkpoint) bool { return t.vouches(c.origin, c.signedText) }

// vouches reports whether a text that names a log is of the one whose keys are trusted: one
// of them signed, and none of their signatures is wrong.
func (t trust) vouches(origin string, text signedText) bool {
	some := false
	for _, k := range t.keys {
		signed, ok := k.signs(text, text.signed)
		if !ok {
			return false
		}
		some = some || signed
	}
	return some && origin == t.keys[0].name
}

// witnessed also counts the signatures that nobody asked us to check.
func (t trust) witnessed(c checkpoint) (witnesses, unchecked int, ok bool) {
	known := t.keys
	if ok = true; t.policy != nil {
		witnesses, ok = t.policy.check(c)
		for _, o := range t.policy.parts {
			known = append(known[:len(known):len(known)], o.witness)
		}
	}
	for _, s := range c.signatures {
		if !isOf(s, known) {
			unchecked++
		}
	}
	return witnesses, unchecked, ok
}

func isOf(s signature, keys []key) bool {
	for _, k := range keys {
		if k.sameID(key{name: s.name, id: s.id}) {
			return true
		}
	}
	return false
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// unhex decodes what was checked to be hex.
func unhex(s string) string {
	raw, _ := hex.DecodeString(s)
	return string(raw)
}

func u64(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, n)) }

// sized is a part of a hash, with its length before it so that parts cannot run together.
func sized(s string) string { return string(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) + s }

// checkCode is the first 40 bits of a digest, in letters that nobody mistakes for another.
func checkCode(digest []byte) string {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	bits := binary.BigEndian.Uint64(digest) >> 24
	code := make([]byte, 8)
	for i := range code {
		code[i] = letters[bits>>(35-5*i)&31]
	}
	return string(code[:4]) + "-" + string(code[4:])
}
