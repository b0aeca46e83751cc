package approval

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// EventCode names what happened, for ever: codes are never renamed or reused.
type EventCode string

const (
	EventTransactionCreated   EventCode = "transaction_created"   // a customer's form was accepted and its content frozen
	EventTransactionReplaced  EventCode = "transaction_replaced"  // the customer edited the details; a new version took this one's place
	EventTransactionCancelled EventCode = "transaction_cancelled" // the customer cancelled the transaction
	EventTransactionConfirmed EventCode = "transaction_confirmed" // the transaction was confirmed by the face of the person signed in
	EventTransactionRejected  EventCode = "transaction_rejected"  // the transaction was stopped for good: another person's face answered
	EventTransactionExpired   EventCode = "transaction_expired"   // nobody confirmed the transaction in time
	EventTransactionRefused   EventCode = "transaction_refused"   // a new transaction was refused by a limit

	EventAttemptStarted    EventCode = "attempt_started"    // a confirmation was started; the customer was sent to UAE PASS
	EventAttemptRefused    EventCode = "attempt_refused"    // a confirmation was not started: a limit, UAE PASS down, or an account that may not confirm
	EventAttemptSuperseded EventCode = "attempt_superseded" // a confirmation lost its place to a newer one or to edited details
	EventAttemptCancelled  EventCode = "attempt_cancelled"  // a confirmation ended because its transaction or person was stopped here
	EventAttemptExpired    EventCode = "attempt_expired"    // the customer did not return from UAE PASS in time
	EventAttemptTooLate    EventCode = "attempt_too_late"   // the confirmation arrived after the transaction's own time was over

	EventCallbackClaimed    EventCode = "callback_claimed"    // a callback was accepted, once, and its code is about to be exchanged
	EventCallbackRefused    EventCode = "callback_refused"    // a callback was refused: malformed, unknown, repeated, or in another browser
	EventSessionLost        EventCode = "session_lost"        // the customer returned from UAE PASS with no session left
	EventUserChanged        EventCode = "user_changed"        // the callback arrived in the session of another person
	EventCodeReused         EventCode = "code_reused"         // the callback carried a code that had been used before
	EventProviderDeclined   EventCode = "provider_declined"   // the request was declined in UAE PASS
	EventProviderFault      EventCode = "provider_fault"      // UAE PASS sent the customer back with an error of its own
	EventExchangeFailed     EventCode = "exchange_failed"     // the token endpoint refused the code or answered wrongly
	EventExchangeUnknown    EventCode = "exchange_unknown"    // the exchange broke off; what happened at the provider is unknown
	EventExchangeAbandoned  EventCode = "exchange_abandoned"  // the program died during an exchange; the sweep closed the attempt
	EventClientRefused      EventCode = "client_refused"      // UAE PASS refused our client credentials: operators must act
	EventUserinfoFailed     EventCode = "userinfo_failed"     // the userinfo endpoint gave no usable identity
	EventTokenInactive      EventCode = "token_inactive"      // introspection did not show the token as active and ours
	EventIdentityMatched    EventCode = "identity_matched"    // the identity that confirmed is the person signed in
	EventIdentityMismatch   EventCode = "identity_mismatch"   // another person's identity came back from the face check
	EventIdentityIncomplete EventCode = "identity_incomplete" // a value that identities are compared by was missing
	EventNotEligible        EventCode = "not_eligible"        // the account that confirmed is not a verified one

	EventPersonEnrolled   EventCode = "person_enrolled"   // a person signed in for the first time
	EventPersonUpdated    EventCode = "person_updated"    // UAE PASS reported changed details of a person at sign-in
	EventPersonDisabled   EventCode = "person_disabled"   // a person was disabled and all their sessions ended
	EventPersonEnabled    EventCode = "person_enabled"    // a person was enabled again
	EventIdentifierChosen EventCode = "identifier_chosen" // a person chose which identifier is sent to UAE PASS

	EventSigninSucceeded       EventCode = "signin_succeeded"        // a person signed in
	EventSigninDeclined        EventCode = "signin_declined"         // a sign-in was declined in UAE PASS
	EventSigninFailed          EventCode = "signin_failed"           // a sign-in did not work: the provider failed or answered wrongly
	EventSigninRefused         EventCode = "signin_refused"          // a sign-in was refused: a limit, UAE PASS down, unverified account, disabled person, contradiction
	EventSigninCallbackRefused EventCode = "signin_callback_refused" // a sign-in callback was refused: malformed, unknown, repeated, other browser
	EventSignedOut             EventCode = "signed_out"              // a person signed out

	EventStaffSignedIn              EventCode = "staff_signed_in"               // somebody on the staff signed in to the back office
	EventStaffSigninFailed          EventCode = "staff_signin_failed"           // a staff sign-in did not work: the identity provider failed or its answer did not hold
	EventStaffSigninRefused         EventCode = "staff_signin_refused"          // a staff sign-in was refused: no role here, or declined by the identity provider
	EventStaffSigninCallbackRefused EventCode = "staff_signin_callback_refused" // a staff sign-in callback was refused: malformed, unknown, repeated, other browser
	EventStaffRoleChanged           EventCode = "staff_role_changed"            // the identity provider gave somebody on the staff another role, or took it away
	EventStaffAccessRefused         EventCode = "staff_access_refused"          // somebody on the staff asked for a page that their role does not allow
	EventStaffSignedOut             EventCode = "staff_signed_out"              // somebody on the staff signed out of the back office

	EventAuditSearched      EventCode = "audit_searched"      // somebody on the staff searched the audit log
	EventExportStarted      EventCode = "export_started"      // an export of events began
	EventExportFinished     EventCode = "export_finished"     // an export of events left complete
	EventExportStopped      EventCode = "export_stopped"      // an export of events broke off; what had left until then is counted
	EventPersonLookedUp     EventCode = "person_looked_up"    // somebody on the staff looked for people by an identifier
	EventPersonViewed       EventCode = "person_viewed"       // somebody on the staff opened a person's page
	EventTransactionViewed  EventCode = "transaction_viewed"  // somebody on the staff opened a transaction's page
	EventIdentifierRevealed EventCode = "identifier_revealed" // somebody on the staff was shown a person's identifiers in clear, for the reason given

	EventProviderFailing   EventCode = "provider_failing"   // UAE PASS failed, or refused our credentials, several times in a row: operators must act
	EventProviderRecovered EventCode = "provider_recovered" // UAE PASS works again

	EventAuditRetired EventCode = "audit_retired" // events older than the operator keeps them were removed; how many, and what they hashed to, is told
)

