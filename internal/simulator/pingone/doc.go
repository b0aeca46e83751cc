// Package pingone stands in for the identity provider of the staff: OpenID Connect in the
// shape of PingOne, whose addresses begin with the id of an environment. It is a neighbour
// of the simulator of UAE PASS: at the same address, with the same pages, clock, journal
// and list of secrets. It has nothing else in common with it.
//
//	GET  /{env}/as/.well-known/openid-configuration   what there is
//	GET  /{env}/as/authorize                          the browser arrives; PKCE is a must
//	     /{env}/signon/                               the page that asks who it is
//	POST /{env}/as/token                              a code becomes an ID token; Basic, form body
//	GET  /{env}/as/jwks                               the key that signed it
//	GET  /{env}/as/userinfo                           the same person, for an access token
//	GET  /{env}/as/signoff                            the session at the provider ends
//
// Codes live a minute and work once. The browser leaves only for an address of the
// registration, and after a sign-out only if the request shows an ID token of the same
// client. What can go wrong is data (scenarios.go), as in package simulator.
//
// A program that has both writes
//
//	simulator.New(simulator.Config{Clients: clients, Staff: &pingone.Client{ID: …, Secret: …}})
//
// and gives the portal the issuer [Issuer] of the simulator's origin.
package pingone
