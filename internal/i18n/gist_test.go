package i18n

import "testing"

func TestGist(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A sign-in was refused: a limit, UAE PASS down.": "A sign-in was refused", "A person signed out.": "A person signed out", "": "", "رُفض تسجيل دخول: بسبب أحد الحدود.": "رُفض تسجيل دخول",
	} {
		if got := Gist(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