// Outcome is how an event ended. It follows from the code, so that a filter on
// either finds the same lines.
type Outcome string

const (
	Success Outcome = "success" // what was asked for was done
	Failure Outcome = "failure" // it was tried and did not work
	Denied  Outcome = "denied"  // it was refused: a rule or a limit said no
)

// EventCodes is the whole list: every code with its outcome.
var EventCodes = map[EventCode]Outcome{
	EventTransactionCreated:   Success,
	EventTransactionReplaced:  Success,
	EventTransactionCancelled: Success,
	EventTransactionConfirmed: Success,
	EventTransactionRejected:  Denied,
	EventTransactionExpired:   Failure,
	EventTransactionRefused:   Denied,

	EventAttemptStarted:    Success,
	EventAttemptRefused:    Denied,
	EventAttemptSuperseded: Failure,
	EventAttemptCancelled:  Failure,
	EventAttemptExpired:    Failure,
	EventAttemptTooLate:    Failure,

	EventCallbackClaimed:    Success,
	EventCallbackRefused:    Denied,
	EventSessionLost:        Failure,
	EventUserChanged:        Denied,
	EventCodeReused:         Denied,
	EventProviderDeclined:   Failure,
	EventProviderFault:      Failure,
	EventExchangeFailed:     Failure,
	EventExchangeUnknown:    Failure,
	EventExchangeAbandoned:  Failure,
	EventClientRefused:      Failure,
	EventUserinfoFailed:     Failure,
	EventTokenInactive:      Failure,
	EventIdentityMatched:    Success,
	EventIdentityMismatch:   Denied,
	EventIdentityIncomplete: Failure,
	EventNotEligible:        Denied,

	EventPersonEnrolled:   Success,
	EventPersonUpdated:    Success,
	EventPersonDisabled:   Success,
	EventPersonEnabled:    Success,
	EventIdentifierChosen: Success,

	EventSigninSucceeded:       Success,
	EventSigninDeclined:        Failure,
	EventSigninFailed:          Failure,
	EventSigninRefused:         Denied,
	EventSigninCallbackRefused: Denied,
	EventSignedOut:             Success,

	EventStaffSignedIn:              Success,
	EventStaffSigninFailed:          Failure,
	EventStaffSigninRefused:         Denied,
	EventStaffSigninCallbackRefused: Denied,
	EventStaffRoleChanged:           Success,
	EventStaffAccessRefused:         Denied,
	EventStaffSignedOut:             Success,

	EventAuditSearched:      Success,
	EventExportStarted:      Success,
	EventExportFinished:     Success,
	EventExportStopped:      Failure,
	EventPersonLookedUp:     Success,
	EventPersonViewed:       Success,
	EventTransactionViewed:  Success,
	EventIdentifierRevealed: Success,

	EventProviderFailing:   Failure,
	EventProviderRecovered: Success,

	EventAuditRetired: Success,
}

// Origin says where a request came from. It goes into every event it causes.
type Origin struct {
	RequestID string
	Client    netip.Addr // from the rightmost untrusted hop
}

// Actor is who did it.
type Actor string

const (
	System    Actor = "system"    // the sweep, or an operator's command line
	Anonymous Actor = "anonymous" // nobody signed in
)

// Customer is the actor for a person.
func Customer(person ID) Actor { return Actor("customer:" + string(person)) }

// Staff is the actor for somebody on the staff.
func Staff(staff ID) Actor { return Actor("staff:" + string(staff)) }

// Event is one line of the audit log. It holds no personal data: people appear by
// ID, values of theirs not at all.
type Event struct {
	Stream      string // the hash chain it belongs to
	Code        EventCode
	Transaction ID
	Attempt     ID
	Person      ID     // whom it is about, so that it is found even if somebody else did it
	ToState     string // the state reached; "attempt:" before that of an attempt; empty if none
	Actor       Actor
	Origin      Origin
	Detail      map[string]string
}

// OfTransaction is the stream of a transaction and its attempts.
func OfTransaction(id ID) string { return "txn:" + string(id) }

// OfPerson is the stream of what a person did outside any transaction.
func OfPerson(id ID) string { return "user:" + string(id) }

// OfStaff is the stream of what somebody did in the back office.
func OfStaff(id ID) string { return "op:" + string(id) }

// OfVisitors is one of sixteen streams an hour for what nobody in particular did,
// so that a flood of it neither waits for one lock nor grows one chain.
func OfVisitors(now time.Time, shard byte) string {
	return fmt.Sprintf("%s%s:%d", visitors, now.UTC().Format("2006010215"), shard%16)
}

const visitors = "login:"

// OfVisitors reports whether an event is about nobody in particular. Anybody can cause
// those, so a store bounds them.
func (e Event) OfVisitors() bool { return strings.HasPrefix(e.Stream, visitors) }
