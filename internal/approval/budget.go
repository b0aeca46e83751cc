package approval

import "time"

// The budget of a callback, counted from its arrival. Its code lives ten seconds, counted
// from shortly before that.
//
//	 1 s  ClaimBy     it is claimed, and the code on its way; or neither, and the code is as good as before
//	 7 s  + TokenTime the token is there, to the last byte: a provider that answers after 5.9 s is in time
//	 9 s  ExchangeBy  so is the identity, which has two seconds at the least
//	11 s  AnswerBy    what came of it is stored, and the browser is answered
//	13 s              the page that follows is rendered (web's callbackTime)
//	20 s  AbandonedAfter
//
// A call has one budget, to its last byte. There are no timeouts inside it (for connecting,
// for the head of an answer) that could fail it while there is time left: only a try that
// may be repeated is given up earlier, and the last try has all the time that is left.
const (
	ClaimBy    = 1 * time.Second
	TokenTime  = 6 * time.Second
	ExchangeBy = 9 * time.Second
	AnswerBy   = 11 * time.Second

	// AbandonedAfter is how long an attempt may stay Exchanging before the sweep makes it
	// Unknown. It exceeds the hard stop of a callback and its commit, so that a worker that is
	// still alive has given up by then; if it has not, it finds that the attempt has moved on
	// and writes nothing.
	AbandonedAfter = 20 * time.Second
)

// CodeLife is how long a code of UAE PASS can be exchanged.
const CodeLife = 10 * time.Second
