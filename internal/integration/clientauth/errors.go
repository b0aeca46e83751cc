package clientauth

import "errors"

// Code is what the answer says: the error codes of RFC 6749, section 5.2.
type Code string

// All of them are answered with status 400, but InvalidClient with 401. UnauthorizedClient is
// for the caller: a client that may not have tokens at all.
const (
	InvalidRequest       Code = "invalid_request"
	InvalidClient        Code = "invalid_client"
	UnauthorizedClient   Code = "unauthorized_client"
	UnsupportedGrantType Code = "unsupported_grant_type"
	InvalidScope         Code = "invalid_scope"
)

// Reason is why a request was refused, in a word for the log. It never goes into an answer:
// it tells apart what a stranger must not.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	ParameterRepeated Reason = "parameter_repeated"
	SecondMethod      Reason = "second_authentication"
	GrantMissing      Reason = "grant_type_missing"
	GrantUnsupported  Reason = "grant_type_unsupported"
	ScopeMalformed    Reason = "scope_malformed"
	AssertionMissing  Reason = "assertion_missing"
	AssertionType     Reason = "assertion_type"
	AssertionSize     Reason = "assertion_too_long"
	AssertionForm     Reason = "assertion_not_compact"
	HeaderMalformed   Reason = "header_malformed"
	HeaderRefused     Reason = "header_member_refused"
	Algorithm         Reason = "algorithm_refused"
	Type              Reason = "typ_refused"
	KeyIDMalformed    Reason = "kid_malformed"
	ClaimsMalformed   Reason = "claims_malformed"
	Subject           Reason = "iss_and_sub"
	ClientIDDiffers   Reason = "client_id_differs"
	Audience          Reason = "aud"
	AssertionID       Reason = "jti"
	TimesMalformed    Reason = "times_malformed"
	Expired           Reason = "expired"
	NotYetValid       Reason = "not_yet_valid"
	Lifetime          Reason = "lives_too_long"
	ClientUnknown     Reason = "client_unknown"
	ClientDisabled    Reason = "client_disabled"
	KeysUnavailable   Reason = "keys_unavailable"
	KeyUnknown        Reason = "key_unknown"
	KeyDiffers        Reason = "key_of_another_type"
	SignatureWrong    Reason = "signature_wrong"
)

// codes are those of the reasons that are no failed authentication.
var codes = map[Reason]Code{
	ParameterRepeated: InvalidRequest,
	SecondMethod:      InvalidRequest,
	GrantMissing:      InvalidRequest,
	GrantUnsupported:  UnsupportedGrantType,
	ScopeMalformed:    InvalidScope,
}

// Error is a refusal. Its text is for the log.
type Error struct {
	Code   Code
	Reason Reason

	// Claimed is the client that the assertion names, once that can be read: visible ASCII
	// of bounded length, and not verified.
	Claimed string
}

func (e *Error) Error() string { return "clientauth: " + string(e.Code) + ": " + string(e.Reason) }

func refuse(why Reason) error {
	code, other := codes[why]
	if !other {
		code = InvalidClient
	}
	return &Error{Code: code, Reason: why}
}

// claimedBy notes on a refusal which client was claimed.
func claimedBy(client string, err error) error {
	var refusal *Error
	if errors.As(err, &refusal) {
		refusal.Claimed = client
	}
	return err
}
