package clientauth

import (
	"net/url"
	"slices"
	"strings"
)

// What a token request says in order to be one of ours.
const (
	grantType     = "client_credentials"
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

// Bounds of what a request may hold.
const (
	maxAssertion = 8 << 10
	maxScopes    = 32
	maxScope     = 64
)

// request is what is used of a form. A parameter without a value counts as absent, by RFC 6749,
// section 3.2.
type request struct {
	assertion string
	clientID  string // empty if it was not said
	scopes    []string
}

func readForm(form url.Values) (request, error) {
	for _, name := range []string{"grant_type", "client_assertion_type", "client_assertion", "client_id", "client_secret", "scope"} {
		if len(form[name]) > 1 {
			return request{}, refuse(ParameterRepeated)
		}
	}
	scopes, ok := readScopes(form.Get("scope"))
	r := request{assertion: form.Get("client_assertion"), clientID: form.Get("client_id"), scopes: scopes}
	switch {
	case form.Get("client_secret") != "":
		return r, refuse(SecondMethod)
	case form.Get("grant_type") == "":
		return r, refuse(GrantMissing)
	case form.Get("grant_type") != grantType:
		return r, refuse(GrantUnsupported)
	case !ok:
		return r, refuse(ScopeMalformed)
	case r.assertion == "":
		return r, refuse(AssertionMissing)
	case form.Get("client_assertion_type") != assertionType:
		return r, refuse(AssertionType)
	case len(r.assertion) > maxAssertion:
		return r, refuse(AssertionSize)
	}
	return r, nil
}

// readScopes reads a list with one space between two scopes.
func readScopes(text string) ([]string, bool) {
	if text == "" {
		return nil, true
	}
	if strings.Count(text, " ") >= maxScopes {
		return nil, false
	}
	list := strings.Split(text, " ")
	for i, scope := range list {
		if scope == "" || len(scope) > maxScope || strings.ContainsFunc(scope, notInScope) || slices.Contains(list[:i], scope) {
			return nil, false
		}
	}
	return list, true
}

// notInScope reports what RFC 6749, section 3.3, does not allow.
func notInScope(r rune) bool { return r < 0x21 || r > 0x7e || r == '"' || r == '\\' }
