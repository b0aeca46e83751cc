// Package simulator stands in for UAE PASS: the sign-in client, the
// facial-confirmation client, and the endpoints that a portal's server calls. If it is
// configured, another provider stands beside it at the same address: a [Neighbour]. The
// only one, the identity provider of the portal's staff, is package pingone. What both have
// in common is package oauthserver.
//
// It is honest. Paths, parameters, formats and the known bad habits are those of UAE PASS,
// so that a portal cannot tell the difference and needs no switch for tests. Where UAE PASS
// has not documented what it does (an unknown username, an account that may not confirm)
// the simulator takes the least helpful course, a page that never returns, and says on the
// page that this is a guess.
//
//	GET  /idshub/authorize    the browser arrives with an authorization request
//	POST /idshub/token        a code is exchanged for an access token
//	GET  /idshub/userinfo     who answered
//	POST /idshub/introspect   is the token active, and whose is it
//	GET  /idshub/logout       the browser session at the provider ends
//	/authenticationendpoint/… the pages people see meanwhile
//	/simulator/…              what UAE PASS does not have: scenarios, the journal
//
// One authorization request is one [authorization]; answering it makes a [grant],
// which the code names; exchanging the code makes an access token. People are data
// (personas.go), and so is what can go wrong (scenarios.go): a scenario is chosen on the
// page by the user, by the request itself (simulate.go), for a code by the admin API, or for a
// client by its configuration. A
// scenario spoils good answers only: what an honest refusal says is never changed, so that
// no scenario hides a fault of the portal.
//
// What an attacker could try, and what holds:
//
//   - To have the browser sent elsewhere: it leaves only for a redirect URI that is
//     registered, compared exactly, or (at logout) for the origin of one.
//   - To use a code twice, late, from another client, with another redirect URI or
//     without its verifier: refused; a replay also revokes what was issued.
//   - To fill the memory: every collection drops its oldest entries.
//   - To drive it from a web page the developer happens to visit: the admin API
//     takes application/json only, which a browser does not send across origins without a
//     preflight.
//
// It authenticates no user: anyone who reaches the address may be any persona. It belongs
// on a developer's machine and in tests. The personas are invented, the log names
// endpoints, clients and outcomes only; the journal in memory does hold codes.
package simulator
