package journeytest

import (
	"net/http"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/simulator"
)

// fate is what becomes of a confirmation that a scenario strikes.
type fate struct {
	attempt string // how it is stored: its status, and why
	events  string // of the transaction, after the two of its beginning
	state   string // of the transaction; "" means pending: the customer may try again
	sent    int    // exchanges of the code
	status  int    // of the page that the callback leads to
	page    string // key of the texts of that page; "" means the kind's own
	next    next
}

// next is what the customer can do on the page where it ends.
type next int

const (
	receipt   next = iota // it is confirmed
	again                 // press the same button once more: the data are kept
	goBack                // the attempt lives: find the transaction, and from there UAE PASS
	comeBack              // nobody came back: the same, until the attempt expires
	elsewhere             // go back to the first browser
	nothing               // sign out
)

const (
	succeeded       = "callback_claimed identity_matched transaction_confirmed"
	callbackRefused = "callback_refused"
)

var (
	confirms = fate{"succeeded", succeeded, "confirmed", 1, http.StatusOK, "", receipt}
	stops    = fate{"failed identity_mismatch", "callback_claimed identity_mismatch transaction_rejected", "rejected", 1, http.StatusOK, "notice.mismatch", nothing}
	strands  = fate{"started", "", "", 0, http.StatusOK, "waiting", comeBack}
)

// returned is a browser that came back with a refusal in place of a code.
func returned(why approval.Reason, event approval.EventCode, notice approval.Notice) fate {
	return fate{"failed " + string(why), string(event), "", 0, http.StatusOK, "notice." + string(notice), again}
}

// exchanged is a code that was sent, and led to nobody.
func exchanged(how string, event approval.EventCode, notice approval.Notice) fate {
	return fate{how, "callback_claimed " + string(event), "", 1, http.StatusOK, "notice." + string(notice), again}
}

// unreadable is a callback that belongs to an attempt and cannot be read; misdirected
// is one that cannot even be filed with the attempt.
var (
	unreadable  = fate{"started", callbackRefused, "", 0, http.StatusBadRequest, "error.link", goBack}
	misdirected = fate{"started", "", "", 0, http.StatusBadRequest, "error.link", goBack}
)

var (
	declined    = approval.EventProviderDeclined
	faulty      = approval.EventProviderFault
	refused     = approval.EventClientRefused
	failed      = approval.EventExchangeFailed
	lost        = approval.EventExchangeUnknown
	noIdentity  = approval.EventUserinfoFailed
	notWhole    = approval.EventIdentityIncomplete
	inactive    = approval.EventTokenInactive
	cancelled   = approval.NoticeCancelled
	tryAgain    = approval.NoticeTryAgain
	tooLate     = approval.NoticeTooLate
	unavailable = approval.NoticeUnavailable
	unclear     = approval.NoticeUnclear
)

