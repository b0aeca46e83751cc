package approval

import (
	"errors"
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Facts)
		version int
		want    error
	}{
		"a first attempt":     {func(*Facts) {}, 1, nil},
		"an older version":    {func(*Facts) {}, 0, ErrOldVersion},
		"a replaced version":  {func(f *Facts) { f.Transaction.State, f.Transaction.ReplacedBy = Cancelled, NewID() }, 1, ErrOldVersion},
		"a confirmed one":     {func(f *Facts) { f.Transaction.State = Confirmed }, 1, ErrWrongState},
		"one out of time":     {func(f *Facts) { f.Transaction.ExpiresAt = noon }, 1, ErrWrongState},
		"a disabled person":   {func(f *Facts) { f.Person.Disabled = true }, 1, ErrDisabled},
		"an unverified one":   {func(f *Facts) { f.Person.Identity.Level = SOP1 }, 1, ErrNotEligible},
		"without identifiers": {func(f *Facts) { f.Person.Identity = Identity{Subject: "s", UUID: "u", Visitor: true, Level: SOP3} }, 1, ErrNoIdentifier},
		"while being checked": {func(f *Facts) { f.Live = []Attempt{exchangingHere(*f)} }, 1, ErrWrongState},
	} {
		f := pendingFacts()
		c.change(&f)
		change, err := f.Start(StartRequest{Version: c.version, Lang: AR}, DefaultLimits, by(f))
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) || (err == nil) != (change.Start != nil) {
			t.Errorf("%s: %+v, %v", name, change, err)
		}
	}
}

func exchangingHere(f Facts) Attempt {
	a := f.Attempt
	a.Status = Exchanging
	return a
}

func TestStartSupersedesWhatIsLive(t *testing.T) {
	f := pendingFacts()
	elsewhere := exchangingHere(f)
	elsewhere.ID, elsewhere.TransactionID = NewID(), NewID()
	for _, live := range []Attempt{f.Attempt, elsewhere} {
		f.Live = []Attempt{live}
		c, err := f.Start(StartRequest{Version: 1}, DefaultLimits, by(f))
		if err != nil || len(c.Attempts) != 1 || c.Attempts[0].Reason != ReasonSuperseded || c.Attempts[0].To != Failed {
			t.Errorf("%+v, %v", c, err)
		}
		if c.Attempts[0].Event.Stream != OfTransaction(live.TransactionID) {
			t.Errorf("filed under %s", c.Attempts[0].Event.Stream)
		}
	}
}

// Only the browser that was given the secret of an attempt started it. One without any
// secret started none.
func TestAnAttemptIsOfTheBrowserThatHasItsSecret(t *testing.T) {
	f := pendingFacts()
	c, err := f.Start(StartRequest{Version: 1}, DefaultLimits, by(f))
	if err != nil {
		t.Fatal(err)
	}
	a := c.Start.Attempt
	if !a.StartedBy(c.Start.Binding) {
		t.Error("the browser that started it did not")
	}
	for _, other := range []Secret{{}, SecretOf(""), NewSecret(), c.Start.State} {
		if a.StartedBy(other) {
			t.Errorf("a browser with %q started it", other.Reveal())
		}
	}
	if (Attempt{Binding: Secret{}.Hash()}).StartedBy(Secret{}) {
		t.Error("nothing is a secret")
	}
}

// A new start over a live one counts: it is refused where a first one would be.
func TestStartingAnewIsLimited(t *testing.T) {
	f := pendingFacts()
	f.Live, f.Counts.Attempts = []Attempt{f.Attempt}, DefaultLimits.Attempts
	c, err := f.Start(StartRequest{Version: 1}, DefaultLimits, by(f))
	if tooMany := (*TooMany)(nil); !errors.As(err, &tooMany) || len(c.Attempts) != 0 || c.Start != nil {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAnAttemptNeverOutlivesItsTransaction(t *testing.T) {
	f := pendingFacts()
	f.Transaction.ExpiresAt = noon.Add(time.Minute)
	c, err := f.Start(StartRequest{Version: 1}, DefaultLimits, by(f))
	if err != nil || !c.Start.Attempt.ExpiresAt.Equal(f.Transaction.ExpiresAt) {
		t.Errorf("%v, %v", c.Start, err)
	}
}
