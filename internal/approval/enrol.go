package approval

// Known is what the store found about the identity that came back from a sign-in.
type Known struct {
	BySubject    *Person // enrolled with the same subject
	ByEmiratesID *Person // enrolled with the same Emirates ID
}

// Enrolment is what a successful sign-in writes about the person.
type Enrolment struct {
	Person Person
	New    bool
	Events []Event
}

// SignIn decides whether an identity may sign in, and as whom. A subject keeps its
// Emirates ID for ever, and an Emirates ID its subject: an account that says
// otherwise gets ErrEnrolmentConflict and a call from a human, since following it
// would hand one person's transactions to another. So does a visitor's account that has
// become a resident's: what it confirmed before was confirmed without an Emirates ID.
func (k Known) SignIn(got Identity, by func(ID) Source) (Enrolment, error) {
	if err := got.CanEnrol(); err != nil {
		return Enrolment{}, err
	}
	unusable := got.Unusable
	got.Unusable = ""
	if k.BySubject == nil && k.ByEmiratesID == nil {
		p := Person{ID: NewID(), Identity: got}
		return newEnrolment(p, true, by(p.ID), unusable, EventPersonEnrolled), nil
	}
	p, err := k.same(got)
	if err != nil {
		return Enrolment{}, err
	}
	if p.Identity == got {
		return newEnrolment(p, false, by(p.ID), unusable), nil
	}
	p.Identity = got
	return newEnrolment(p, false, by(p.ID), unusable, EventPersonUpdated), nil
}

func (k Known) same(got Identity) (Person, error) {
	p := k.BySubject
	switch {
	case p == nil,
		k.ByEmiratesID != nil && k.ByEmiratesID.ID != p.ID,
		differ(p.Identity.EmiratesID, got.EmiratesID),
		!p.Identity.Resident() && got.Resident(),
		differ(p.Identity.UUID, got.UUID):
		return Person{}, ErrEnrolmentConflict
	case p.Disabled:
		return Person{}, ErrDisabled
	case p.Identity.Resident() && !got.Resident():
		return Person{}, ErrIdentityIncomplete
	}
	return *p, nil
}

func newEnrolment(p Person, isNew bool, by Source, unusable string, codes ...EventCode) Enrolment {
	e := Enrolment{Person: p, New: isNew}
	for _, code := range codes {
		e.Events = append(e.Events, by.ofPerson(p.ID, code))
	}
	e.Events = append(e.Events, by.ofPerson(p.ID, EventSigninSucceeded, "unusable", unusable))
	return e
}

// SigninEvent is an event of a sign-in that did not happen: the person is not known, so it
// goes to one of the anonymous streams.
func (c Source) SigninEvent(stream string, code EventCode, why, correlationID string) Event {
	return c.event(stream, code, "reason", why, "correlation_id", correlationID)
}

// PersonEvent is an event about a person outside any transaction.
func (c Source) PersonEvent(person ID, code EventCode, detail ...string) Event {
	return c.ofPerson(person, code, detail...)
}