// fates has a row for every scenario that there is.
var fates = map[string]fate{
	"none": confirms,

	"redirect-mismatch": strands,
	"dead-end":          strands,
	"never-returns":     strands,
	"sso-shortcut":      confirms, // nothing in the answers tells a face from a session: see the test of another's session

	"cancelled-on-app":        returned("provider_cancelled", declined, cancelled),
	"access-denied":           returned("provider_access_denied", declined, cancelled),
	"login-required":          returned("provider_login_required", declined, cancelled),
	"invalid-request":         returned("provider_invalid_request", faulty, cancelled),
	"cancelled-on-web":        returned("provider_cancelled", declined, cancelled),
	"cancelled-on-mobile":     returned("provider_cancelled", declined, cancelled),
	"cancelled-in-capitals":   returned("provider_cancelled", declined, cancelled),
	"server-error":            returned("provider_unavailable", faulty, unavailable),
	"temporarily-unavailable": returned("provider_unavailable", faulty, unavailable),
	"unknown-error":           returned("provider_error", faulty, tryAgain),
	"empty-error":             unreadable,
	"long-error":              returned("provider_error", faulty, tryAgain),
	"code-and-error":          unreadable,
	"no-code":                 unreadable,
	"empty-code":              unreadable,
	"repeated-code":           unreadable,
	"long-code":               unreadable,
	"no-state":                misdirected,
	"repeated-state":          misdirected,
	"cut-state":               misdirected,
	"upper-case-state":        {"started", "", "", 0, http.StatusNotFound, "error.link", goBack},
	"other-state":             misdirected,
	"scanned":                 {"succeeded", callbackRefused + " " + succeeded, "confirmed", 1, http.StatusOK, "", receipt},
	"other-browser":           {"started", callbackRefused, "", 0, http.StatusForbidden, "error.elsewhere", elsewhere},
	"old-code":                exchanged("failed code_expired", failed, tooLate),
	"foreign-code":            exchanged("failed code_of_another_client", failed, tryAgain),

	"token-code-not-found":      exchanged("failed code_expired", failed, tooLate),
	"token-expired-code":        exchanged("failed code_expired", failed, tooLate),
	"token-used-code":           exchanged("failed code_expired", failed, tooLate),
	"token-foreign-code":        exchanged("failed code_of_another_client", failed, tryAgain),
	"token-redirect-mismatch":   exchanged("failed redirect_mismatch", failed, unavailable),
	"token-unregistered-client": exchanged("failed client_unknown", refused, unavailable),
	"token-bad-basic":           exchanged("failed client_unknown", refused, unavailable),
	"token-not-basic":           exchanged("failed client_auth", refused, unavailable),
	"token-401-invalid-client":  exchanged("failed client_auth", refused, unavailable),
	"token-unsupported-grant":   exchanged("failed request_unsupported", failed, unavailable),
	"token-invalid-scope":       exchanged("failed request_unsupported", failed, unavailable),
	"token-400-invalid-request": exchanged("failed token_rejected", failed, tryAgain),
	"token-description-alone":   exchanged("failed client_unknown", refused, unavailable),
	"token-unknown-refusal":     exchanged("failed token_rejected", failed, tryAgain),
	"token-plain-refusal":       exchanged("failed token_rejected", failed, tryAgain),

	"token-500":      exchanged("failed token_500", failed, unavailable),
	"token-502-html": exchanged("failed token_http", failed, unavailable),
	"token-503":      exchanged("failed token_http", failed, unavailable),
	"token-429":      exchanged("failed provider_unavailable", faulty, unavailable),
	"token-415":      exchanged("failed request_unsupported", failed, unavailable),
	"token-404":      exchanged("failed token_rejected", failed, tryAgain),
	"token-201":      exchanged("failed token_http", failed, unavailable),
	"token-202":      exchanged("failed token_http", failed, unavailable),
	"token-204":      exchanged("failed token_http", failed, unavailable),
	"token-206":      exchanged("failed token_http", failed, unavailable),
	"token-301":      exchanged("failed token_http", failed, unavailable),
	"token-302":      exchanged("failed token_http", failed, unavailable),
	"token-303":      exchanged("failed token_http", failed, unavailable),
	"token-304":      exchanged("failed token_http", failed, unavailable),
	"token-redirect": exchanged("failed token_http", failed, unavailable),
	"token-308":      exchanged("failed token_http", failed, unavailable),

	"token-empty":            exchanged("failed token_malformed", failed, tryAgain),
	"token-malformed":        exchanged("failed token_malformed", failed, tryAgain),
	"token-trailing-data":    exchanged("failed token_malformed", failed, tryAgain),
	"token-byte-order-mark":  exchanged("failed token_malformed", failed, tryAgain),
	"token-list":             exchanged("failed token_malformed", failed, tryAgain),
	"token-repeated":         exchanged("failed token_malformed", failed, tryAgain),
	"token-other-spelling":   exchanged("failed token_malformed", failed, tryAgain),
	"token-content-type":     exchanged("failed token_malformed", failed, tryAgain),
	"token-missing":          exchanged("failed token_malformed", failed, tryAgain),
	"token-blank":            exchanged("failed token_malformed", failed, tryAgain),
	"token-null":             exchanged("failed token_malformed", failed, tryAgain),
	"token-number":           exchanged("failed token_malformed", failed, tryAgain),
	"token-type-mac":         exchanged("failed token_malformed", failed, tryAgain),
	"token-type-missing":     exchanged("failed token_malformed", failed, tryAgain),
	"token-huge":             exchanged("failed token_malformed", failed, tryAgain),
	"token-compressed":       exchanged("failed token_malformed", failed, tryAgain),
	"token-type-lower-case":  confirms, // RFC 6749, section 7.1
	"token-expires-text":     confirms, // the token is used at once and forgotten
	"token-expires-never":    confirms,
	"token-expires-before":   confirms,
	"token-expires-endless":  confirms,
	"token-more":             confirms,
	"token-cut-off":          exchanged("unknown token_reset", lost, unclear),
	"token-long-header":      exchanged("unknown token_reset", lost, unclear),
	"token-reset":            exchanged("unknown token_reset", lost, unclear),
	"token-reset-early":      exchanged("unknown token_reset", lost, unclear),
	"token-unhurried":        confirms,
	"token-slow":             exchanged("unknown token_timeout", lost, unclear),
	"token-held":             exchanged("unknown token_timeout", lost, unclear),
	"token-trickle":          exchanged("unknown token_timeout", lost, unclear),
	"userinfo-500":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-500-once":      confirms, // to ask twice changes nothing
	"userinfo-429":           exchanged("failed provider_unavailable", faulty, unavailable),
	"userinfo-201":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-204":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-302":           exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-400":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-401":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-403":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-404":           exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-bad-token":     exchanged("failed userinfo_rejected", noIdentity, tryAgain),
	"userinfo-malformed":     exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-empty":         exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-null":          exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-content-type":  exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-trailing-data": exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-huge":          exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-compressed":    exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-slow":          exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-slow-once":     confirms,
	"userinfo-held":          exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-trickle":       exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-reset":         exchanged("failed userinfo_unavailable", noIdentity, unavailable),
	"userinfo-reset-once":    confirms,

	"userinfo-other-person":   stops,
	"userinfo-other-subject":  stops,
	"userinfo-bare-subject":   stops, // whether the two clients spell it alike is a question for staging
	"userinfo-other-idn":      stops,
	"userinfo-other-uuid":     stops,
	"userinfo-no-idn":         exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-empty-idn":      exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-number-idn":     exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-no-sub":         exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-null-sub":       exchanged("failed identity_incomplete", notWhole, tryAgain),
	"userinfo-repeated-sub":   exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-other-spelling": exchanged("failed userinfo_malformed", noIdentity, tryAgain),
	"userinfo-no-uuid":        confirms, // a resident is known by subject and Emirates ID
	"userinfo-sop1":           exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-sop2":           confirms,
	"userinfo-no-level":       exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-unknown-level":  exchanged("failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible),
	"userinfo-new-contact":    confirms, // their owner may change these
	"userinfo-no-contact":     confirms,
	"userinfo-more":           confirms,
	"userinfo-hostile-name":   confirms,
	"userinfo-spaces":         confirms,
	"userinfo-no-arabic-name": confirms,

	"introspect-inactive":        exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-inactive-200":    exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-active-text":     exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-malformed":       exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-repeated":        exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-expired":         exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-other-client":    exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-no-client":       exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-huge":            exchanged("failed token_inactive", inactive, tryAgain),
	"introspect-verified-before": confirms, // WSO2 gives out a live token twice: the count proves nothing
	"introspect-500":             exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-401":             exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-held":            exchanged("failed introspection_unavailable", inactive, unavailable),
	"introspect-reset":           exchanged("failed introspection_unavailable", inactive, unavailable),

	"network-reset": exchanged("unknown token_reset", lost, unclear),
	"network-held":  exchanged("unknown token_timeout", lost, unclear),

	"logout-stays": confirms, // it strikes when the customer leaves, after all is done
}

func TestEveryScenarioHasItsFate(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, sc := range simulator.Scenarios() {
		known[sc.ID] = true
		if _, ok := fates[sc.ID]; !ok {
			t.Errorf("nobody says what becomes of a confirmation under %s", sc.ID)
		}
	}
	for id := range fates {
		if !known[id] {
			t.Errorf("%s is no scenario", id)
		}
	}
}
