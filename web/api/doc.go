// Package api is the room of the institution's own systems, the clients: everything below
// /api/. It speaks JSON over HTTPS, and openapi.json says what each address takes and answers;
// tests hold the file and the handlers against each other, in both directions.
//
// Contract:
//
//   - There is no cookie, no language and no session. Whoever calls has an access token of a
//     client, or is refused; only the token itself, openapi.json and the page of documentation
//     are for everybody.
//   - What is malformed is refused, and nothing is guessed: a member that is not known or stands
//     twice, text behind the object, a number where a string belongs, a header twice. What is
//     refused has changed nothing, and its idempotency key is not used up.
//   - An error is a problem of RFC 9457 with a code that never changes, and texts in both
//     languages. Which error has which code is said in one table (errors.go). The text of an
//     error in Go never leaves.
//   - Whatever belongs to another client is not there: the answer is the same, byte for byte, but
//     for the name of the request.
//   - Nothing is answered that a fail-over could take back.
//   - The log has the client and the route of each call, and never a body, a token or a key.
//
// The path of a call: room.go finds its route and authenticates it, routes.go is the table,
// the file of its subject answers. body.go and query.go read what it says, view.go writes what
// it is told.
package api
