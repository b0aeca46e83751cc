package api

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/web/page"
)

// TokenPath is where clients get access tokens.
const TokenPath = "/api/oauth/token"

// tokens issues access tokens.
type tokens struct {
	*Room
	verifier Verifier
}

// token is the answer of RFC 6749, section 5.1.
type token struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Scope       string `json:"scope"`
}

// tokenError is that of section 5.2.
type tokenError struct {
	Error       clientauth.Code `json:"error"`
	Description string          `json:"error_description"`
}

// Why a token is refused here, for the log.
const (
	formMalformed     clientauth.Reason = "form_malformed"
	assertionReplayed clientauth.Reason = "assertion_replayed"
	scopeNotHeld      clientauth.Reason = "scope_not_held"
	noScopes          clientauth.Reason = "no_scopes"
)

// issue answers a client that authenticates. Whoever fails is counted by address, since anybody
// can claim to be a client; who succeeds is counted by client.
func (t *tokens) issue(w http.ResponseWriter, r *call) error {
	from := network(r.origin.Client)
	if err := t.limits.failures.left(from); err != nil {
		return err
	}
	body, err := read(r.Request, mediaForm)
	if err != nil {
		return err
	}
	issued, err := t.issued(r, body)
	refused := (*clientauth.Error)(nil)
	if !errors.As(err, &refused) {
		if err == nil {
			err = answer(w, http.StatusOK, issued)
		}
		return err
	}
	_ = t.limits.failures.take(from) // this one is answered; the next one may not be
	if err := t.record(r, refused); err != nil {
		return err
	}
	return answerRefused(w, refused)
}

func (t *tokens) issued(r *call, body []byte) (token, error) {
	a, err := t.verified(r, body)
	if err != nil {
		return token{}, err
	}
	page.Of(r.Request).ClientID = a.ClientID
	if err := t.limits.token.take(a.ClientID); err != nil {
		return token{}, err
	}
	c, err := t.clients.Client(r.Context(), a.ClientID)
	if err != nil {
		return token{}, err
	}
	granted, err := grant(c, a.Scopes)
	if err != nil {
		return token{}, err
	}
	secret := clientauth.NewToken()
	err = t.clients.Issue(r.Context(), integration.Token{
		Client: c.ID, Hash: secret.Hash(), Scopes: granted, Assertion: approval.SecretOf(a.JTI).Hash(), Until: a.Expires.Add(keepAssertion),
	})
	switch {
	case errors.Is(err, integration.ErrReplayed):
		err = &clientauth.Error{Code: clientauth.InvalidClient, Reason: assertionReplayed, Claimed: c.ID}
	case errors.Is(err, integration.ErrUnauthorized):
		err = &clientauth.Error{Code: clientauth.InvalidClient, Reason: clientauth.ClientDisabled, Claimed: c.ID}
	}
	return token{secret.Reveal(), "Bearer", int(integration.TokenTTL / time.Second), scopesText(granted)}, err
}

// keepAssertion is how long an assertion is remembered after its end: longer than two clocks
// differ.
const keepAssertion = 5 * time.Minute

// verified reads and verifies a request. A client has one way to authenticate, so a header that
// is another one is refused.
func (t *tokens) verified(r *call, body []byte) (clientauth.Assertion, error) {
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil || !utf8.Valid(body):
		return clientauth.Assertion{}, &clientauth.Error{Code: clientauth.InvalidRequest, Reason: formMalformed}
	case r.Header.Get("Authorization") != "":
		return clientauth.Assertion{}, &clientauth.Error{Code: clientauth.InvalidRequest, Reason: clientauth.SecondMethod}
	}
	return t.verifier.Verify(r.Context(), form)
}

// grant is what a token is good for: what was asked for, or all that the client has.
func grant(c integration.Client, wanted []string) ([]integration.Scope, error) {
	if len(c.Scopes) == 0 {
		return nil, &clientauth.Error{Code: clientauth.UnauthorizedClient, Reason: noScopes, Claimed: c.ID}
	}
	if wanted == nil {
		return c.Scopes, nil
	}
	var granted []integration.Scope
	for _, text := range wanted {
		if !c.May(integration.Scope(text)) {
			return nil, &clientauth.Error{Code: clientauth.InvalidScope, Reason: scopeNotHeld, Claimed: c.ID}
		}
		granted = append(granted, integration.Scope(text))
	}
	return granted, nil
}

func scopesText(scopes []integration.Scope) string {
	return strings.Join(each(scopes, func(s integration.Scope) string { return string(s) }), " ")
}

// clientShape is what the ID of a client looks like. What a stranger claims may look otherwise,
// and is then not repeated.
var clientShape = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// record writes the event of a refusal. It is anonymous: nobody knows who that was. The store
// bounds how many there are.
func (t *tokens) record(r *call, refused *clientauth.Error) error {
	e := approval.Event{
		Stream: approval.AnonymousStream(time.Now(), approval.NewSecret().Hash()[0]), Code: approval.EventTokenRefused, Actor: approval.Anonymous, Origin: r.origin,
		Detail: map[string]string{"reason": string(refused.Reason)},
	}
	if clientShape.MatchString(refused.Claimed) {
		e.Detail["client_id"] = refused.Claimed
	}
	return t.clients.Record(r.Context(), e)
}

// descriptions say no more than the code: why a client is not believed is in the log alone.
var descriptions = map[clientauth.Code]string{
	clientauth.InvalidRequest:       "The request is malformed, or authenticates in a second way.",
	clientauth.InvalidClient:        "The client is not authenticated.",
	clientauth.UnauthorizedClient:   "The client has no scope.",
	clientauth.UnsupportedGrantType: "The only grant type is client_credentials.",
	clientauth.InvalidScope:         "The scope is malformed, or the client does not have it.",
}

func answerRefused(w http.ResponseWriter, refused *clientauth.Error) error {
	status := http.StatusBadRequest
	if refused.Code == clientauth.InvalidClient {
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Bearer realm="takeed"`)
	}
	return answer(w, status, tokenError{refused.Code, descriptions[refused.Code]})
}
