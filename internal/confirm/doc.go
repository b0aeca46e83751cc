// Package confirm is the life of a transaction, from the accepted form to the face
// that confirms it.
//
//	Create, Edit, Cancel    what the customer asks for, and changes of mind
//	Begin                   a new attempt: secrets made, hashes stored
//	AuthorizeURL            where the browser that began it is sent
//	Complete                the browser is back: claim, exchange, match, finish
//	Sweep                   ends what was not finished in time
//	Tidy                    deletes what is no longer needed, and reports dropped events
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
//  3. One commit finishes: attempt, transaction, events, the session's new
//     token. If the answer to the commit is lost, Complete claims no outcome; the page that
//     the browser is sent to reads what is stored.
//
// Each guarantee has one owner. The store: only one callback is claimed, a decision is
// written on the facts it was made on or not at all, and a code is accepted once. approval:
// who matches, which state may follow which, how often a person may try. The provider's
// client: an answer comes from UAE PASS, and is complete. This package: the order of the
// steps, the budget (approval.ClaimBy and what follows it), and that a session gets a new
// token if and only if the browser is told it.
//
// Between the calls the caller keeps the secret in a cookie; afterwards it shows the
// transaction's own page, whatever the outcome:
//
//	binding, err := flow.Begin(ctx, person, transaction, approval.StartRequest{Version: 1, Lang: lang}, origin)
//	location, err := flow.AuthorizeURL(ctx, transaction, session, binding) // and the browser goes there
//	out, err := flow.Complete(ctx, confirm.Return{Callback: c, Binding: binding, Session: session, NewSession: fresh, Origin: origin})
//	if err == nil && out.Renewed { … }                                     // fresh is the session's token now
//
// What an attacker may try here: another browser's callback (the binding cookie is
// missing), another person's session, a used state or code, a code of another
// transaction or client, an edited identifier in the authorization request (the
// identity that comes back then differs), an edit or a second start while the phone
// is ringing. Each ends without an exchange, or without a confirmation.
package confirm
