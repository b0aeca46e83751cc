package gallery

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/i18n"
	"takeed/templates"
)

// errorKeys are the pages of errors; a test compares them with the texts.
var errorKeys = []string{
	"error.not_found", "error.internal", "error.busy", "error.checking", "error.bad_request", "error.cross_site", "error.changed",
	"error.key_reused", "error.wrong_state", "error.not_eligible", "error.no_identifier", "error.disabled", "error.link",
	"error.elsewhere", "error.user_changed", "error.prefetch", "error.unavailable", "error.too_many",
}

// failures are the pages that say why a request was not answered, for somebody who is
// signed in, and one for somebody who is not.
func failures() []Entry {
	var all []Entry
	for _, key := range errorKeys {
		all = append(all, view(named(key), func(s screen) templ.Component {
			return templates.Error(s.failure(s.page(s.t(key+".title")), key))
		}))
	}
	return append(all, view("error-outside", func(s screen) templ.Component {
		return templates.Error(s.failure(s.outside(s.t("error.not_found.title")), "error.not_found"))
	}))
}

// named is the entry of a page whose texts have this key.
func named(key string) string { return strings.ReplaceAll(key, ".", "-") }

func (s screen) failure(p templates.Page, key string) templates.ErrorPage {
	v := templates.ErrorPage{Page: p, Lines: []string{s.t(key+".text", "entity", s.in(entity))}, RequestID: requestID}
	if key == "error.too_many" {
		v.Lines = append(v.Lines, s.t("error.too_many.until", "time", i18n.Isolate(i18n.DateTime(s.lang, now.Add(time.Hour)))))
	}
	v.Next = &templates.Action{Label: s.t("action.home"), Href: "/"}
	if v.SignedIn {
		v.Next = &templates.Action{Label: s.t("action.transactions"), Href: "/transactions"}
	}
	return v
}
