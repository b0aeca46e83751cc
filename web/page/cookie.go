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

// Cookie returns a value that was sent once. Of two cookies with one name somebody
// else may have planted one, so neither counts.
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

// SetCookie gives the browser a cookie for maxAge; for as long as it runs if that is zero.
func (s *Site) SetCookie(w http.ResponseWriter, name, value string, maxAge time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: s.CookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode, // Strict would not come back from a provider with the browser
		MaxAge:   int(maxAge / time.Second),
	})
}

// ClearCookie takes a cookie away.
func (s *Site) ClearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: s.CookieName(name), Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}
