package signin

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/office"
)

func fault(why office.Fault) error { return &office.Failure{Why: why} }

func TestAMemberOfStaffComesBack(t *testing.T) {
	t.Parallel()
	member := &office.Member{ID: approval.NewID(), Role: office.Operator}
	for name, c := range map[string]struct {
		edit    func(*world, *Return)
		refused error // nil: they are signed in
		says    string
		calls   string
		stream  string
	}{
		"a first time":  {func(*world, *Return) {}, nil, "staff_role_changed staff_signed_in", "claim identify enter", "op:"},
		"again":         {func(w *world, _ *Return) { w.member = member }, nil, "staff_signed_in", "claim identify enter", "op:"},
		"twice at once": {func(w *world, _ *Return) { w.stale, w.member = 1, member }, nil, "staff_signed_in", "claim identify enter enter", "op:"},
		"the provider's error": {func(_ *world, r *Return) { r.Callback.Error = "server_error" }, fault(office.FaultProvider),
			"staff_signin_failed/provider_error", "claim record", "login:staff:2026112012:"},
		"another signature": {func(w *world, _ *Return) { w.pingOne.err = fault(office.FaultSignature) }, fault(office.FaultSignature),
			"staff_signin_failed/id_token_signature", "claim identify record", "login:staff:2026112012:"},
		"nobody at all": {func(w *world, _ *Return) { w.pingOne.identity.Subject = "" }, approval.ErrIdentityIncomplete,
			"staff_signin_failed/identity_incomplete", "claim identify enter record", "login:staff:2026112012:"},
		"without a role": {func(w *world, _ *Return) { w.pingOne.identity.Role = "" }, office.ErrNoRole,
			"staff_signin_refused/no_role", "claim identify enter record", "login:staff:2026112012:"},
		"without the role they had": {func(w *world, _ *Return) { w.member, w.pingOne.identity.Role = member, "" }, office.ErrNoRole,
			"staff_role_changed staff_signin_refused/no_role", "claim identify enter", "op:"},
	} {
		w := newWorld()
		r := w.returned()
		c.edit(w, &r)
		result, err := w.staff.Complete(t.Context(), r)
		if err != nil || result.Lang != approval.AR || result.ReturnPath != "/en/profile" || !same(result.Refused, c.refused) {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
		if calls := strings.Join(w.calls, " "); w.said() != c.says || calls != c.calls || !slices.Equal(w.realms, []approval.Realm{approval.StaffRealm}) {
			t.Errorf("%s: %q, %q", name, w.said(), calls)
		}
		w.about(t, c.stream, "")
		if c.refused == nil && w.swap.New != r.NewSession.Hash() {
			t.Errorf("%s: the session is not a new one", name)
		}
	}
}

// OpenID Connect has five words for one thing.
func TestTheProviderOfTheStaffDeclines(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"} {
		w := newWorld()
		r := w.returned()
		r.Callback.Error = said
		result, err := w.staff.Complete(t.Context(), r)
		if err != nil || !same(result.Refused, fault(office.FaultDeclined)) || w.said() != "staff_signin_refused/declined" || slices.Contains(w.calls, "identify") {
			t.Errorf("%s: %+v, %v, %q", said, result, err, w.said())
		}
	}
}

func TestAFaultOfOursIsNoRefusalOfTheStaff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit    func(*world)
		want    error
		refused bool
	}{
		"no database":        {func(w *world) { w.fails = map[string]error{"enter": errDown} }, errDown, false},
		"stale for ever":     {func(w *world) { w.stale = 2 }, approval.ErrStale, false},
		"an unnamed failure": {func(w *world) { w.pingOne.err = errDown }, errDown, false},
		"a refusal with no event": {func(w *world) {
			w.fails, w.pingOne.err = map[string]error{"record": errDown}, fault(office.FaultNonce)
		}, errDown, true},
	} {
		w := newWorld()
		c.edit(w)
		result, err := w.staff.Complete(t.Context(), w.returned())
		if !errors.Is(err, c.want) || (result.Refused != nil) != c.refused || c.refused != (len(w.events) == 1) {
			t.Errorf("%s: %+v, %v, %q", name, result, err, w.said())
		}
	}
}

