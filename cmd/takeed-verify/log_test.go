package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	f_note "github.com/transparency-dev/formats/note"
	f_proof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/merkle/testonly"
	"golang.org/x/mod/sumdb/note"
)

// This file makes receipts. It shares nothing with the verifiers but the description of the
// formats: trees, notes, cosignatures and proofs are written by libraries that the program
// does not use.

const origin = "log.bank.example.ae/takeed"

// identity is the key of a signer of notes.
type identity struct {
	vkey   string
	signer note.Signer
	seed   []byte
}

// newIdentity takes its key from a stream of random numbers, so that a seed gives the same one.
func newIdentity(r *rand.Rand, name string) identity {
	seed, skey, vkey := newKey(r, name)
	signer, err := note.NewSigner(skey)
	check(err)
	return identity{vkey, signer, seed}
}

// newWitness is the same for cosignatures.
func newWitness(r *rand.Rand, name string) identity {
	seed, skey, vkey := newKey(r, name)
	signer, err := f_note.NewSignerForCosignatureV1(skey)
	check(err)
	vkey, err = f_note.VKeyToCosignatureV1(vkey)
	check(err)
	return identity{vkey, signer, seed}
}

func newKey(r *rand.Rand, name string) (seed []byte, skey, vkey string) {
	seed = randomBytes(r, ed25519.SeedSize)
	vkey, err := note.NewEd25519VerifierKey(name, ed25519Key(seed).Public().(ed25519.PublicKey))
	check(err)
	return seed, "PRIVATE+KEY+" + strings.ReplaceAll(keyOf(vkey), " ", "+") + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)), vkey
}

func ed25519Key(seed []byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(seed) }

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.BigEndian.AppendUint64(b, r.Uint64())
	}
	return b[:n]
}

func randomHex(r *rand.Rand, n int) string { return hex.EncodeToString(randomBytes(r, n)) }

