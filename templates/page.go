// Package templates is what each page looks like, in both languages: pure functions
// from small structs to HTML. A struct holds texts that are ready to print, or is
// empty where nothing is to be shown; nothing here decides anything else. Words come
// from i18n, everything else from the caller.
//
// No inline script, style or event handler appears anywhere: the content security
// policy would block it. Values that people read character by character go through
// [Say] or a Row, which isolate them from the direction of the text around them.
package templates

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"takeed/internal/i18n"
)

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

// Page is the frame of every page.
type Page struct {
	Lang     i18n.Lang
	Title    string // the h1, and the start of the title
	Wrong    bool   // the title starts with "Error:"
	Entity   string
	Path     string // of this page, after the language, with its query
	CSS      string
	Icon     string
	SignedIn bool
	Section  string // of the navigation
	Waiting  string // where the transaction is that waits for a face; empty on its own page
	Test     bool   // not production
	Refresh  string // where the page leads at once
}

// T is a message in the language of the page.
func (p Page) T(key string, args ...any) string { return i18n.T(p.Lang, key, args...) }

// URL is the address of a page in the same language.
func (p Page) URL(path string) templ.SafeURL { return templ.SafeURL("/" + string(p.Lang) + path) }

// Elsewhere is the same page in the other language.
func (p Page) Elsewhere() templ.SafeURL {
	return templ.SafeURL("/" + string(p.Lang.Other()) + p.Path)
}

func (p Page) title() string {
	title := i18n.Plain(p.Title) + " - " + p.Entity
	if p.Wrong {
		return p.T("frame.error_prefix") + " " + title
	}
	return title
}

// Say prints a text, and what is isolated in it as an element of its own direction.
func Say(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, s := range i18n.Segments(text) {
			part := templ.EscapeString(s.Text)
			if s.Dir != "" {
				part = `<bdi dir="` + s.Dir + `">` + part + `</bdi>`
			}
			if _, err := io.WriteString(w, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// Row is one line of what is confirmed.
type Row struct {
	Name   string // of the field
	Label  string
	Text   string
	Dir    string // "ltr" for identifiers, "auto" for words
	Large  bool
	Change string // where it can be changed; empty where it cannot
}

// Tag is the state of a transaction.
type Tag struct{ Text, Tone string }

// Action is a link or a button that leads on.
type Action struct {
	Label string
	Href  string
}

// Note is a message above the content of a page.
type Note struct {
	Tone  string // "info", "warn", "bad", "ok"
	Lines []string
}
