package approval

import (
	"strings"
	"time"
)

// Reason says why an attempt failed or broke off. It is stored with the attempt
// and in the audit log, and never shown: the customer reads the [Notice].
type Reason string

// Notice is what the customer is told about an attempt that did not succeed.
type Notice string

const (
	NoticeCancelled   Notice = "cancelled"    // declined in UAE PASS
	NoticeTryAgain    Notice = "try_again"    // something went wrong on the way; nothing was done
	NoticeTooLate     Notice = "too_late"     // the code was too old when it arrived
	NoticeLate        Notice = "late"         // nobody came back in time
	NoticeMismatch    Notice = "mismatch"     // another person's face; no retry
	NoticeUnavailable Notice = "unavailable"  // UAE PASS does not work
	NoticeNotEligible Notice = "not_eligible" // the account may not be used
	NoticeUnclear     Notice = "unclear"      // the exchange broke off; it will not confirm anything
	NoticeChanged     Notice = "changed"      // the details changed meanwhile
	NoticeSignedOut   Notice = "signed_out"   // the session ended, or changed hands, midway
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

// reasons is the one table: the event that records a reason, what the customer is
// told, and whether the outcome at the provider is unknown (the attempt ends as
// Unknown instead of Failed).
var reasons = map[Reason]struct {
	event   EventCode
	notice  Notice
	unknown bool
}{
	ReasonSuperseded:           {EventAttemptSuperseded, NoticeNone, false},
	ReasonDetailsChanged:       {EventAttemptSuperseded, NoticeChanged, false},
	ReasonTransactionCancelled: {EventAttemptCancelled, NoticeNone, false},
	ReasonTransactionExpired:   {EventAttemptTooLate, NoticeLate, false},
	ReasonSessionLost:          {EventSessionLost, NoticeSignedOut, false},
	ReasonUserChanged:          {EventUserChanged, NoticeSignedOut, false},
	ReasonPersonDisabled:       {EventAttemptCancelled, NoticeTryAgain, false},
	ReasonEnrolmentChanged:     {EventIdentityIncomplete, NoticeTryAgain, false},
	ReasonCodeReused:           {EventCodeReused, NoticeTryAgain, false},

	ReasonProviderCancelled:      {EventProviderDeclined, NoticeCancelled, false},
	ReasonProviderAccessDenied:   {EventProviderDeclined, NoticeCancelled, false},
	ReasonProviderLoginRequired:  {EventProviderDeclined, NoticeCancelled, false},
	ReasonProviderInvalidRequest: {EventProviderFault, NoticeCancelled, false},
	ReasonProviderUnavailable:    {EventProviderFault, NoticeUnavailable, false},
	ReasonProviderError:          {EventProviderFault, NoticeTryAgain, false},

	ReasonTokenUnreachable:   {EventExchangeFailed, NoticeUnavailable, false},
	ReasonTokenTimeout:       {EventExchangeUnknown, NoticeUnclear, true},
	ReasonTokenReset:         {EventExchangeUnknown, NoticeUnclear, true},
	ReasonToken500:           {EventExchangeFailed, NoticeUnavailable, false},
	ReasonTokenHTTP:          {EventExchangeFailed, NoticeUnavailable, false},
	ReasonTokenMalformed:     {EventExchangeFailed, NoticeTryAgain, false},
	ReasonTokenRejected:      {EventExchangeFailed, NoticeTryAgain, false},
	ReasonCodeExpired:        {EventExchangeFailed, NoticeTooLate, false},
	ReasonCodeForeign:        {EventExchangeFailed, NoticeTryAgain, false},
	ReasonRedirectMismatch:   {EventExchangeFailed, NoticeUnavailable, false},
	ReasonVerifierRejected:   {EventExchangeFailed, NoticeTryAgain, false},
	ReasonClientAuth:         {EventClientRefused, NoticeUnavailable, false},
	ReasonRequestUnsupported: {EventExchangeFailed, NoticeUnavailable, false},

	ReasonUserinfoRejected:    {EventUserinfoFailed, NoticeTryAgain, false},
	ReasonUserinfoUnavailable: {EventUserinfoFailed, NoticeUnavailable, false},
	ReasonUserinfoMalformed:   {EventUserinfoFailed, NoticeTryAgain, false},

	ReasonTokenInactive:            {EventTokenInactive, NoticeTryAgain, false},
	ReasonIntrospectionUnavailable: {EventTokenInactive, NoticeUnavailable, false},

	ReasonIdentityMismatch:   {EventIdentityMismatch, NoticeMismatch, false},
	ReasonIdentityIncomplete: {EventIdentityIncomplete, NoticeTryAgain, false},
	ReasonNotEligible:        {EventNotEligible, NoticeNotEligible, false},

	ReasonOutOfTime:         {EventExchangeUnknown, NoticeUnclear, true},
	ReasonCrashedInExchange: {EventExchangeAbandoned, NoticeUnclear, true},
	ReasonInternal:          {EventExchangeUnknown, NoticeUnclear, true},
}

// Known reports whether the reason is in the table.
func (r Reason) Known() bool { _, ok := reasons[r]; return ok }

// Notice is what the customer is told.
func (r Reason) Notice() Notice { return reasons[r].notice }

// ends is the status of an attempt that ends for this reason.
func (r Reason) ends() AttemptStatus {
	if reasons[r].unknown {
		return Unknown
	}
	return Failed
}

// Notice is what the customer is told about an attempt, at a moment.
func (a Attempt) Notice(now time.Time) Notice {
	switch a.At(now) {
	case Late:
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
// start with "cancelled" (cancelledOnApp, cancelledOnWeb, …) are cancellations;
// whatever is not known is a fault, and its text goes nowhere.
func DeclineReason(providerError string) Reason {
	if r, ok := declines[providerError]; ok {
		return r
	}
	if strings.HasPrefix(providerError, "cancelled") {
		return ReasonProviderCancelled
	}
	return ReasonProviderError
}
