package i18n

import "strings"

// Gist is the first part of a text, for a list of many: what stands before the colon, if
// it goes on with particulars, and without the full stop.
func Gist(text string) string {
	gist, _, _ := strings.Cut(text, ":")
	return strings.TrimSuffix(strings.TrimSpace(gist), ".")
}
