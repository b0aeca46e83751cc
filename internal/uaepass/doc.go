// Package uaepass is the relying-party client for UAE PASS, the digital identity
// of the United Arab Emirates. One [Client] speaks for one registered client: the
// face-confirmation client and the sign-in client are two values of this type with
// two sets of credentials.
//
// The contract:
//
//   - It returns the nouns of package approval. No name of a claim, no word of the
//     provider and no text of a network error leaves this package: a failure is an
//     [approval.ProviderFailure], which is a reason of ours and an HTTP status.
//   - An authorization code is sent at most once. [Client.Exchange] repeats a call
//     only if there was no connection, so that no byte can have been sent.
//   - Every call ends: at its own deadline or at the caller's, whichever is first,
//     and the deadline covers the last byte of the body.
//   - It decides nothing about people. Whether an identity is complete, eligible or
//     the right one is for package approval to say.
//   - It keeps nothing: no cache, no token, no connection.
//
// What an attacker may try, and what prevents it:
//
//   - Play UAE PASS in the network. TLS 1.2 or later with verified certificates,
//     endpoints from the configuration alone, no proxy from the environment, no
//     redirect followed: a 307 would hand code and credentials to its target.
//   - Answer with JSON that two readers understand differently: a repeated "sub", a
//     "Sub" or "ſub" beside it, half a surrogate pair, a second document after the
//     first. The reader in strictjson.go refuses each of them.
//   - Answer without end, or very slowly. 256 KiB and the deadline bound it;
//     compressed answers are never unpacked.
//   - Answer with a success that is not one: 200 is the only success, the type of the
//     body must be JSON, and a token must be a Bearer token.
//   - Put markup, line breaks or bidirectional overrides into a name or an
//     identifier. Names are cleaned for display by package guard, and unusable contact
//     details are dropped: neither stops a customer. Identifiers with control
//     characters are refused.
//   - Let this program print what it holds. Values that came from outside appear in
//     no error, and a [Client] that is printed shows no secret.
//
// What this package cannot do: prove that a face was checked. Nothing in the
// documented answers says so; the proof is that the code was issued to the client
// that is registered for face confirmation.
//
// The protocol: https://docs.uaepass.ae/facial-biometric-transactions-confirmation
//
// # Connecting a portal to UAE PASS
//
//  1. Ask UAE PASS for a login client and, with its special approval, for a client for
//     facial biometric transaction confirmation. They ask for workflow diagrams, pictures
//     of every screen in both languages (the demo's gallery has them all) and sample
//     users: name, Emirates ID, mobile, e-mail. An account that you upgraded yourself in
//     the staging app cannot confirm with a face.
//  2. Register two redirect URIs, byte for byte: PORTAL_BASE_URL with
//     /uaepass/signin/callback for the login client, and with /uaepass/confirm/callback for
//     the face client.
//  3. Run the portal with PORTAL_ENV=development, UAEPASS_BASE_URL=https://stg-id.uaepass.ae
//     and both pairs of credentials. "portal check" must succeed on the machine that will
//     serve.
//  4. Answer the questions below on staging, and set the portal accordingly.
//  5. For production: UAEPASS_BASE_URL=https://id.uaepass.ae, its own credentials,
//     PORTAL_ENV=production and an https base URL.
//
// The documents leave these questions open:
//
//   - Is a wrong PKCE verifier refused? If PKCE has no effect, or does harm: UAEPASS_PKCE=off.
//   - Which encoding of the token request is accepted? UAEPASS_TOKEN_ENCODING.
//   - Is "sub" the same for both clients? If not, every confirmation is a mismatch.
//   - Does the face client ask for a face when the browser has a session at UAE PASS?
//   - May the face client introspect? UAEPASS_INTROSPECT.
//   - May the login client ask for profile type and unified ID? If not, visitors cannot sign
//     in.
package uaepass
