package approval

import (
	"slices"
	"strings"
	"time"
)

// Reason says why an attempt failed or broke off. It is stored with the attempt
// and in the audit log, and never shown: the customer reads the [Notice]. In SQL: failure.
type Reason string

// Notice is what the customer is told about an attempt that did not succeed.
type Notice string

const (
	NoticeCancelled   Notice = "cancelled"    // declined in UAE PASS
	NoticeTryAgain    Notice = "try_again"    // something went wrong on the way; nothing was done
	NoticeTooLate     Notice = "too_late"     // the code was too old when it arrived
	NoticeLate        Notice = "late"         // no callback came in time
	NoticeMismatch    Notice = "mismatch"     // another person's face; no retry
	NoticeUnavailable Notice = "unavailable"  // UAE PASS does not work
	NoticeNotEligible Notice = "not_eligible" // the account may not be used
	NoticeUnclear     Notice = "unclear"      // the exchange broke off; it will not confirm anything
	NoticeChanged     Notice = "changed"      // the details changed meanwhile
	NoticeSignedOut   Notice = "signed_out"   // the session ended, or changed hands, midway
	NoticeSuperseded  Notice = "superseded"   // they began to confirm something else
	NoticeNone        Notice = ""             // nothing worth telling: the customer did it
)

const (
	ReasonSuperseded           Reason = "superseded"
	ReasonDetailsChanged       Reason = "details_changed"
	ReasonTransactionCancelled Reason = "transaction_cancelled"
	ReasonTransactionExpired   Reason = "transaction_expired"
	ReasonSessionLost          Reason = "session_lost"
	ReasonUserChanged          Reason = "user_changed"
	ReasonPersonDisabled       Reason = "person_disabled"
	ReasonEnrolmentChanged     Reason = "enrolment_changed"
	ReasonCodeReused           Reason = "code_reused"

	ReasonProviderCancelled      Reason = "provider_cancelled"
	ReasonProviderAccessDenied   Reason = "provider_access_denied"
	ReasonProviderLoginRequired  Reason = "provider_login_required"
	ReasonProviderInvalidRequest Reason = "provider_invalid_request"
	ReasonProviderUnavailable    Reason = "provider_unavailable"
	ReasonProviderError          Reason = "provider_error"

	ReasonTokenUnreachable   Reason = "token_unreachable"
	ReasonTokenTimeout       Reason = "token_timeout"
	ReasonTokenReset         Reason = "token_reset"
	ReasonToken500           Reason = "token_500"
	ReasonTokenHTTP          Reason = "token_http"
	ReasonTokenMalformed     Reason = "token_malformed"
	ReasonTokenRejected      Reason = "token_rejected"
	ReasonCodeExpired        Reason = "code_expired"
	ReasonCodeForeign        Reason = "code_of_another_client"
	ReasonRedirectMismatch   Reason = "redirect_mismatch"
	ReasonVerifierRejected   Reason = "verifier_rejected"
	ReasonClientAuth         Reason = "client_auth"
	ReasonClientUnknown      Reason = "client_unknown"
	ReasonRequestUnsupported Reason = "request_unsupported"

	ReasonUserinfoRejected    Reason = "userinfo_rejected"
	ReasonUserinfoUnavailable Reason = "userinfo_unavailable"
	ReasonUserinfoMalformed   Reason = "userinfo_malformed"

	ReasonTokenInactive            Reason = "token_inactive"
	ReasonIntrospectionUnavailable Reason = "introspection_unavailable"

	ReasonIdentityMismatch   Reason = "identity_mismatch"
	ReasonIdentityIncomplete Reason = "identity_incomplete"
	ReasonNotEligible        Reason = "not_eligible"

	ReasonOutOfTime         Reason = "out_of_time"
	ReasonCrashedInExchange Reason = "crashed_in_exchange"
	ReasonInternal          Reason = "internal"
)

// trait is what else a reason means.
type trait uint8

const (
	unclear  trait = 1 << iota // what happened at the provider is unknown: the attempt ends as Unknown, not Failed
	faulty                     // the provider, or our registration there, does not work; see Health
	sure                       // faulty, whatever the browser brought along
	answered                   // the provider did its part: an identity came back
)

