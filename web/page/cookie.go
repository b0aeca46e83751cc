package page

import (
	"net/http"
	"time"

	"takeed/internal/approval"
)

// CookieName adds the prefix that keeps a cookie out of reach of sibling hosts. It
// works over https only, so a portal on plain http (localhost) goes without.
func (s *Site) CookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// Cookie returns the value of a cookie that was sent exactly once. Of two cookies with the
// same name an attacker may have planted one, so neither counts.
func (s *Site) Cookie(r *http.Request, name string) string {
	found := r.CookiesNamed(s.CookieName(name))
	if len(found) != 1 || len(found[0].Value) > 64 {
		return ""
	}
	return found[0].Value
}

// Binding is the secret of a cookie of ours; empty if there is none.
func (s *Site) Binding(r *http.Request, name string) approval.Secret {
	return approval.SecretOf(s.Cookie(r, name))
}

// SetCookie gives the browser a cookie for maxAge; if that is zero, until the browser closes.
func (s *Site) SetCookie(w http.ResponseWriter, name, value string, maxAge time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: s.CookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode, // a Strict cookie would not be sent when the browser returns from a provider
		MaxAge:   int(maxAge / time.Second),
	})
}

// ClearCookie takes a cookie away.
func (s *Site) ClearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: s.CookieName(name), Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}
