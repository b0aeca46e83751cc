package approval

// StartRequest asks for a new attempt at a transaction.
type StartRequest struct {
	Version int // of the details the customer was looking at
	Lang    Lang
}

// Start begins an attempt, ending the person's older live one, so that no person has two
// requests under way at a time. A refusal by a limit, or of an account that may not confirm,
// comes with the event to write.
//
// Any browser that is signed in as the person may start one, even for a transaction that
// waits for a callback to another browser: the secret that binds the older attempt may be on
// another device, or was lost on its way there. It costs an attempt like any other.
//
// While a callback of the same transaction is being exchanged no new attempt
// begins: it would throw away a confirmation that may be seconds from success.
func (f Facts) Start(r StartRequest, limits Limits, by Source) (Change, error) {
	if err := f.editable(r.Version); err != nil {
		return Change{}, err
	}
	kind, why, err := f.startable(limits)
	if err != nil {
		return refusalChange(by.Refusal(Attempt{TransactionID: f.Transaction.ID, PersonID: f.Person.ID}, EventAttemptRefused, why), err), err
	}
	var c Change
	for _, a := range f.Live {
		if a.Status == Exchanging && a.TransactionID == f.Transaction.ID {
			return Change{}, ErrWrongState
		}
		if err := c.fail(a, ReasonSuperseded, nil, by); err != nil {
			return Change{}, err
		}
	}
	c.Start = f.newAttempt(r.Lang, kind, by)
	return c, nil
}

// startable says by which identifier the person will be named, or why they cannot be
// sent to the provider now: in a word for the audit log, and as an error.
func (f Facts) startable(limits Limits) (kind Identifier, why string, err error) {
	if err := limits.MayStart(f.Counts); err != nil {
		return "", "limit", err
	}
	if !f.Health.Open(f.Now) {
		return "", "provider_down", ErrProviderDown
	}
	if !f.Person.Identity.Level.Verified() {
		return "", "not_eligible", ErrNotEligible
	}
	kind, _, ok := f.Person.Username()
	if !ok {
		return "", "no_identifier", ErrNoIdentifier
	}
	return kind, "", nil
}

func (f Facts) newAttempt(lang Lang, kind Identifier, by Source) *Start {
	t := f.Transaction
	a := Attempt{
		ID: NewID(), TransactionID: t.ID, PersonID: f.Person.ID, Digest: t.Digest,
		Status: Started, Lang: lang, StartedAt: f.Now, ExpiresAt: f.Now.Add(t.AttemptTTL),
	}
	if a.ExpiresAt.After(t.ExpiresAt) {
		a.ExpiresAt = t.ExpiresAt
	}
	binding := NewSecret()
	a.Binding = binding.Hash()
	e := by.ofAttempt(a, EventAttemptStarted, Started, append(versionDetail(t), "identifier", string(kind))...)
	return &Start{Attempt: a, State: NewSecret(), Verifier: NewSecret(), Binding: binding, Event: e}
}
