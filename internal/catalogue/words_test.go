package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// wordsOf lists every text of a kind.
func wordsOf(k approval.Kind) []approval.Text {
	all := []approval.Text{k.Label, k.Review, k.Done, k.Undone, k.Cancel, k.Sentence}
	for _, f := range k.Fields {
		all = append(all, f.Label)
		if f.Hint != (approval.Text{}) {
			all = append(all, f.Hint)
		}
		if f.Required {
			all = append(all, f.Empty)
		}
		for _, c := range f.Choices {
			all = append(all, c.Label)
		}
	}
	return all
}

var (
	placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)
	latinWord   = regexp.MustCompile(`\p{Latin}+`)
	notArabic   = regexp.MustCompile(`[?;—–]|,\D|ـ|[یکہےۀ]`)
	straight    = regexp.MustCompile(`["'` + "`" + `]|\.\.\.`)
)

func TestBuiltinWordsAreClean(t *testing.T) {
	t.Parallel()
	for _, k := range loadBuiltin(t).Kinds() {
		for _, words := range wordsOf(k) {
			if strings.ContainsFunc(words.EN, isArabic) {
				t.Errorf("%s: %q has Arabic in it", k.ID, words.EN)
			}
			for _, text := range []string{words.EN, words.AR} {
				if straight.MatchString(text) {
					t.Errorf("%s: %q has a mark of the typewriter", k.ID, text)
				}
			}
			checkArabic(t, k.ID, placeholder.ReplaceAllString(words.AR, ""))
		}
	}
}

func checkArabic(t *testing.T, kind, text string) {
	t.Helper()
	for _, word := range latinWord.FindAllString(text, -1) {
		if !slices.Contains([]string{"IBAN", "AE"}, word) {
			t.Errorf("%s: %q has the Latin word %s", kind, text, word)
		}
	}
	if found := notArabic.FindString(text); found != "" {
		t.Errorf("%s: %q has %q", kind, text, found)
	}
}

// What reads from left to right and has spaces or dashes in it comes out in reverse
// unless it is isolated.
func TestBuiltinHintsIsolateNumbers(t *testing.T) {
	t.Parallel()
	grouped := regexp.MustCompile(`[0-9+][0-9]*[ /-][0-9]`)
	for _, k := range loadBuiltin(t).Kinds() {
		for _, words := range wordsOf(k) {
			for _, s := range i18n.Segments(words.AR) {
				if s.Dir == "" && grouped.MatchString(s.Text) {
					t.Errorf("%s: %q has a number that is not isolated", k.ID, words.AR)
				}
			}
		}
	}
}

func TestBuiltinSaysDifferentThingsDifferently(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, k := range loadBuiltin(t).Kinds() {
		for _, words := range []approval.Text{k.Label, k.Review, k.Done, k.Undone} {
			for _, text := range []string{words.EN, words.AR} {
				if other := seen[text]; other != "" {
					t.Errorf("%s and %s both say %q", other, k.ID, text)
				}
				seen[text] = k.ID
			}
		}
	}
}
