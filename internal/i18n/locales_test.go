package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"takeed/internal/guard"
)

// forms are the plural forms that each language needs.
var forms = map[Lang][]string{
	EN: {"one", "other"},
	AR: {"zero", "one", "two", "few", "many", "other"},
}

// locale is a file as it is written: the keys in order, and key to form to text.
// What is not counted has the one form "other".
type locale struct {
	keys  []string
	texts map[string]map[string]string
}

func readLocale(t *testing.T, l Lang) locale {
	t.Helper()
	content, err := locales.ReadFile("locales/" + string(l) + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	meta, err := toml.Decode(string(content), &tree)
	if err != nil {
		t.Fatal(err)
	}
	read := locale{texts: map[string]map[string]string{}}
	for _, key := range meta.Keys() {
		if meta.Type(key...) == "String" {
			read.add(key, leaf(tree, key))
		}
	}
	return read
}

func leaf(tree map[string]any, key toml.Key) string {
	for _, part := range key[:len(key)-1] {
		tree = tree[part].(map[string]any)
	}
	return tree[key[len(key)-1]].(string)
}

func (l *locale) add(key toml.Key, text string) {
	form := "other"
	if last := key[len(key)-1]; slices.Contains(forms[AR], last) {
		key, form = key[:len(key)-1], last
	}
	name := strings.Join(key, ".")
	if l.texts[name] == nil {
		l.keys, l.texts[name] = append(l.keys, name), map[string]string{}
	}
	l.texts[name][form] = text
}

func TestBothLanguagesHaveTheSameKeysInTheSameOrder(t *testing.T) {
	t.Parallel()
	en, ar := readLocale(t, EN), readLocale(t, AR)
	for _, key := range en.keys {
		if ar.texts[key] == nil {
			t.Errorf("ar.toml lacks %s", key)
		}
	}
	for _, key := range ar.keys {
		if en.texts[key] == nil {
			t.Errorf("en.toml lacks %s", key)
		}
	}
	if !t.Failed() && !slices.Equal(en.keys, ar.keys) {
		t.Error("the keys are not in the same order")
	}
}

func TestCountedNounsHaveEveryForm(t *testing.T) {
	t.Parallel()
	counted := map[string]bool{}
	for key, texts := range readLocale(t, AR).texts {
		counted[key] = len(texts) > 1
	}
	for _, l := range Langs {
		for key, texts := range readLocale(t, l).texts {
			want := []string{"other"}
			if counted[key] || len(texts) > 1 {
				want = forms[l]
			}
			if got := slices.Sorted(maps.Keys(texts)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("%s.toml: %s has the forms %v, want %v", l, key, got, want)
			}
		}
	}
}

// A form may say its number in words; every other placeholder is in every form of
// both languages.
func TestPlaceholdersAreTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	en, ar := readLocale(t, EN), readLocale(t, AR)
	for key, texts := range en.texts {
		want := placeholders(t, key, texts["other"])
		for _, l := range []locale{en, ar} {
			for form, text := range l.texts[key] {
				got := placeholders(t, key, text)
				if form != "other" && !slices.Contains(got, "n") {
					got = append(got, "n")
				}
				if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
					t.Errorf("%s, %s: %q has %v, want %v", key, form, text, got, want)
				}
			}
		}
	}
}

// Only none, one and two have words of their own in Arabic, and one in English. A form
// for many numbers says which.
func TestCountedNounsSayTheirNumber(t *testing.T) {
	t.Parallel()
	for _, l := range Langs {
		for key, texts := range readLocale(t, l).texts {
			for form, text := range texts {
				counts := len(texts) > 1 && (form == "few" || form == "many" || form == "other")
				if names := placeholders(t, key, text); counts && !slices.Contains(names, "n") {
					t.Errorf("%s.toml: %s, %s: %q does not say {n}", l, key, form, text)
				}
			}
		}
	}
}

// TestEveryCountedNounIsCounted has every form that a noun has used for the numbers it
// is for.
func TestEveryCountedNounIsCounted(t *testing.T) {
	t.Parallel()
	formOf := map[Lang]map[int]string{
		EN: {0: "other", 1: "one", 2: "other", 3: "other", 10: "other", 11: "other", 100: "other", 103: "other"},
		AR: {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 100: "other", 103: "few"},
	}
	for _, l := range Langs {
		for key, texts := range readLocale(t, l).texts {
			for n, form := range formOf[l] {
				if len(texts) == 1 {
					continue
				}
				want := strings.ReplaceAll(texts[form], "{n}", Number(n))
				if got := N(l, key, n, argumentsFor(t, key, texts[form])...); got != want {
					t.Errorf("%s: %d of %s is %q, want %q", l, n, key, got, want)
				}
			}
		}
	}
}

// argumentsFor fills every placeholder but {n} in with itself.
func argumentsFor(t *testing.T, key, text string) (args []any) {
	for _, name := range placeholders(t, key, text) {
		if name != "n" {
			args = append(args, name, "{"+name+"}")
		}
	}
	return args
}

// numberBeforeNoun finds a number that a word follows: "{n} attempts" is wrong for one
// attempt, and in Arabic for most numbers.
var numberBeforeNoun = regexp.MustCompile(`\{n\}\s*\p{L}`)

