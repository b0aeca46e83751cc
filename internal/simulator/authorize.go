package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"takeed/internal/simulator/oauthserver"
)

// authorization is one authorization request, from the moment the browser brings
// it until it is forgotten.
type authorization struct {
	key         string // names it in the addresses of its page
	client      *Client
	redirectURI string
	state       string
	scope       []string
	challenge   string
	lang        Lang
	person      *Persona  // whose phone is asked; nil at sign-in
	asked       *Scenario // by the request itself; nil: as its client has it

	// Guarded by the lock of the simulator.
	stage    stage
	location string // the callback, once there is one
}

// stage is how far a request has come, and so what its page shows.
type stage string

const (
	waiting  stage = "waiting"  // for the person
	answered stage = "answered" // the browser was sent back
	byHand   stage = "by_hand"  // the callback is shown, not followed
	ignored  stage = "ignored"  // nothing will happen
	unknown  stage = "unknown"  // no account has the username
	barred   stage = "barred"   // the account may not confirm with a face
)

// The paths of the pages. UAE PASS has the same paths, on another host.
const (
	pagePath     = "/authenticationendpoint/login.do"
	mismatchPath = "/authenticationendpoint/oauth2_error.do"
	retryPath    = "/authenticationendpoint/retry.do"
)

// authorize receives the browser. Only a request whose client and redirect URI are
// registered can ever send it back.
func (s *Simulator) authorize(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > oauthserver.MaxQuery {
		http.Error(w, http.StatusText(http.StatusRequestURITooLong), http.StatusRequestURITooLong)
		return
	}
	q, malformed := url.ParseQuery(r.URL.RawQuery)
	client := s.clients[oauthserver.Only(q, "client_id")]
	if client == nil || !slices.Contains(client.RedirectURIs, oauthserver.Only(q, "redirect_uri")) {
		redirectToMismatch(w, r, languageParameter(q))
		return
	}
	asked, known := scenarioOf(q)
	if !known {
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "unknown_scenario", Codes: parameterIDs()})
		return
	}
	a := newAuthorization(client, q)
	a.asked = asked
	s.keep(a, oauthserver.Only(q, "username"))
	if malformed != nil || !s.acceptable(client, q) {
		s.sendBack(w, r, a, "state={state}&error=invalid_request", nil, nil)
		return
	}
	s.begin(w, r, a, oauthserver.Only(q, "username"))
}

func newAuthorization(client *Client, q url.Values) *authorization {
	return &authorization{
		key:         oauthserver.NewUUID(),
		client:      client,
		redirectURI: oauthserver.Only(q, "redirect_uri"),
		state:       oauthserver.Only(q, "state"),
		scope:       knownScopes(oauthserver.Only(q, "scope")),
		challenge:   oauthserver.Only(q, "code_challenge"),
		lang:        LangOf(oauthserver.Only(q, "ui_locales")),
		stage:       waiting,
	}
}

// languageParameter passes the language on to a page, if one was asked for.
func languageParameter(q url.Values) string {
	if !q.Has("ui_locales") {
		return ""
	}
	return "&ui_locales=" + string(LangOf(oauthserver.Only(q, "ui_locales")))
}

func knownScopes(scope string) []string {
	var known []string
	for _, sc := range []string{scopeGeneral, scopeProfileType, scopeUnifiedID} {
		if slices.Contains(strings.Fields(scope), sc) {
			known = append(known, sc)
		}
	}
	return known
}

// documentedParameters lists the parameters of the authorize endpoint. PKCE is not in the
// documents, but integrators report that it works.
var documentedParameters = []string{
	"response_type", "client_id", "scope", "redirect_uri", "username", "state", "acr_values", "ui_locales",
	"code_challenge", "code_challenge_method",
}

const documentedACR = "urn:safelayer:tws:policies:authentication:level:low"

// acceptable checks everything about a request except its client and redirect URI.
func (s *Simulator) acceptable(client *Client, q url.Values) bool {
	for name, values := range q {
		if len(values) > 1 || s.config.Strict && !slices.Contains(documentedParameters, name) {
			return false
		}
	}
	acr := q.Get("acr_values")
	switch {
	case q.Get("response_type") != "code",
		!slices.Contains(strings.Fields(q.Get("scope")), scopeGeneral),
		client.Face && q.Get("username") == "",
		s.config.Strict && q.Get("state") == "",
		s.config.Strict && acr != "" && acr != documentedACR:
		return false
	}
	return oauthserver.AcceptableChallenge(q)
}

// begin decides what the browser gets: a page to answer on, or, at sign-in, an immediate
// answer from the session that an earlier sign-in left. The facial confirmation takes that
// short cut only if a scenario says so.
func (s *Simulator) begin(w http.ResponseWriter, r *http.Request, a *authorization, username string) {
	standing := s.expected(a)
	effect := standing.At(AtAuthorize)
	if !a.client.Face || effect.FromSession {
		if p := s.sessionPersona(r); p != nil {
			s.sendBack(w, r, a, "", p, standing)
			return
		}
	}
	if a.client.Face {
		s.call(a, username)
	}
	if effect.Stay != "" {
		s.strand(w, r, a, a.lang, effect.Stay)
		return
	}
	http.Redirect(w, r, a.pageURL(a.lang), http.StatusFound)
}

// call finds the account that a username names, and its phone.
func (s *Simulator) call(a *authorization, username string) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	p, ok := find(s.personas, func(p *Persona) bool { return p.answersTo(username) })
	switch {
	case !ok:
		a.stage = unknown
	case !p.Eligible():
		a.stage = barred
	}
	a.person = p
}

func (s *Simulator) keep(a *authorization, username string) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.memory.requests.Put(s.config.Now(), a.key, a)
	s.remember(a.state, username)
}

func (s *Simulator) defaultOf(c *Client) *Scenario {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	return s.memory.defaults[c]
}

func (a *authorization) pageURL(l Lang) string {
	return pagePath + "?" + url.Values{"sessionDataKey": {a.key}, "ui_locales": {string(l)}}.Encode()
}
