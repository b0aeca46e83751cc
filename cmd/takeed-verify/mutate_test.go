package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// mutation makes evidence into other evidence. It may return what it was given, if it finds
// nothing to change.
type mutation func(r *rand.Rand, s *specimen) evidence

// mutations are all of them, by name. What harmless lets through apart, none may be accepted.
var mutations = map[string]mutation{
	"flip a bit":        onFile(flipBit),
	"replace a byte":    onFile(func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] = byte(r.IntN(256)); return b }),
	"insert a byte":     onFile(func(r *rand.Rand, b []byte) []byte { return insert(b, r.IntN(len(b)+1), string(rune(r.IntN(128)))) }),
	"insert characters": onFile(func(r *rand.Rand, b []byte) []byte { return insert(b, r.IntN(len(b)+1), letters[r.IntN(len(letters))]) }),
	"remove bytes": onFile(func(r *rand.Rand, b []byte) []byte {
		i := r.IntN(len(b))
		return slices.Delete(b, i, min(len(b), i+1+r.IntN(4)))
	}),
	"truncate": onFile(func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] }),
	"append": onFile(func(r *rand.Rand, b []byte) []byte {
		return append(b, pick(r, "\n", " ", "\x00", "{}", "\r\n", "null")...)
	}),
	"prepend": onFile(func(r *rand.Rand, b []byte) []byte {
		return insert(b, 0, pick(r, "\ufeff", " ", "\n", "\x00", "[", "\xff"))
	}),
	"space after a token": onFile(afterToken),
	"escape a character":  onFile(escapeCharacter),
	"half a character": inString(func(r *rand.Rand) string {
		return pick(r, `\ud800`, `\udc00`, `\uDBFF`, `\ud83d\ud83d`, `\ude00\ud83d`, "\xed\xa0\x80")
	}),
	"bad characters": inString(func(r *rand.Rand) string {
		return pick(r, "\x00", "\n", "\x1f", "\xff", "\xc0\x80", `\u0000`, `\x41`, `\/`, `\u2028`, `\u00e9`, "\u2028")
	}),
	"drop a member":   onMembers(func(r *rand.Rand, m []string) []string { i := r.IntN(len(m)); return slices.Delete(m, i, i+1) }),
	"double a member": onMembers(func(r *rand.Rand, m []string) []string { return slices.Insert(m, r.IntN(len(m)+1), m[r.IntN(len(m))]) }),
	"reorder members": onMembers(func(r *rand.Rand, m []string) []string {
		r.Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] })
		return m
	}),
	"add a member": onMembers(func(r *rand.Rand, m []string) []string {
		return slices.Insert(m, r.IntN(len(m)+1), pick(r, `"__proto__":{}`, `"__proto__":"x"`, `"extra":"x"`, `"Stream":"x"`, `"constructor":1`, `"":""`, `"0":""`))
	}),
	"rename a member": onMembers(func(r *rand.Rand, m []string) []string {
		i := r.IntN(len(m))
		n := min(3, len(m[i]))
		m[i] = strings.ToUpper(m[i][:n]) + m[i][n:]
		return m
	}),
	"value of other kind": onMembers(otherValue),
	"rewrite a number":    onFile(rewriteNumber),
	"nest deeply": onFile(func(r *rand.Rand, b []byte) []byte {
		n := 9_000 + r.IntN(4_000)
		return slices.Concat(bytes.Repeat([]byte("["), n), b, bytes.Repeat([]byte("]"), n))
	}),
	"grow": onFile(func(r *rand.Rand, b []byte) []byte {
		return bytes.Replace(b, []byte(`"sentence`), bytes.Repeat([]byte("x"), 260_000), 1)
	}),
	"change a part": func(r *rand.Rand, s *specimen) evidence { return s.with(changePart(r, s.parts, s.file)) },
	"forge a part":  forgePart,
	"proof of another": func(r *rand.Rand, s *specimen) evidence {
		_, leaf := newParts(r).finish()
		return s.withProof(prove(r, leaf, s.size, s.signers()...))
	},
	"signed by another": func(r *rand.Rand, s *specimen) evidence {
		return s.with(s.issue(r, s.parts, append(s.signers()[1:], newIdentity(r, origin).signer)...))
	},
	"index":      onProof(changeIndex),
	"proof hash": onProof(changeHash),
	"checkpoint": onProof(changeCheckpoint),
	"signature":  onProof(changeSignature),
	"key twice":  onProof(func(r *rand.Rand, p string) string { return p + badSignature(r, lastSignatures(p)) }),
	"key twice, other way": onProof(func(r *rand.Rand, p string) string {
		i := strings.LastIndex(p, "\n\n") + 2
		return p[:i] + badSignature(r, p[i:]) + p[i:]
	}),
	"proof text":  onProof(func(r *rand.Rand, p string) string { return string(flipBit(r, []byte(p))) }),
	"proof lines": onProof(changeLines),
	"other key": func(r *rand.Rand, s *specimen) evidence {
		return s.trusting(newIdentity(r, pick(r, origin, origin+"2")).vkey, s.policy)
	},
	"broken key": func(r *rand.Rand, s *specimen) evidence {
		return s.trusting(string(flipBit(r, []byte(s.keys))), s.policy)
	},
	"no key": func(r *rand.Rand, s *specimen) evidence {
		return s.trusting(pick(r, "", "# none", "\n", s.keys+"\n"+s.keys, s.keys+" "+s.keys, s.keys+"\nx"), s.policy)
	},
	"stricter policy": stricterPolicy,
	"broken policy":   brokenPolicy,
}

var mutationNames = slices.Sorted(maps.Keys(mutations))

