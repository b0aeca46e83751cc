package main

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

var codeRuns = flag.Int("codes", 60, "how many mutations of statements both verifiers judge; 1000 by hand")

// said is what a statement says, and how it is signed.
type said struct {
	index, micros uint64
	digest        []byte
	by            identity
}

func newSaid(r *rand.Rand) said {
	return said{r.Uint64N(1 << 53), r.Uint64N(4e15), randomBytes(r, 32), newIdentity(r, origin)}
}

// signed is the note that the portal signs, and code what it prints of it.
func (s said) signed() []byte {
	at := time.UnixMicro(int64(s.micros)).UTC().Format("2006-01-02T15:04:05.000000Z")
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("takeed.statement/v1\n%s\n%d\n%x\nconfirmed\n%s\n", origin, s.index, s.digest, at)}, s.by.signer)
	check(err)
	return signed
}

func (s said) bytes() []byte {
	lines := strings.Split(string(s.signed()), " ")
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(lines[len(lines)-1]))
	check(err)
	b := append([]byte{1}, signature[:4]...)
	b = binary.BigEndian.AppendUint64(b, s.index)
	b = append(b, s.digest...)
	b = binary.BigEndian.AppendUint64(b, s.micros)
	return append(b, signature[4:]...)
}

func in32(b []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

func (s said) code() string            { return in32(s.bytes()) }
func (s said) as(code string) evidence { return evidence{keys: s.by.vkey, code: code} }

// mutateCode makes a code into one that nobody signed, or that nobody printed.
func mutateCode(r *rand.Rand, s said) evidence {
	code, b := s.code(), s.bytes()
	at := r.IntN(len(code))
	switch r.IntN(10) {
	case 0:
		return s.as(code[:at] + code[at+1:])
	case 1:
		return s.as(code[:at] + code[at:at+1] + code[at:])
	case 2:
		other := (strings.IndexByte(alphabet, code[at]) + 1 + r.IntN(31)) % 32
		return s.as(code[:at] + alphabet[other:other+1] + code[at+1:])
	case 3:
		return s.as(code[:at] + pick(r, "0", "1", "8", "9", "=", "-", "a", "é", "\n", " ", "#", "\x00", "İ") + code[at+1:])
	case 4:
		return s.as(pick(r, strings.ToLower(code), code+"====", "\ufeff"+code, code+"#", "x#x#"+code, "=", code+code, code[:94]+"\n"+code[94:], "https://portal.example.ae/V#", "https://portal.example.ae/V?"+code))
	case 5:
		forger := newIdentity(r, origin)
		forged := said{s.index, s.micros, s.digest, forger}.bytes()
		if r.IntN(2) == 0 {
			copy(forged[1:5], b[1:5])
		}
		return s.as(in32(forged))
	case 6:
		return evidence{code: code, keys: pick(r, newIdentity(r, origin).vkey, newIdentity(r, origin+"2").vkey, "", string(flipBit(r, []byte(s.by.vkey))))}
	case 7:
		s.by.signer = lowSigner{s.by.signer, s.by.seed}
		return s.as(s.code())
	case 8:
		binary.BigEndian.PutUint64(b[pick(r, "\x05", "\x2d")[0]:], pick64(r))
		return s.as(in32(b))
	default:
		return s.as(in32(flipBit(r, b)))
	}
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

func pick64(r *rand.Rand) uint64 {
	return []uint64{0, 1 << 53, 1<<53 - 1, 1<<64 - 1, 1 << 63, 253_402_300_799_999_999, 253_402_300_800_000_000, r.Uint64()}[r.IntN(8)]
}

// codeTrials are codes with one fault, or none.
func codeTrials() (all []trial) {
	r := rand.New(rand.NewPCG(21, 21))
	s := newSaid(r)
	code := s.code()
	spare := code[:187] + string(alphabet[strings.IndexByte(alphabet, code[187])+1])
	for text, step := range map[string]string{
		code: "", " \r\n" + code + "\n": "", "https://portal.example.ae/V#" + code: "", "https://portal.example.ae/ar/verify#" + code: "", "#" + code: "",
		spare: "format", code[:187]: "format", code + "A": "format", strings.ToLower(code): "format", "B" + code[1:]: "format", "\u00a0" + code: "format", "##" + code: "format", code[:94] + "\r\n" + code[94:]: "format",
		code[:2] + "A" + code[3:]: "signature", code[:186] + "AA": "signature", code[:30] + "A" + code[31:]: "signature",
	} {
		all = append(all, fails(step, s.as(text)))
	}
	for step, edges := range map[string][]said{
		"":       {{0, 0, s.digest, s.by}, {1<<53 - 1, 253_402_300_799_999_999, s.digest, s.by}},
		"format": {{1 << 53, 0, s.digest, s.by}, {1<<64 - 1, 0, s.digest, s.by}, {0, 253_402_300_800_000_000, s.digest, s.by}, {0, 1<<64 - 1, s.digest, s.by}},
	} {
		for _, e := range edges {
			all = append(all, fails(step, s.as(e.code())))
		}
	}
	other := newIdentity(r, origin)
	s.by.signer = lowSigner{s.by.signer, s.by.seed}
	return append(all, fails("signature", s.as(s.code())),
		fails("signature", evidence{keys: other.vkey, code: code}),
		fails("", evidence{keys: other.vkey + "\n" + s.by.vkey, code: code}),
		trial{outcome{Error: "key"}, evidence{code: code}})
}

func TestTheProgramNamesTheStepOfACode(t *testing.T) {
	t.Parallel()
	for _, c := range codeTrials() {
		if o, _ := judge(c.evidence); o != c.want {
			t.Errorf("%+v, not %+v, for %q", o, c.want, c.code)
		}
	}
}

// Good codes, bad ones and mutated ones are the same to both, to the last letter.
func TestBothVerifiersAgreeOnCodes(t *testing.T) {
	page := browser(t)
	r := rand.New(rand.NewPCG(*seed, 22))
	var all []evidence
	for _, c := range codeTrials() {
		all = append(all, c.evidence)
	}
	before := len(all)
	for len(all) < before+*codeRuns {
		s := newSaid(r)
		if e := mutateCode(r, s); e.code != s.code() || e.keys != s.by.vkey {
			all = append(all, e)
		}
	}
	steps := map[string]int{}
	for i, verdict := range byPage(t, page, all) {
		o, v := judge(all[i])
		if i >= before {
			steps[o.Step+o.Error]++
		}
		theirs := outcome{}
		if err := json.Unmarshal(verdict, &theirs); err != nil || o != theirs || i >= before && o.OK {
			t.Errorf("the program says %+v, and the page %s, of %q", o, verdict, all[i].code)
		}
		text, err := json.Marshal(v)
		if err != nil || o.OK && !reflect.DeepEqual(fromJSON(t, text), fromJSON(t, verdict)) {
			t.Errorf("%v: the program says\n%s\nand the page\n%s", err, text, verdict)
		}
	}
	t.Logf("refused by both: %v", steps)
	for _, step := range []string{"format", "signature", "key"} {
		if steps[step] == 0 {
			t.Errorf("no mutation was refused at %s", step)
		}
	}
}
