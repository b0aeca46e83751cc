package page

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"takeed/internal/approval"
)

var languages = language.NewMatcher([]language.Tag{language.English, language.Arabic})

// PreferredLang is the language of a request. On paths below /en/ and /ar/ the path decides;
// elsewhere it is the language that the browser asks for.
func PreferredLang(r *http.Request) approval.Lang {
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
