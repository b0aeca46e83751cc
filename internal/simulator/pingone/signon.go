package pingone

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/oauthserver"
)

// authorize receives the browser. Only a request whose client and redirect URI
// are registered can ever send it back.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > oauthserver.MaxQuery {
		http.Error(w, http.StatusText(http.StatusRequestURITooLong), http.StatusRequestURITooLong)
		return
	}
	q, malformed := url.ParseQuery(r.URL.RawQuery)
	if oauthserver.Only(q, "client_id") != p.client.ID || !slices.Contains(p.client.RedirectURIs, oauthserver.Only(q, "redirect_uri")) {
		p.host.Notice(w, r, http.StatusBadRequest, "staff_refused", "")
		return
	}
	a := newRequest(q)
	p.keep(a)
	session := p.sessionOf(r)
	switch fault := requestFault(q, malformed); {
	case fault != "":
		p.sendBack(w, r, a, "error="+fault+"&state={state}&iss={iss}", nil, nil)
	case session != nil:
		p.sendBack(w, r, a, "", session, p.standing)
	case oauthserver.Only(q, "prompt") == "none":
		p.sendBack(w, r, a, "error=login_required&state={state}&iss={iss}", nil, nil)
	default:
		http.Redirect(w, r, a.pageURL(a.lang), http.StatusFound)
	}
}

func newRequest(q url.Values) *request {
	return &request{
		key:         oauthserver.NewUUID(),
		redirectURI: oauthserver.Only(q, "redirect_uri"),
		state:       oauthserver.Only(q, "state"),
		nonce:       oauthserver.Only(q, "nonce"),
		scope:       strings.Fields(oauthserver.Only(q, "scope")),
		challenge:   oauthserver.Only(q, "code_challenge"),
		lang:        simulator.LangOf(oauthserver.Only(q, "ui_locales")),
	}
}

func (p *provider) keep(a *request) {
	p.host.Remember(a.state, a.nonce)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests.Put(p.host.Now(), a.key, a)
}

// requestFault is the OAuth error of a request; empty if the request is good. PKCE is
// required.
func requestFault(q url.Values, malformed error) string {
	switch {
	case malformed != nil, isRepeated(q), q.Get("code_challenge") == "", !oauthserver.AcceptableChallenge(q):
		return "invalid_request"
	case q.Get("response_type") != "code":
		return "unsupported_response_type"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		return "invalid_scope"
	}
	return ""
}

// isRepeated reports whether a parameter has more than one value.
func isRepeated(q url.Values) bool {
	for _, values := range q {
		if len(values) > 1 {
			return true
		}
	}
	return false
}

func (a *request) pageURL(l simulator.Lang) string {
	return pagePath + "?" + url.Values{"flowId": {a.key}, "ui_locales": {string(l)}}.Encode()
}

// signonView is the page that asks who signs in.
type signonView struct {
	Action    string
	Key       string // of the request
	Client    string
	Personas  []Persona
	Scenarios []simulator.ScenarioGroup
}

// page shows the page of a request in its present state.
func (p *provider) page(w http.ResponseWriter, r *http.Request) {
	a, location, ok := p.find(r.URL.Query().Get("flowId"))
	switch {
	case !ok:
		p.host.Notice(w, r, http.StatusNotFound, "forgotten", "")
	case location != "":
		p.host.Notice(w, r, http.StatusOK, "answered", oauthserver.Origin(a.redirectURI)+"/")
	default:
		p.host.Page(w, r, http.StatusOK, "staff", signonView{
			pagePath, a.key, p.client.Name, p.personas, simulator.Groups(scenarios, p.standing),
		})
	}
}

func (p *provider) find(key string) (a *request, location string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a, ok = p.requests.Get(key); ok {
		location = a.location
	}
	return a, location, ok
}

