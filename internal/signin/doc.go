// Package signin signs people in: customers with UAE PASS ([Flow]), through a client of
// its own, so that the codes of the face flow are no use here, and the other way round;
// the staff of the back office with OpenID Connect ([StaffFlow]). Both are one redirect
// flow:
//
//	Begin           the browser is bound to a state, within the limits
//	AuthorizeURL    where the browser that began is sent
//	Complete        it is back: claim, ask the provider, decide who may enter, write that
//	Malformed       it is back with something that cannot be read
//
// with two deciders, customers and staff, which know the provider, who may enter, what is
// written and which events record it. Each also ends its own sessions (SignOut,
// LogoutURL). A caller does this, keeping the secret in a cookie in between:
//
//	binding, err := flow.Begin(ctx, cookie, lang, "/en/profile", origin)
//	location, err := flow.AuthorizeURL(ctx, binding)      // and the browser goes there
//	result, err := flow.Complete(ctx, signin.Return{Callback: c, Binding: binding, NewSession: fresh, Origin: origin})
//	if err == nil && result.Refused == nil { … }          // fresh is the token of a session
//
// What always holds, and which part guarantees it:
//
//   - A state is used once, and only in the browser that began it; otherwise an attacker's
//     callback would sign a customer in as the attacker: the store, by one conditional
//     update (ClaimSignin). This package asks the provider nothing without that claim.
//   - Customers and staff never meet: each flow passes its realm to the store.
//   - A code is exchanged once, and nothing is repeated: Complete, and the provider's
//     client. A doubt means not signed in.
//   - Who may enter: approval (Identity.CanEnrol, Known.SignIn) for customers and office
//     (Enter) for the staff, on rows that the store has locked.
//   - A planted session token is worth nothing: signing in always begins a session with
//     the token in Return.NewSession, which the caller has just made.
//   - Every refusal has an event, which is anonymous: who the person was is not known, or not
//     believed. An event that cannot be written is an error.
package signin
