package main

import (
	"encoding/base64"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"
)

// alter changes one part, with or without the hashes of it that the event records.
func alter(r *rand.Rand, p parts) parts {
	p.event, p.body = maps.Clone(p.event), maps.Clone(p.body)
	version, _ := strconv.Atoi(p.body["version"])
	switch r.IntN(14) {
	case 0:
		p.document = newDocument(r, p.event["transaction"].(string), version)
	case 1:
		p.document = strings.NewReplacer(`"en":`, `"ar":`, `"ar":`, `"en":`).Replace(p.document)
	case 2:
		p.document = pick(r, "null", "{}", "[]", `{"fields":null`+p.document[strings.Index(p.document, `],"id"`)+1:], p.document+" ", strings.Replace(p.document, `"id":"`, `"id":"0`, 1),
			strings.Replace(p.document, `"transfer"`, `""`, 1), strings.Replace(p.document, `"version":`, `"version":1`, 1), strings.Replace(p.document, `"template":`, `"template":-`, 1), strings.Replace(p.document, "{", `{"x":1,`, 1))
	case 3:
		p.result = pick(r, strings.Replace(p.result, "784", "785", 1), strings.Replace(p.result, `"confirmed"`, `"rejected"`, 1), "{}", "null", p.result+" ", strings.Replace(p.result, "{", `{"x":1,`, 1))
	case 12:
		p.mangle = func(body string) string { return misspell(r, body) }
	case 13:
		if r.IntN(2) == 0 {
			p.document = misspell(r, p.document)
		} else {
			p.result = misspell(r, p.result)
		}
	case 4:
		p.resultSalt = randomHex(r, 16)
	case 5:
		delete(p.body, pick(r, "digest", "kind", "result", "version"))
	case 6:
		p.body[pick(r, "digest", "kind", "result", "version", "client", "more")] = pick(r, "", "mobile", "01", "1", "2", randomHex(r, 32))
	case 7:
		p.event["position"] = r.Int64N(1 << 53)
	case 8:
		tx := randomID(r)
		p.event["transaction"], p.event["stream"] = tx, pick(r, "txn:"+tx, "txn:"+p.event["transaction"].(string), "user:"+tx)
	default:
		name := pick(r, "attempt", "actor", "event", "state", "time", "salt", "prev_hash", "time")
		p.event[name] = map[string]string{"attempt": pick(r, randomID(r), ""), "actor": pick(r, "customer:"+randomID(r), "staff:"+randomID(r), "system"), "event": "transaction_rejected", "state": pick(r, "rejected", ""),
			"time": pick(r, "2026-11-30T10:02:11.123456Z", "2026-02-28T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"), "salt": randomHex(r, 16), "prev_hash": pick(r, "", randomHex(r, 32))}[name]
	}
	if r.IntN(2) == 0 && p.body["digest"] != "" && p.body["result"] != "" {
		p.body["digest"], p.body["result"] = sum(p.document), sum("takeed.result/v1"+raw(p.resultSalt)+p.result)
	}
	return p
}

// misspell writes a JSON text in another way, or makes it into one that readers differ about.
func misspell(r *rand.Rand, s string) string {
	switch i := strings.Index(s, `":"`); r.IntN(4) {
	case 0:
		return s[:i+3] + pick(r, `\ud800`, `\ud83d\ud83d`, "\u2028", "\u0041", `\/`, `\x`, "\x00", "\n", `\u0008`, `\u2028`, `\u003c`, "\u007f", `\u007f`, `\u000A`) + s[i+3:]
	case 1:
		return "{" + pick(r, `"a":"","a":"",`, `"__proto__":"",`, `"\ud800":"","\ufffd":"",`, `"a":1,`, `"a":null,`, `"":"",`, `"zz":"",`, " ") + s[1:]
	case 2:
		return pick(r, "null", "[]", "{}", `""`, "{", "[{}]", "0", "\ufeff"+s, s+"\n", s+"{}", strings.Repeat("[", 11_000)+strings.Repeat("]", 11_000))
	default:
		return strings.Replace(s, `":"`, pick(r, `": "`, `" :"`, `":["`, `"::"`, `","`, `":1,"`), 1)
	}
}

