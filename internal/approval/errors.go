package approval

import (
	"errors"
	"time"
)

// The errors that the rest of the program distinguishes. They are wrapped with a verb
// phrase on the way up and turned into a page in one place, web/page/errors.go.
var (
	ErrNotFound           = errors.New("not found")
	ErrWrongState         = errors.New("the state does not allow this")
	ErrOldVersion         = errors.New("the details changed after they were shown")
	ErrKeyReused          = errors.New("the form key was used for other details")
	ErrStale              = errors.New("somebody else changed it first")
	ErrOutcomeUnknown     = errors.New("the commit was sent and not answered")
	ErrWouldBlock         = errors.New("the store cannot commit now: its standby does not answer")
	ErrIdentityMismatch   = errors.New("another identity answered")
	ErrIdentityIncomplete = errors.New("a value needed to compare identities is missing")
	ErrNotEligible        = errors.New("the account is not verified")
	ErrEnrolmentConflict  = errors.New("the account contradicts what was enrolled")
	ErrDisabled           = errors.New("the person is disabled")
	ErrErased             = errors.New("the person was erased")
	ErrNoIdentifier       = errors.New("the person has no identifier to send")
	ErrCallbackMalformed  = errors.New("the callback is malformed")
	ErrCallbackUnknown    = errors.New("the callback carries no state of ours")
	ErrCallbackElsewhere  = errors.New("the callback came to another browser")
	ErrUserChanged        = errors.New("another person is signed in")
	ErrProviderDown       = errors.New("the provider does not work")
	ErrStoreDown          = errors.New("the store cannot serve now")
	ErrCodeReused         = errors.New("the code was used before")
)

// TooMany is the refusal of a limit.
type TooMany struct {
	Limit Limit
	Until time.Time // when to try again; zero if waiting does not help
}

func (e *TooMany) Error() string { return "too many: " + string(e.Limit) }
