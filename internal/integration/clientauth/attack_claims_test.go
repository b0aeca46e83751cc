package clientauth_test

import (
	"strings"

	"takeed/internal/integration/clientauth"
)

// rawClaims replaces all claims.
func rawClaims(text string) change { return func(a *try) { a.claimsText = text } }

// more adds members to the text of the claims, which may have them already.
func more(text string) change {
	return func(a *try) {
		claims := a.claims.String()
		a.claimsText = claims[:len(claims)-1] + "," + text + "}"
	}
}

// wrapped sends a signed assertion as the payload of another.
func wrapped(a *try) { a.claimsText = a.assertion() }

var claimAttacks = []attack{
	{"claims that are a list", rawClaims(`[{}]`), badClient, clientauth.ClaimsMalformed},
	{"claims that are a text", rawClaims(`"hub"`), badClient, clientauth.ClaimsMalformed},
	{"claims that are no JSON", rawClaims(`iss=hub`), badClient, clientauth.ClaimsMalformed},
	{"claims with a comment", rawClaims(`{/**/}`), badClient, clientauth.ClaimsMalformed},
	{"claims that are not UTF-8", more(`"x":"` + "\xff" + `"`), badClient, clientauth.ClaimsMalformed},
	{"an assertion in an assertion", wrapped, badClient, clientauth.ClaimsMalformed},
	{"no claims", rawClaims(`{}`), badClient, clientauth.Subject},
	{"exp twice", more(`"exp":` + at(60)), badClient, clientauth.ClaimsMalformed},
	{"aud twice", more(`"aud":"https://elsewhere.example"`), badClient, clientauth.ClaimsMalformed},
	{"aud twice, once escaped", more(`"\u0061ud":"https://elsewhere.example"`), badClient, clientauth.ClaimsMalformed},
	{"sub twice", more(`"sub":"other"`), badClient, clientauth.ClaimsMalformed},
	{"a member twice, deep down", more(`"x":[{"a":1,"a":2}]`), badClient, clientauth.ClaimsMalformed},
	{"no iss", claim("iss", ""), badClient, clientauth.Subject},
	{"no sub", claim("sub", ""), badClient, clientauth.Subject},
	{"neither", all(claim("iss", ""), claim("sub", "")), badClient, clientauth.Subject},
	{"both empty", from(""), badClient, clientauth.Subject},
	{"both null", all(claim("iss", "null"), claim("sub", "null")), badClient, clientauth.Subject},
	{"another iss", claim("iss", `"other"`), badClient, clientauth.Subject},
	{"another sub", claim("sub", `"other"`), badClient, clientauth.Subject},
	{"iss in capitals", claim("iss", `"HUB"`), badClient, clientauth.Subject},
	{"ISS", all(claim("iss", ""), claim("ISS", `"hub"`)), badClient, clientauth.Subject},
	{"iss that is a list", claim("iss", `["hub"]`), badClient, clientauth.Subject},
	{"sub that is a number", all(claim("iss", "1"), claim("sub", "1")), badClient, clientauth.Subject},
	{"a client with a NUL", all(claim("iss", `"hub\u0000"`), claim("sub", `"hub\u0000"`)), badClient, clientauth.Subject},
	{"a client of 129", from(strings.Repeat("c", 129)), badClient, clientauth.Subject},
	{"no aud", claim("aud", ""), badClient, clientauth.Audience},
	{"aud that is empty", claim("aud", `""`), badClient, clientauth.Audience},
	{"aud that is a list", claim("aud", `["`+issuer+`"]`), badClient, clientauth.Audience},
	{"aud that is a list of two", claim("aud", `["`+issuer+`","https://elsewhere.example"]`), badClient, clientauth.Audience},
	{"aud that is an object", claim("aud", `{"aud":"`+issuer+`"}`), badClient, clientauth.Audience},
	{"aud with a slash", claim("aud", quote(issuer+"/")), badClient, clientauth.Audience},
	{"aud with a space", claim("aud", quote(issuer+" ")), badClient, clientauth.Audience},
	{"aud with a port", claim("aud", quote(issuer+":443")), badClient, clientauth.Audience},
	{"aud in capitals", claim("aud", quote("HTTPS"+issuer[5:])), badClient, clientauth.Audience},
	{"aud that is the token endpoint", claim("aud", quote(issuer+"/api/oauth/token")), badClient, clientauth.Audience},
	{"aud that begins alike", claim("aud", quote(issuer+".evil.example")), badClient, clientauth.Audience},
	{"aud without its scheme", claim("aud", quote(issuer[8:])), badClient, clientauth.Audience},
	{"aud of another server", claim("aud", `"https://elsewhere.example"`), badClient, clientauth.Audience},
	{"no jti", claim("jti", ""), badClient, clientauth.AssertionID},
	{"jti that is empty", claim("jti", `""`), badClient, clientauth.AssertionID},
	{"jti that is a number", claim("jti", `7`), badClient, clientauth.AssertionID},
	{"jti of 129", claim("jti", quote(strings.Repeat("j", 129))), badClient, clientauth.AssertionID},
	{"jti with a NUL", claim("jti", `"a\u0000"`), badClient, clientauth.AssertionID},
	{"jti with a space", claim("jti", `"a "`), badClient, clientauth.AssertionID},
	{"jti of half a character", claim("jti", `"\ud83d"`), badClient, clientauth.AssertionID},
}

