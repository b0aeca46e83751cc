package approval

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func pendingFacts() Facts {
	p := Person{ID: NewID(), Identity: resident()}
	d := sample()
	tx := Transaction{Document: d, PersonID: p.ID, Digest: d.Digest(), State: Pending, CreatedAt: noon.Add(-time.Minute), ExpiresAt: noon.Add(14 * time.Minute), AttemptTTL: 5 * time.Minute}
	a := Attempt{ID: NewID(), TransactionID: d.ID, PersonID: p.ID, Digest: d.Digest(), Status: Started, StartedAt: noon, ExpiresAt: noon.Add(5 * time.Minute)}
	return Facts{Now: noon, Person: p, Transaction: tx, Attempt: a}
}

func exchangingFacts() Facts {
	f := pendingFacts()
	f.Attempt.Status, f.Attempt.ClaimedAt = Exchanging, noon
	return f
}

func by(f Facts) Source { return Source{Actor: Customer(f.Person.ID)} }

func TestFinish(t *testing.T) {
	other := changed(resident(), func(i *Identity) { i.Subject = "x" })
	for name, c := range map[string]struct {
		change  func(*Facts)
		got     Identity
		failure error
		attempt AttemptStatus
		reason  Reason
		state   State // of the move, empty if none
	}{
		"confirmed":           {got: resident(), attempt: Succeeded, state: Confirmed},
		"another person":      {got: other, attempt: Failed, reason: ReasonIdentityMismatch, state: Rejected},
		"incomplete":          {got: Identity{Level: SOP3}, attempt: Failed, reason: ReasonIdentityIncomplete},
		"SOP1":                {got: changed(resident(), func(i *Identity) { i.Level = SOP1 }), attempt: Failed, reason: ReasonNotEligible},
		"enrolment changed":   {change: func(f *Facts) { f.Attempt.EnrolmentChanged = true }, got: resident(), attempt: Failed, reason: ReasonEnrolmentChanged},
		"disabled":            {change: func(f *Facts) { f.Person.Disabled = true }, got: resident(), attempt: Failed, reason: ReasonPersonDisabled},
		"too late":            {change: func(f *Facts) { f.Transaction.ExpiresAt = noon }, got: resident(), attempt: Failed, reason: ReasonTransactionExpired, state: Expired},
		"already expired":     {change: func(f *Facts) { f.Transaction.State = Expired }, got: resident(), attempt: Failed, reason: ReasonTransactionExpired},
		"cancelled":           {change: func(f *Facts) { f.Transaction.State = Cancelled }, got: resident(), attempt: Failed, reason: ReasonTransactionCancelled},
		"other, cancelled":    {change: func(f *Facts) { f.Transaction.State = Cancelled }, got: other, attempt: Failed, reason: ReasonIdentityMismatch},
		"no token":            {failure: &ProviderFailure{Reason: ReasonToken500}, attempt: Failed, reason: ReasonToken500},
		"a broken connection": {failure: &ProviderFailure{Reason: ReasonTokenReset}, attempt: Unknown, reason: ReasonTokenReset},
		"a strange failure":   {failure: errors.New("x"), attempt: Unknown, reason: ReasonInternal},
		"a strange reason":    {failure: &ProviderFailure{Reason: "made_up"}, attempt: Unknown, reason: ReasonInternal},
		"failure with a face": {failure: &ProviderFailure{Reason: ReasonTokenInactive}, got: resident(), attempt: Failed, reason: ReasonTokenInactive},
	} {
		f := exchangingFacts()
		if c.change != nil {
			c.change(&f)
		}
		change, err := f.Finish(c.got, c.failure, by(f))
		if err != nil || len(change.Attempts) != 1 {
			t.Errorf("%s: %+v, %v", name, change, err)
			continue
		}
		if m := change.Attempts[0]; m.To != c.attempt || m.Reason != c.reason {
			t.Errorf("%s: attempt %s %s", name, m.To, m.Reason)
		}
		var state State
		for _, m := range change.Transactions {
			state = m.To
		}
		if state != c.state {
			t.Errorf("%s: transaction to %q, want %q", name, state, c.state)
		}
	}
}

func TestOnlyAnExchangingAttemptFinishes(t *testing.T) {
	for _, status := range AttemptStatuses {
		f := exchangingFacts()
		f.Attempt.Status = status
		c, err := f.Finish(resident(), nil, by(f))
		if (status == Exchanging) != (err == nil) || (err != nil && !c.Empty()) {
			t.Errorf("%s: %+v, %v", status, c, err)
		}
	}
}

