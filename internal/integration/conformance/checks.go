package conformance

import "context"

// check is one thing to try.
type check struct {
	name     string
	sent     string
	accept   bool // what a right receiver does
	first    bool // without it nothing else means anything
	messages func(*run) []message
	special  func(*run, context.Context) (seen string, passed bool) // instead of messages
	lookUp   string
	meaning  string
	mend     string
}

// The receivers' commonest slip has one mend.
const verifyFirst = "Verify the signature over webhook-id, a full stop, webhook-timestamp, a full stop and the raw body, before anything else."

var checks = []check{
	{
		name: "good", sent: "an event as it should be", accept: true, first: true, messages: one((*run).good),
		meaning: "It does not take what we send, so no event arrives.",
		mend:    "Compare your keys with those of the endpoint, read the body as bytes before anything parses it, and answer 2xx without a redirect.",
	}, {
		name: "unknown type", sent: "a good event of a type that does not exist yet", accept: true, messages: one((*run).unknownType),
		meaning: "Types are added in time. The first event of a new one would be sent again and again, and hold up those behind it.",
		mend:    "Answer 204 to a valid event of a type that you do not know.",
	}, {
		name: "rotated keys", sent: "a good event, signed by another key as well, as while keys are changed", accept: true, messages: one((*run).rotated),
		meaning: "While keys are changed no event arrives.",
		mend:    "Try every entry of webhook-signature against every key that you hold; one that is valid is enough.",
	}, {
		name: "duplicate", sent: "the first event again, with a new timestamp", accept: true, messages: one((*run).duplicate),
		lookUp:  "That nothing was done twice cannot be seen from here: look for what you did about",
		meaning: "An event whose answer was lost is sent again, for three days, until it is taken.",
		mend:    "Answer 204 to a valid event whose webhook-id is stored already, and do nothing else.",
	}, {
		name: "out of order", sent: "the second event of a transaction, then the first", accept: true, messages: (*run).outOfOrder,
		lookUp:  "That nothing was done in the wrong order cannot be seen from here: look for what you did about",
		meaning: "After an event was parked and sent again by hand, an earlier one comes later.",
		mend:    "Take it, and ignore it if you know a later sequence of the transaction.",
	}, {
		name: "replayed", sent: "an event that was signed a day ago", messages: one((*run).replayed),
		meaning: "Whoever once saw an event, in a log or a backup, can send it again at any time.",
		mend:    "Refuse a webhook-timestamp that is more than five minutes from your clock.",
	}, {
		name: "stale", sent: "an event that was signed six minutes ago", messages: one((*run).stale),
		meaning: "The time for which a copied event is good is longer than it needs to be.",
		mend:    "Refuse a webhook-timestamp that is more than five minutes old: each try has a new one.",
	}, {
		name: "future", sent: "an event whose timestamp is six minutes ahead", messages: one((*run).future),
		meaning: "An event that was signed with a wrong clock stays good for as long as the clock was wrong.",
		mend:    "Compare the difference without its sign: five minutes in either direction.",
	}, {
		name: "tampered body", sent: "an event whose body was changed after it was signed", messages: one((*run).tamperedBody),
		meaning: "Anybody can write events.", mend: verifyFirst,
	}, {
		name: "reformatted body", sent: "an event whose body has a space more than was signed", messages: one((*run).reformatted),
		meaning: "The signature is checked over JSON that was parsed and written again, and two readers of JSON can understand the same bytes differently.",
		mend:    "Verify the bytes as they arrived, and parse the same bytes afterwards.",
	}, {
		name: "tampered id", sent: "the first event under another id", messages: one((*run).tamperedID),
		meaning: "A copied event counts as a new one, so what it leads to is done again.",
		mend:    verifyFirst + " Do not remember signatures that were valid.",
	}, {
		name: "tampered timestamp", sent: "an event of yesterday with the timestamp of now", messages: one((*run).tamperedTimestamp),
		meaning: "A copied event can be made fresh again.",
		mend:    verifyFirst + " Take the time from the header alone.",
	}, {
		name: "wrong key", sent: "an event that is signed by another key", messages: one((*run).wrongKey),
		meaning: "Anybody can write events.",
		mend:    "Verify under the endpoint's key, and refuse what is not valid.",
	}, {
		name: "empty key", sent: "an event that is signed by a secret of no bytes", messages: one((*run).emptyKey),
		meaning: "Where the secret is missing in your configuration, or cannot be decoded, anybody can write events.",
		mend:    "Do not start without a key of at least 24 bytes.",
	}, {
		name: "wrong scheme", sent: "events with a signature of one kind under the name of another", messages: (*run).wrongScheme,
		meaning: "An attacker chooses how you verify; with your public key as a secret they can sign.",
		mend:    `Verify "v1," by HMAC under a secret, "v1a," by Ed25519 under a public key, and skip every other entry.`,
	}, {
		name: "empty signature", sent: "an event whose signature is empty behind its name", messages: one((*run).emptySignature),
		meaning: "Anybody can write events.",
		mend:    "Compare the whole signature, with a function that is false for different lengths.",
	}, {
		name: "no signature", sent: "an event without webhook-signature", messages: one((*run).noSignature),
		meaning: "Anybody can write events.",
		mend:    "Refuse a request that lacks one of the three headers.",
	}, {
		name: "no id", sent: "an event without webhook-id, and signed like that", messages: one((*run).noID),
		meaning: "What has no id cannot be recognised when it comes again.",
		mend:    "Refuse a request that lacks one of the three headers.",
	}, {
		name: "no timestamp", sent: "an event without webhook-timestamp, and signed like that", messages: one((*run).noTimestamp),
		meaning: "What has no time is good for ever.",
		mend:    "Refuse a request that lacks one of the three headers, and a timestamp that is not a number.",
	}, {
		name: "key in the request", sent: "an event by another key, which stands in its headers and its body", messages: one((*run).keyInRequest),
		meaning: "Anybody can write events: they bring their own key.",
		mend:    "Take keys from your configuration alone.",
	}, {
		name: "huge", sent: "an event of 30 MB", special: (*run).huge,
		meaning: "Anybody can fill your memory, since the body is read before its signature can be checked.",
		mend:    "Read 64 kB at most, and answer 413 to more.",
	}, {
		name: "slow", sent: "half an event, and no more", special: (*run).slow,
		meaning: "Anybody can hold your connections, or your workers, for as long as they like.",
		mend:    "Give a request ten seconds to arrive, and take others meanwhile.",
	}, {
		name: "still there", sent: "a good event after all that", accept: true, messages: one((*run).good),
		meaning: "Something in the events before has broken the receiver.",
		mend:    "Send them one by one, and look in its log.",
	},
}

func one(m func(*run) message) func(*run) []message {
	return func(r *run) []message { return []message{m(r)} }
}