var timeAttacks = []attack{
	{"no exp", claim("exp", ""), badClient, clientauth.TimesMalformed},
	{"exp that is null", claim("exp", "null"), badClient, clientauth.TimesMalformed},
	{"exp with a fraction", claim("exp", at(60)+".0"), badClient, clientauth.TimesMalformed},
	{"exp with an exponent", claim("exp", "18e8"), badClient, clientauth.TimesMalformed},
	{"exp that is a text", claim("exp", quote(at(60))), badClient, clientauth.TimesMalformed},
	{"exp below zero", claim("exp", "-"+at(60)), badClient, clientauth.TimesMalformed},
	{"exp in milliseconds", claim("exp", at(60)+"000"), badClient, clientauth.TimesMalformed},
	{"exp that overflows", claim("exp", "9223372036854775808"), badClient, clientauth.TimesMalformed},
	{"exp that is true", claim("exp", "true"), badClient, clientauth.TimesMalformed},
	{"exp before iat", all(claim("iat", at(8)), claim("exp", at(7))), badClient, clientauth.TimesMalformed},
	{"no iat", claim("iat", ""), badClient, clientauth.TimesMalformed},
	{"iat with a fraction", claim("iat", at(0)+".5"), badClient, clientauth.TimesMalformed},
	{"iat that is a text", claim("iat", quote(at(0))), badClient, clientauth.TimesMalformed},
	{"nbf with a fraction", claim("nbf", at(0)+".0"), badClient, clientauth.TimesMalformed},
	{"iat below zero", claim("iat", "-1"), badClient, clientauth.TimesMalformed},
	{"nbf below zero", claim("nbf", "-1"), badClient, clientauth.TimesMalformed},
	{"nbf that is null", claim("nbf", "null"), badClient, clientauth.TimesMalformed},
	{"expired this moment", all(claim("iat", at(-60)), claim("exp", at(0))), badClient, clientauth.Expired},
	{"expired a second ago", all(claim("iat", at(-60)), claim("exp", at(-1))), badClient, clientauth.Expired},
	{"expired in 1970", all(claim("iat", "0"), claim("exp", "1")), badClient, clientauth.Expired},
	{"121 seconds", claim("exp", at(121)), badClient, clientauth.Lifetime},
	{"121 seconds, of which one is left", all(claim("iat", at(-120)), claim("exp", at(1))), badClient, clientauth.Lifetime},
	{"a year", claim("exp", at(365*24*3600)), badClient, clientauth.Lifetime},
	{"iat of 1970", claim("iat", "0"), badClient, clientauth.Lifetime},
	{"11 seconds ahead", all(claim("iat", at(11)), claim("exp", at(60))), badClient, clientauth.NotYetValid},
	{"a year ahead", all(claim("iat", at(365*24*3600)), claim("exp", at(365*24*3600+60))), badClient, clientauth.NotYetValid},
	{"nbf 11 seconds ahead", claim("nbf", at(11)), badClient, clientauth.NotYetValid},
}
