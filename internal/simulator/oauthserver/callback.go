package oauthserver

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// Fill replaces the placeholders of a callback's query by values, and {state}, {state:cut},
// {state:upper} and {state:other} by the state or its changed form. A pair with the state
// is left out if the request had no state.
func Fill(query, state string, values map[string]string) string {
	pairs := []string{
		"{state}", url.QueryEscape(state), "{state:cut}", url.QueryEscape(state[:len(state)/2]),
		"{state:upper}", url.QueryEscape(strings.ToUpper(state)), "{state:other}", NewUUID(),
	}
	for name, value := range values {
		pairs = append(pairs, name, url.QueryEscape(value))
	}
	filled := strings.NewReplacer(pairs...)
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if state != "" || !strings.Contains(pair, "{state") {
			kept = append(kept, filled.Replace(pair))
		}
	}
	return strings.Join(kept, "&")
}

// Leave sends the browser back to a client. The address holds a code, so it must never be
// sent as a referrer. 303 turns a form's POST into a GET.
func Leave(w http.ResponseWriter, r *http.Request, location string) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	http.Redirect(w, r, location, status)
}

// Origin is scheme and host, empty for anything that is not a plain web address.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Cookie is the cookie of a provider's session. Cookies belong to a host whatever the port,
// so the name must not be one that a portal on the same machine could use.
func Cookie(r *http.Request, name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	}
}

// NewUUID returns a random (version 4) UUID. Codes, tokens and correlation ids look
// like this.
func NewUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
