// Package confirm is the life of a transaction, from the accepted form to the face
// that confirms it.
//
//	Create, Edit, Cancel    what the customer asks for, and changes of mind
//	Begin                   a new attempt: secrets made, hashes stored
//	AuthorizeURL            where the browser that began it is sent
//	Complete                the browser is back: claim, exchange, match, finish
//	Sweep                   what nobody finished
//	Tidy                    what nobody needs any more, and what nobody wrote
//
// The flow decides nothing: approval does, on facts that the store has locked or
// guards. It orders the steps so that a crash between any two of them can only lose
// an attempt, never make a false confirmation:
//
//  1. The callback is claimed by one conditional update, committed before anything is
//     sent to the provider. Of any number of equal callbacks, on any number of
//     replicas, one is claimed. Without the claim there is no exchange.
//  2. The exchange runs with no database connection held, on a context that does not
//     end when the browser leaves, inside a fixed budget. Nothing is repeated once
//     bytes were sent.
//  3. One commit finishes: attempt, transaction, events, outbox, the session's new
//     token. If the answer to the commit is lost, nothing is said; the page that the
//     browser is sent to reads what is stored.
//
// What an attacker may try here: another browser's callback (the binding cookie is
// missing), another person's session, a used state or code, a code of another
// transaction or client, an edited identifier in the authorization request (the
// identity that comes back then differs), an edit or a second start while the phone
// is ringing. Each ends without an exchange, or without a confirmation.
package confirm
