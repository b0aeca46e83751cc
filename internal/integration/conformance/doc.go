// Package conformance tries how a receiver of webhooks behaves: it sends good events, and many
// that are wrong in one way each, and names what the receiver wrongly accepts or wrongly
// refuses. The contract that it holds receivers to is the comment of package webhook.
//
// Whoever runs it holds the endpoint's keys, so it can sign what an attacker could not, such as
// an event without an id: a receiver that takes that has a gap which shows only then.
//
// Only answers are seen. Whether the receiver does something twice, or in the wrong order, is
// for its owner to look up; the report says under which ids. Events are of type endpoint.test
// where they can be, and of a transaction that does not exist where they cannot, so nothing is
// to be executed. Even so, it is meant for a test system.
package conformance