// answer receives what the user chose. A request that was answered before leads to the same
// callback.
func (p *provider) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, oauthserver.MaxBody)
	if err := r.ParseForm(); err != nil {
		p.host.Notice(w, r, http.StatusBadRequest, "bad_answer", "")
		return
	}
	a, _, ok := p.find(r.PostFormValue("flowId"))
	if !ok {
		p.host.Notice(w, r, http.StatusNotFound, "forgotten", "")
		return
	}
	person, known := p.persona(r.PostFormValue("persona"))
	scenario, listed := simulator.Named(scenarios, r.PostFormValue("scenario"))
	declined := r.PostFormValue("answer") == "decline"
	switch {
	case !listed || !known && !declined:
		p.host.Notice(w, r, http.StatusBadRequest, "bad_answer", "")
	case declined:
		p.sendBack(w, r, a, "error=access_denied&state={state}&iss={iss}", nil, nil)
	default:
		p.sendBack(w, r, a, "", p.startSession(w, r, person), scenario)
	}
}

// sendBack ends a request: the browser leaves for the registered redirect URI.
func (p *provider) sendBack(w http.ResponseWriter, r *http.Request, a *request, query string, who *session, sc *simulator.Scenario) {
	effect := sc.At(simulator.AtCallback)
	if query == "" {
		query = "code={code}&state={state}&iss={iss}"
		if effect.Query != "" {
			query = effect.Query
		}
	}
	oauthserver.Leave(w, r, p.settle(a, func() string {
		values := map[string]string{"{iss}": issuerOf(r)}
		if strings.Contains(query, "{code}") {
			values["{code}"] = p.code(a, who, sc)
		}
		return a.redirectURI + "?" + oauthserver.Fill(query, a.state, values)
	}))
}

// settle writes the end of a request. A request ends once: a button that is pressed
// twice leads to the same callback.
func (p *provider) settle(a *request, callback func() string) (location string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a.location == "" {
		a.location = callback()
	}
	return a.location
}

// code issues a code. The caller holds the lock.
func (p *provider) code(a *request, who *session, sc *simulator.Scenario) string {
	g := &grant{
		redirectURI: a.redirectURI, challenge: a.challenge, nonce: a.nonce, scope: a.scope, session: who, scenario: sc,
		issued: p.host.Now().Add(-sc.At(simulator.AtCallback).CodeAge),
	}
	code := oauthserver.NewUUID()
	p.codes.Put(p.host.Now(), code, g)
	p.host.Remember(code)
	return code
}

const sessionCookie = "pingone_simulator_session"

func (p *provider) startSession(w http.ResponseWriter, r *http.Request, person Persona) *session {
	began := &session{id: oauthserver.NewUUID(), person: person, began: p.host.Now()}
	key := oauthserver.NewUUID()
	p.host.Remember(key)
	p.mu.Lock()
	p.sessions.Put(p.host.Now(), key, began)
	p.mu.Unlock()
	http.SetCookie(w, oauthserver.Cookie(r, sessionCookie, key, 0))
	return began
}

func (p *provider) sessionOf(r *http.Request) *session {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	session, ok := p.sessions.Get(c.Value)
	if !ok || p.host.Now().Sub(session.began) > oauthserver.KeepSessions {
		return nil
	}
	return session
}

// signoff ends the session. The browser goes back to a registered address if the request
// shows an ID token that was issued here to the client of that address.
func (p *provider) signoff(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		p.mu.Lock()
		p.sessions.Remove(c.Value)
		p.mu.Unlock()
	}
	http.SetCookie(w, oauthserver.Cookie(r, sessionCookie, "", -1))
	q := r.URL.Query()
	target := oauthserver.Only(q, "post_logout_redirect_uri")
	if !p.ownIDToken(r, oauthserver.Only(q, "id_token_hint")) || !slices.Contains(p.client.SignOffURLs, target) {
		p.host.Notice(w, r, http.StatusOK, "signed_out", "")
		return
	}
	if state := oauthserver.Only(q, "state"); state != "" {
		target += "?state=" + url.QueryEscape(state)
	}
	http.Redirect(w, r, target, http.StatusFound)
}

// grant is what a code stands for. The lock of the provider guards it.
type grant struct {
	redirectURI string
	challenge   string
	nonce       string
	scope       []string
	session     *session
	scenario    *simulator.Scenario
	issued      time.Time
	used        bool
}
