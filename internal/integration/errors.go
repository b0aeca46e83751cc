package integration

import (
	"errors"
	"time"

	"takeed/internal/approval"
)

// The refusals of the API, beside those of package approval. web/api turns each into a status
// and a code, in one place.
var (
	ErrUnauthorized    = errors.New("no token of an enabled client")
	ErrReplayed        = errors.New("the assertion was used before")
	ErrScope           = errors.New("the token has not the scope")
	ErrKind            = errors.New("the client may not do this with the kind")
	ErrReturnURL       = errors.New("the return address is not registered")
	ErrPersonUnknown   = errors.New("there is no such person")
	ErrPersonBlocked   = errors.New("the person is disabled")
	ErrInProgress      = errors.New("the first call with this key is still running")
	ErrKeyReused       = errors.New("the idempotency key was used for another call")
	ErrFinal           = errors.New("the state is final")
	ErrNotConfirmed    = errors.New("the transaction is not confirmed")
	ErrLapsed          = errors.New("the transaction was not consumed in time")
	ErrDigestMismatch  = errors.New("the digest is not the one that was confirmed")
	ErrVersionMismatch = errors.New("the version is not the one that was confirmed")
	ErrWrongPerson     = errors.New("somebody else is signed in than whom it is addressed to")
	ErrEndpoints       = errors.New("the client has as many endpoints as it may")
	ErrClock           = errors.New("the clock of a sandbox moves forwards, and by 30 days in all")
)

// ReferenceTaken is the refusal of a reference that the client has used.
type ReferenceTaken struct{ ID approval.ID }

func (e *ReferenceTaken) Error() string { return "the reference is taken" }

// AlreadyConsumed is the refusal of a second consumption. It says what the first one was, so
// that a client that crashed can find out what it did.
type AlreadyConsumed struct {
	ID                 approval.ID
	ExecutionReference string
	At                 time.Time
}

func (e *AlreadyConsumed) Error() string { return "consumed before" }
