package history

import (
	"errors"
	"time"

	"takeed/internal/approval"
)

// moment is an event and when it happened.
type moment struct {
	at time.Time
	approval.Event
}

// visit is what one person does in one session, in its own time.
type visit struct {
	*world
	who    *somebody
	now    time.Time
	origin approval.Origin
	facts  approval.Facts // of the transaction in hand
	try    *attempt
	result approval.SaltedResult // of the confirmation, if there was one
}

// transaction is a row of the table of transactions, in its final state.
type transaction struct {
	approval.Transaction
	by     approval.ID // the attempt that confirmed it
	result approval.SaltedResult
}

// attempt is a row of the table of attempts.
type attempt struct {
	approval.Attempt
	who      *somebody
	answered bool // an identity came back
}

var errUnlikely = errors.New("history: a made-up decision was refused")

func (v *visit) source() approval.Source {
	return approval.Source{Actor: approval.Customer(v.who.ID), Origin: v.origin}
}

func (v *visit) anonymous() approval.Source {
	return approval.Source{Actor: approval.Anonymous, Origin: v.origin}
}

var system = approval.Source{Actor: approval.System}

// passes lets a random time go by, between a quarter and two and a quarter times about, and
// begins another request.
func (v *visit) passes(about time.Duration) {
	v.now = v.now.Add(about/4 + time.Duration(v.Int64N(int64(2*about))))
	v.origin.RequestID = v.text(26)
}

func (v *visit) record(e approval.Event) {
	v.now = v.now.Add(time.Duration(150+v.IntN(400)) * time.Microsecond)
	v.moments = append(v.moments, moment{v.now, e})
}

// live plays the visit from its sign-in to its end.
func (v *visit) live() {
	if v.chance(5) {
		v.signinFails()
	}
	if v.chance(1) {
		v.record(v.anonymous().SigninEvent(v.anonymousStream(), approval.EventSigninCallbackRefused, "unknown_state", ""))
	}
	v.signsIn()
	for range v.pick(20, 55, 20, 5) {
		v.passes(time.Minute)
		v.asks()
	}
	if v.chance(50) {
		v.passes(time.Minute)
		v.record(v.source().PersonEvent(v.who.ID, approval.EventSignedOut))
	}
}

func (v *visit) anonymousStream() string { return approval.AnonymousStream(v.now, byte(v.IntN(16))) }

func (v *visit) signinFails() {
	code, why, crid := approval.EventSigninDeclined, approval.ReasonProviderCancelled, v.text(32)
	if v.chance(30) {
		code, why, crid = approval.EventSigninFailed, approval.ReasonUserinfoUnavailable, ""
	}
	v.record(v.anonymous().SigninEvent(v.anonymousStream(), code, string(why), crid))
	v.passes(20 * time.Second)
}

func (v *visit) signsIn() {
	known := approval.Known{}
	if !v.who.enrolled.IsZero() {
		known.BySubject, known.ByEmiratesID = &v.who.Person, &v.who.Person
	}
	e, err := known.SignIn(v.who.Identity, func(id approval.ID) approval.Source {
		return approval.Source{Actor: approval.Customer(id), Origin: v.origin}
	})
	must(err)
	if e.New {
		v.who.ID, v.who.enrolled = e.Person.ID, v.now
	}
	for _, event := range e.Events {
		v.record(event)
	}
	v.who.before, v.who.last = v.who.last, v.now
}

// asks plays one transaction from the form to its end.
func (v *visit) asks() {
	form := v.forms[v.IntN(len(v.forms))]
	form.Document.ID, form.Key = approval.NewID(), approval.NewID()
	v.facts = approval.Facts{Now: v.now, Person: v.who.Person}
	c, _, err := v.facts.Create(form, unlimited, v.source())
	v.writes(c, err)
	v.passes(30 * time.Second)
	if v.chance(4) {
		c, err := v.here().Cancel(v.source())
		v.writes(c, err)
	}
	for try := 0; v.facts.Transaction.At(v.now) == approval.Pending && try < 3 && (try == 0 || v.chance(60)); try++ {
		v.tries()
		v.passes(20 * time.Second)
	}
	if v.facts.Transaction.State == approval.Pending {
		v.now = v.facts.Transaction.ExpiresAt.Add(time.Second)
		c, err := v.here().Sweep(system)
		v.writes(c, err)
	}
	v.transactions = append(v.transactions, transaction{v.facts.Transaction, v.confirmedBy(), v.result})
}

func (v *visit) confirmedBy() approval.ID {
	if v.facts.Transaction.State == approval.Confirmed {
		return v.try.ID
	}
	return ""
}

