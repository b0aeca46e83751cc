// Package witness asks witnesses to cosign the checkpoints of the log, as
// https://c2sp.org/tlog-witness says. A witness is somebody else's program, such as
// cmd/witness: it cosigns a checkpoint only if that continues the last one it cosigned.
//
// Which witnesses there are is said by a file, of which ParsePolicy says more:
//
//	witness audit audit.bank.example/w1+5f10cbd3+BGx… https://witness.bank.example/
//	witness firm witness.auditor.example+d0b51f0a+BL6… https://witness.auditor.example/takeed/
//	group both all audit firm
//	quorum both
//
// Witnesses may be slow, dead or dishonest. Each is asked by itself, within a deadline, and
// nothing that one of them does delays or spoils what another answers. A cosignature is
// verified before it is handed on. What they answer besides is shown to nobody.
package witness

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	cosign "github.com/transparency-dev/formats/note"
	format "github.com/transparency-dev/formats/witness"
	"golang.org/x/mod/sumdb/note"

	"takeed/internal/oauthclient"
)

const (
	maxPolicy    = 64 << 10
	maxWitnesses = 32
)

// Policy says which witnesses to ask, and which of them are enough.
type Policy struct {
	quorum    format.Group
	witnesses []listed
}

// listed is a witness of the policy.
type listed struct {
	name string // in the policy; the name of its key may be another
	url  string // of add-checkpoint
	key  note.Verifier
}

// ParsePolicy reads a policy in the format of https://c2sp.org/tlog-policy. Every witness
// has an address, which is https, or http on this machine. All witnesses are asked, those
// outside the quorum, too.
//
// The parser of transparency-dev/formats, which a verifier of receipts has as well, decides
// what the quorum is. It accepts more than the specification: thresholds of zero, members
// that count twice, keys whose id is not theirs. Here those are faults, because each of them
// looks safer than it is.
func ParsePolicy(text []byte) (Policy, error) {
	if len(text) > maxPolicy {
		return Policy{}, errors.New("the policy is too long")
	}
	var r reader
	for n, line := range strings.Split(string(text), "\n") {
		if err := r.line(line); err != nil {
			return Policy{}, fmt.Errorf("line %d of the policy: %w", n+1, err)
		}
	}
	quorum, err := format.ParsePolicy(text)
	switch {
	case err != nil:
		return Policy{}, fmt.Errorf("the policy: %w", err)
	case r.quorums != 1:
		return Policy{}, errors.New("the policy must have one quorum line")
	case len(r.witnesses) > maxWitnesses:
		return Policy{}, fmt.Errorf("the policy has more than %d witnesses", maxWitnesses)
	}
	return Policy{quorum, r.witnesses}, nil
}

// Names returns the names of the witnesses, in the order of the policy.
func (p Policy) Names() (names []string) {
	for _, w := range p.witnesses {
		names = append(names, w.name)
	}
	return names
}

// Satisfied reports whether the cosignatures of a checkpoint are enough. It does not look at
// the signature of the log.
func (p Policy) Satisfied(checkpoint []byte) bool { return p.quorum.Satisfied(checkpoint) }

// reader goes through the lines of a policy.
type reader struct {
	witnesses []listed
	keys      []string
	members   []string
	quorums   int
}

func (r *reader) line(line string) error {
	if strings.ContainsFunc(line, func(c rune) bool { return c != ' ' && c != '\t' && (unicode.IsSpace(c) || unicode.IsControl(c)) }) {
		return errors.New("there is a control character, or a space that is neither blank nor tab")
	}
	fields := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
	switch {
	case len(fields) == 0 || strings.HasPrefix(fields[0], "#"):
		return nil
	case strings.Contains(line, "#"):
		return errors.New("a comment needs a line of its own")
	case fields[0] == "quorum":
		r.quorums++
	case fields[0] == "witness":
		return r.witness(fields[1:])
	case fields[0] == "group" && len(fields) > 2:
		return r.group(fields[2], fields[3:])
	}
	return nil
}

func (r *reader) witness(fields []string) error {
	if len(fields) != 3 {
		return errors.New("a witness has a name, a key and an address")
	}
	name, address := fields[0], fields[2]
	if err := oauthclient.CheckProvider("the address of the witness "+name, address); err != nil {
		return err
	}
	if strings.Contains(address, "?") {
		return fmt.Errorf("the address of the witness %s must have no query", name)
	}
	key, public, err := parseKey(fields[1])
	switch {
	case err != nil:
		return fmt.Errorf("the key of the witness %s %w", name, err)
	case slices.Contains(r.keys, public):
		return fmt.Errorf("the key of the witness %s is that of another, too", name)
	}
	r.keys = append(r.keys, public)
	r.witnesses = append(r.witnesses, listed{name, strings.TrimSuffix(address, "/") + "/add-checkpoint", key})
	return nil
}

// parseKey compares the id, which formats does not. So a key with a slip is refused, and so
// is the key of a log, whose id is another.
func parseKey(vkey string) (key note.Verifier, public string, err error) {
	key, err = cosign.NewVerifierForCosignatureV1(vkey)
	if err != nil {
		return nil, "", fmt.Errorf("cannot be read: %w", err)
	}
	parts := strings.SplitN(vkey, "+", 3)
	if parts[1] != fmt.Sprintf("%08x", key.KeyHash()) {
		return nil, "", errors.New("is not that of a witness, or was mistyped")
	}
	content, err := base64.StdEncoding.DecodeString(parts[2])
	return key, string(content), err
}

func (r *reader) group(threshold string, members []string) error {
	if strings.Trim(threshold, "0") == "" {
		return errors.New("a group without a threshold is satisfied by nobody")
	}
	for _, member := range members {
		if slices.Contains(r.members, member) {
			return fmt.Errorf("%s is in groups twice", member)
		}
		r.members = append(r.members, member)
	}
	return nil
}
