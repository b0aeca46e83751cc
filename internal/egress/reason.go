package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
)

// Reason is why a call had no answer, in a word.
type Reason string

const (
	Forbidden   Reason = "forbidden"   // the address may not be called; nothing was sent
	Unresolved  Reason = "unresolved"  // its name has no address
	Unreachable Reason = "unreachable" // there was no connection
	Untrusted   Reason = "untrusted"   // its certificate is not valid for its name
	TimedOut    Reason = "timed_out"
	Unusable    Reason = "unusable" // it hung up, or does not speak HTTP
)

// Error is why a call had no answer. Its text may be shown to whoever configured the address.
type Error struct {
	Reason Reason
	err    error
}

func (e *Error) Error() string { return e.err.Error() }

// ReasonOf returns the reason of an error of [Client.Do].
func ReasonOf(err error) Reason {
	var known *Error
	if errors.As(err, &known) {
		return known.Reason
	}
	return Unusable
}

var (
	errForbiddenAddress = errors.New("the name has an address in a private, local or reserved network, or at a port that is not permitted")
	errUnresolved       = errors.New("the name has no address")
	errUnreachable      = errors.New("there is no connection to it")
	errUntrusted        = errors.New("its certificate is not valid for its name")
	errTimedOut         = errors.New("it did not answer in time")
	errUnusable         = errors.New("it hung up, or does not speak HTTP as it should")
)

// failure says what this machine knows. The texts of net/http and crypto/tls quote addresses
// and what the other side sent.
func failure(ctx context.Context, err error) error {
	var known *Error
	var certificate *tls.CertificateVerificationError
	var network net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &certificate):
		return &Error{Untrusted, errUntrusted}
	case ctx.Err() != nil, errors.As(err, &network) && network.Timeout():
		return &Error{TimedOut, errTimedOut}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &Error{Unreachable, errUnreachable}
	}
	return &Error{Unusable, errUnusable}
}
