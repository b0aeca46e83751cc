// Package integration is what the institution's own systems, the clients of the API, may do,
// and what they are told. It decides on facts that a store has locked, and returns what to
// write; it knows no SQL and no HTTP.
//
// The life of an approval, as a client sees it:
//
//   - [Request.Create]: the client asks. It gets the frozen document with its digest, and a link
//     to hand to the person. Nothing about the transaction is shown there before they sign in.
//   - The person opens the link and signs in. If they are whom it is addressed to, the request
//     is adopted: now there is a transaction like any other. If they are somebody else, it is
//     rejected, as an incident.
//   - They confirm it with their face, or decline, or time passes. Every step is a
//     notification: a webhook, and an entry of the list of events.
//   - [Gate.Consume]: before it executes, the client that consumes the kind presents the digest
//     and version that it is about to execute, and its own reference for the execution. That
//     works once, and only in time; a repetition learns what was said the first time. What
//     nobody consumed in time has lapsed.
//
// In a sandbox, for those who write clients, every ID says test, a client may choose what goes
// wrong at the provider ([Asked].Simulate), and may move the clock ([ParseAdvance]).
//
// A client that executes without consuming has gained nothing from this product: a webhook says
// that something was confirmed, and consume says that this very thing may be executed now, by
// you, once.
package integration
