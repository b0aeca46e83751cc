package signin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
)

// streamOf is the beginning of every stream about nobody, in a realm and an hour.
var streamOf = map[approval.Realm]string{
	approval.CustomerRealm: "login:2026112012:", approval.StaffRealm: "login:staff:2026112012:",
}

func TestBeginBindsTheBrowser(t *testing.T) {
	t.Parallel()
	held := approval.NewSecret()
	for _, realm := range []approval.Realm{approval.CustomerRealm, approval.StaffRealm} {
		for name, binding := range map[string]approval.Secret{"held": held, "none": {}, "made up": approval.SecretOf("x")} {
			w := newWorld()
			got, err := w.both()[realm].Begin(t.Context(), binding, approval.AR, "/ar/back", origin)
			if err != nil || !got.WellFormed() || (got == held) != (name == "held") {
				t.Errorf("%s, %s: the binding is well-formed: %v, kept: %v; %v", realm, name, got.WellFormed(), got == held, err)
			}
			s := w.begun
			if s.Realm != realm || s.Binding != got || s.Lang != approval.AR || s.ReturnPath != "/ar/back" || s.Client != origin.Client {
				t.Errorf("%s, %s: %+v is kept", realm, name, s)
			}
			if !s.State.WellFormed() || !s.Verifier.WellFormed() || s.State == s.Verifier || s.Nonce.Empty() != (realm == approval.CustomerRealm) {
				t.Errorf("%s, %s: the secrets are not what they should be", realm, name)
			}
		}
	}
}

func TestBeginWithinTheLimits(t *testing.T) {
	t.Parallel()
	broken := make(approval.Health, approval.HealthAnswers)
	for i := range broken {
		broken[i] = approval.Answer{At: noon, From: string(rune('a' + i)), Fault: true}
	}
	tooMany := &approval.TooMany{}
	from := func(n int) approval.SigninFacts {
		return approval.SigninFacts{Now: noon, From: approval.Neighbours{Address: approval.Tally{Count: n, Oldest: noon}}}
	}
	for name, c := range map[string]struct {
		realm approval.Realm
		facts approval.SigninFacts
		fails map[string]error
		want  error
		says  string
	}{
		"customers below":               {approval.CustomerRealm, from(1), nil, nil, ""},
		"customers at the limit":        {approval.CustomerRealm, from(2), nil, tooMany, "signin_refused/starts_per_address"},
		"customers, UAE PASS down":      {approval.CustomerRealm, approval.SigninFacts{Now: noon, Health: broken}, nil, approval.ErrProviderDown, "signin_refused/provider_down"},
		"customers, no database":        {approval.CustomerRealm, from(1), map[string]error{"begin": errDown}, errDown, ""},
		"customers, no event":           {approval.CustomerRealm, from(2), map[string]error{"record": errDown}, errDown, "signin_refused/starts_per_address"},
		"staff below":                   {approval.StaffRealm, from(2), nil, nil, ""},
		"staff at the limit":            {approval.StaffRealm, from(3), nil, tooMany, "staff_signin_refused/staff_starts_per_address"},
		"staff, whatever UAE PASS does": {approval.StaffRealm, approval.SigninFacts{Now: noon, Health: broken}, nil, nil, ""},
		"staff, no database":            {approval.StaffRealm, from(2), map[string]error{"begin": errDown}, errDown, ""},
	} {
		w := newWorld()
		w.facts, w.fails = c.facts, c.fails
		_, err := w.both()[c.realm].Begin(t.Context(), approval.Secret{}, approval.EN, "", origin)
		limited := errors.As(err, new(*approval.TooMany))
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) && (c.want != tooMany || !limited) {
			t.Errorf("%s: %v", name, err)
		}
		if w.said() != c.says {
			t.Errorf("%s: %q", name, w.said())
		}
		w.about(t, streamOf[c.realm], approval.Anonymous)
	}
}

