package office

import (
	"errors"

	"takeed/internal/approval"
)

// ErrNoRole is the refusal of a person who has no role here.
var ErrNoRole = errors.New("the person has no role in the back office")

// Member is a member of staff, who works in the back office. Their name, e-mail and role
// came from their identity provider at their last sign-in; no page lets anybody edit them.
// In SQL: staff; their stream begins with "op:".
type Member struct {
	ID    approval.ID
	Name  string // may be empty: not every provider tells it
	Email string // the same
	Role  Role
}

// Identity is what the identity provider said about a person, once it was verified that
// the provider said it.
type Identity struct {
	Issuer, Subject string // together they name the person, for ever
	Name, Email     string
	Role            Role            // empty if they have none of the roles that are configured
	Token           approval.Secret // the ID token: the provider wants to see it again at sign-out
	Unusable        string          // which of name and email were sent but cannot be used: in the event, not stored
}

// Grant is what is exchanged for a token, and what the answer must match.
type Grant struct {
	approval.Grant
	Nonce  approval.Secret
	Issuer string // "iss" of the callback (RFC 9207), empty if there was none
}

// Entry is what a sign-in to the back office writes.
type Entry struct {
	Staff    Member
	New      bool
	Admitted bool // a session begins; all others of the person end either way
	Events   []approval.Event
}

// Enter decides on a sign-in to the back office: got is what the provider says now, known
// the member of staff with that identity, nil if there is none. A person without a role is
// not admitted; a member who no longer has one loses it here, with every session. A person
// who is not known and has no role gets ErrNoRole, and nothing is stored about them.
func Enter(known *Member, got Identity, by func(approval.ID) approval.Source) (Entry, error) {
	if got.Issuer == "" || got.Subject == "" {
		return Entry{}, approval.ErrIdentityIncomplete
	}
	before := Member{ID: approval.NewID()}
	if known != nil {
		before = *known
	} else if got.Role == "" {
		return Entry{}, ErrNoRole
	}
	e := Entry{
		Staff: Member{ID: before.ID, Name: got.Name, Email: got.Email, Role: got.Role},
		New:   known == nil, Admitted: got.Role != "",
	}
	source := by(before.ID)
	if before.Role != got.Role {
		e.Events = append(e.Events, roleChanged(source, before, got.Role))
	}
	if e.Admitted {
		e.Events = append(e.Events, source.StaffEvent(before.ID, approval.EventStaffSignedIn, "role", string(got.Role), "unusable", got.Unusable))
	} else {
		e.Events = append(e.Events, source.StaffEvent(before.ID, approval.EventStaffSigninRefused, "reason", "no_role"))
	}
	return e, nil
}

// Revoke takes a member's role away, and with it every session. The identity provider would
// give it back at the next sign-in, so it must be taken away there as well.
func (s Member) Revoke(by approval.Source) Entry {
	e := Entry{Staff: s}
	e.Staff.Role = ""
	if s.Role != "" {
		e.Events = []approval.Event{roleChanged(by, s, "")}
	}
	return e
}

func roleChanged(by approval.Source, s Member, to Role) approval.Event {
	e := by.StaffEvent(s.ID, approval.EventStaffRoleChanged, "from", roleName(s.Role))
	e.ToState = "role:" + roleName(to)
	return e
}

func roleName(r Role) string {
	if r == "" {
		return "none"
	}
	return string(r)
}

// Failure is a staff sign-in that failed at the identity provider, told in our words:
// nothing that the provider or the network said.
type Failure struct{ Why Fault }

func (e *Failure) Error() string { return "identity provider: " + string(e.Why) }

// Fault says which step of a sign-in failed. It stands in the audit log.
type Fault string

const (
	FaultDiscovery       Fault = "discovery"          // no metadata, or none that can be used
	FaultDeclined        Fault = "declined"           // the provider sent the browser back with a refusal
	FaultProvider        Fault = "provider_error"     // or with an error of its own
	FaultIssuerParameter Fault = "issuer_parameter"   // the callback comes from another provider
	FaultTokenDown       Fault = "token_unavailable"  // no answer to the exchange, or a server error
	FaultTokenRefused    Fault = "token_refused"      // the code was not accepted
	FaultTokenClient     Fault = "token_client"       // our client credentials were not
	FaultTokenMalformed  Fault = "token_malformed"    // an answer without a usable token
	FaultSignature       Fault = "id_token_signature" // the ID token is not the provider's, or its keys cannot be fetched
	FaultIssuer          Fault = "id_token_issuer"    // it is another provider's
	FaultAudience        Fault = "id_token_audience"  // it is for another client
	FaultExpired         Fault = "id_token_expired"   //
	FaultNonce           Fault = "id_token_nonce"     // it answers another request
	FaultAccessToken     Fault = "id_token_at_hash"   // it belongs to another access token
	FaultClaims          Fault = "id_token_claims"    // what it says about the person cannot be used
)