// mutate applies one mutation, and now and then a second one on top.
func mutate(r *rand.Rand, s *specimen) (name string, e evidence) {
	name = mutationNames[r.IntN(len(mutationNames))]
	e = mutations[name](r, s)
	if r.IntN(8) == 0 {
		again := *s
		again.evidence = e
		second := pick(r, "flip a bit", "proof text", "escape a character", "drop a member")
		return name + ", " + second, mutations[second](r, &again)
	}
	return name, e
}

func (s *specimen) with(file []byte) evidence {
	return evidence{file: file, keys: s.keys, policy: s.policy}
}
func (s *specimen) trusting(keys string, policy *string) evidence {
	return evidence{file: s.file, keys: keys, policy: policy}
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

func onFile(change func(r *rand.Rand, file []byte) []byte) mutation {
	return func(r *rand.Rand, s *specimen) evidence {
		if len(s.file) == 0 {
			return s.evidence
		}
		return s.with(change(r, bytes.Clone(s.file)))
	}
}

func flipBit(r *rand.Rand, b []byte) []byte {
	b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	return b
}

func insert(b []byte, at int, s string) []byte { return slices.Insert(b, at, []byte(s)...) }

// somewhere finds one of the places that an expression matches.
func somewhere(r *rand.Rand, b []byte, expr string) (from, to int, ok bool) {
	all := regexp.MustCompile(expr).FindAllIndex(b, -1)
	if len(all) == 0 {
		return 0, 0, false
	}
	at := all[r.IntN(len(all))]
	return at[0], at[1], true
}

func afterToken(r *rand.Rand, b []byte) []byte {
	if _, at, ok := somewhere(r, b, `[{}:,"\[\]]`); ok {
		return insert(b, at, pick(r, " ", "\n", "\t", "\r", "\ufeff", "\u00a0"))
	}
	return b
}

func escapeCharacter(r *rand.Rand, b []byte) []byte {
	if from, to, ok := somewhere(r, b, `[a-zA-Z0-9]`); ok {
		return slices.Replace(b, from, to, fmt.Appendf(nil, `\u%04x`, b[from])...)
	}
	return b
}

func inString(what func(*rand.Rand) string) mutation {
	return onFile(func(r *rand.Rand, b []byte) []byte {
		if _, at, ok := somewhere(r, b, `":"|\\":\\"`); ok {
			return insert(b, at, what(r))
		}
		return b
	})
}

// onMembers changes the members of the receipt, of its event, or of a JSON text inside it.
func onMembers(change func(r *rand.Rand, m []string) []string) mutation {
	return onFile(func(r *rand.Rand, b []byte) []byte {
		// An object without an object inside it, plain or escaped once.
		from, to, ok := somewhere(r, b, `\{"[^{}]*\}|\{\\"[^{}]*\}|\{"[^{}]*\{"[^{}]*\}[^{}]*\}`)
		if !ok {
			return b
		}
		quote := ""
		if b[from+1] == '\\' {
			quote = `\`
		}
		separator := "," + quote + `"`
		members := strings.Split(string(b[from+1+len(quote)+1:to-1]), separator)
		for i := range members {
			members[i] = strings.ReplaceAll(members[i], `\"`, `"`)
			members[i] = `"` + members[i]
		}
		text := strings.Join(change(r, members), ",")
		if quote != "" {
			text = strings.ReplaceAll(text, `"`, `\"`)
		}
		return slices.Replace(b, from+1, to-1, []byte(text)...)
	})
}

func otherValue(r *rand.Rand, m []string) []string {
	i := r.IntN(len(m))
	name, _, _ := strings.Cut(m[i], ":")
	m[i] = name + ":" + pick(r, "null", "true", "{}", "[]", "0", `""`, "-1", `"x"`, "1e400", `{"en":"","ar":""}`, "9007199254740992")
	return m
}

func rewriteNumber(r *rand.Rand, b []byte) []byte {
	from, to, ok := somewhere(r, b, `:[0-9]+`)
	if !ok {
		return b
	}
	n := string(b[from+1 : to])
	return slices.Replace(b, from+1, to, []byte(pick(r, n+".0", n+"e0", "-"+n, "0"+n, n+"0", "+"+n, n+"E+0", `"`+n+`"`, "-0", "0x1", "9007199254740993", "1e3", "18446744073709551616", n+"."))...)
}

func onProof(change func(r *rand.Rand, proof string) string) mutation {
	return func(r *rand.Rand, s *specimen) evidence {
		if proof, ok := proofOf(s.file); ok && strings.Contains(proof, "\n\n— ") {
			return s.withProof(change(r, proof))
		}
		return s.evidence
	}
}

// withProof puts another text in the place of the proof, which is the last member.
func (s *specimen) withProof(proof string) evidence {
	i := bytes.LastIndex(s.file, []byte(`"proof":"`))
	if i < 0 {
		return s.evidence
	}
	return s.with(append(bytes.Clone(s.file[:i]), `"proof":`+jsonString(proof)+"}\n"...))
}

func randomDigit(r *rand.Rand, s string) string {
	if s == "" {
		return s
	}
	i := r.IntN(len(s))
	return s[:i] + string("0123456789"[r.IntN(10)]) + s[i+1:]
}

func changeBase64(r *rand.Rand, s string) string {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil && len(b) > 0 && r.IntN(3) > 0 {
		return base64.StdEncoding.EncodeToString(flipBit(r, b))
	}
	return pick(r, s+"=", strings.TrimRight(s, "="), s+"A", " "+s, strings.ReplaceAll(s, "/", "_"), s+"\r", "", s+s, hex.EncodeToString([]byte(s)))
}
