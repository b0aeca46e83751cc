// Package i18ntest holds what tests of several packages ask of the product's texts.
package i18ntest

import (
	"strings"
	"testing"

	"takeed/internal/i18n"
)

// Said fails the test unless a key has a text in both languages, and not the same.
func Said(t *testing.T, key string, args ...any) {
	t.Helper()
	en, ar := i18n.T(i18n.EN, key, args...), i18n.T(i18n.AR, key, args...)
	if en == "" || ar == "" || en == ar || strings.ContainsAny(en+ar, "«»{}") {
		t.Errorf("%s says %q and %q", key, en, ar)
	}
}
