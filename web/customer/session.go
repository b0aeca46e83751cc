package customer

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/alexedwards/scs/v2"
)

// scs, which the owner asks for, does one thing here: it carries a note from one request to
// the next (keyNote). Who is signed in, how long, under which token and what a sign-out
// leaves behind are decided by our own store, by the database's clock, and hold without it.

// keyNote is the one key of a session's data: a message, shown once. Nothing in it decides
// who is signed in or what is confirmed. Only a caller who is signed in has a session: data
// written for any other is lost.
const keyNote = "note"

func (c *Room) newSessionManager() *scs.SessionManager {
	m := scs.New()
	m.Store = c.Sessions
	m.Codec = Codec{}
	m.Lifetime = c.Lifetime
	m.Cookie.Name = c.CookieName(sessionCookie)
	return m
}

// Codec keeps session data as a JSON object of strings. Empty data is an empty
// session: that is how a session begins when a customer signs in.
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

// Readable is how the session store checks stored data: nil if it can be read.
func Readable(b []byte) error {
	_, _, err := Codec{}.Decode(b)
	return err
}

// The cookies of this room. One is the session, one a message; each of the others binds
// something under way to the browser that began it.
const (
	sessionCookie = "sid"
	confirmCookie = "txb" // an attempt
	signinCookie  = "sib" // a sign-in
	noteCookie    = "say" // why a sign-in did not happen
	linkCookie    = "lnk" // the token of the link that somebody opened who was not signed in
)
