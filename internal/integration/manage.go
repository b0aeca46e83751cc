package integration

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"takeed/internal/approval"
)

// OfClients is the stream of who the clients are and what they may do. The owner of the schema
// alone writes there, and nothing is removed from it.
const OfClients = "sys:clients"

var clientID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// IsClientID reports whether a client can have this ID.
func IsClientID(id string) bool { return clientID.MatchString(id) }

// Both reports whether one system may ask for and execute what it asked for: then one that is
// compromised is enough.
func (c Client) Both() bool { return c.May(ScopeCreate) && c.May(ScopeConsume) }

// MaxReturnURLs is how many return addresses a client may have.
const MaxReturnURLs = 32

// CheckReturnURL says what is wrong with an address that customers are sent back to. Plain http
// is for this machine, and only where local is true.
func CheckReturnURL(raw string, local bool) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || len(raw) > 1000 || strings.ContainsFunc(raw, unseen):
		return errors.New("is not an absolute web address in plain ASCII of at most 1,000 characters")
	case u.User != nil || strings.Contains(raw, "#"):
		return errors.New("has credentials or a fragment")
	case u.Query().Has("transaction") || u.Query().Has("state"):
		return errors.New("has a parameter that the portal adds: transaction or state")
	case u.Scheme == "http" && !(local && thisMachine(u.Hostname())):
		return errors.New("must be https; plain http is for this machine, outside production")
	}
	return nil
}

func unseen(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }

func thisMachine(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "127.0.0.1" || host == "::1"
}

// Managed is the event of a change of a client by an operator, whom their login at the database
// names. It says what is there now, and of keys their thumbprints alone.
func (c Client) Managed(code approval.EventCode, login string, now map[string]string) approval.Event {
	e := approval.Event{Stream: OfClients, Code: code, Actor: approval.System, Detail: map[string]string{"client_id": c.ID, "login": login}}
	maps.Copy(e.Detail, now)
	return e
}

// Differences are what a client has and another had not, by the names of the columns. Keys are
// compared by whoever can read them.
func (c Client) Differences(before Client) map[string]string {
	all := map[string]string{}
	for name, values := range map[string][2]string{
		"name_en": {before.Name.EN, c.Name.EN}, "name_ar": {before.Name.AR, c.Name.AR}, "scopes": {words(before.Scopes), words(c.Scopes)},
		"kinds": {words(before.Kinds), words(c.Kinds)}, "return_urls": {words(before.ReturnURLs), words(c.ReturnURLs)}, "jwks_url": {before.KeyURL, c.KeyURL},
	} {
		if values[0] != values[1] {
			all[name] = values[1]
		}
	}
	return all
}

// words are in order, so that the same set is the same text.
func words[T ~string](list []T) string {
	var all []string
	for _, one := range list {
		all = append(all, string(one))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
