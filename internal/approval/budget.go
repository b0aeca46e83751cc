package approval

import "time"

// The budget of a callback, counted from its arrival. Its code lives ten seconds, from a
// moment before that.
//
//	 1 s  ClaimBy     it is claimed, and the code on its way; or neither, and the code is as good as before
//	 7 s  + TokenTime the token is there, to the last byte: a provider that answers after 5.9 s is in time
//	 9 s  ExchangeBy  so is the identity, which has two seconds at the least
//	11 s  AnswerBy    what came of it is stored, and the browser is answered
//	13 s              the page that follows is rendered (web's callbackTime)
//	20 s  AbandonedAfter
//
// A call has one budget, to its last byte. There is no other inside it (for a connection,
// for the head of an answer) by which it could fail while there is time: only a try that
// may be repeated is given up before, and the last try has all that is left.
const (
	ClaimBy    = 1 * time.Second
	TokenTime  = 6 * time.Second
	ExchangeBy = 9 * time.Second
	AnswerBy   = 11 * time.Second

	// AbandonedAfter is how long an attempt may stay Exchanging before the sweep calls
	// it Unknown. It exceeds the hard stop of a callback and its commit, so that a worker
	// which is still alive has given up by then; one that has not finds the attempt moved
	// on and writes nothing.
	AbandonedAfter = 20 * time.Second
)

// CodeLife is how long a code of UAE PASS can be exchanged.
const CodeLife = 10 * time.Second
