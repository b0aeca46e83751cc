// Package oauthclient checks the settings of a client that is registered at a provider, as
// operators type them: URLs, and the client's id and secret. UAE PASS and the identity
// provider of the staff are configured alike.
//
// Every error is a sentence that begins with the name of what is wrong, and quotes no
// value: a URL may hold a password.
package oauthclient

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// Fault is what is wrong with one field of a configuration.
type Fault struct {
	Field string // its name in Go
	Err   error
}

var errMissing = errors.New("missing")

// Missing reports whether the field is empty.
func (f Fault) Missing() bool { return errors.Is(f.Err, errMissing) }

// AppendFault adds err as the fault of a field, unless err is nil.
func AppendFault(faults []Fault, field string, err error) []Fault {
	if err == nil {
		return faults
	}
	return append(faults, Fault{field, err})
}

// Join makes one error of all faults, with line breaks between them; nil if there are none.
func Join(faults []Fault) error {
	var all []error
	for _, f := range faults {
		all = append(all, f.Err)
	}
	return errors.Join(all...)
}

// CheckURL demands an absolute http or https URL.
func CheckURL(what, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, fmt.Errorf("%s is %w", what, errMissing)
	case err != nil || !VisibleASCII(raw) || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("%s is not an absolute web address in plain ASCII", what)
	case u.User != nil || strings.Contains(raw, "#"):
		return nil, fmt.Errorf("%s must have neither credentials nor a fragment", what)
	}
	return u, nil
}

// CheckProvider demands a URL to which secrets may be sent.
func CheckProvider(what, raw string) error {
	u, err := CheckURL(what, raw)
	switch {
	case err != nil:
		return err
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return errors.New(what + " must be https; plain http is for this machine only")
	}
	return nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// CheckCredential allows what RFC 6749, appendix A, allows, except spaces: at either end of
// a credential a space is a slip of copy and paste.
func CheckCredential(what, value string) error {
	switch {
	case value == "":
		return fmt.Errorf("%s is %w", what, errMissing)
	case !VisibleASCII(value):
		return fmt.Errorf("%s has a space, a line break or a character outside ASCII", what)
	}
	return nil
}

// VisibleASCII reports whether s is ASCII without control characters and spaces.
func VisibleASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
