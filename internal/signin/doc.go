// Package signin signs people in. Customers sign in with UAE PASS ([Flow]), through a
// client of its own: the codes of the face flow are no use here, and the other way
// round. The staff of the back office sign in with OpenID Connect ([StaffFlow]); the two
// have nothing in common but the rules below. Both are
//
//	Begin, AuthorizeURL    the browser is bound to a state and sent to the provider
//	Complete               it is back: claim, exchange, identity, person, session
//	SignOut                the session ends here; the browser is sent to end it there
//
// The same rules hold as for a confirmation: the state is used once and only in the
// browser that began (a stranger's callback would sign the visitor in as the
// stranger), the code is exchanged once, and a doubt means not signed in. Signing in
// always makes a new session token, so a planted one is worth nothing.
package signin
