package gallery

import (
	"encoding/json"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// journey is the events of a transaction: each with the state it leads to, how many seconds
// it is after the one before, and the reason if it is a failure. It lasts untilDone.
var journey = []struct {
	code    approval.EventCode
	becomes string
	after   int
	why     approval.Reason
}{
	{approval.EventTransactionCreated, "pending", 0, ""}, {approval.EventAttemptStarted, "attempt:started", 120, ""},
	{approval.EventCallbackClaimed, "attempt:exchanging", 28, ""}, {approval.EventProviderDeclined, "attempt:failed", 0, approval.ReasonProviderCancelled},
	{approval.EventAttemptStarted, "attempt:started", 60, ""}, {approval.EventCallbackClaimed, "attempt:exchanging", 31, ""},
	{approval.EventIdentityMatched, "attempt:succeeded", 1, ""}, {approval.EventTransactionConfirmed, "confirmed", 0, ""},
}

// matchPosition is the place in the journey of the event that says that the face matched.
const matchPosition = 6

// line is an event. Its details are names and values in turn; those without a value are
// left out.
func line(at time.Time, code approval.EventCode, actor approval.Actor, details ...string) audit.Line {
	body := map[string]string{"outcome": string(approval.EventCodes[code]), "client": "2001:db8:85a3::8a2e:370:7334", "request_id": requestID}
	for pair := range slices.Chunk(details, 2) {
		if pair[1] != "" {
			body[pair[0]] = pair[1]
		}
	}
	text, err := json.Marshal(body) // with its keys in order, as the portal writes them
	if err != nil {
		panic("gallery: " + err.Error())
	}
	return audit.Line{Code: code, Actor: actor, At: at, Body: string(text)}
}

// transactionStream are the events of a transaction: its stream, with valid hashes. rounds is how often
// the journey is repeated; the last one begins when the transaction was asked for.
func transactionStream(rounds int) []audit.Line {
	var all []audit.Line
	var before audit.Line
	at := createdAt.Add(-time.Duration(rounds-1) * untilDone)
	for range rounds {
		for _, step := range journey {
			at = at.Add(time.Duration(step.after) * time.Second)
			l := line(at, step.code, approval.Customer(personID), "reason", string(step.why))
			l.Transaction, l.Attempt, l.ToState, l.Stream = transactionID, attemptID, step.becomes, approval.OfTransaction(transactionID)
			l.Position, l.Number, l.Prev = before.Position+1, 18_197+before.Position, before.Hash
			sum := l.Sum()
			l.Hash = sum[:]
			before = l
			all = append(all, l)
		}
	}
	return all
}

// meanwhile are events of other people and of the system, newest first.
func meanwhile(apart func(i int) time.Duration) []audit.Line {
	all := []audit.Line{
		line(now, approval.EventStaffSigninCallbackRefused, approval.Anonymous, "reason", "unknown_state"),
		line(now, approval.EventIdentifierRevealed, approval.Staff(staffID), "person", string(personID), "why", string(audit.ForCustomer), "case", "CRM-2026/00417"),
		line(now, approval.EventProviderFailing, approval.System),
		line(now, approval.EventSigninRefused, approval.Anonymous),
		readEvent(0, readerID),
	}
	for i := range all {
		all[i].Number, all[i].At = int64(18_209-i), now.Add(-apart(i))
	}
	return all
}

// readEvent is the event that a member of staff read the timeline.
func readEvent(number int64, staff approval.ID) audit.Line {
	l := line(now, approval.EventTransactionViewed, approval.Staff(staff), "person", string(personID))
	l.Number, l.Transaction = number, transactionID
	return l
}

// ofClient are what a client did with a transaction: it asked for it, and was refused to
// consume it before anybody had confirmed it. The hashes are valid.
func ofClient() []audit.Line {
	all := []audit.Line{
		line(createdAt, approval.EventRequestCreated, approval.Client(clientID), "client_id", clientID, "kind", "transfer", "reference", clientReference),
		line(createdAt.Add(time.Minute), approval.EventConsumeRefused, approval.Client(clientID),
			"client_id", clientID, "reason", "not_confirmed", "execution_reference", clientReference+"-1"),
	}
	all[0].ToState = "requested"
	var before audit.Line
	for i := range all {
		l := &all[i]
		l.Transaction, l.Stream = otherID, approval.OfTransaction(otherID)
		l.Position, l.Number, l.Prev = before.Position+1, int64(18_190+i), before.Hash
		sum := l.Sum()
		l.Hash = sum[:]
		before = *l
	}
	return all
}

// ofCustomer are the events of a customer, newest first: the sign-in, and the transaction
// that followed.
func ofCustomer() []audit.Line {
	signin := line(createdAt.Add(-95*time.Second), approval.EventSigninSucceeded, approval.Customer(personID))
	signin.Number = 18_196
	all := append(transactionStream(1), signin)
	slices.SortFunc(all, func(a, b audit.Line) int { return int(b.Number - a.Number) })
	return all
}

// latest are the newest events of the audit log, newest first.
func latest() []audit.Line {
	return append(meanwhile(func(i int) time.Duration { return time.Duration(i) * time.Second }), ofCustomer()...)
}
