package clientauth_test

import (
	"fmt"
	"strings"

	"takeed/internal/integration/clientauth"
)

const (
	badRequest = clientauth.InvalidRequest
	badClient  = clientauth.InvalidClient
	badGrant   = clientauth.UnsupportedGrantType
	badScope   = clientauth.InvalidScope
)

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

func without(parameter string) change { return func(a *try) { delete(a.form, parameter) } }

func scope(text string) change { return form("scope", text) }

// twice sends the assertion twice.
func twice(a *try) { a.form["client_assertion"] = []string{a.assertion(), a.assertion()} }

var formAttacks = []attack{
	{"no grant type", without("grant_type"), badRequest, clientauth.GrantMissing},
	{"an empty grant type", form("grant_type", ""), badRequest, clientauth.GrantMissing},
	{"the grant of passwords", form("grant_type", "password"), badGrant, clientauth.GrantUnsupported},
	{"the grant of assertions", form("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), badGrant, clientauth.GrantUnsupported},
	{"a grant type with a space", form("grant_type", "client_credentials "), badGrant, clientauth.GrantUnsupported},
	{"a grant type in capitals", form("grant_type", "CLIENT_CREDENTIALS"), badGrant, clientauth.GrantUnsupported},
	{"two grant types", form("grant_type", "client_credentials", "password"), badRequest, clientauth.ParameterRepeated},
	{"two assertions", twice, badRequest, clientauth.ParameterRepeated},
	{"two assertion types", form("client_assertion_type", bearer, bearer), badRequest, clientauth.ParameterRepeated},
	{"two scopes", form("scope", "a", "b"), badRequest, clientauth.ParameterRepeated},
	{"two clients", form("client_id", "hub", "other"), badRequest, clientauth.ParameterRepeated},
	{"two empty clients", form("client_id", "", ""), badRequest, clientauth.ParameterRepeated},
	{"a secret, too", form("client_secret", "hunter2"), badRequest, clientauth.SecondMethod},
	{"two secrets", form("client_secret", "", "hunter2"), badRequest, clientauth.ParameterRepeated},
	{"no assertion", form("client_assertion"), badClient, clientauth.AssertionMissing},
	{"an empty assertion", form("client_assertion", ""), badClient, clientauth.AssertionMissing},
	{"no assertion type", without("client_assertion_type"), badClient, clientauth.AssertionType},
	{"the assertion type of SAML", form("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"), badClient, clientauth.AssertionType},
	{"client_id of another", form("client_id", "other"), badClient, clientauth.ClientIDDiffers},
	{"client_id beside a header that cannot be read", all(rawHeader("{"), form("client_id", "hub")), badClient, clientauth.HeaderMalformed},
	{"client_id in capitals", form("client_id", "HUB"), badClient, clientauth.ClientIDDiffers},
	{"a scope with two spaces", scope("a  b"), badScope, clientauth.ScopeMalformed},
	{"a scope with a space before it", scope(" a"), badScope, clientauth.ScopeMalformed},
	{"a scope with a tab", scope("a\tb"), badScope, clientauth.ScopeMalformed},
	{"a scope with a quote", scope(`a"b`), badScope, clientauth.ScopeMalformed},
	{"a scope with a backslash", scope(`a\b`), badScope, clientauth.ScopeMalformed},
	{"a scope with a NUL", scope("a\x00"), badScope, clientauth.ScopeMalformed},
	{"a scope outside ASCII", scope("transactions:cr\u0435ate"), badScope, clientauth.ScopeMalformed},
	{"a scope of broken text", scope("a\xff"), badScope, clientauth.ScopeMalformed},
	{"a scope twice", scope("a b a"), badScope, clientauth.ScopeMalformed},
	{"a scope of 65", scope(strings.Repeat("s", 65)), badScope, clientauth.ScopeMalformed},
	{"33 scopes", scope(numbered(33)), badScope, clientauth.ScopeMalformed},
	{"a megabyte of scopes", scope(strings.Repeat("s ", 1<<19)), badScope, clientauth.ScopeMalformed},
}

func numbered(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint("s", i))
	}
	return strings.Join(list, " ")
}

// rewritten sends a correct assertion in another spelling.
func rewritten(rewrite func(text string) string) change {
	return func(a *try) { a.text = rewrite(a.assertion()) }
}

// part changes one of the three parts.
func part(i int, rewrite func(string) string) change {
	return rewritten(func(text string) string {
		parts := strings.Split(text, ".")
		parts[i] = rewrite(parts[i])
		return strings.Join(parts, ".")
	})
}

func appended(tail string) func(string) string {
	return func(s string) string { return s + tail }
}

func replaced(by string) func(string) string { return func(string) string { return by } }

// spareBit sets a bit that a lenient decoder of base64 does not look at.
func spareBit(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(text) - 1
	return text[:last] + string(alphabet[strings.IndexByte(alphabet, text[last])|1])
}

// asJSON writes an assertion in the other serialisation of RFC 7515.
func asJSON(text string) string {
	p := strings.Split(text, ".")
	return fmt.Sprintf(`{"protected":%q,"payload":%q,"signature":%q}`, p[0], p[1], p[2])
}

var shapeAttacks = []attack{
	{"an assertion above 8 kB", claim("padding", quote(strings.Repeat("x", 6100))), badClient, clientauth.AssertionSize},
	{"an assertion of a megabyte", form("client_assertion", strings.Repeat("a", 1<<20)), badClient, clientauth.AssertionSize},
	{"8192 dots", form("client_assertion", strings.Repeat(".", 8192)), badClient, clientauth.AssertionForm},
	{"one part", form("client_assertion", "a"), badClient, clientauth.AssertionForm},
	{"two parts", rewritten(func(s string) string { return s[:strings.LastIndex(s, ".")] }), badClient, clientauth.AssertionForm},
	{"four parts", rewritten(appended(".AA")), badClient, clientauth.AssertionForm},
	{"an encrypted assertion", form("client_assertion", encode(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)+".AA.AA.AA.AA"), badClient, clientauth.AssertionForm},
	{"JSON serialisation", rewritten(asJSON), badClient, clientauth.AssertionForm},
	{"no signature", part(2, replaced("")), badClient, clientauth.AssertionForm},
	{"unsecured", all(header("alg", `"none"`), by(withBytes(nil))), badClient, clientauth.AssertionForm},
	{"a detached payload", part(1, replaced("")), badClient, clientauth.ClaimsMalformed},
	{"no header", part(0, replaced("")), badClient, clientauth.HeaderMalformed},
	{"padding", part(2, appended("==")), badClient, clientauth.AssertionForm},
	{"a line break at the end", rewritten(appended("\n")), badClient, clientauth.AssertionForm},
	{"a line break in a part", part(1, func(s string) string { return s[:8] + "\r\n" + s[8:] }), badClient, clientauth.AssertionForm},
	{"a space before it", rewritten(func(s string) string { return " " + s }), badClient, clientauth.AssertionForm},
	{"Bearer before it", rewritten(func(s string) string { return "Bearer " + s }), badClient, clientauth.AssertionForm},
	{"the alphabet of plain base64", part(2, replaced("+/+/")), badClient, clientauth.AssertionForm},
	{"a spare bit of the signature", part(2, spareBit), badClient, clientauth.AssertionForm},
	{"a byte too many in the signature", part(2, appended("A")), badClient, clientauth.SignatureWrong},
}
