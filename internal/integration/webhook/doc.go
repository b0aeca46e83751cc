// Package webhook tells clients what happened, by Standard Webhooks 1.0.0
// (https://www.standardwebhooks.com). What follows is the contract for whoever receives.
//
// # What arrives
//
// A POST with a body of JSON, less than 20 kB of it:
//
//	webhook-id: evt_0b9d6a0e6f5e4d0e9c8e4f6b0f3f8a11
//	webhook-timestamp: 1790000000
//	webhook-signature: v1a,<base64> v1,<base64>
//
//	{"type":"transaction.confirmed","timestamp":"2026-12-01T10:00:00.000000Z","data":{
//	 "transaction":"txn_…","status":"confirmed","sequence":3,"reference":"HUB-2026-1187734",
//	 "digest":"sha-256:<64 hexadecimal digits>","digest_code":"7KQ4-M2XD"}}
//
// The data says no more than which transaction changed and how: no person, no amount. Read the
// rest with GET /api/v1/transactions/{id}. A transaction that failed has a "reason" besides. An
// event that is not of a transaction has fewer members. Types and members are added in time, so
// ignore what you do not know, and answer 204 to it.
//
// # What to do with it, in this order
//
//  1. Read the body as bytes, at most 64 kB, in at most ten seconds.
//  2. Refuse a request that lacks one of the three headers, or whose timestamp, in seconds since
//     1970, is more than five minutes from your clock in either direction.
//  3. The signed bytes are webhook-id, a full stop, webhook-timestamp, a full stop, and the body
//     exactly as it arrived. webhook-signature is a list, divided by spaces; one entry that is
//     valid under one of your keys is enough. "v1a," is Ed25519 under the endpoint's public key
//     (whpk_ and its 32 bytes in base64). "v1," is HMAC-SHA256 under its secret (whsec_ and the
//     bytes in base64), to be compared in constant time. Check the kinds of which you hold a key,
//     and skip the others. Never take a key, or where to find one, from the request. Prefer v1a:
//     whoever reads your configuration cannot forge it.
//  4. Store webhook-id. If it is stored already, answer 204 and do nothing else: it is the same
//     at every try. Answer 401 to what is not valid.
//  5. Answer 2xx as soon as it is stored, within fifteen seconds. Work on it afterwards.
//
// A webhook says that something was confirmed. Before you execute it, call
// POST /api/v1/transactions/{id}/consume, which says that you may, now and once.
//
// # What we promise
//
// Every event of an enabled endpoint arrives at least once, or is parked where your operators
// and ours see it. Events of one transaction arrive in order at each endpoint: the next one is
// sent when the one before has arrived or is parked. "sequence" counts them without gaps. Events
// of different transactions arrive in any order. What was told is durable: no fail-over of ours
// takes it back.
//
// # What an answer means
//
//   - 2xx: it has arrived. Nothing else counts, and redirects are not followed.
//   - 410: the endpoint is gone. It is disabled at once.
//   - 429, 502, 504: all of the endpoint's events rest for a minute, or for as long as
//     Retry-After says.
//   - Anything else, or no answer within fifteen seconds: it is sent again, 5 seconds, 5 and 30
//     minutes, 2, 5, 10, 14, 20 and 24 hours after the try before, and a little later by chance.
//     Retry-After, up to an hour, makes it later.
//
// An event that fails for a day while later ones arrive is parked, and so is one that failed ten
// times. An endpoint that nothing has reached for five days is disabled. Parked events can be
// sent again, with the same webhook-id; and GET /api/v1/events lists all events for ever.
//
// # Changing keys
//
// After a rotation both the new keys and those before sign, until the old ones expire: add the
// new key, then remove the old one.
//
// # Inside
//
// [Sender] sends what a [Store] claims for it; any number of portals do so at once. [Decide] says
// what a try leads to. Neither knows SQL.
package webhook
