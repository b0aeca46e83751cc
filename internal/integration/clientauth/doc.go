// Package clientauth decides which client asks for a token: it verifies the authentication
// private_key_jwt of RFC 7523 by the stricter rules of FAPI 2.0. It knows no routes and no
// database.
//
// The contract:
//
//   - [Verifier.Verify] takes the parsed body of a token request and returns an [Assertion]
//     or an error. An [*Error] carries the code for the answer and a reason for the log, and
//     nothing of the request but the client that it claimed. Any other error means that nobody
//     could be asked: the store failed or the caller left. It is no refusal of the client.
//   - The caller owns "once only". It must store the pair of ClientID and JTI in the commit
//     that stores the token, and refuse a pair that is there: invalid_client, like the rest.
//     It keeps the pair until Expires and some minutes more, since its clock and this one may
//     differ.
//   - The caller owns what a client may do. Scopes are those asked for, each once and well
//     formed, and nothing says that the client holds them; none means that it named none.
//   - The caller answers every invalid_client alike, whatever the reason, and passes the
//     parameters of the body alone: [net/http.Request.PostForm], never Form. It refuses an
//     Authorization header, which would be a second way to authenticate.
//   - A client is looked up at every request, so one that is disabled is out at once.
//   - A secret, a token or an assertion is in no error and no log line.
//
// An assertion is accepted if all of this holds. It has at most 8 kB in compact serialisation.
// Its algorithm is PS256, ES256 or EdDSA and fits the type of the key, which is the one of the
// client that "kid" names exactly; without "kid" the client must have a single key. "typ" is
// absent, JWT or client-authentication+jwt. "iss" and "sub" are the client, and so is the
// parameter client_id if it is there. "aud" is our issuer as one string, byte for byte. "jti"
// has 1 to 128 visible ASCII characters. Times are whole seconds; "exp" is not past, is at most
// 120 seconds after "iat", and neither "iat" nor "nbf" is more than 10 seconds ahead. Members
// that nobody uses are ignored.
//
// What an attacker may try, and what prevents it:
//
//   - Choose the algorithm: none, a shared secret that is our copy of the public key, or the
//     algorithm of another key. A key has one algorithm, which follows from its type.
//   - Bring a key along in jwk, jku, x5c or x5u. A header with one of them is refused, as is
//     one that changes the meaning of the rest: crit, b64, enc, zip, cty.
//   - Write what two readers understand differently: a member twice at any depth, a number with
//     a fraction, base64 that is not canonical, line breaks in it. All of it is refused.
//   - Use an assertion that was made for another server. Our issuer in a list, or with a slash
//     too many, is another audience.
//   - Find out which clients exist. Everything that can be refused without the client is
//     refused before the look-up; after it an unknown or disabled client, a wrong key and a wrong
//     signature cost the same work: one document read, and one signature of the claimed
//     algorithm verified, with a key that nobody holds if there is no other. What remains is a
//     client whose document has an address: at most once in 30 seconds it costs a fetch, and
//     else it spares us the reading. Identifiers of clients are not secrets.
//   - Lead us into a network by the address of a document. Only an operator sets it; it is
//     https, no redirect is followed, and [Config.HTTP] must refuse private addresses.
//   - Keep a key alive by blocking its document. A document that cannot be fetched again is
//     used for an hour after it was fetched, and no longer.
//
// # Keys
//
// A client's public keys are a JWK set: handed over as a document, or published at an https
// address ([KeySource]). They are RSA of 2048 to 4096 bits for PS256, P-256 for ES256 or Ed25519
// for EdDSA. Operators see every fault of a document as a sentence ([ParseKeys]).
// A document from an address is held to the same rules as a whole: a set that also has an
// encryption key or an RS256 key is refused, so that what was accepted is what the client
// published. It is used for five minutes. A key that it does not have makes us ask anew, at most
// once in 30 seconds: publish a new key half a minute before you sign with it, and take the old
// one away when no assertion of it is left.
//
// The example shows how a client makes an assertion.
package clientauth