func TestTheBrowserIsSentWithItsOwnSecrets(t *testing.T) {
	t.Parallel()
	for _, realm := range []approval.Realm{approval.CustomerRealm, approval.StaffRealm} {
		w := newWorld()
		location, err := w.both()[realm].AuthorizeURL(t.Context(), w.under.Binding)
		asked := map[approval.Realm]approval.AuthorizationRequest{approval.CustomerRealm: w.uaePass.asked, approval.StaffRealm: w.pingOne.asked}[realm]
		if err != nil || !strings.HasSuffix(location, "example/authorize") || !slices.Equal(w.realms, []approval.Realm{realm}) {
			t.Errorf("%s: %s, %v", realm, location, err)
		}
		if asked.State != w.under.State || asked.Verifier != w.under.Verifier || asked.Nonce != w.under.Nonce || asked.Lang != approval.AR {
			t.Errorf("%s: another request", realm)
		}
		w.fails = map[string]error{"handover": approval.ErrNotFound}
		if location, err := w.both()[realm].AuthorizeURL(t.Context(), w.under.Binding); !errors.Is(err, approval.ErrNotFound) || location != "" {
			t.Errorf("%s: without a sign-in: %q, %v", realm, location, err)
		}
	}
}

// Whose callback it is not gets no exchange, and an event that is about nobody.
func TestACallbackThatIsNotClaimed(t *testing.T) {
	t.Parallel()
	for _, realm := range []approval.Realm{approval.CustomerRealm, approval.StaffRealm} {
		code := map[approval.Realm]string{approval.CustomerRealm: "signin_callback_refused", approval.StaffRealm: "staff_signin_callback_refused"}[realm]
		for name, c := range map[string]struct {
			edit  func(*Return)
			fails map[string]error
			want  error
			says  string
		}{
			"another browser": {func(r *Return) { r.Binding = approval.NewSecret() }, nil, approval.ErrCallbackElsewhere, code + "/other_browser"},
			"no cookie":       {func(r *Return) { r.Binding = approval.Secret{} }, nil, approval.ErrCallbackElsewhere, code + "/other_browser"},
			"another state":   {func(r *Return) { r.Callback.State = approval.NewSecret() }, nil, approval.ErrCallbackUnknown, code + "/unknown_state"},
			"no database":     {func(*Return) {}, map[string]error{"claim": errDown}, errDown, ""},
			"no event":        {func(r *Return) { r.Callback.State = approval.NewSecret() }, map[string]error{"record": errDown}, errDown, code + "/unknown_state"},
		} {
			w := newWorld()
			r := w.returned()
			c.edit(&r)
			w.fails = c.fails
			result, err := w.both()[realm].Complete(t.Context(), r)
			if !errors.Is(err, c.want) || result != (Result{}) || w.said() != c.says {
				t.Errorf("%s, %s: %v, %v, %q", realm, name, result, err, w.said())
			}
			if slices.ContainsFunc(w.calls, func(call string) bool { return call != "claim" && call != "record" }) {
				t.Errorf("%s, %s: %v", realm, name, w.calls)
			}
			w.about(t, streamOf[realm], approval.Anonymous)
		}
	}
}

func TestACallbackThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, realm := range []approval.Realm{approval.CustomerRealm, approval.StaffRealm} {
		w := newWorld()
		err := w.both()[realm].Malformed(t.Context(), approval.Callback{CorrelationID: "cr"}, origin)
		if !errors.Is(err, approval.ErrCallbackMalformed) || !strings.HasSuffix(w.said(), "signin_callback_refused/malformed") || w.events[0].Detail["correlation_id"] != "cr" {
			t.Errorf("%s: %v, %q", realm, err, w.said())
		}
		w.about(t, streamOf[realm], approval.Anonymous)
		w.fails = map[string]error{"record": errDown}
		if err := w.both()[realm].Malformed(t.Context(), approval.Callback{}, origin); !errors.Is(err, errDown) || !errors.Is(err, approval.ErrCallbackMalformed) {
			t.Errorf("%s: %v", realm, err)
		}
	}
}

// A browser that leaves after its callback does not take the sign-in with it.
func TestTheBrowserMayLeave(t *testing.T) {
	t.Parallel()
	for _, realm := range []approval.Realm{approval.CustomerRealm, approval.StaffRealm} {
		w := newWorld()
		gone, leave := context.WithCancel(t.Context())
		leave()
		if result, err := w.both()[realm].Complete(gone, w.returned()); err != nil || result.Refused != nil || w.said() == "" {
			t.Errorf("%s: %v, %v, %q", realm, result, err, w.said())
		}
		if until, bounded := w.ctx.Deadline(); !bounded || time.Until(until) > approval.AnswerBy {
			t.Errorf("%s: nothing bounds it", realm)
		}
	}
}
