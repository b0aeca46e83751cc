package approval

import "slices"

// StaffMember is somebody who works in the back office. What they are called and what they
// may do came from their identity provider, at their last sign-in; no page lets
// anybody edit it. In SQL: staff; "op:" begins their stream.
type StaffMember struct {
	ID    ID
	Name  string // may be empty: not every provider tells it
	Email string // the same
	Role  Role
}

// Role is what somebody may do in the back office. A person has one, or no entry.
type Role string

const (
	Operator Role = "operator" // helps customers
	Auditor  Role = "auditor"  // proves what happened
	Admin    Role = "admin"    // looks after the portal
)

// Roles are all there are.
var Roles = []Role{Operator, Auditor, Admin}

// ParseRole accepts the three names and nothing else.
func ParseRole(s string) (Role, bool) {
	r := Role(s)
	return r, slices.Contains(Roles, r)
}

// StaffIdentity is what the identity provider said about somebody, once it was
// verified that it did.
type StaffIdentity struct {
	Issuer, Subject string // together they name the person, for ever
	Name, Email     string
	Role            Role   // empty if they have none of the roles that are configured
	Token           Secret // the ID token: the provider wants to see it again at sign-out
	Unusable        string // which of name and email were said, and are none: told in the event, and not kept
}

// StaffGrant is what an authorization code is exchanged with, and what the answer must
// fit.
type StaffGrant struct {
	Grant
	Nonce  Secret
	Issuer string // "iss" of the callback (RFC 9207), empty if there was none
}

// StaffEntry is what a sign-in to the back office writes.
type StaffEntry struct {
	Staff    StaffMember
	New      bool
	Admitted bool // a session begins; all others of the person end either way
	Events   []Event
}

// EnterStaff decides on a sign-in to the back office: got is what the provider says
// now, known is who that was here before, nil if nobody. Without a role nobody gets in;
// whoever had one and has none any more loses it here, with every session. Somebody who
// never had one is ErrNoRole, and nothing is stored about them.
func EnterStaff(known *StaffMember, got StaffIdentity, by func(ID) Source) (StaffEntry, error) {
	if got.Issuer == "" || got.Subject == "" {
		return StaffEntry{}, ErrIdentityIncomplete
	}
	before := StaffMember{ID: NewID()}
	if known != nil {
		before = *known
	} else if got.Role == "" {
		return StaffEntry{}, ErrNoRole
	}
	e := StaffEntry{
		Staff: StaffMember{ID: before.ID, Name: got.Name, Email: got.Email, Role: got.Role},
		New:   known == nil, Admitted: got.Role != "",
	}
	cause := by(before.ID)
	if before.Role != got.Role {
		e.Events = append(e.Events, cause.roleChanged(before, got.Role))
	}
	if e.Admitted {
		e.Events = append(e.Events, cause.StaffEvent(before.ID, EventStaffSignedIn, "role", string(got.Role), "unusable", got.Unusable))
	} else {
		e.Events = append(e.Events, cause.StaffEvent(before.ID, EventStaffSigninRefused, "reason", "no_role"))
	}
	return e, nil
}

// Revoke takes the role of somebody on the staff away, and with it every session. The
// identity provider gives it back at the next sign-in, so it has to be told as well.
func (s StaffMember) Revoke(by Source) StaffEntry {
	e := StaffEntry{Staff: s}
	e.Staff.Role = ""
	if s.Role != "" {
		e.Events = []Event{by.roleChanged(s, "")}
	}
	return e
}

func (c Source) roleChanged(s StaffMember, to Role) Event {
	e := c.StaffEvent(s.ID, EventStaffRoleChanged, "from", roleName(s.Role))
	e.ToState = "role:" + roleName(to)
	return e
}

func roleName(r Role) string {
	if r == "" {
		return "none"
	}
	return string(r)
}

// StaffEvent is an event about what somebody on the staff did.
func (c Source) StaffEvent(staff ID, code EventCode, detail ...string) Event {
	return c.event(OfStaff(staff), code, detail...)
}

// StaffFailure is a sign-in that the identity provider of the staff did not bring to
// its end, told in our words: nothing that the provider or the network said.
type StaffFailure struct{ Why StaffFault }

func (e *StaffFailure) Error() string { return "identity provider: " + string(e.Why) }

// StaffFault says which step of a sign-in failed. It stands in the audit log.
type StaffFault string

const (
	FaultDiscovery       StaffFault = "discovery"          // no metadata, or none that can be used
	FaultDeclined        StaffFault = "declined"           // the provider sent the browser back with a refusal
	FaultProvider        StaffFault = "provider_error"     // or with an error of its own
	FaultIssuerParameter StaffFault = "issuer_parameter"   // the callback comes from another provider
	FaultTokenDown       StaffFault = "token_unavailable"  // no answer to the exchange, or a server error
	FaultTokenRefused    StaffFault = "token_refused"      // the code was not accepted
	FaultTokenClient     StaffFault = "token_client"       // our client credentials were not
	FaultTokenMalformed  StaffFault = "token_malformed"    // an answer without a usable token
	FaultSignature       StaffFault = "id_token_signature" // the ID token is not the provider's, or its keys cannot be fetched
	FaultIssuer          StaffFault = "id_token_issuer"    // it is another provider's
	FaultAudience        StaffFault = "id_token_audience"  // it is for another client
	FaultExpired         StaffFault = "id_token_expired"   //
	FaultNonce           StaffFault = "id_token_nonce"     // it answers another request
	FaultAccessToken     StaffFault = "id_token_at_hash"   // it belongs to another access token
	FaultClaims          StaffFault = "id_token_claims"    // what it says about the person cannot be used
)