// changePart keeps the proof, and the hash of the event or not.
func changePart(r *rand.Rand, p parts, file []byte) []byte {
	proof, ok := proofOf(file)
	if !ok {
		return file
	}
	receipt, _ := alter(r, p).finish()
	if i, was := strings.LastIndex(receipt, `"hash":"`), strings.LastIndex(string(file), `"hash":"`); r.IntN(2) == 0 && was >= 0 {
		receipt = receipt[:i] + string(file[was:was+73]) + receipt[i+73:]
	}
	return []byte(receipt + jsonString(proof) + "}\n")
}

// forgePart makes a whole new log for a changed event, whose checkpoint has the
// signatures of the true one, or those of another key of the same name.
func forgePart(r *rand.Rand, s *specimen) evidence {
	p := alter(r, s.parts)
	p.body["digest"], p.body["result"] = sum(p.document), sum("takeed.result/v1"+raw(p.resultSalt)+p.result)
	forged := *s
	forged.file = s.issue(r, p, newIdentity(r, origin).signer)
	genuine, ok1 := proofOf(s.file)
	proof, ok2 := proofOf(forged.file)
	if ok1 && ok2 && r.IntN(2) == 0 {
		return forged.withProof(strings.TrimSuffix(proof, lastSignatures(proof)) + lastSignatures(genuine))
	}
	return forged.evidence
}

func lastSignatures(proof string) string {
	return proof[strings.LastIndex(proof, "\n\n")+2:]
}

// badSignature is a line of the same key as one of some lines, with another signature.
func badSignature(r *rand.Rand, lines string) string {
	all := strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
	words := strings.Split(all[r.IntN(len(all))], " ")
	signature, err := base64.StdEncoding.DecodeString(words[len(words)-1])
	if err != nil || len(signature) < 5 {
		return lines
	}
	signature[4+r.IntN(len(signature)-4)] ^= 1 << r.IntN(8)
	if r.IntN(8) == 0 {
		signature = signature[:4+r.IntN(len(signature)-4)]
	}
	words[len(words)-1] = base64.StdEncoding.EncodeToString(signature)
	return strings.Join(words, " ") + "\n"
}

func changeIndex(r *rand.Rand, p string) string {
	before, after, found := strings.Cut(p, "\nindex ")
	index, rest, _ := strings.Cut(after, "\n")
	if !found {
		return p
	}
	n, _ := strconv.Atoi(index)
	index = pick(r, fmt.Sprint(n+1), fmt.Sprint(n^1), fmt.Sprint(n-1), "0", randomDigit(r, index), "0"+index, "+"+index, index+" ", "", "9007199254740992", "18446744073709551615", index+".0")
	return before + "\nindex " + index + "\n" + rest
}

// changeHash changes a line between the index and the checkpoint.
func changeHash(r *rand.Rand, p string) string {
	head, note, _ := strings.Cut(p, "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 3 {
		return strings.Replace(p, "\n\n", "\n"+base64.StdEncoding.EncodeToString(randomBytes(r, 32))+"\n\n", 1)
	}
	i := 2 + r.IntN(len(lines)-2)
	switch r.IntN(4) {
	case 0:
		lines = append(lines[:i], lines[i+1:]...)
	case 1:
		lines = append(lines, lines[i])
	case 2:
		j := 2 + r.IntN(len(lines)-2)
		lines[i], lines[j] = lines[j], lines[i]
	default:
		lines[i] = changeBase64(r, lines[i])
	}
	return strings.Join(lines, "\n") + "\n\n" + note
}

// changeCheckpoint changes the origin, the size or the root, or adds a line to them.
func changeCheckpoint(r *rand.Rand, p string) string {
	head, note, _ := strings.Cut(p, "\n\n")
	text, signatures, _ := strings.Cut(note, "\n\n")
	lines := strings.Split(text, "\n")
	if len(lines) != 3 {
		return p
	}
	switch r.IntN(4) {
	case 0:
		lines[0] = pick(r, lines[0]+"2", "other.example/takeed", "", lines[0]+" ", strings.ToUpper(lines[0]), "سجل", lines[0]+"\u00a0")
	case 1:
		n, _ := strconv.Atoi(lines[1])
		lines[1] = pick(r, fmt.Sprint(n+1), fmt.Sprint(n-1), "0", "0"+lines[1], randomDigit(r, lines[1]), "-1", lines[1]+"0", "9007199254740992", "9007199254740991")
	case 2:
		lines[2] = changeBase64(r, lines[2])
	default:
		lines = append(lines, pick(r, "extension", " ", "x "+lines[2]))
	}
	return head + "\n\n" + strings.Join(lines, "\n") + "\n\n" + signatures
}