func TestWhatIsCountedHasForms(t *testing.T) {
	t.Parallel()
	for _, l := range Langs {
		for key, texts := range readLocale(t, l).texts {
			if text := texts["other"]; len(texts) == 1 && numberBeforeNoun.MatchString(text) {
				t.Errorf("%s.toml: %s counts something and has one form: %q", l, key, text)
			}
		}
	}
}

func placeholders(t *testing.T, key, text string) []string {
	t.Helper()
	p, err := ParsePattern(text)
	if err != nil {
		t.Errorf("%s: %v", key, err)
	}
	return p.names
}

// latinInArabic are the Latin words that Arabic texts may have: names that the
// Emirates write like this in Arabic too.
var latinInArabic = []string{"UAE", "PASS", "IBAN", "AE", "PDF", "CSV", "JSONL", "UTC", "SHA"}

var (
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	latinWord   = regexp.MustCompile(`\p{Latin}+`)
)

// unwanted are the faults of a text that a reviewer does not see.
var unwanted = map[Lang]map[string]*regexp.Regexp{
	EN: {
		"an Arabic letter": regexp.MustCompile(`\p{Arabic}`),
	},
	AR: {
		"an Arabic-Indic digit":    regexp.MustCompile(`[٠-٩۰-۹]`),
		"a Latin comma":            regexp.MustCompile(`,`),
		"a Latin semicolon":        regexp.MustCompile(`;`),
		"a Latin question mark":    regexp.MustCompile(`\?`),
		"a dash from English":      regexp.MustCompile(`[–—]`),
		"a stretched letter":       regexp.MustCompile(`ـ\p{Arabic}`),
		"a Persian or Urdu letter": regexp.MustCompile(`[یکہےۀ]`),
	},
}

var unwantedAnywhere = map[string]*regexp.Regexp{
	"nothing in it":        regexp.MustCompile(`^\s*$`),
	"a space at an end":    regexp.MustCompile(`^\s|\s$`),
	"a double space":       regexp.MustCompile(`\s\s`),
	"an odd space":         regexp.MustCompile(`[^\S ]|[\x{a0}\x{2000}-\x{200b}\x{202f}\x{3000}\x{feff}]`),
	"a direction control":  regexp.MustCompile(`[\x{200e}\x{200f}\x{61c}\x{202a}-\x{202e}\x{2066}-\x{2069}]`),
	"markup":               regexp.MustCompile(`[<>]|&\w+;`),
	"a straight quotation": regexp.MustCompile(`["'` + "`" + `]`),
}

// inTheOtherLanguage are the texts that speak to those who read the other language.
var inTheOtherLanguage = []string{"frame.other_language"}

func TestTextsAreClean(t *testing.T) {
	t.Parallel()
	for _, l := range Langs {
		for key, texts := range readLocale(t, l).texts {
			written := l
			if slices.Contains(inTheOtherLanguage, key) {
				written = l.Other()
			}
			for form, text := range texts {
				for _, fault := range faults(written, text) {
					t.Errorf("%s.toml: %s, %s: %q has %s", l, key, form, text, fault)
				}
			}
		}
	}
}

func faults(l Lang, text string) []string {
	var found []string
	bare := placeholder.ReplaceAllString(text, "0")
	for _, rules := range []map[string]*regexp.Regexp{unwantedAnywhere, unwanted[l]} {
		for fault, pattern := range rules {
			if pattern.MatchString(bare) {
				found = append(found, fault)
			}
		}
	}
	clean, refusal := guard.Text(bare)
	if refusal != nil {
		found = append(found, "the character "+guard.Describe(refusal.Character))
	} else if clean != strings.ReplaceAll(bare, "ـ", "") { // which our texts may have
		found = append(found, "another spelling than "+clean)
	}
	if l == AR {
		for _, word := range latinWord.FindAllString(bare, -1) {
			if !slices.Contains(latinInArabic, word) {
				found = append(found, "the Latin word "+word)
			}
		}
	}
	return found
}

func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	bad := map[Lang][]string{
		EN: {"", " ", " a", "a ", "a  b", "a\u00a0b", "a\tb", "a\u202eb", "a\u2066b", "<b>", "a&nbsp;b", "it's", "\"a\"", "درهم",
			"Pаy", "a\u200bb", "cafe\u0301", "a☺", "10²"},
		AR: {"", "١٢", "۱", "نعم, لا", "نعم؟ لا?", "نعم; لا", "نعم — لا", "تـــم", "رقم Emirates", "علی", "ا\u200fب", "IBANرقم", "ا\u0654حمد", "ﻻ"},
	}
	for l, texts := range bad {
		for _, text := range texts {
			if len(faults(l, text)) == 0 {
				t.Errorf("%s: nothing found in %q", l, text)
			}
		}
	}
	for l, text := range map[Lang]string{EN: "It’s {amount}, isn’t it?", AR: "رقم IBAN، {label}: 23؟"} {
		if found := faults(l, text); found != nil {
			t.Errorf("%s: %q has %v", l, text, found)
		}
	}
}
