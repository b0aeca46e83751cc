package web

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

var languages = language.NewMatcher([]language.Tag{language.English, language.Arabic})

// preferredLang is the language of a request whose path does not say: by what the
// browser asks for. On paths below /en/ and /ar/ the path decides.
func preferredLang(r *http.Request) approval.Lang {
	for _, l := range []approval.Lang{approval.EN, approval.AR} {
		if strings.HasPrefix(r.URL.Path, "/"+string(l)+"/") {
			return l
		}
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return approval.EN
	}
	if _, i, confidence := languages.Match(tags...); i == 1 && confidence > language.No {
		return approval.AR
	}
	return approval.EN
}

// chooseLanguage sends the bare address to one of the two.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	return redirect(w, "/"+string(requestOf(r).lang)+"/")
}

// t is a message in the language of the request.
func t(r *http.Request, key string, args ...any) string {
	return i18n.T(i18n.Lang(requestOf(r).lang), key, args...)
}
