package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// trust is what the reader brings: the keys of the log, all of one name, and perhaps a
// policy about witnesses. Nothing in a file adds to it.
type trust struct {
	keys   []key
	policy *policy
}

// key is a key of a note: a name, and the first bytes of a hash of name and key.
type key struct {
	name   string
	id     uint32
	public ed25519.PublicKey
}

// The kinds of key that we know, as a note has them in the first byte.
const (
	signerKey   = 1 // Ed25519 over the text
	cosignerKey = 4 // Ed25519 over a time and the text
)

// maxTrust is the size of the largest file of keys and of the largest policy, in bytes.
const maxTrust = 65_536

var (
	errKey    = errors.New("key")
	errPolicy = errors.New("policy")

	nameForm = regexp.MustCompile(`^[!-*,-~]+$`)
	vkeyForm = regexp.MustCompile(`^([!-*,-~]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$`)
)

// newTrust reads keys, one a line, and a policy. Lines that begin with # are comments.
func newTrust(keys string, witnesses *string) (t trust, err error) {
	for line := range strings.SplitSeq(keys, "\n") {
		line = strings.Trim(line, " \t\r")
		if line == "" || line[0] == '#' {
			continue
		}
		k, ok := parseKey(line, signerKey)
		if !ok || len(t.keys) > 0 && k.name != t.keys[0].name || slices.ContainsFunc(t.keys, k.sameID) {
			return t, errKey
		}
		t.keys = append(t.keys, k)
	}
	if len(t.keys) == 0 || len(keys) > maxTrust {
		return t, errKey
	}
	if witnesses != nil {
		t.policy, err = parsePolicy(*witnesses)
	}
	return t, err
}

func (k key) sameID(other key) bool { return k.name == other.name && k.id == other.id }

// parseKey reads a vkey. A witness's may also be written as that of a signer, as other
// programs accept it; what it signs are cosignatures all the same.
func parseKey(vkey string, kind byte) (key, bool) {
	m := vkeyForm.FindStringSubmatch(vkey)
	if m == nil {
		return key{}, false
	}
	raw, err := base64.StdEncoding.DecodeString(m[3])
	if err != nil || fmt.Sprintf("%08x", keyID(m[1], raw)) != m[2] || raw[0] != signerKey && raw[0] != kind || smallOrder(raw[1:]) {
		return key{}, false
	}
	raw[0] = kind
	return key{m[1], keyID(m[1], raw), raw[1:]}, true
}

// lowPoints are the points of small order on the curve of Ed25519, without their sign bit. A
// key or a signature with one proves nothing, and programs differ in whether they take it.
var lowPoints = []string{
	strings.Repeat("00", 32), "01" + strings.Repeat("00", 31), "ec" + strings.Repeat("ff", 30) + "7f", "ed" + strings.Repeat("ff", 30) + "7f", "ee" + strings.Repeat("ff", 30) + "7f",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
}

func smallOrder(point []byte) bool {
	unsigned := slices.Clone(point)
	unsigned[31] &= 0x7f
	return slices.Contains(lowPoints, hex.EncodeToString(unsigned))
}

func keyID(name string, kindAndKey []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), kindAndKey...))
	return binary.BigEndian.Uint32(sum[:])
}

// signs reports whether a key signed a text. It fails if any signature in its name is wrong,
// were there a right one beside it.
func (k key) signs(t signedText, message func(sig []byte) (text, rest []byte)) (signed, ok bool) {
	for _, s := range t.signatures {
		if s.name != k.name || s.id != k.id {
			continue
		}
		text, rest := message(s.bytes)
		if len(rest) != ed25519.SignatureSize || smallOrder(rest[:32]) || !ed25519.Verify(k.public, text, rest) {
			return false, false
		}
		signed = true
	}
	return signed, true
}

// signed is the message of a signer, and cosigned that of a witness, which begins with a
// time (c2sp.org/tlog-cosignature).
func (t signedText) signed(sig []byte) (text, rest []byte) { return []byte(t.text), sig }

func (t signedText) cosigned(sig []byte) (text, rest []byte) {
	if len(sig) < 8 {
		return nil, nil
	}
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), t.text), sig[8:]
}

// policy says which witnesses must have cosigned (c2sp.org/tlog-policy). Its lines about
// logs are passed over: the key that was given is the only one that is trusted.
type policy struct {
	parts  []part
	quorum string
	used   map[string]bool // names that are in a group
}

// part is a witness, or a group of parts before it.
type part struct {
	name    string
	witness key
	least   int // of these
	of      []string
}

var forbidden = regexp.MustCompile(`[^\t\n -~\x{80}-\x{10ffff}]`)

func parsePolicy(text string) (*policy, error) {
	p := &policy{used: map[string]bool{}}
	ok := len(text) <= maxTrust && utf8.ValidString(text) && !forbidden.MatchString(text)
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
		if i := slices.IndexFunc(words, func(w string) bool { return w[0] == '#' }); i >= 0 {
			words = words[:i]
		}
		ok = ok && (len(words) == 0 || p.add(words[0], words[1:]))
	}
	if !ok || p.quorum == "" {
		return nil, errPolicy
	}
	return p, nil
}

func (p *policy) add(keyword string, args []string) bool {
	n := len(args)
	switch keyword {
	case "log":
		return n == 1 || n == 2
	case "witness":
		return (n == 2 || n == 3) && p.addWitness(args[0], args[1])
	case "group":
		return n >= 3 && p.addGroup(args[0], args[1], args[2:])
	case "quorum":
		if n != 1 || p.quorum != "" || args[0] != "none" && !p.has(args[0]) {
			return false
		}
		p.quorum = args[0]
		return true
	}
	return false
}

func (p *policy) has(name string) bool {
	return slices.ContainsFunc(p.parts, func(o part) bool { return o.name == name })
}

func (p *policy) addWitness(name, vkey string) bool {
	k, ok := parseKey(vkey, cosignerKey)
	twice := slices.ContainsFunc(p.parts, func(o part) bool { return o.witness.sameID(k) || k.public.Equal(o.witness.public) })
	if !ok || twice || name == "none" || p.has(name) {
		return false
	}
	p.parts = append(p.parts, part{name: name, witness: k})
	return true
}

func (p *policy) addGroup(name, least string, of []string) bool {
	k, number := decimal(least)
	switch least {
	case "any":
		k, number = 1, true
	case "all":
		k, number = int64(len(of)), true
	}
	for _, o := range of {
		if !p.has(o) || p.used[o] {
			return false
		}
		p.used[o] = true
	}
	if !number || k < 1 || k > int64(len(of)) || name == "none" || p.has(name) {
		return false
	}
	p.parts = append(p.parts, part{name: name, least: int(k), of: of})
	return true
}

// check counts the witnesses that cosigned, and reports whether they are enough and all
// their cosignatures are right.
func (p *policy) check(c checkpoint) (witnesses int, ok bool) {
	met := map[string]bool{"none": true}
	for _, o := range p.parts {
		if o.of != nil {
			n := 0
			for _, name := range o.of {
				if met[name] {
					n++
				}
			}
			met[o.name] = n >= o.least
			continue
		}
		if met[o.name], ok = o.witness.signs(c.signedText, c.cosigned); !ok {
			return 0, false
		}
		if met[o.name] {
			witnesses++
		}
	}
	return witnesses, met[p.quorum]
}
