package approval

import "time"

// Person is a customer. Everything in Identity came from the userinfo of their
// last UAE PASS sign-in; no page lets anybody edit it. In SQL: users, and user_id elsewhere.
type Person struct {
	ID         ID
	Identity   Identity
	Preferred  Identifier // "" until they choose one on their profile
	Disabled   bool
	Erased     bool      // nothing is known of them any more: Identity is empty, and Disabled is set
	LastSignIn time.Time // the one before the current, zero at the first
}

// Identifier is a kind of value that names a person to UAE PASS in the "username"
// parameter of the face flow.
type Identifier string

const (
	ByEmiratesID Identifier = "emirates_id"
	ByMobile     Identifier = "mobile"
	ByEmail      Identifier = "email"
)

// identifierOrder is the order of preference when the person has not chosen: the
// Emirates ID is the most stable, and e-mail the least likely to reach a phone.
var identifierOrder = []Identifier{ByEmiratesID, ByMobile, ByEmail}

// ParseIdentifier accepts the three names and nothing else.
func ParseIdentifier(s string) (Identifier, bool) {
	for _, k := range identifierOrder {
		if string(k) == s {
			return k, true
		}
	}
	return "", false
}

// value returns what UAE PASS would be sent for k; empty if the person has none.
// Visitors have no Emirates ID, and none is ever sent for them.
func (p Person) value(k Identifier) string {
	switch {
	case k == ByEmiratesID && p.Identity.Resident():
		return p.Identity.EmiratesID
	case k == ByMobile:
		return p.Identity.Mobile
	case k == ByEmail:
		return p.Identity.Email
	}
	return ""
}

// Identifiers lists the kinds this person can choose from, in order of preference.
func (p Person) Identifiers() []Identifier {
	var have []Identifier
	for _, k := range identifierOrder {
		if p.value(k) != "" {
			have = append(have, k)
		}
	}
	return have
}

// Username is the identifier that goes to UAE PASS: the chosen one if the person
// still has it, else the first they have. ok is false when they have none.
func (p Person) Username() (k Identifier, value string, ok bool) {
	if v := p.value(p.Preferred); v != "" {
		return p.Preferred, v, true
	}
	for _, k := range p.Identifiers() {
		return k, p.value(k), true
	}
	return "", "", false
}

// Choose returns the event of a person choosing which identifier is sent, or
// ErrNoIdentifier if it is not one of theirs.
func (p Person) Choose(k Identifier, by Source) (Event, error) {
	if p.value(k) == "" {
		return Event{}, ErrNoIdentifier
	}
	return by.ofPerson(p.ID, EventIdentifierChosen, "identifier", string(k)), nil
}
