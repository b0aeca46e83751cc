package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/confirm"
	"takeed/internal/signin"
	"takeed/internal/simulator"
	"takeed/web/customer"
)

// story is one transaction of the history that a first run makes.
type story struct {
	kind   string
	typed  map[string]string
	answer string // the persona whose face answers; "" if none does, "declined" if the request is declined
}

const declinedAnswer = "declined"

// stories are what each person did before the demo's user arrived.
func stories(now time.Time) map[string][]story {
	in := func(days int) string { return now.AddDate(0, 0, days).Format(time.DateOnly) }
	return map[string][]story{
		"fatima": {
			{"beneficiary", map[string]string{"payee_name": "Mariam Al Namouthaji", "iban": "AE070331234567890123456"}, "fatima"},
			{"transfer", map[string]string{"amount": "1,250.50", "payee_name": "Mariam Al Namouthaji", "iban": "AE070331234567890123456", "purpose": "family", "note": "Rent"}, "fatima"},
			{"transfer", map[string]string{"amount": "9,900.00", "payee_name": "Unknown Trader", "iban": "AE070331234567890123456", "purpose": "goods"}, "mariam"},
			{"mobile", map[string]string{"mobile": "0551234567"}, declinedAnswer},
		},
		"ahmed": {
			{"limit", map[string]string{"amount": "20,000.00", "until": in(30), "reason": "property"}, "ahmed"},
			{"card", map[string]string{"action": "use_abroad", "ending": "4321", "delivery": "none"}, "ahmed"},
		},
		"daniel": {
			{"disclosure", map[string]string{"document": "account_statement", "recipient_name": "Example Embassy", "email": "visa@example.org", "purpose": "visa", "until": in(14)}, "daniel"},
			{"security", map[string]string{"action": "trust_device", "device": "Samsung Galaxy S26"}, declinedAnswer},
		},
	}
}

// seeder plays the stories through the portal's own flows, so that the history of the demo
// is real: every event in it happened.
type seeder struct {
	app *app.App
	sim *simulator.Simulator
	app.Config
}

// seed makes people and history in an empty database.
func seed(ctx context.Context, a *app.App, sim *simulator.Simulator, c app.Config) error {
	used, err := a.DB.Used(ctx)
	if err != nil || used {
		return err
	}
	s := seeder{a, sim, c}
	for _, persona := range []string{"fatima", "ahmed", "daniel"} {
		if err := s.live(ctx, persona); err != nil {
			return fmt.Errorf("%s: %w", persona, err)
		}
	}
	return nil
}

var demoOrigin = approval.Origin{RequestID: "demo-seed", Client: netip.MustParseAddr("127.0.0.1")}

// live signs a person in, plays their stories and signs them out.
func (s seeder) live(ctx context.Context, persona string) error {
	session, person, err := s.signIn(ctx, persona)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	for _, one := range stories(time.Now())[persona] {
		if session, err = s.tell(ctx, one, session, person); err != nil {
			return fmt.Errorf("%s: %w", one.kind, err)
		}
	}
	return s.app.Signin.SignOut(ctx, person, session, demoOrigin)
}

func (s seeder) signIn(ctx context.Context, persona string) (session approval.Secret, person approval.ID, err error) {
	binding, err := s.app.Signin.Begin(ctx, approval.Secret{}, approval.EN, "", demoOrigin)
	if err != nil {
		return session, "", err
	}
	address, err := s.app.Signin.AuthorizeURL(ctx, binding)
	if err != nil {
		return session, "", err
	}
	callback, err := s.answer(address, persona)
	if err != nil {
		return session, "", err
	}
	session = approval.NewSecret()
	result, err := s.app.Signin.Complete(ctx, signin.Return{Callback: callback, Binding: binding, NewSession: session, Origin: demoOrigin})
	if err = errors.Join(err, result.Refused); err != nil {
		return session, "", err
	}
	_, caller, err := s.app.DB.Sessions(customer.Readable).Caller(ctx, session.Reveal(), "")
	if err != nil {
		return session, "", err
	}
	return session, caller.Person.ID, nil
}

// answer plays what a person does at UAE PASS: show their face, or decline.
func (s seeder) answer(address, persona string) (approval.Callback, error) {
	u, err := url.Parse(address)
	if err != nil {
		return approval.Callback{}, err
	}
	q := u.Query()
	callback := approval.Callback{State: approval.SecretOf(q.Get("state"))}
	if persona == declinedAnswer {
		callback.Error = "cancelledOnApp"
		return callback, nil
	}
	code, err := s.sim.Issue(simulator.Grant{
		ClientID: q.Get("client_id"), RedirectURI: q.Get("redirect_uri"), Persona: persona,
		Challenge: q.Get("code_challenge"), Scope: q.Get("scope"),
	})
	callback.Code = approval.SecretOf(code)
	return callback, err
}

// tell creates a transaction and has the persona of the story answer. It returns the
// session's token, which a confirmation renews.
func (s seeder) tell(ctx context.Context, one story, session approval.Secret, person approval.ID) (approval.Secret, error) {
	request, err := s.request(one)
	if err != nil {
		return session, err
	}
	id, err := s.app.Confirm.Create(ctx, person, request, demoOrigin)
	if err != nil {
		return session, err
	}
	binding, err := s.app.Confirm.Begin(ctx, session, id, approval.StartRequest{Version: 1, Lang: approval.EN}, demoOrigin)
	if err != nil {
		return session, err
	}
	address, err := s.app.Confirm.AuthorizeURL(ctx, id, session, binding)
	if err != nil {
		return session, err
	}
	callback, err := s.answer(address, one.answer)
	if err != nil {
		return session, err
	}
	fresh := approval.NewSecret()
	outcome, err := s.app.Confirm.Complete(ctx, confirm.Return{Callback: callback, Binding: binding, Session: session, NewSession: fresh, Origin: demoOrigin})
	if outcome.Renewed {
		session = fresh
	}
	return session, err
}

func (s seeder) request(one story) (approval.Request, error) {
	k, ok := s.Catalogue.Kind(one.kind)
	if !ok {
		return approval.Request{}, errors.New("the catalogue has no such kind")
	}
	typed := func(field string) string { return one.typed[field] }
	values, wrong := catalogue.Parse(k, typed, time.Now())
	if len(wrong) > 0 {
		return approval.Request{}, fmt.Errorf("%s: %s", wrong[0].Field, wrong[0].Text.EN)
	}
	return approval.Request{Document: catalogue.Compose(k, values, approval.NewID(), 1), Policy: k.Policy, Key: approval.NewID()}, nil
}
