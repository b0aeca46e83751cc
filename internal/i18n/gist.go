package i18n

import "strings"

// Gist is the first part of a text, for use in a list: what stands before the colon, if
// there is one, and without the full stop.
func Gist(text string) string {
	gist, _, _ := strings.Cut(text, ":")
	return strings.TrimSuffix(strings.TrimSpace(gist), ".")
}
