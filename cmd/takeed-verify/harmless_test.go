package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// harmless reports whether a change of a specimen left everything that is vouched for as it
// was, so that a verifier may accept it. What nobody vouches for is:
//
//   - the event's number, which is not hashed: it helps staff to find the event;
//   - a line "extra" of the proof, which the format says is not authenticated;
//   - signatures of keys that the reader does not know, which every note may have;
//   - the order and the repetition of true signatures, and those that are not needed.
//
// The keys and the policy are the same, as text; the mutations that change them leave
// nothing that would do.
func harmless(s *specimen, e evidence) bool {
	if e.keys != s.keys || !samePolicy(e.policy, s.policy) {
		return false
	}
	was, before := essence(s.file)
	is, after := essence(e.file)
	if was == "" || was != is {
		return false
	}
	known := []string{keyOf(s.log.vkey)}
	if s.policy != nil {
		for _, w := range s.witnesses {
			known = append(known, keyOf(w.vkey))
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) && slices.Contains(known, signerOf(line)) {
			return false
		}
	}
	cosigned := 0
	for i, key := range known {
		if slices.ContainsFunc(after, func(line string) bool { return signerOf(line) == key }) {
			cosigned++
		} else if i == 0 {
			return false
		}
	}
	return cosigned-1 >= s.enough
}

func samePolicy(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

var (
	numberMember = regexp.MustCompile(`"number":[0-9]+,`)
	extraLine    = regexp.MustCompile(`\nextra [^\n]*\n`)
)

// essence is a receipt without what nobody vouches for, and apart from it the lines of
// signatures of its checkpoint; empty if it has no such form.
func essence(file []byte) (string, []string) {
	proof, ok := proofOf(file)
	i := strings.LastIndex(proof, "\n\n")
	if !ok || i < 0 {
		return "", nil
	}
	head := bytes.LastIndex(file, []byte(`"proof":`))
	text := numberMember.ReplaceAllString(string(file[:head]), `"number":0,`) + extraLine.ReplaceAllString(proof[:i], "\n")
	return text, strings.Split(strings.TrimSuffix(proof[i+2:], "\n"), "\n")
}

func proofOf(file []byte) (string, bool) {
	var r struct{ Proof string }
	err := json.Unmarshal(file, &r)
	return r.Proof, err == nil && r.Proof != "" && bytes.Contains(file, []byte(`"proof":"`))
}

// keyOf and signerOf give the name and the id of a key, of a vkey and of a line.
func keyOf(vkey string) string {
	parts := strings.SplitN(vkey, "+", 3)
	return parts[0] + " " + parts[1]
}

func signerOf(line string) string {
	words := strings.Split(line, " ")
	if len(words) != 3 {
		return ""
	}
	signature, err := base64.StdEncoding.DecodeString(words[2])
	if err != nil || len(signature) < 4 {
		return ""
	}
	return words[1] + " " + hex.EncodeToString(signature[:4])
}
