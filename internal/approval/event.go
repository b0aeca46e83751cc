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
	EventTransactionCreated   EventCode = "transaction_created"
	EventTransactionReplaced  EventCode = "transaction_replaced"
	EventTransactionCancelled EventCode = "transaction_cancelled"
	EventTransactionConfirmed EventCode = "transaction_confirmed"
	EventTransactionRejected  EventCode = "transaction_rejected"
	EventTransactionExpired   EventCode = "transaction_expired"
	EventTransactionRefused   EventCode = "transaction_refused"

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

	EventAuditRetired EventCode = "audit_retired"
)

// Outcome is how an event ended. It follows from the code, so that a filter on
// either finds the same lines.
type Outcome string

const (
	Success Outcome = "success" // what was asked for was done
	Failure Outcome = "failure" // it was tried and did not work
	Denied  Outcome = "denied"  // it was refused: a rule or a limit said no
)

// EventCodes is the whole list: every code with its outcome and its meaning.
var EventCodes = map[EventCode]struct {
	Outcome Outcome
	Meaning string
}{
	EventTransactionCreated:   {Success, "A customer's form was accepted and its content frozen."},
	EventTransactionReplaced:  {Success, "The customer edited the details; a new version took this one's place."},
	EventTransactionCancelled: {Success, "The customer cancelled the transaction."},
	EventTransactionConfirmed: {Success, "The transaction was confirmed by the face of the person signed in."},
	EventTransactionRejected:  {Denied, "The transaction was stopped for good: another person's face answered."},
	EventTransactionExpired:   {Failure, "Nobody confirmed the transaction in time."},
	EventTransactionRefused:   {Denied, "A new transaction was refused by a limit."},

	EventAttemptStarted:    {Success, "A confirmation was started; the customer was sent to UAE PASS."},
	EventAttemptRefused:    {Denied, "A confirmation was not started: a limit, UAE PASS down, or an account that may not confirm."},
	EventAttemptSuperseded: {Failure, "A confirmation lost its place to a newer one or to edited details."},
	EventAttemptCancelled:  {Failure, "A confirmation ended because its transaction or person was stopped here."},
	EventAttemptExpired:    {Failure, "The customer did not return from UAE PASS in time."},
	EventAttemptTooLate:    {Failure, "The confirmation arrived after the transaction's own time was over."},

	EventCallbackClaimed:    {Success, "A callback was accepted, once, and its code is about to be exchanged."},
	EventCallbackRefused:    {Denied, "A callback was refused: malformed, unknown, repeated, or in another browser."},
	EventSessionLost:        {Failure, "The customer returned from UAE PASS with no session left."},
	EventUserChanged:        {Denied, "The callback arrived in the session of another person."},
	EventCodeReused:         {Denied, "The callback carried a code that had been used before."},
	EventProviderDeclined:   {Failure, "The request was declined in UAE PASS."},
	EventProviderFault:      {Failure, "UAE PASS sent the customer back with an error of its own."},
	EventExchangeFailed:     {Failure, "The token endpoint refused the code or answered wrongly."},
	EventExchangeUnknown:    {Failure, "The exchange broke off; what happened at the provider is unknown."},
	EventExchangeAbandoned:  {Failure, "The program died during an exchange; the sweep closed the attempt."},
	EventClientRefused:      {Failure, "UAE PASS refused our client credentials: operators must act."},
	EventUserinfoFailed:     {Failure, "The userinfo endpoint gave no usable identity."},
	EventTokenInactive:      {Failure, "Introspection did not show the token as active and ours."},
	EventIdentityMatched:    {Success, "The identity that confirmed is the person signed in."},
	EventIdentityMismatch:   {Denied, "Another person's identity came back from the face check."},
	EventIdentityIncomplete: {Failure, "A value that identities are compared by was missing."},
	EventNotEligible:        {Denied, "The account that confirmed is not a verified one."},

	EventPersonEnrolled:   {Success, "A person signed in for the first time."},
	EventPersonUpdated:    {Success, "UAE PASS reported changed details of a person at sign-in."},
	EventPersonDisabled:   {Success, "A person was disabled and all their sessions ended."},
	EventPersonEnabled:    {Success, "A person was enabled again."},
	EventIdentifierChosen: {Success, "A person chose which identifier is sent to UAE PASS."},

	EventSigninSucceeded:       {Success, "A person signed in."},
	EventSigninDeclined:        {Failure, "A sign-in was declined in UAE PASS."},
	EventSigninFailed:          {Failure, "A sign-in did not work: the provider failed or answered wrongly."},
	EventSigninRefused:         {Denied, "A sign-in was refused: a limit, UAE PASS down, unverified account, disabled person, contradiction."},
	EventSigninCallbackRefused: {Denied, "A sign-in callback was refused: malformed, unknown, repeated, other browser."},
	EventSignedOut:             {Success, "A person signed out."},

	EventStaffSignedIn:              {Success, "Somebody on the staff signed in to the back office."},
	EventStaffSigninFailed:          {Failure, "A staff sign-in did not work: the identity provider failed or its answer did not hold."},
	EventStaffSigninRefused:         {Denied, "A staff sign-in was refused: no role here, or declined by the identity provider."},
	EventStaffSigninCallbackRefused: {Denied, "A staff sign-in callback was refused: malformed, unknown, repeated, other browser."},
	EventStaffRoleChanged:           {Success, "The identity provider gave somebody on the staff another role, or took it away."},
	EventStaffAccessRefused:         {Denied, "Somebody on the staff asked for a page that their role does not allow."},
	EventStaffSignedOut:             {Success, "Somebody on the staff signed out of the back office."},

	EventAuditSearched:      {Success, "Somebody on the staff searched the audit log."},
	EventExportStarted:      {Success, "An export of events began."},
	EventExportFinished:     {Success, "An export of events left complete."},
	EventExportStopped:      {Failure, "An export of events broke off; what had left until then is counted."},
	EventPersonLookedUp:     {Success, "Somebody on the staff looked for people by an identifier."},
	EventPersonViewed:       {Success, "Somebody on the staff opened a person's page."},
	EventTransactionViewed:  {Success, "Somebody on the staff opened a transaction's page."},
	EventIdentifierRevealed: {Success, "Somebody on the staff was shown a person's identifiers in clear, for the reason given."},

	EventProviderFailing:   {Failure, "UAE PASS failed, or refused our credentials, several times in a row: operators must act."},
	EventProviderRecovered: {Success, "UAE PASS works again."},

	EventAuditRetired: {Success, "Events older than the operator keeps them were removed; how many, and what they hashed to, is told."},
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
