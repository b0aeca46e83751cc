package api

import (
	"context"
	"errors"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/web/page"
)

// What can be wrong with a call before it means anything.
var (
	errMalformed    = errors.New("the body is not one JSON object")
	errDuplicate    = errors.New("a member of the body stands twice")
	errUnknown      = errors.New("a member of the body is not known")
	errBody         = errors.New("the call takes no body")
	errParameter    = errors.New("a parameter is malformed")
	errKeyMissing   = errors.New("there is no idempotency key")
	errKeyMalformed = errors.New("the idempotency key is malformed")
	errAccept       = errors.New("no form of the answer is acceptable")
	errMediaType    = errors.New("the body has another media type")
	errFields       = errors.New("members of the body have impossible values")
	errNoReceipt    = errors.New("there is no receipt of what is not confirmed")
	errFollows      = errors.New("the receipt follows")
	errRate         = errors.New("too many calls")
)

// row is one line of the table from errors to answers. An error with several lines has its
// first one.
type row struct {
	err    error
	status int
	code   string
	wait   int // seconds after which to try again; 0 if waiting does not help
}

// table is the whole of it. The first match counts: an outcome that is not known comes before
// everything, then a thing that is not there.
var table = []row{
	{approval.ErrOutcomeUnknown, http.StatusServiceUnavailable, "outcome_unknown", 1},
	{approval.ErrNotFound, http.StatusNotFound, "not_found", 0},

	{errMalformed, http.StatusBadRequest, "malformed_json", 0},
	{errDuplicate, http.StatusBadRequest, "duplicate_field", 0},
	{errUnknown, http.StatusBadRequest, "unknown_field", 0},
	{errBody, http.StatusBadRequest, "body_unexpected", 0},
	{errParameter, http.StatusBadRequest, "invalid_parameter", 0},
	{errKeyMissing, http.StatusBadRequest, "idempotency_key_missing", 0},
	{errKeyMalformed, http.StatusBadRequest, "idempotency_key_malformed", 0},
	{integration.ErrUnauthorized, http.StatusUnauthorized, "invalid_token", 0},
	{integration.ErrScope, http.StatusForbidden, "scope_missing", 0},
	{integration.ErrKind, http.StatusForbidden, "kind_not_allowed", 0},
	{integration.ErrReturnURL, http.StatusForbidden, "return_url_not_registered", 0},
	{errNoReceipt, http.StatusNotFound, "no_receipt", 0},
	{errFollows, http.StatusNotFound, "receipt_follows", 2},
	{page.ErrMethod, http.StatusMethodNotAllowed, "method_not_allowed", 0},
	{errAccept, http.StatusNotAcceptable, "not_acceptable", 0},

	{integration.ErrInProgress, http.StatusConflict, "idempotency_in_progress", 1},
	{new(integration.ReferenceTaken), http.StatusConflict, "reference_taken", 0},
	{integration.ErrNotConfirmed, http.StatusConflict, "not_confirmed", 0},
	{new(integration.AlreadyConsumed), http.StatusConflict, "already_consumed", 0},
	{integration.ErrFinal, http.StatusConflict, "final_state", 0},
	{approval.ErrWrongState, http.StatusConflict, "final_state", 0},
	{integration.ErrEndpoints, http.StatusConflict, "endpoint_limit", 0},
	{integration.ErrLapsed, http.StatusGone, "lapsed", 0},
	{integration.ErrDigestMismatch, http.StatusPreconditionFailed, "digest_mismatch", 0},
	{integration.ErrVersionMismatch, http.StatusPreconditionFailed, "version_mismatch", 0},
	{page.ErrTooLarge, http.StatusRequestEntityTooLarge, "body_too_large", 0},
	{errMediaType, http.StatusUnsupportedMediaType, "unsupported_media_type", 0},
	{page.ErrOtherHost, http.StatusMisdirectedRequest, "misdirected", 0},
	{errFields, http.StatusUnprocessableEntity, "invalid_fields", 0},
	{integration.ErrPersonUnknown, http.StatusUnprocessableEntity, "person_unknown", 0},
	{integration.ErrPersonBlocked, http.StatusUnprocessableEntity, "person_blocked", 0},
	{integration.ErrKeyReused, http.StatusUnprocessableEntity, "idempotency_key_reused", 0},
	{errRate, http.StatusTooManyRequests, "rate_limited", 1},

	{approval.ErrStoreDown, http.StatusServiceUnavailable, "store_down", 2},
	{approval.ErrWouldBlock, http.StatusServiceUnavailable, "store_down", 2},
	{approval.ErrStale, http.StatusServiceUnavailable, "busy", 1},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "busy", 1},
	{context.Canceled, http.StatusServiceUnavailable, "busy", 1},
	{page.ErrPanic, http.StatusInternalServerError, "internal_error", 0},
}

// find looks an error up. One that is not in the table is a fault of ours.
func find(err error) row {
	for _, r := range table {
		if is(err, r.err) {
			return r
		}
	}
	return row{err, http.StatusInternalServerError, "internal_error", 0}
}

// is compares errors that carry something by their type.
func is(err, target error) bool {
	switch target.(type) {
	case *integration.ReferenceTaken:
		return errors.As(err, new(*integration.ReferenceTaken))
	case *integration.AlreadyConsumed:
		return errors.As(err, new(*integration.AlreadyConsumed))
	}
	return errors.Is(err, target)
}

// detailed is an error with what exactly is wrong.
type detailed struct {
	error
	fields []fieldProblem
}

func (d *detailed) Unwrap() error { return d.error }

// delayed is an error with the seconds after which to try again.
type delayed struct {
	error
	seconds int
}

func (d *delayed) Unwrap() error { return d.error }
