package clientauth

import (
	"maps"
	"slices"
)

// CountWork makes v note every document that it reads and the algorithm of every signature that
// it verifies.
func (v *Verifier) CountWork(work *[]string) {
	v.parses = func(document []byte) (Keys, error) {
		*work = append(*work, "document")
		return ParseKeys(document)
	}
	v.verifies = func(text string, key Key) bool {
		*work = append(*work, key.Algorithm)
		return verifies(text, key)
	}
}

// StandIns are the algorithms for which there is a key that nobody has.
func StandIns() []string { return slices.Sorted(maps.Keys(standIns)) }

// Algorithms are those that may be used.
func Algorithms() (names []string) {
	for _, a := range algorithms {
		names = append(names, string(a))
	}
	slices.Sort(names)
	return names
}
