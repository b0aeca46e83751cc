package gallery

import (
	"strings"

	"github.com/a-h/templ"

	"takeed/templates"
)

// errorKeys are the pages of errors; a test compares them with the texts.
var errorKeys = []string{
	"error.not_found", "error.internal", "error.busy", "error.checking", "error.bad_request", "error.cross_site", "error.changed",
	"error.key_reused", "error.wrong_state", "error.not_eligible", "error.no_identifier", "error.disabled", "error.link",
	"error.elsewhere", "error.user_changed", "error.prefetch", "error.unavailable", "error.too_many", "error.request_link",
}

// failures are the pages that say why a request was not answered, for a customer who is
// signed in, and one for a reader who is not.
func failures() []Entry {
	var all []Entry
	for _, key := range errorKeys {
		all = append(all, entry(entryName(key), func(s screen) templ.Component {
			return s.failure(s.page(), key, "action.transactions", "/transactions")
		}))
	}
	return append(all, entry("error-outside", func(s screen) templ.Component {
		return s.failure(s.outside(), "error.not_found", "action.home", "/")
	}))
}

// entryName is the entry of a page whose texts have this key.
func entryName(key string) string { return strings.ReplaceAll(key, ".", "-") }

// failure is an error page with a link to a page to go on to.
func (s screen) failure(frame templates.Page, key, label, to string) templ.Component {
	var err error
	if key == "error.too_many" {
		err = limited.Limit
	}
	p := s.Failure(frame, key, requestID, err)
	p.Path, p.Next = s.path, &templates.Action{Label: s.T(label), Href: to}
	return templates.Error(p)
}
