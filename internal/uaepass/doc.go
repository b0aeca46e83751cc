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
//     only if no connection came about, so that no byte can have been sent.
//   - Every call ends: at its own deadline or at the caller's, whichever is first,
//     and the deadline covers the last byte of the body.
//   - It decides nothing about people. Whether an identity is complete, eligible or
//     the right one is for package approval to say.
//   - It keeps nothing: no cache, no token, no connection.
//
// What somebody may try, and what stands against it:
//
//   - Play UAE PASS in the network. TLS 1.2 or later with verified certificates,
//     endpoints from the configuration alone, no proxy from the environment, no
//     redirect followed: a 307 would hand code and credentials to its target.
//   - Answer with JSON that two readers understand differently: a repeated "sub", a
//     "Sub" or "ſub" beside it, half a surrogate pair, a second document behind the
//     first. The reader in strictjson.go refuses each of them.
//   - Answer without end, or very slowly. 256 KiB and the deadline bound it;
//     compressed answers are never unpacked.
//   - Answer with success that is none: 200 is the only success, the type of the
//     body must be JSON, and a token must be a Bearer token.
//   - Put markup, line breaks or bidirectional overrides into a name or an
//     identifier. Names are cleaned for display by package guard, contact details
//     that are none are dropped: neither stops anybody. Identifiers with control
//     characters are refused.
//   - Let this program print what it holds. Values that came from outside appear in
//     no error, and a [Client] that is printed shows no secret.
//
// What this package cannot do: prove that a face was checked. Nothing in the
// documented answers says so; the proof is that the code was issued to the client
// that is registered for face confirmation.
//
// The protocol: https://docs.uaepass.ae/facial-biometric-transactions-confirmation
package uaepass
