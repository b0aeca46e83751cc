package simulator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
)

var (
	arabicLetter = regexp.MustCompile(`\p{Arabic}`)
	notArabic    = regexp.MustCompile(`[,;?—٠-٩]`) // punctuation of English, digits that are not used here
)

func TestTheWordsAreInTheirLanguage(t *testing.T) {
	t.Parallel()
	texts := map[string]simulator.Text{}
	for key, text := range simulator.Words {
		texts[key] = text
	}
	for _, sc := range simulator.Scenarios() {
		texts["scenario "+sc.ID] = sc.Says
	}
	for _, sc := range pingone.Scenarios() {
		texts["staff scenario "+sc.ID] = sc.Says
	}
	for _, p := range pingone.Personas() {
		texts["staff persona "+p.ID], texts["staff name "+p.ID] = p.About, p.Name
	}
	for _, p := range simulator.Personas() {
		texts["persona "+p.ID] = p.About
	}
	delete(texts, "language.en") // a language is named in itself
	delete(texts, "language.ar")
	for key, text := range texts {
		if text.EN == "" || arabicLetter.MatchString(text.EN) || !arabicLetter.MatchString(text.AR) {
			t.Errorf("%s: a text is missing, or in the other language", key)
		}
		if notArabic.MatchString(text.AR) {
			t.Errorf("%s: not Arabic: %q in %s", key, notArabic.FindString(text.AR), text.AR)
		}
	}
}

func TestEveryWordIsUsed(t *testing.T) {
	t.Parallel()
	var users strings.Builder
	for _, pattern := range []string{"templates/*.html", "*.go", "pingone/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if file != "words.go" && !strings.HasSuffix(file, "_test.go") {
				users.Write(content)
			}
		}
	}
	for key := range simulator.Words {
		name := strings.TrimSuffix(strings.TrimSuffix(key, ".title"), ".body")
		place, isPlace := strings.CutPrefix(key, "where.")
		if isPlace {
			name = place
		}
		if !strings.Contains(users.String(), `"`+name+`"`) {
			t.Errorf("%s is not used", key)
		}
	}
}
