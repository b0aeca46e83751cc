// Package templates is what each page looks like, in both languages: pure functions
// from small structs to HTML. A struct holds texts that are ready to print, or empty ones
// where nothing is to be shown; nothing here decides anything else. Words come from i18n,
// everything else from the caller.
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

//go:generate go tool -modfile=../.ci/tools.mod templ generate

// Page is the frame of every page.
type Page struct {
	Lang     i18n.Lang
	Title    string // the h1, and the start of the title
	Wrong    bool   // the title starts with "Error:"
	Entity   string
	Legal    string // the full legal name and licence, if the operator gave them
	Phone    string // for help, if the operator gave one
	Path     string // of this page, after the language, with its query
	Assets   Assets
	SignedIn bool
	Idle     int    // seconds without use after which the session ends; zero if none can
	Section  string // of the navigation
	Step     int    // of the journey of a transaction: 1 to 4, zero outside it
	Waiting  string // path of the transaction that waits for a face; empty on its own page
	Test     bool   // not production
	Refresh  string // where the page goes by itself, at once

	Staff     *StaffFrame // of the pages of the back office; nil on customers' pages
	StaffDoor bool        // there is a back office
}

// StaffFrame is what the pages of the back office have around them. The texts are empty if
// the reader is not signed in there.
type StaffFrame struct {
	Who, Role string
	Log       bool // there is a transparency log
}

// Assets are the URLs of the files that a page loads.
type Assets struct {
	Sheets  []string
	Scripts []string
	Icon    string
	Font    string // of the body text in the page's language, fetched first
	Logo    string // empty if the operator has none
	Art     Art
}

// Art is the sign-in button of UAE PASS in the page's language. It is empty if the
// operator has none.
type Art struct{ Black, White string }

// T is a message in the language of the page.
func (p Page) T(key string, args ...any) string { return i18n.T(p.Lang, key, args...) }

// URL is the address of a page in the same language.
func (p Page) URL(path string) templ.SafeURL { return templ.SafeURL("/" + string(p.Lang) + path) }

// OtherLanguage is the same page in the other language.
func (p Page) OtherLanguage() templ.SafeURL {
	return templ.SafeURL("/" + string(p.Lang.Other()) + p.Path)
}

// keep is the path that the script requests to keep the reader signed in.
func (p Page) keep() string {
	if p.Staff != nil {
		return "/staff/session"
	}
	return "/session"
}

// Number writes a number in the language of the page.
func (p Page) Number(n int) string { return i18n.Number(n) }

func (p Page) isolatedEntity() string { return i18n.Isolate(p.Entity) }

// stepNames are the steps of a transaction's journey.
func (p Page) stepNames() []string {
	return []string{p.T("steps.details"), p.T("steps.review"), p.T("steps.face"), p.T("steps.result")}
}

// help is the line that stands in the same place on every page.
func (p Page) help() string { return p.contact("frame.help", "frame.help_phone") }

// noFace is the way out for people who cannot use face verification.
func (p Page) noFace() string { return p.contact("review.no_face", "review.no_face_phone") }

func (p Page) contact(key, withPhone string) string {
	if p.Phone == "" {
		return p.T(key, "entity", p.Entity)
	}
	return p.T(withPhone, "phone", i18n.LTR(p.Phone))
}

func (p Page) title() string {
	title := i18n.Plain(p.Title) + " - " + p.Entity
	if p.Wrong {
		return p.T("frame.error_prefix") + " " + title
	}
	return title
}

// Say prints a text, with each isolated part as an element with its own direction.
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

// Isolated returns a key, a code or a name for use within a text.
func Isolated(value string) string { return i18n.LTR(value) }

// Row is one line of what is confirmed.
type Row struct {
	Name   string // of the field
	Label  string
	Text   string
	Dir    string // "ltr" for identifiers, "auto" for words
	Code   string // what the audit log has for the text
	Large  bool
	Change string // where it can be changed; empty where it cannot
}

// Tag is the state of a transaction.
type Tag struct{ Text, Tone string }

// Standing is the outcome of something: how good or bad it is, and what it means for the
// reader.
type Standing struct {
	Tone  string
	Icon  string // empty: the icon of the tone
	Lines []string
}

func (s Standing) icon() string {
	if s.Icon != "" {
		return s.Icon
	}
	return toneIcon(s.Tone)
}

// toneIcon repeats a tone as a shape, for readers who do not see its colour.
func toneIcon(tone string) string {
	switch tone {
	case "ok":
		return "done"
	case "bad":
		return "stopped"
	case "warn":
		return "warning"
	case "neutral":
		return "neutral"
	}
	return "info"
}

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
