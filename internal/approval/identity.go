package approval

import "crypto/subtle"

// Level is how surely UAE PASS knows the holder of an account (userinfo "userType").
// https://docs.uaepass.ae/quick-start-guide-uae-pass-staging-environment/user-account-types
type Level string

const (
	SOP1 Level = "SOP1" // basic: mobile and e-mail by one-time password
	SOP2 Level = "SOP2" // verified by an Emirates ID or an older national account
	SOP3 Level = "SOP3" // verified with biometrics
)

// Verified reports whether the level is one that may confirm. An unknown level is
// not.
func (l Level) Verified() bool { return l == SOP2 || l == SOP3 }

// Identity is what the provider said about the holder of an account, after parsing:
// surrounding space trimmed, names cleaned for display, and nothing else changed. A field
// the provider did not send is empty. In SQL: profile, sealed; the values it is looked up by
// are sub_mac, idn_mac, mobile_mac and email_mac.
type Identity struct {
	Subject    string // "sub": opaque, compared whole, never parsed
	UUID       string // "uuid": the durable linking key
	EmiratesID string // "idn": citizens and residents only
	UnifiedID  string // "unifiedID": visitors only
	Level      Level  // "userType"
	Visitor    bool   // "profileType" is 2
	Mobile     string // digits with country code, no plus sign
	Email      string
	NameEN     string
	NameAR     string

	// Unusable names which of the last four fields the provider sent with a value that cannot
	// be used. It does not stop a sign-in: the event says so, and it is not stored.
	Unusable string `json:"-"`
}

// Resident reports whether the rules for citizens and residents apply: an
// Emirates ID, once present, is always compared, whatever else was said.
func (i Identity) Resident() bool { return i.EmiratesID != "" }

// CanEnrol returns nil when the identity is complete enough to sign in with and to
// be compared with later: ErrNotEligible for an unverified account,
// ErrIdentityIncomplete when the values that [Person.Match] needs are missing.
func (i Identity) CanEnrol() error {
	switch {
	case i.Subject == "":
		return ErrIdentityIncomplete
	case !i.Level.Verified():
		return ErrNotEligible
	case i.Resident():
		return nil
	case i.Visitor && i.UUID != "":
		return nil
	}
	return ErrIdentityIncomplete
}

// Match decides whether got, the identity that confirmed with a face, is the
// person who is signed in. The guideline of UAE PASS asks for exactly this and to
// "break the user journey" otherwise:
// https://docs.uaepass.ae/facial-biometric-transactions-confirmation/generic-implementation-guidelines
//
// Residents: subject and Emirates ID. Visitors: subject and uuid. Mobile, e-mail
// and names prove nothing, since their owner can change them. The answer is nil,
// ErrIdentityMismatch (another person: final for the transaction),
// ErrIdentityIncomplete (a value is missing on either side) or ErrNotEligible.
func (p Person) Match(got Identity) error {
	enrolled := p.Identity
	switch {
	case differ(enrolled.Subject, got.Subject),
		differ(enrolled.EmiratesID, got.EmiratesID),
		differ(enrolled.UUID, got.UUID),
		differ(enrolled.UnifiedID, got.UnifiedID):
		return ErrIdentityMismatch
	case !equal(enrolled.Subject, got.Subject):
		return ErrIdentityIncomplete
	case enrolled.Resident() && !equal(enrolled.EmiratesID, got.EmiratesID):
		return ErrIdentityIncomplete
	case !enrolled.Resident() && !(enrolled.Visitor && equal(enrolled.UUID, got.UUID)):
		return ErrIdentityIncomplete
	case !enrolled.Resident() && got.Resident():
		return ErrIdentityIncomplete // the account changed its kind since sign-in: sign in again
	case !got.Level.Verified():
		return ErrNotEligible
	}
	return nil
}

// equal is true for two equal values; an empty value equals nothing.
func equal(a, b string) bool {
	return a != "" && b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// differ is true for two values that are both present and not the same.
func differ(a, b string) bool { return a != "" && b != "" && !equal(a, b) }