// changeSignature changes one of the lines under the checkpoint, or takes it away.
func changeSignature(r *rand.Rand, p string) string {
	signatures := lastSignatures(p)
	lines := strings.SplitAfter(signatures, "\n")
	i := r.IntN(len(lines))
	words := strings.Split(strings.TrimSuffix(lines[i], "\n"), " ")
	switch n := len(words); {
	case n < 3 || r.IntN(4) == 0:
		lines[i] = ""
	case r.IntN(4) == 0:
		words[1] = pick(r, words[1]+"2", "", "سجل", words[1]+"\u3000", origin, "a+b", "a\u0085b")
		lines[i] = strings.Join(words, " ") + "\n"
	case r.IntN(2) == 0:
		lines[i] = badSignature(r, lines[i])
	default:
		words[2] = changeBase64(r, words[2])
		lines[i] = strings.Join(words, " ") + pick(r, "\n", " \n", "\n\n", "")
	}
	return strings.TrimSuffix(p, signatures) + strings.Join(lines, "")
}

// changeLines moves, doubles, adds or removes whole lines of a proof.
func changeLines(r *rand.Rand, p string) string {
	lines := strings.Split(p, "\n")
	i, j := r.IntN(len(lines)), r.IntN(len(lines))
	switch r.IntN(5) {
	case 0:
		lines[i], lines[j] = lines[j], lines[i]
	case 1:
		lines = append(lines[:i+1], lines[i:]...)
	case 2:
		lines = append(lines[:i], lines[i+1:]...)
	case 3:
		lines[i] += "\r"
	default:
		added := pick(r, "", "extra ", "extra eA==", "extra eA=", "index 0", "— a AAAAAAA=", "— a AAAA", "— witness.example/0 AAAAAAA=", "— a\u2003b AAAAAAA=", "—  AAAAAAA=", "- a AAAAAAA=")
		lines = append(lines[:i], append([]string{added}, lines[i:]...)...)
	}
	return strings.Join(lines, "\n")
}

// stricterPolicy asks for a witness that did not cosign, beside those that did.
func stricterPolicy(r *rand.Rand, s *specimen) evidence {
	others := append(s.witnesses[:len(s.witnesses):len(s.witnesses)], newWitness(r, "witness.example/other"))
	if r.IntN(2) == 0 && len(s.witnesses) > 0 { // another key under a witness's name
		others[0] = newWitness(r, "witness.example/0")
	}
	return s.trusting(s.keys, policyOf(len(others), others))
}

func brokenPolicy(r *rand.Rand, s *specimen) evidence {
	w := newWitness(r, "w")
	line := "witness a " + w.vkey + "\n"
	text := pick(r, "", "\n", "quorum a", line, line+"quorum b", line+"quorum a\nquorum a", line+line+"quorum a", line+"witness b "+w.vkey+"\nquorum a", "witness none "+w.vkey+"\nquorum none",
		line+"group g 2 a\nquorum g", line+"group g 0 a\nquorum g", line+"group g 01 a\nquorum g", line+"group g any\nquorum g", line+"group g any a a\nquorum g", line+"group g any none\nquorum g",
		line+"group g any a\ngroup h any a\nquorum h", line+"group a any a\nquorum a", "quorum a\n"+line, line+"quorum a\r\n", line+"quorum a\x7f", line+"quorum\u00a0a", "witness a\nquorum none",
		"witness a "+s.keys+" x y\nquorum none", "log\nquorum none", "unknown x\nquorum none", line+"quorum a b", string(flipBit(r, []byte("witness a "+w.vkey)))+"\nquorum a\n"+strings.Repeat("#", 66_000))
	return s.trusting(s.keys, &text)
}