func TestEditAndCancel(t *testing.T) {
	f := pendingFacts()
	f.Live = []Attempt{f.Attempt}
	d := sample()
	d.ID, d.Version, d.Fields[0].Value = NewID(), 2, "AED 99.00"
	c, id, err := f.Edit(1, Request{Document: d, Policy: Policy{Transaction: time.Minute}, Key: NewID()}, by(f))
	if err != nil || id != d.ID || c.Create == nil || c.Create.Transaction.Replaces != f.Transaction.ID || len(c.Attempts) != 1 ||
		c.Attempts[0].Reason != ReasonDetailsChanged || len(c.Transactions) != 1 || c.Transactions[0].By != d.ID {
		t.Errorf("edit: %+v, %v", c, err)
	}
	if c, id, err := f.Edit(1, Request{Document: sample()}, by(f)); err != nil || !c.Empty() || id != f.Transaction.ID {
		t.Errorf("an edit without a change: %+v, %v", c, err)
	}
	if _, _, err := f.Edit(0, Request{Document: d}, by(f)); !errors.Is(err, ErrOldVersion) {
		t.Errorf("an edit of an old version: %v", err)
	}
	if c, err := f.Cancel(by(f)); err != nil || len(c.Attempts) != 1 || c.Transactions[0].To != Cancelled {
		t.Errorf("cancel: %+v, %v", c, err)
	}
	f.Transaction.State = Cancelled
	if c, err := f.Cancel(by(f)); err != nil || !c.Empty() {
		t.Errorf("cancel twice: %+v, %v", c, err)
	}
	f.Transaction.State = Confirmed
	if _, err := f.Cancel(by(f)); !errors.Is(err, ErrWrongState) {
		t.Errorf("cancel what is confirmed: %v", err)
	}
}

func TestSweep(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Facts)
		attempt AttemptStatus
		state   State
	}{
		"nothing is due":        {func(*Facts) {}, "", ""},
		"a late attempt":        {func(f *Facts) { f.Attempt.ExpiresAt = noon }, AttemptExpired, ""},
		"a late transaction":    {func(f *Facts) { f.Attempt.ExpiresAt, f.Transaction.ExpiresAt = noon, noon }, AttemptExpired, Expired},
		"a fresh exchange":      {func(f *Facts) { f.Attempt = exchangingHere(*f); f.Attempt.ClaimedAt = noon.Add(-20 * time.Second) }, "", ""},
		"an abandoned exchange": {func(f *Facts) { f.Attempt = exchangingHere(*f); f.Attempt.ClaimedAt = noon.Add(-21 * time.Second) }, Unknown, ""},
		"another's attempt":     {func(f *Facts) { f.Attempt.ExpiresAt, f.Attempt.TransactionID = noon, NewID() }, "", ""},
	} {
		f := pendingFacts()
		c.change(&f)
		f.Live = []Attempt{f.Attempt}
		change, err := f.Sweep(Source{Actor: System})
		var attempt AttemptStatus
		var state State
		for _, m := range change.Attempts {
			attempt = m.To
		}
		for _, m := range change.Transactions {
			state = m.To
		}
		if err != nil || attempt != c.attempt || state != c.state {
			t.Errorf("%s: attempt %q, transaction %q, %v", name, attempt, state, err)
		}
	}
}

// Whatever is decided, the events tell it: every move has one, in the stream of its
// transaction, with the state it reached and a code that the list explains.
func TestEveryMoveHasItsEvent(t *testing.T) {
	for reason, row := range reasons {
		f := exchangingFacts()
		c, err := f.failed(reason, nil, by(f))
		if err != nil {
			t.Fatal(err)
		}
		m := c.Attempts[0]
		if m.Event.Code != row.event || m.Event.ToState != "attempt:"+string(m.To) || m.Event.Stream != OfTransaction(f.Transaction.ID) || m.Event.Detail["reason"] != string(reason) {
			t.Errorf("%s: %+v", reason, m.Event)
		}
		if _, ok := EventCodes[row.event]; !ok {
			t.Errorf("%s: the list of codes has no %s", reason, row.event)
		}
		if EventCodes[row.event] == Success {
			t.Errorf("%s is recorded as a success", reason)
		}
	}
}

func TestAReasonEndsAnUnclaimedAttemptAsFailed(t *testing.T) {
	f := pendingFacts()
	c, err := f.Close(ReasonCrashedInExchange, "", by(f))
	if err != nil || c.Attempts[0].To != Failed {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestDeclineReason(t *testing.T) {
	for given, want := range map[string]Reason{
		"cancelledOnApp": ReasonProviderCancelled, "cancelledOnWeb": ReasonProviderCancelled, "cancelled": ReasonProviderCancelled,
		"access_denied": ReasonProviderAccessDenied, "login_required": ReasonProviderLoginRequired,
		"invalid_request": ReasonProviderInvalidRequest, "server_error": ReasonProviderUnavailable,
		"temporarily_unavailable": ReasonProviderUnavailable, "anything": ReasonProviderError, "": ReasonProviderError,
		"CancelledOnApp": ReasonProviderCancelled, "CANCELLED_ON_MOBILE": ReasonProviderCancelled, "not cancelled": ReasonProviderError,
	} {
		if got := DeclineReason(given); got != want {
			t.Errorf("%q: %s, want %s", given, got, want)
		}
	}
}
