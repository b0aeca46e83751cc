package translog

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// HashSize is the size of every hash and of every entry.
const HashSize = sha256.Size

const leafDomain = "takeed.leaf/v1"

// LeafData is the entry of an event in the log. It shows nothing of the event: not even its
// hash, which an export has.
func LeafData(eventHash []byte) []byte {
	sum := sha256.Sum256(append([]byte(leafDomain), eventHash...))
	return sum[:]
}

// EntryBundle writes entries as the log publishes them: each after its length in two bytes.
func EntryBundle(entries [][]byte) ([]byte, error) {
	var bundle []byte
	for _, entry := range entries {
		if len(entry) != HashSize {
			return nil, fmt.Errorf("an entry of the log has %d bytes", len(entry))
		}
		bundle = binary.BigEndian.AppendUint16(bundle, HashSize)
		bundle = append(bundle, entry...)
	}
	return bundle, nil
}