// What the ID token must fit goes along with the code.
func TestTheStaffsCodeGoesWithItsNonce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	if _, err := w.staff.Complete(t.Context(), w.returned()); err != nil {
		t.Fatal(err)
	}
	if g := w.pingOne.grant; g.Code.Reveal() != "code" || g.Verifier != w.under.Verifier || g.Nonce != w.under.Nonce || g.Issuer != "https://id.example" {
		t.Error("another grant")
	}
}

func TestAProviderOfTheStaffThatCannotBeReached(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.pingOne.err = errDown
	if location, err := w.staff.AuthorizeURL(t.Context(), w.under.Binding); location != "" || !errors.Is(err, approval.ErrProviderDown) || !errors.Is(err, errDown) {
		t.Errorf("%q, %v", location, err)
	}
}

func TestAMemberOfStaffSignsOut(t *testing.T) {
	t.Parallel()
	member, session := office.Member{ID: approval.NewID(), Role: office.Auditor}, approval.SecretOf("session")
	w := newWorld()
	if err := w.staff.SignOut(t.Context(), member, session, origin); err != nil || w.ended != session.Hash() || w.said() != "staff_signed_out" {
		t.Errorf("%v, %q", err, w.said())
	}
	w.about(t, approval.OfStaff(member.ID), approval.Staff(member.ID))
	for name, c := range map[string]struct {
		location string
		err      error
		fails    map[string]error
		want     string
	}{
		"at the provider too":     {"https://id.example/signoff", nil, nil, "https://id.example/signoff?hint=id-token&to=back"},
		"a provider without":      {"", nil, nil, "back"},
		"a provider that is down": {"https://id.example/signoff", errDown, nil, "back"},
		"a session long gone":     {"https://id.example/signoff", nil, map[string]error{"logout-token": approval.ErrNotFound}, "back"},
		"a database that is down": {"https://id.example/signoff", nil, map[string]error{"logout-token": errDown}, "back"},
	} {
		w := newWorld()
		w.pingOne.location, w.pingOne.err, w.fails = c.location, c.err, c.fails
		if got := w.staff.LogoutURL(t.Context(), session, "back"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestAPageThatARoleDoesNotAllow(t *testing.T) {
	t.Parallel()
	w, member := newWorld(), office.Member{ID: approval.NewID(), Role: office.Auditor}
	if err := w.staff.Refuse(t.Context(), member, "POST /page", origin); err != nil || w.said() != "staff_access_refused" {
		t.Errorf("%v, %q", err, w.said())
	}
	if d := w.events[0].Detail; d["page"] != "POST /page" || d["role"] != "auditor" {
		t.Errorf("%v", d)
	}
	w.about(t, approval.OfStaff(member.ID), approval.Staff(member.ID))
}

// The flows of a program tell the time by the wall clock.
func TestNewFlows(t *testing.T) {
	t.Parallel()
	w, log := newWorld(), slog.New(slog.DiscardHandler)
	for realm, flow := range map[approval.Realm]steps{
		approval.CustomerRealm: NewFlow(w.store, w.uaePass, limits, log), approval.StaffRealm: NewStaffFlow(w.store, w.pingOne, limits, log),
	} {
		if _, err := flow.Begin(t.Context(), approval.Secret{}, approval.EN, "", origin); err != nil || w.begun.Realm != realm {
			t.Errorf("%s: %v, %s", realm, err, w.begun.Realm)
		}
		if err := flow.Malformed(t.Context(), approval.Callback{}, origin); !errors.Is(err, approval.ErrCallbackMalformed) {
			t.Errorf("%s: %v", realm, err)
		}
	}
}
