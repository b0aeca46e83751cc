package approval

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// EventCode names what happened, for ever: codes are never renamed or reused. What each
// means is said under its name in the section [event] of internal/i18n/locales. In SQL: kind
// of audit_events.
type EventCode string

const (
	EventTransactionCreated   EventCode = "transaction_created"
	EventTransactionReplaced  EventCode = "transaction_replaced"
	EventTransactionCancelled EventCode = "transaction_cancelled"
	EventTransactionConfirmed EventCode = "transaction_confirmed"
	EventTransactionRejected  EventCode = "transaction_rejected"
	EventTransactionExpired   EventCode = "transaction_expired"
	EventTransactionRefused   EventCode = "transaction_refused"

	EventTransactionConsumed EventCode = "transaction_consumed"
	EventTransactionLapsed   EventCode = "transaction_lapsed"

	EventRequestCreated   EventCode = "request_created"
	EventRequestRejected  EventCode = "request_rejected"
	EventRequestExpired   EventCode = "request_expired"
	EventRequestCancelled EventCode = "request_cancelled"
	EventLinkRenewed      EventCode = "link_renewed"
	EventConsumeRefused   EventCode = "consume_refused"

	EventClientAdded    EventCode = "client_added"
	EventClientChanged  EventCode = "client_changed"
	EventClientDisabled EventCode = "client_disabled"
	EventClientEnabled  EventCode = "client_enabled"
	EventTokenRefused   EventCode = "token_refused"

	EventEndpointAdded    EventCode = "endpoint_added"
	EventEndpointChanged  EventCode = "endpoint_changed"
	EventEndpointTested   EventCode = "endpoint_tested"
	EventEndpointDisabled EventCode = "endpoint_disabled"
	EventEndpointEnabled  EventCode = "endpoint_enabled"
	EventDeliveryResent   EventCode = "delivery_resent"

	EventAttemptStarted    EventCode = "attempt_started"
	EventAttemptRefused    EventCode = "attempt_refused"
	EventAttemptSuperseded EventCode = "attempt_superseded"
	EventAttemptCancelled  EventCode = "attempt_cancelled"
	EventAttemptExpired    EventCode = "attempt_expired"
	EventAttemptTooLate    EventCode = "attempt_too_late"

	EventCallbackClaimed    EventCode = "callback_claimed"
	EventCallbackRefused    EventCode = "callback_refused"
	EventSessionLost        EventCode = "session_lost"
	EventUserChanged        EventCode = "user_changed"
	EventCodeReused         EventCode = "code_reused"
	EventProviderDeclined   EventCode = "provider_declined"
	EventProviderFault      EventCode = "provider_fault"
	EventExchangeFailed     EventCode = "exchange_failed"
	EventExchangeUnknown    EventCode = "exchange_unknown"
	EventExchangeAbandoned  EventCode = "exchange_abandoned"
	EventClientRefused      EventCode = "client_refused"
	EventUserinfoFailed     EventCode = "userinfo_failed"
	EventTokenInactive      EventCode = "token_inactive"
	EventIdentityMatched    EventCode = "identity_matched"
	EventIdentityMismatch   EventCode = "identity_mismatch"
	EventIdentityIncomplete EventCode = "identity_incomplete"
	EventNotEligible        EventCode = "not_eligible"

	EventPersonEnrolled   EventCode = "person_enrolled"
	EventPersonUpdated    EventCode = "person_updated"
	EventPersonDisabled   EventCode = "person_disabled"
	EventPersonEnabled    EventCode = "person_enabled"
	EventIdentifierChosen EventCode = "identifier_chosen"
	EventPersonErased     EventCode = "person_erased"

	EventSigninSucceeded       EventCode = "signin_succeeded"
	EventSigninDeclined        EventCode = "signin_declined"
	EventSigninFailed          EventCode = "signin_failed"
	EventSigninRefused         EventCode = "signin_refused"
	EventSigninCallbackRefused EventCode = "signin_callback_refused"
	EventSignedOut             EventCode = "signed_out"

	EventStaffSignedIn              EventCode = "staff_signed_in"
	EventStaffSigninFailed          EventCode = "staff_signin_failed"
	EventStaffSigninRefused         EventCode = "staff_signin_refused"
	EventStaffSigninCallbackRefused EventCode = "staff_signin_callback_refused"
	EventStaffRoleChanged           EventCode = "staff_role_changed"
	EventStaffAccessRefused         EventCode = "staff_access_refused"
	EventStaffSignedOut             EventCode = "staff_signed_out"

	EventAuditSearched      EventCode = "audit_searched"
	EventExportStarted      EventCode = "export_started"
	EventExportFinished     EventCode = "export_finished"
	EventExportStopped      EventCode = "export_stopped"
	EventPersonLookedUp     EventCode = "person_looked_up"
	EventPersonViewed       EventCode = "person_viewed"
	EventTransactionViewed  EventCode = "transaction_viewed"
	EventIdentifierRevealed EventCode = "identifier_revealed"

	EventProviderFailing   EventCode = "provider_failing"
	EventProviderRecovered EventCode = "provider_recovered"

	EventAuditPruned   EventCode = "audit_retired"
	EventEventsDropped EventCode = "events_dropped"
	EventDataResealed  EventCode = "data_resealed"
	EventHoldPlaced    EventCode = "hold_placed"
	EventHoldLifted    EventCode = "hold_lifted"
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
	EventTransactionConsumed:  Success,
	EventTransactionLapsed:    Failure,

	EventRequestCreated:   Success,
	EventRequestRejected:  Denied,
	EventRequestExpired:   Failure,
	EventRequestCancelled: Success,
	EventLinkRenewed:      Success,
	EventConsumeRefused:   Denied,

	EventClientAdded:    Success,
	EventClientChanged:  Success,
	EventClientDisabled: Success,
	EventClientEnabled:  Success,
	EventTokenRefused:   Denied,

	EventEndpointAdded:    Success,
	EventEndpointChanged:  Success,
	EventEndpointTested:   Success,
	EventEndpointDisabled: Failure,
	EventEndpointEnabled:  Success,
	EventDeliveryResent:   Success,

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
	EventPersonErased:     Success,

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

	EventAuditPruned:   Success,
	EventEventsDropped: Failure,
	EventDataResealed:  Success,
	EventHoldPlaced:    Success,
	EventHoldLifted:    Success,
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

// Staff is the actor for a member of staff.
func Staff(staff ID) Actor { return Actor("staff:" + string(staff)) }

// Client is the actor for a system of the institution.
func Client(id string) Actor { return Actor("client:" + id) }

// Event is one line of the audit log. It holds no personal data: people appear by their ID
// only. In SQL: audit_events.
type Event struct {
	Stream      string // the hash chain it belongs to
	Code        EventCode
	Transaction ID
	Attempt     ID
	Person      ID     // whom it is about, so that it is found even if another person did it
	ToState     string // the state reached; "attempt:" before that of an attempt; empty if none
	Actor       Actor
	Origin      Origin
	Detail      map[string]string
}

// OfTransaction is the stream of a transaction and its attempts.
func OfTransaction(id ID) string { return "txn:" + string(id) }

// OfPerson is the stream of what a person did outside any transaction.
func OfPerson(id ID) string { return "user:" + string(id) }

// OfStaff is the stream of what a member of staff did in the back office.
func OfStaff(id ID) string { return "op:" + string(id) }

// OfClient is the stream of what a system of the institution did outside any transaction.
func OfClient(id string) string { return "client:" + id }

// AnonymousStream is one of sixteen streams an hour for anonymous events, so that a flood
// of them neither waits for one lock nor grows one chain.
func AnonymousStream(now time.Time, shard byte) string {
	return fmt.Sprintf("%s%s:%d", anonymousPrefix, now.UTC().Format("2006010215"), shard%16)
}

// AnonymousStaffStream is the same for sign-ins to the back office, so that a flood at the
// customers' sign-in cannot fill it.
func AnonymousStaffStream(now time.Time, shard byte) string {
	return fmt.Sprintf("%sstaff:%s:%d", anonymousPrefix, now.UTC().Format("2006010215"), shard%16)
}

const anonymousPrefix = "login:"

// IsAnonymous reports whether the event belongs to no known person. Anybody can cause such
// events, so a store bounds them.
func (e Event) IsAnonymous() bool { return strings.HasPrefix(e.Stream, anonymousPrefix) }

// OfStaff reports whether the event is about the staff: their sign-ins, sign-outs and roles,
// and what they were refused.
func (c EventCode) OfStaff() bool { return strings.HasPrefix(string(c), "staff_") }
