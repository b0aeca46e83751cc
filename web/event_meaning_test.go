package web_test

import (
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// Whoever opens an event reads what it means, in their own language.
func TestEveryEventHasAMeaning(t *testing.T) {
	t.Parallel()
	for code := range approval.EventCodes {
		for _, lang := range []i18n.Lang{i18n.EN, i18n.AR} {
			if text := i18n.T(lang, "event."+string(code)); strings.HasPrefix(text, "«") {
				t.Errorf("%s means nothing in %s", code, lang)
			}
		}
	}
}
