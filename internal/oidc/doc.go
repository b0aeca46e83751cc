// Package oidc is the relying-party client for the identity provider of the staff:
// OpenID Connect with the authorization code flow, PKCE, state and nonce. PingOne is the
// provider that it was written for; any other that conforms will do. The protocol is the
// work of github.com/coreos/go-oidc and golang.org/x/oauth2; what is here is the part
// that they leave to their callers.
//
// The contract:
//
//   - It returns the nouns of packages approval and office. A failure is an
//     [office.Failure], which is a word of ours: no claim, no token and no text of the
//     provider or of the network leaves this package in an error.
//   - [New] connects to nothing. The provider's metadata is fetched when it is first
//     needed and kept for an hour; a portal starts, and serves customers, while the
//     provider is down.
//   - A code is sent once. Every call ends, at its own deadline or at the caller's.
//   - It decides nothing about people except which role their claims give them.
//
// An ID token is accepted if all of this holds: it is signed by a key of the provider, with
// an algorithm that the provider names and that is RS256, PS256 or ES256, so never "none" and
// never with a shared secret; issuer and audience are exactly ours; if it names an
// authorized party, or more than one audience, that party is us; it has not expired; its
// nonce is the one of the request that this browser began; and if it names an access
// token, that is the one that came with it. The callback's "iss" (RFC 9207) must be the
// issuer if it is there, and must be there if the provider says that it sends it.
//
// What an attacker may try besides: to answer with a redirect (none is followed: a 307
// would hand code and credentials to its target), without end (a deadline and 256 KiB
// bound every answer), or with metadata that leads to plain http (refused, unless the
// issuer itself is this machine).
//
// # Letting the staff in
//
// The staff sign in to the back office, at PORTAL_BASE_URL with /en/staff. The portal holds
// no passwords of theirs. At every sign-in a claim of the ID token says which of three roles
// the person has: operator, auditor or admin; without one they do not get in. A session ends
// after ten minutes without use, after eight hours, and when the same person signs in
// elsewhere. With PingOne:
//
//  1. Applications > Applications > +: an application of the type OIDC Web App.
//  2. Configuration: response type Code, grant type Authorization Code, PKCE enforcement
//     S256_REQUIRED, token endpoint authentication method Client Secret Basic. Redirect URI,
//     byte for byte: PORTAL_BASE_URL with /oidc/callback. Sign-off URLs: PORTAL_BASE_URL with
//     /en/staff/signedout and with /ar/staff/signedout.
//  3. Resources: grant the scopes openid, profile and email.
//  4. Attribute Mappings: an attribute "roles" with the PingOne mapping Group Names, in the
//     ID token. OIDC_ROLES maps the names of the groups.
//  5. Policies: a sign-on policy with a second factor. Access: the groups that may use the
//     application at all.
//  6. Switch the application on, and take issuer, client ID and secret from its Overview.
//  7. Set them as below. "portal check" says whether the provider's metadata can be used.
//
// The settings:
//
//	OIDC_ISSUER=https://auth.pingone.eu/{environment id}/as
//	OIDC_CLIENT_ID=…
//	OIDC_CLIENT_SECRET_FILE=/run/secrets/oidc
//	OIDC_ROLES=operator=Takeed Operators; auditor=Takeed Auditors; admin=Takeed Administrators
//
// Any other conforming provider will do. It needs discovery, the authorization code flow,
// client_secret_basic, ID tokens signed with RS256, PS256 or ES256, and the role claim in the
// ID token: the userinfo endpoint is not asked. The portal starts without the provider, and
// serves customers while it is away.
package oidc
