package translog

import (
	"encoding/base64"
	"strings"
)

// A cosignature line is written "— name base64\n", as any signature of a note; the first four
// bytes of the signature are the id of the key.
const (
	signaturePrefix = "— "
	maxCosignature  = 8 << 10 // ML-DSA-44 takes 3,300 characters
	maxCosignatures = 16      // what readers of a note must accept
)

// signer is who wrote a signature line, by name and key id; empty if the line is none.
func signer(line string) string {
	name, encoded, ok := strings.Cut(strings.TrimPrefix(line, signaturePrefix), " ")
	signature, err := base64.StdEncoding.DecodeString(encoded)
	if !strings.HasPrefix(line, signaturePrefix) || !ok || CheckOrigin(name) != nil || err != nil || len(signature) < 5 ||
		len(line) > maxCosignature || base64.StdEncoding.EncodeToString(signature) != encoded {
		return ""
	}
	return name + " " + string(signature[:4])
}

// MergeCosignatures adds cosignature lines to those that a checkpoint has; a newer one of a
// witness takes the place of its older one. Lines that are none are left out, and so is what
// readers need not accept. Nothing here verifies a signature: whoever asked the witness does.
func MergeCosignatures(have string, fresh ...string) string {
	var order []string
	lines := map[string]string{}
	for _, line := range append(strings.Split(have, "\n"), fresh...) {
		line = strings.TrimSuffix(line, "\n")
		who := signer(line)
		if who == "" {
			continue
		}
		if lines[who] == "" {
			order = append(order, who)
		}
		lines[who] = line + "\n"
	}
	var all strings.Builder
	for _, who := range order[:min(len(order), maxCosignatures)] {
		all.WriteString(lines[who])
	}
	return all.String()
}
