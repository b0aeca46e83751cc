package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"takeed/internal/approval"
)

// keyNote is the one key of a session's data: a message, shown once. Nothing in it decides
// who is signed in or what is confirmed. Only somebody who is signed in has a session:
// what is written into the session of nobody is lost.
const keyNote = "note"

func (s *Server) newSessionManager() *scs.SessionManager {
	m := scs.New()
	m.Store = s.Sessions
	m.Codec = Codec{}
	m.Lifetime = s.Lifetime
	m.Cookie.Name = s.cookieName("sid")
	return m
}

// Codec keeps session data as a JSON object of strings. Empty data is an empty
// session: that is how a session begins when somebody signs in.
type Codec struct{}

// Encode implements scs.Codec. The deadline is the store's business.
func (Codec) Encode(_ time.Time, values map[string]any) ([]byte, error) { return json.Marshal(values) }

// Decode implements scs.Codec.
func (Codec) Decode(b []byte) (time.Time, map[string]any, error) {
	values := map[string]any{}
	if len(b) == 0 {
		return time.Time{}, values, nil
	}
	var texts map[string]string
	if err := json.Unmarshal(b, &texts); err != nil {
		return time.Time{}, nil, errors.New("the data of a session cannot be read")
	}
	for k, v := range texts {
		values[k] = v
	}
	return time.Time{}, values, nil
}

// Readable is what the session store asks about stored data.
func Readable(b []byte) error {
	_, _, err := Codec{}.Decode(b)
	return err
}

// The cookies beside that of a customer's session. One is the session of somebody on the
// staff, one a message; each of the others binds something under way to the browser that
// began it.
const (
	confirmCookie     = "txb" // an attempt
	signinCookie      = "sib" // a sign-in
	staffCookie       = "ops" // a session of the back office
	staffSigninCookie = "osb" // a sign-in to it
	noteCookie        = "say" // why a sign-in did not happen
)

// cookieName adds the prefix that keeps a cookie out of reach of sibling hosts. It
// works over https only, so a portal on plain http (localhost) goes without.
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// cookie returns a value that was sent once. Of two cookies with one name somebody
// else may have planted one, so neither counts.
func (s *Server) cookie(r *http.Request, name string) string {
	found := r.CookiesNamed(name)
	if len(found) != 1 || len(found[0].Value) > 64 {
		return ""
	}
	return found[0].Value
}

// binding is the secret of a cookie of ours; empty if there is none.
func (s *Server) binding(r *http.Request, name string) approval.Secret {
	return approval.SecretOf(s.cookie(r, s.cookieName(name)))
}

func (s *Server) setCookie(w http.ResponseWriter, name, value string, maxAge time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode, // Strict would not come back from UAE PASS with the browser
		MaxAge:   int(maxAge / time.Second),
	})
}

func (s *Server) clearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

// setStaffCookie gives the browser a session of the back office, or takes it away if
// there is none. No link from elsewhere brings it along.
func (s *Server) setStaffCookie(w http.ResponseWriter, session approval.Secret) {
	c := &http.Cookie{
		Name: s.cookieName(staffCookie), Value: session.Reveal(), Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	}
	if session.Empty() {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// keepSignedIn is asked by the script when somebody wants to stay signed in. Having asked
// is all it takes.
func (s *Server) keepSignedIn(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
