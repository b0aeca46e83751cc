package signin

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
)

func failure(why approval.Reason) error { return &approval.ProviderFailure{Reason: why} }

func TestACustomerComesBack(t *testing.T) {
	t.Parallel()
	known := &approval.Person{ID: approval.NewID(), Identity: fatima}
	disabled := &approval.Person{ID: known.ID, Identity: fatima, Disabled: true}
	const asked = "claim exchange userinfo access-token "
	for name, c := range map[string]struct {
		edit    func(*world, *Return)
		refused error  // nil: they are signed in
		says    string // by the events
		calls   string
	}{
		"a first time":   {func(*world, *Return) {}, nil, "person_enrolled signin_succeeded", asked + "enrol end "},
		"again":          {func(w *world, _ *Return) { w.known.BySubject = known }, nil, "signin_succeeded", asked + "enrol end "},
		"twice at once":  {func(w *world, _ *Return) { w.stale, w.known.BySubject = 1, known }, nil, "signin_succeeded", asked + "enrol enrol end "},
		"they cancelled": {func(_ *world, r *Return) { r.Callback.Error = "cancelledOnApp" }, failure(approval.ReasonProviderCancelled), "signin_declined/provider_cancelled", "claim end provider_cancelled"},
		"UAE PASS fails": {func(_ *world, r *Return) { r.Callback.Error = "server_error" }, failure(approval.ReasonProviderUnavailable), "signin_failed/provider_unavailable", "claim end provider_unavailable"},
		"no token": {func(w *world, _ *Return) { w.uaePass.atToken = failure(approval.ReasonTokenTimeout) },
			failure(approval.ReasonTokenTimeout), "signin_failed/token_timeout", "claim exchange end token_timeout"},
		"no identity": {func(w *world, _ *Return) { w.uaePass.atUserinfo = failure(approval.ReasonUserinfoMalformed) },
			failure(approval.ReasonUserinfoMalformed), "signin_failed/userinfo_malformed", asked + "end userinfo_malformed"},
		"not verified":         {func(w *world, _ *Return) { w.uaePass.identity.Level = approval.SOP1 }, approval.ErrNotEligible, "signin_refused/not_eligible", asked + "end "},
		"no Emirates ID":       {func(w *world, _ *Return) { w.uaePass.identity.EmiratesID = "" }, approval.ErrIdentityIncomplete, "signin_refused/identity_incomplete", asked + "end "},
		"somebody else's card": {func(w *world, _ *Return) { w.known.ByEmiratesID = known }, approval.ErrEnrolmentConflict, "signin_refused/enrolment_conflict", asked + "enrol end "},
		"disabled":             {func(w *world, _ *Return) { w.known.BySubject = disabled }, approval.ErrDisabled, "signin_refused/disabled", asked + "enrol end "},
	} {
		w := newWorld()
		r := w.returned()
		c.edit(w, &r)
		result, err := w.customer.Complete(t.Context(), r)
		if err != nil || result.Lang != approval.AR || result.ReturnPath != "/en/profile" || !same(result.Refused, c.refused) {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
		if calls := strings.Join(w.calls, " "); w.said() != c.says || calls != c.calls {
			t.Errorf("%s: %q, %q", name, w.said(), calls)
		}
		if w.ended != w.under.State.Hash() || !slices.Equal(w.realms, []approval.Realm{approval.CustomerRealm}) {
			t.Errorf("%s: another sign-in", name)
		}
		if c.refused != nil {
			w.about(t, streamOf[approval.CustomerRealm], approval.Anonymous)
		} else if w.about(t, "user:", ""); w.swap != (approval.SessionSwap{Old: r.OldSession.Hash(), New: r.NewSession.Hash()}) {
			t.Errorf("%s: the session is not a new one", name)
		}
	}
}

// same compares refusals: failures of a provider by their reason.
func same(got, want error) bool {
	provider, of := (*approval.ProviderFailure)(nil), (*office.Failure)(nil)
	switch {
	case got == nil || want == nil:
		return got == nil && want == nil
	case errors.As(want, &provider), errors.As(want, &of):
		return got.Error() == want.Error()
	}
	return errors.Is(got, want)
}

// A fault of ours is no answer to the customer, and says nothing of UAE PASS.
func TestAFaultOfOursIsNoRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*world)
		want error
	}{
		"no database":        {func(w *world) { w.fails = map[string]error{"enrol": errDown} }, errDown},
		"stale for ever":     {func(w *world) { w.stale = 2 }, approval.ErrStale},
		"an unnamed failure": {func(w *world) { w.uaePass.atToken = errDown }, errDown},
	} {
		w := newWorld()
		c.edit(w)
		result, err := w.customer.Complete(t.Context(), w.returned())
		if !errors.Is(err, c.want) || result.Refused != nil || result.Lang != approval.AR || len(w.events) != 0 || w.ended != (approval.Hash{}) {
			t.Errorf("%s: %+v, %v, %q", name, result, err, w.said())
		}
	}
}

// That UAE PASS did well is worth keeping, and not worth a sign-in; that it failed must
// be told.
func TestTheEndThatCannotBeKept(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.fails = map[string]error{"end": errDown}
	if result, err := w.customer.Complete(t.Context(), w.returned()); err != nil || result.Refused != nil {
		t.Errorf("they are signed in all the same: %+v, %v", result, err)
	}
	w = newWorld()
	w.fails, w.uaePass.atToken = map[string]error{"end": errDown}, failure(approval.ReasonTokenHTTP)
	if result, err := w.customer.Complete(t.Context(), w.returned()); !errors.Is(err, errDown) || result.Refused == nil {
		t.Errorf("a refusal without its event: %+v, %v", result, err)
	}
}

func TestTheCodeGoesWithItsVerifier(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if _, err := w.customer.Complete(t.Context(), w.returned()); err != nil {
		t.Fatal(err)
	}
	if w.uaePass.grant != (approval.Grant{Code: w.uaePass.grant.Code, Verifier: w.under.Verifier}) || w.uaePass.grant.Code.Reveal() != "code" {
		t.Error("another grant")
	}
	if until, bounded := w.uaePass.ctx.Deadline(); !bounded || time.Until(until) > approval.ExchangeBy {
		t.Error("the exchange has no end")
	}
}

func TestACustomerSignsOut(t *testing.T) {
	t.Parallel()
	w, person, session := newWorld(), approval.NewID(), approval.SecretOf("session")
	if err := w.customer.SignOut(t.Context(), person, session, origin); err != nil || w.ended != session.Hash() || w.said() != "signed_out" {
		t.Errorf("%v, %q", err, w.said())
	}
	w.about(t, approval.OfPerson(person), approval.Customer(person))
	if to := w.customer.LogoutURL("back"); to != "https://uaepass.example/logout?to=back" {
		t.Error(to)
	}
	w.fails = map[string]error{"end-session": errDown}
	if err := w.customer.SignOut(t.Context(), person, session, origin); !errors.Is(err, errDown) {
		t.Error(err)
	}
}
