package simulatortest

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// What the requests below contain.
const (
	Verifier   = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	StaffState = "state-of-the-staff"
	StaffNonce = "nonce-of-the-staff"
)

// Challenge is the PKCE challenge of Verifier.
func Challenge() string {
	digest := sha256.Sum256([]byte(Verifier))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// Edit changes parameters: edits are pairs of name and value, where an empty value removes
// the parameter.
func Edit(q url.Values, edits ...string) url.Values {
	for i := 0; i < len(edits); i += 2 {
		if q.Set(edits[i], edits[i+1]); edits[i+1] == "" {
			q.Del(edits[i])
		}
	}
	return q
}

// StaffRequest is an authorization request of the staff's client; edits as for [Edit].
func (p *Provider) StaffRequest(edits ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {p.Staff.ID}, "scope": {"openid profile email"}, "redirect_uri": {p.Staff.RedirectURIs[0]},
		"state": {StaffState}, "nonce": {StaffNonce}, "code_challenge": {Challenge()}, "code_challenge_method": {"S256"},
	}
	return p.Issuer + "/authorize?" + Edit(q, edits...).Encode()
}

// StaffTokenRequest exchanges a code of the staff's provider; edits as for [Edit].
func (p *Provider) StaffTokenRequest(code string, edits ...string) *http.Request {
	q := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {p.Staff.RedirectURIs[0]}, "code_verifier": {Verifier}}
	req, _ := http.NewRequest(http.MethodPost, p.Issuer+"/token", strings.NewReader(Edit(q, edits...).Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(url.QueryEscape(p.Staff.ID), url.QueryEscape(p.Staff.Secret))
	return req
}