func randomID(r *rand.Rand) string {
	h := randomHex(r, 16)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// letters has what readers of JSON and of notes stumble over.
var letters = []string{
	"a", "Z", "0", " ", "مبلغ", "درهم", "é", "漢", "👩‍👩‍👧", "\u2028", "\u2029", "\u2068", "\u2069", "\u202e", `"`, `\`, `\u2028`, `\ud800`, "/", "<", "&",
	"\n", "\t", "\b", "\f", "\x00", "\x1f", "\x7f", "\u0085", "\ufeff", "\ufffd", "\U0010ffff", "\ue000", "__proto__", "{", "]", ",", ":", "1e3", "-0",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteString(letters[r.IntN(len(letters))])
	}
	return b.String()
}

// parts are what a receipt is made of, before it is hashed.
type parts struct {
	document, result, resultSalt string
	event                        map[string]any
	body                         map[string]string
	mangle                       func(body string) string // what a careless portal would do to the body before it is hashed
}

func newParts(r *rand.Rand) parts {
	tx := randomID(r)
	version := 1 + r.IntN(3)
	p := parts{resultSalt: randomHex(r, 16)}
	p.document = newDocument(r, tx, version)
	p.result = fmt.Sprintf(`{"identifier":"784-****-*******-%d","method":"uaepass.face","name":%s,"status":"confirmed"}`, r.IntN(10), bothTexts(r))
	p.body = map[string]string{"digest": sum(p.document), "kind": "transfer", "outcome": "success", "version": fmt.Sprint(version),
		"result": sum("takeed.result/v1" + raw(p.resultSalt) + p.result), "client": "192.0.2.7", randomText(r): randomText(r), "10": "", "9": "", "\ue000": "", "\U0001F600": ""}
	at := time.UnixMicro(r.Int64N(4e15)).UTC()
	p.event = map[string]any{"version": 2, "number": r.Int64N(1 << 53), "stream": "txn:" + tx, "position": r.Int64N(1 << 53), "transaction": tx, "attempt": randomID(r),
		"event": "transaction_confirmed", "state": "confirmed", "actor": "customer:" + randomID(r), "time": at.Format("2006-01-02T15:04:05.000000Z"),
		"salt": randomHex(r, 16), "prev_hash": []string{"", randomHex(r, 32)}[r.IntN(2)]}
	return p
}

func newDocument(r *rand.Rand, tx string, version int) string {
	var fields []string
	for i := range r.IntN(4) {
		fields = append(fields, fmt.Sprintf(`{"label":%s,"name":"field_%d","text":%s,"type":"text","value":%s}`, bothTexts(r), i, bothTexts(r), goJSON(randomText(r))))
	}
	return fmt.Sprintf(`{"fields":[%s],"id":"%s","kind":"transfer","sentence":%s,"template":%d,"version":%d}`, strings.Join(fields, ","), tx, bothTexts(r), 1+r.IntN(9), version)
}

// bothTexts writes a text as the portal's type does or, now and then, as the alphabet would.
func bothTexts(r *rand.Rand) string {
	if r.IntN(8) == 0 {
		return `{"ar":` + goJSON(randomText(r)) + `,"en":` + goJSON(randomText(r)) + `}`
	}
	return `{"en":` + goJSON(randomText(r)) + `,"ar":` + goJSON(randomText(r)) + `}`
}

// finish hashes the event of p, and returns its receipt without the proof, and the leaf.
func (p parts) finish() (receipt string, leaf []byte) {
	e := p.event
	body := goJSON(p.body)
	if p.mangle != nil {
		body = p.mangle(body)
	}
	at, err := time.Parse(time.RFC3339Nano, e["time"].(string))
	check(err)
	commitment := sha256.Sum256([]byte("takeed.body/v1" + raw(e["salt"].(string)) + body))
	var b bytes.Buffer
	b.WriteString("audit/v2")
	write := func(s string) { check(binary.Write(&b, binary.BigEndian, uint32(len(s)))); b.WriteString(s) }
	write(e["stream"].(string))
	check(binary.Write(&b, binary.BigEndian, e["position"]))
	for _, name := range []string{"transaction", "attempt", "event", "state", "actor"} {
		write(e[name].(string))
	}
	check(binary.Write(&b, binary.BigEndian, at.UnixMicro()))
	b.Write(commitment[:])
	b.WriteString(raw(e["prev_hash"].(string)))
	hash := sum(b.String())
	var event []string
	for _, name := range []string{"version", "number", "stream", "position", "transaction", "attempt", "event", "state", "actor", "time"} {
		event = append(event, jsonString(name)+":"+jsonString(e[name]))
	}
	event = append(event, `"body":`+jsonString(body), `"salt":`+jsonString(e["salt"]), `"prev_hash":`+jsonString(e["prev_hash"]), `"hash":`+jsonString(hash))
	receipt = fmt.Sprintf(`{"format":"takeed.receipt/v1","document":%s,"result":%s,"result_salt":%s,"event":{%s},"proof":`,
		jsonString(p.document), jsonString(p.result), jsonString(p.resultSalt), strings.Join(event, ","))
	data := sha256.Sum256([]byte("takeed.leaf/v1" + raw(hash)))
	return receipt, data[:]
}

// prove puts a leaf at a random place in a tree of other leaves, and writes the proof.
func prove(r *rand.Rand, leaf []byte, size int, sign ...note.Signer) string {
	tree := testonly.New(rfc6962.DefaultHasher)
	index := r.IntN(size)
	for i := range size {
		if i == index {
			tree.AppendData(leaf)
		} else {
			tree.AppendData(randomBytes(r, 32))
		}
	}
	hashes, err := tree.InclusionProof(uint64(index), uint64(size))
	check(err)
	p := f_proof.TLogProof{Index: uint64(index), Checkpoint: checkpointNote(uint64(size), tree.Hash(), sign...)}
	for _, h := range hashes {
		p.Hashes = append(p.Hashes, [32]byte(h))
	}
	return string(p.Marshal())
}

func checkpointNote(size uint64, root []byte, sign ...note.Signer) []byte {
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root))}, sign...)
	check(err)
	return signed
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func raw(s string) string {
	b, err := hex.DecodeString(s)
	check(err)
	return string(b)
}

// goJSON is what Go's encoder writes, as the portal writes documents and bodies.
func goJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	check(enc.Encode(v))
	return strings.TrimSuffix(b.String(), "\n")
}

// jsonString is what JSON.stringify writes: Go's encoder escapes two separators more.
func jsonString(v any) string {
	s, ok := v.(string)
	if !ok {
		return goJSON(v)
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "\u2028\u2029")
		if i < 0 {
			i = len(s)
		}
		b.WriteString(strings.Trim(goJSON("x"+s[:i]+"x"), `"`)[1:])
		text := strings.TrimSuffix(b.String(), "x")
		b.Reset()
		b.WriteString(text)
		if s = s[i:]; s != "" {
			b.WriteString(s[:len("\u2028")])
			s = s[len("\u2028"):]
		}
	}
	return `"` + b.String() + `"`
}

// check is for what cannot fail here.
func check(err error) {
	if err != nil {
		panic(err)
	}
}