// here returns the facts as they are now.
func (v *visit) here() approval.Facts {
	v.facts.Now, v.facts.Live = v.now, nil
	if v.try != nil && v.try.Status.Live() && v.try.TransactionID == v.facts.Transaction.ID {
		v.facts.Live = []approval.Attempt{v.try.Attempt}
		v.facts.Attempt = v.try.Attempt
	}
	return v.facts
}

var unlimited = approval.Limits{Attempts: 9, Mismatches: 9, Starts: 9, StartsDay: 9, Open: 9, Created: 9, Address: 9, Network: 9}

// tries plays one attempt. Chance decides what UAE PASS answers.
func (v *visit) tries() {
	c, err := v.here().Start(approval.StartRequest{Version: 1, Lang: approval.EN}, unlimited, v.source())
	if err == nil && v.chance(40) {
		c.Start.Attempt.Lang = approval.AR
	}
	v.writes(c, err)
	switch v.pick(83, 7, 5, 1, 4) {
	case 0:
		v.returns(v.who.Identity, nil)
	case 1:
		v.closes(approval.ReasonProviderCancelled, v.source())
	case 2:
		v.now = v.try.ExpiresAt.Add(time.Second)
		c, err := v.here().Sweep(system)
		v.writes(c, err)
	case 3:
		v.closes(approval.ReasonSessionLost, v.anonymous())
	case 4:
		v.goesWrong()
	}
	v.attempts = append(v.attempts, *v.try)
}

var faults = []approval.Reason{
	approval.ReasonTokenTimeout, approval.ReasonToken500, approval.ReasonCodeExpired, approval.ReasonUserinfoUnavailable,
	approval.ReasonTokenReset, approval.ReasonTokenMalformed, approval.ReasonClientAuth,
}

func (v *visit) goesWrong() {
	switch other := v.who.Identity; {
	case v.chance(6):
		other.Subject, other.EmiratesID = "UAEPASS/another", "784200099999999"
		v.returns(other, nil)
	case v.chance(6):
		v.closes(approval.ReasonUserChanged, approval.Source{Actor: approval.Customer(v.known().ID), Origin: v.origin})
	default:
		v.returns(approval.Identity{}, &approval.ProviderFailure{Reason: faults[v.IntN(len(faults))]})
	}
}

func (v *visit) closes(why approval.Reason, by approval.Source) {
	v.passes(30 * time.Second)
	c, err := v.here().Close(why, v.text(32), by)
	v.writes(c, err)
}

// returns plays a callback with a code, and its exchange.
func (v *visit) returns(got approval.Identity, failure error) {
	v.passes(25 * time.Second)
	if v.try.At(v.now) != approval.Started {
		v.now = v.try.StartedAt.Add(20 * time.Second)
	}
	t := v.facts.Transaction.ID
	v.record(approval.Event{
		Stream: approval.OfTransaction(t), Code: approval.EventCallbackClaimed, Transaction: t, Attempt: v.try.ID, Person: v.who.ID,
		ToState: "attempt:" + string(approval.Exchanging), Actor: approval.Customer(v.who.ID), Origin: v.origin,
	})
	v.try.Status, v.try.ClaimedAt = approval.Exchanging, v.now
	v.now = v.now.Add(time.Duration(200+v.ExpFloat64()*500) * time.Millisecond)
	v.try.answered = failure == nil
	facts := v.here()
	facts.Code = codeOf(v.try.ID)
	c, err := facts.Finish(got, failure, v.source())
	v.writes(c, err)
}

// writes does what the store does with a change.
func (v *visit) writes(c approval.Change, err error) {
	must(err)
	if c.Create != nil {
		v.facts.Transaction, v.try = c.Create.Transaction, nil
		v.record(c.Create.Event)
	}
	for _, m := range c.Attempts {
		v.record(m.Event)
		v.try.Status, v.try.Reason, v.try.FinishedAt = m.To, m.Reason, v.now
	}
	if c.Start != nil {
		v.try = &attempt{Attempt: c.Start.Attempt, who: v.who}
		v.facts.Transaction.Attempts++
		v.facts.Counts.Attempts++
		v.record(c.Start.Event)
	}
	for _, m := range c.Transactions {
		v.record(m.Event)
		v.facts.Transaction.State = m.To
		if m.To == approval.Confirmed {
			v.facts.Transaction.ConfirmedAt, v.result = v.now, m.Result
		}
	}
	for _, e := range c.Events {
		v.record(e)
	}
}

// codeOf stands for the code that an attempt was exchanged for.
func codeOf(attempt approval.ID) approval.Secret { return approval.SecretOf(string(attempt)) }

func must(err error) {
	if err != nil {
		panic(errors.Join(errUnlikely, err))
	}
}