// reasons is the one table: the event that records a reason, and what the customer is
// told.
//
// A refused token request counts as a fault only if it is a 401: the request carries a code,
// and anybody can bring a code. A 500, a page of HTML or silence answers such a request too:
// these raise the alarm but are not sure, since the code may be what the provider, or a
// firewall in front of it, stumbles over. Sure is what happens before the code is looked at
// (no connection; our own credentials refused), and after it was found good. Even then, a
// refusal or an answer that cannot be read may be due to the one account.
var reasons = map[Reason]struct {
	event  EventCode
	notice Notice
	traits trait
}{
	ReasonSuperseded:           {EventAttemptSuperseded, NoticeSuperseded, 0},
	ReasonDetailsChanged:       {EventAttemptSuperseded, NoticeChanged, 0},
	ReasonTransactionCancelled: {EventAttemptCancelled, NoticeNone, 0},
	ReasonTransactionExpired:   {EventAttemptTooLate, NoticeLate, 0},
	ReasonSessionLost:          {EventSessionLost, NoticeSignedOut, 0},
	ReasonUserChanged:          {EventUserChanged, NoticeSignedOut, 0},
	ReasonPersonDisabled:       {EventAttemptCancelled, NoticeTryAgain, 0},
	ReasonEnrolmentChanged:     {EventIdentityIncomplete, NoticeTryAgain, answered},
	ReasonCodeReused:           {EventCodeReused, NoticeTryAgain, 0},

	ReasonProviderCancelled:      {EventProviderDeclined, NoticeCancelled, 0},
	ReasonProviderAccessDenied:   {EventProviderDeclined, NoticeCancelled, 0},
	ReasonProviderLoginRequired:  {EventProviderDeclined, NoticeCancelled, 0},
	ReasonProviderInvalidRequest: {EventProviderFault, NoticeCancelled, 0},
	ReasonProviderUnavailable:    {EventProviderFault, NoticeUnavailable, 0},
	ReasonProviderError:          {EventProviderFault, NoticeTryAgain, 0},

	ReasonTokenUnreachable:   {EventExchangeFailed, NoticeUnavailable, faulty | sure},
	ReasonTokenTimeout:       {EventExchangeUnknown, NoticeUnclear, unclear | faulty},
	ReasonTokenReset:         {EventExchangeUnknown, NoticeUnclear, unclear | faulty},
	ReasonToken500:           {EventExchangeFailed, NoticeUnavailable, faulty},
	ReasonTokenHTTP:          {EventExchangeFailed, NoticeUnavailable, faulty},
	ReasonTokenMalformed:     {EventExchangeFailed, NoticeTryAgain, faulty},
	ReasonTokenRejected:      {EventExchangeFailed, NoticeTryAgain, 0},
	ReasonCodeExpired:        {EventExchangeFailed, NoticeTooLate, 0},
	ReasonCodeForeign:        {EventExchangeFailed, NoticeTryAgain, 0},
	ReasonRedirectMismatch:   {EventExchangeFailed, NoticeUnavailable, 0},
	ReasonVerifierRejected:   {EventExchangeFailed, NoticeTryAgain, 0},
	ReasonClientAuth:         {EventClientRefused, NoticeUnavailable, faulty | sure},
	ReasonClientUnknown:      {EventClientRefused, NoticeUnavailable, 0},
	ReasonRequestUnsupported: {EventExchangeFailed, NoticeUnavailable, 0},

	ReasonUserinfoRejected:    {EventUserinfoFailed, NoticeTryAgain, faulty},
	ReasonUserinfoUnavailable: {EventUserinfoFailed, NoticeUnavailable, faulty | sure},
	ReasonUserinfoMalformed:   {EventUserinfoFailed, NoticeTryAgain, faulty},

	ReasonTokenInactive:            {EventTokenInactive, NoticeTryAgain, faulty},
	ReasonIntrospectionUnavailable: {EventTokenInactive, NoticeUnavailable, faulty},

	ReasonIdentityMismatch:   {EventIdentityMismatch, NoticeMismatch, answered},
	ReasonIdentityIncomplete: {EventIdentityIncomplete, NoticeTryAgain, answered},
	ReasonNotEligible:        {EventNotEligible, NoticeNotEligible, answered},

	ReasonOutOfTime:         {EventExchangeUnknown, NoticeUnclear, unclear},
	ReasonCrashedInExchange: {EventExchangeAbandoned, NoticeUnclear, unclear},
	ReasonInternal:          {EventExchangeUnknown, NoticeUnclear, unclear},
}

// Known reports whether the reason is in the table.
func (r Reason) Known() bool { _, ok := reasons[r]; return ok }

// Event is the code of the event that records it.
func (r Reason) Event() EventCode { return reasons[r].event }

// Notice is what the customer is told.
func (r Reason) Notice() Notice { return reasons[r].notice }

// FaultReasons are the reasons that count against the provider's health: five of them in a
// row raise the alarm.
func FaultReasons() []Reason { return withTrait(faulty) }

// BarringReasons are the faults after which no customer is sent to the provider through this
// client. At a confirmation only customers who have signed in can meet them, and it takes
// three. At a sign-in the person is unknown and may have any number of addresses: only what
// is sure counts there, or an attacker with made-up codes could shut every customer out.
func BarringReasons(client string) []Reason {
	if client == ClientSignin {
		return withTrait(sure)
	}
	return FaultReasons()
}

// AnsweredReasons are the failures that count as good health: the provider did its part, and
// the identity was not good enough for us.
func AnsweredReasons() []Reason { return withTrait(answered) }

func withTrait(t trait) []Reason {
	var list []Reason
	for r, row := range reasons {
		if row.traits&t != 0 {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	return list
}

// ends is the status of an attempt that ends for this reason.
func (r Reason) ends() AttemptStatus {
	if reasons[r].traits&unclear != 0 {
		return Unknown
	}
	return Failed
}

// Notice is what the customer is told about an attempt, at a moment.
func (a Attempt) Notice(now time.Time) Notice {
	switch a.At(now) {
	case AttemptExpired:
		return NoticeLate
	case Failed, Unknown:
		return a.Reason.Notice()
	}
	return NoticeNone
}

// declines maps the value of the callback's "error" parameter. Four of them mean
// "the customer cancelled" in the guidelines of UAE PASS:
// https://docs.uaepass.ae/guidelines/design-guidelines/text-message-guidelines
var declines = map[string]Reason{
	"access_denied":           ReasonProviderAccessDenied,
	"login_required":          ReasonProviderLoginRequired,
	"invalid_request":         ReasonProviderInvalidRequest,
	"server_error":            ReasonProviderUnavailable,
	"temporarily_unavailable": ReasonProviderUnavailable,
}

// DeclineReason turns the callback's "error" value into a reason. Values that
// start with "cancelled" (cancelledOnApp, cancelledOnWeb, CANCELLED_ON_MOBILE, …) are
// cancellations; an unknown value is a fault, and its text is not kept.
func DeclineReason(providerError string) Reason {
	if r, ok := declines[providerError]; ok {
		return r
	}
	if strings.HasPrefix(strings.ToLower(providerError), "cancelled") {
		return ReasonProviderCancelled
	}
	return ReasonProviderError
}
