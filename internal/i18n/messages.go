package i18n

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.toml
var locales embed.FS

// catalogue is what the files in locales say in one language.
type catalogue struct {
	texts   map[string]Pattern
	plurals *goi18n.Localizer // for the counted nouns only
	counted map[string]bool
}

// catalogues is read once. The files are part of the program: if they cannot be
// read, no page can be rendered, and the first call panics.
var catalogues = sync.OnceValue(func() map[Lang]catalogue {
	all, err := readCatalogues()
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return all
})

func readCatalogues() (map[Lang]catalogue, error) {
	all := map[Lang]catalogue{}
	for _, l := range Langs {
		path := "locales/" + string(l) + ".toml"
		content, err := locales.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the texts: %w", err)
		}
		if all[l], err = readCatalogue(l, path, content); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return all, nil
}

// readCatalogue keeps a bundle per language, so that no text can ever come out in the other
// one.
func readCatalogue(l Lang, path string, content []byte) (catalogue, error) {
	tag := language.Make(string(l))
	bundle := goi18n.NewBundle(tag)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	file, err := bundle.ParseMessageFileBytes(content, path)
	if err != nil {
		return catalogue{}, fmt.Errorf("parse: %w", err)
	}
	c := catalogue{map[string]Pattern{}, goi18n.NewLocalizer(bundle, string(l)), map[string]bool{}}
	for _, m := range file.Messages {
		if err := c.add(m); err != nil {
			return catalogue{}, fmt.Errorf("text %s: %w", m.ID, err)
		}
	}
	return c, nil
}

// add files a message. It checks the forms of a counted noun itself: go-i18n fills them in,
// and would find a fault in one only when a number first needs it.
func (c catalogue) add(m *goi18n.Message) error {
	forms := []string{m.Zero, m.One, m.Two, m.Few, m.Many}
	c.counted[m.ID] = strings.Join(forms, "") != ""
	for _, form := range forms {
		if _, err := ParsePattern(form); err != nil {
			return err
		}
	}
	text, err := ParsePattern(onOneLine(m.Other))
	if !c.counted[m.ID] {
		c.texts[m.ID] = text
	}
	return err
}

// onOneLine keeps a name on one line: if it were broken in Arabic text, its halves would
// stand at opposite ends of two lines.
func onOneLine(text string) string { return oneWord.Replace(text) }

var oneWord = strings.NewReplacer("UAE PASS", "UAE\u00a0PASS", "SHA-256", "SHA-\u2060256", "sign-in", "sign-\u2060in")

// T returns the text of a key, filled in. args are names and values in turn:
//
//	T(l, "field.iban_length", "label", label, "n", 22)
func T(l Lang, key string, args ...any) string {
	p, ok := catalogues()[l].texts[key]
	if !ok {
		return visible(key)
	}
	text, err := p.Fill(args...)
	if err != nil {
		return visible(key)
	}
	return text
}

// N returns the text of a key in the plural form for n. The placeholder {n} is the
// number itself; a form that says the number in a word ("حرفان") need not have it.
func N(l Lang, key string, n int, args ...any) string {
	return catalogues()[l].plural(key, n, args...)
}

func (c catalogue) plural(key string, n int, args ...any) string {
	if !c.counted[key] {
		return visible(key)
	}
	text, err := c.plurals.Localize(&goi18n.LocalizeConfig{
		MessageID:      key,
		PluralCount:    n,
		TemplateData:   append([]any{"n", Number(n)}, args...),
		TemplateParser: patternParser{},
	})
	if err != nil {
		return visible(key)
	}
	return text
}

// visible is what a fault looks like on a page: nothing crashes, and no reader can take it
// for a text.
func visible(key string) string { return "«" + key + "»" }
