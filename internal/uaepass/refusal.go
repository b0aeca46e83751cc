package uaepass

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode"

	"takeed/internal/approval"
)

// refusal says why the token endpoint refused. The status decides first; only a 400
// is looked into, since only there the body makes a difference.
//
// Every other 4xx refuses this one request, with this code, and may come from a server in
// between: a firewall answers 403, 413, 414 or 431 to what it does not like. 429 says that
// there were too many requests, which an attacker with made-up codes can bring about too.
func refusal(a answer) approval.Reason {
	switch {
	case a.status == http.StatusBadRequest:
		return refusalText(a.body)
	case a.status == http.StatusUnauthorized:
		return approval.ReasonClientAuth
	case a.status == http.StatusUnsupportedMediaType:
		return approval.ReasonRequestUnsupported
	case a.status == http.StatusTooManyRequests:
		return approval.ReasonProviderUnavailable
	case a.status >= 400 && a.status < 500:
		return approval.ReasonTokenRejected
	case a.status == http.StatusInternalServerError:
		return approval.ReasonToken500 // documented, without a body
	}
	return approval.ReasonTokenHTTP
}

// refusalText reads the body of a 400, which comes in three vocabularies: that of the
// face flow's own page ("Invalid request" and nothing else), that of TrustedX
// ("invalid_grant", "expiredCode") and that of WSO2 ("invalid_grant", "Callback url
// mismatch"). Upper and lower case, spaces and underscores vary; the description
// may come alone; the body may be no JSON at all. An unknown word is a refusal without a
// known cause.
//
// The lenient JSON reader is good enough here: nothing but the reason depends on it.
func refusalText(body []byte) approval.Reason {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(body, &said)
	code := lettersOnly(said.Error)
	if why, ok := refusalCodes[code]; ok {
		return why
	}
	text := code + " " + lettersOnly(said.Description)
	for _, phrase := range refusalPhrases {
		if strings.Contains(text, phrase.letters) {
			return phrase.reason
		}
	}
	return approval.ReasonTokenRejected
}

// lettersOnly makes "Invalid request", "invalid_request" and "invalidRequest" the same.
func lettersOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// refusalCodes are the values of "error" that need no description. invalid_grant and
// invalid_request are not among them.
var refusalCodes = map[string]approval.Reason{
	"invalidclient":                    approval.ReasonClientUnknown,
	"unauthorizedclient":               approval.ReasonClientUnknown,
	"invalidbasicheaderauthentication": approval.ReasonClientUnknown,
	"unsupportedgranttype":             approval.ReasonRequestUnsupported,
	"invalidscope":                     approval.ReasonRequestUnsupported,
}

// refusalPhrases are looked for in what is left, in this order: a description can
// name the code and the verifier in one sentence.
//
// A code that was not found is an expired one in TrustedX's words; in WSO2's words
// an invalid or inactive code may be forged or spent as well, and is left as
// refused.
var refusalPhrases = []struct {
	letters string
	reason  approval.Reason
}{
	{"codeverifier", approval.ReasonVerifierRejected},
	{"pkce", approval.ReasonVerifierRejected},
	{"codenotissuedtoclient", approval.ReasonCodeForeign},
	{"redirecturimismatch", approval.ReasonRedirectMismatch},
	{"callbackurlmismatch", approval.ReasonRedirectMismatch},
	{"expired", approval.ReasonCodeExpired},
	{"codenotfound", approval.ReasonCodeExpired},
	{"unregisteredclient", approval.ReasonClientUnknown},
	{"invalidcredentials", approval.ReasonClientUnknown},
	{"invalidhttpbasicauthentication", approval.ReasonClientUnknown},
	{"unsupportedauthenticationscheme", approval.ReasonClientUnknown},
	{"clientauthenticationfailed", approval.ReasonClientUnknown},
	{"oauthclientcouldnotbefound", approval.ReasonClientUnknown},
	{"consumerkeynotfound", approval.ReasonClientUnknown},
	{"repeatedparameter", approval.ReasonRequestUnsupported},
	{"missingparameter", approval.ReasonRequestUnsupported},
}
