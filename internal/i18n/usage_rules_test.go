package i18n

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestStringsIn(t *testing.T) {
	t.Parallel()
	found := stringsIn(readSources(t, fstest.MapFS{
		"web/home.go":             {Data: []byte("package web\nvar title = i18n.T(l, \"home.title\") + `home.raw`")},
		"web/home_test.go":        {Data: []byte("package web\nvar x = \"home.tested\"")},
		"templates/home_templ.go": {Data: []byte("package templates\nvar x = \"home.templ\"")},
		"internal/simulator/a.go": {Data: []byte("package simulator\nvar x = \"home.simulated\"")},
		"internal/gallery/a.go":   {Data: []byte("package gallery\nvar x = \"home.shown\"")},
		"web/broken.go":           {Data: []byte("package web\nvar x = ")},
		"templates/home.templ":    {Data: []byte(`<h1 class="h">{ i18n.T(l, "home.heading", "name", n) }</h1>`)},
		"templates/testdata/a.go": {Data: []byte("package a\nvar x = \"home.data\"")},
		".git/a.go":               {Data: []byte("package a\nvar x = \"home.git\"")},
		"README.md":               {Data: []byte(`"home.readme"`)},
	}))
	for _, want := range []string{"home.title", "home.raw", "home.heading"} {
		if found[want] == "" {
			t.Errorf("%s was not found", want)
		}
	}
	for _, unwanted := range []string{"home.tested", "home.data", "home.git", "home.readme", "home.templ", "home.simulated", "home.shown"} {
		if found[unwanted] != "" {
			t.Errorf("%s was found", unwanted)
		}
	}
}

func TestKeyFault(t *testing.T) {
	t.Parallel()
	text := map[string]string{"other": "x"}
	texts := map[string]map[string]string{
		"home.title": text, "month.may": text, "error.link.title": text, "error.link.text": text, "error.busy.title": text,
	}
	for _, s := range []string{"home.title", "month.", "transaction.id", "home", "Home.title", "see home.titles", "takeed/home.go", "error.link"} {
		if fault := keyFault(s, texts); fault != "" {
			t.Errorf("%q %s", s, fault)
		}
	}
	for _, s := range []string{"home.titel", "home.", "home.title.", "home.title.long", "month.smarch", "error.busy", "error.lost"} {
		if keyFault(s, texts) == "" {
			t.Errorf("nothing is wrong with %q", s)
		}
	}
}

func TestIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]string{"home.title": "web/home.go", "error.link": "web/errors.go"}
	keys := []string{"home.title", "home.heading", "month.may", "error.link.title", "error.link.until", "error.lost.title"}
	keys = slices.DeleteFunc(keys, func(key string) bool { return isUsed(key, used) })
	if !slices.Equal(keys, []string{"home.heading", "error.link.until", "error.lost.title"}) {
		t.Errorf("unused: %v", keys)
	}
}
