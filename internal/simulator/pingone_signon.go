package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// staffAuthorize receives the browser. Only a request whose client and redirect URI
// are registered can ever send it back.
func (s *Simulator) staffAuthorize(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > maxQuery {
		http.Error(w, http.StatusText(http.StatusRequestURITooLong), http.StatusRequestURITooLong)
		return
	}
	q, malformed := url.ParseQuery(r.URL.RawQuery)
	client := s.staff.client
	if only(q, "client_id") != client.ID || !slices.Contains(client.RedirectURIs, only(q, "redirect_uri")) {
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "staff_refused"})
		return
	}
	a := &staffRequest{authorization: *newAuthorization(client, q), nonce: only(q, "nonce")}
	a.scope = strings.Fields(only(q, "scope"))
	s.mu.Lock()
	s.staff.requests.put(s.config.Now(), a.key, a)
	s.remember(a.state, a.nonce)
	s.mu.Unlock()
	session := s.staffSessionOf(r)
	switch fault := staffRequestFault(q, malformed); {
	case fault != "":
		s.staffSendBack(w, r, a, "error="+fault+"&state={state}&iss={iss}", nil, nil)
	case session != nil:
		s.staffSendBack(w, r, a, "", session, s.staff.standing)
	case only(q, "prompt") == "none":
		s.staffSendBack(w, r, a, "error=login_required&state={state}&iss={iss}", nil, nil)
	default:
		http.Redirect(w, r, a.staffPageURL(a.lang), http.StatusFound)
	}
}

// staffRequestFault is the error of a request that is not a good one. PKCE is a must.
func staffRequestFault(q url.Values, malformed error) string {
	for _, values := range q {
		if len(values) > 1 {
			malformed = errRepeated
		}
	}
	switch {
	case malformed != nil, q.Get("code_challenge") == "", !acceptableChallenge(q):
		return "invalid_request"
	case q.Get("response_type") != "code":
		return "unsupported_response_type"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		return "invalid_scope"
	}
	return ""
}

func (a *staffRequest) staffPageURL(l Lang) string {
	return staffPagePath + "?" + url.Values{"flowId": {a.key}, "ui_locales": {string(l)}}.Encode()
}

// staffView is the page that asks who signs in.
type staffView struct {
	Action    string
	Key       string // of the request
	Client    string
	Personas  []*StaffPersona
	Scenarios []scenarioGroup
}

// staffPage shows a request as it stands.
func (s *Simulator) staffPage(w http.ResponseWriter, r *http.Request) {
	a, location, ok := s.staffRequest(r.URL.Query().Get("flowId"))
	switch {
	case !ok:
		s.page(w, r, http.StatusNotFound, "notice", notice{Key: "forgotten"})
	case location != "":
		s.page(w, r, http.StatusOK, "notice", notice{Key: string(answered), Link: origin(a.redirectURI) + "/"})
	default:
		s.page(w, r, http.StatusOK, "staff", staffView{
			staffPagePath, a.key, s.staff.client.Name, s.staff.personas, scenarioGroups(staffScenarios, s.staff.standing),
		})
	}
}

func (s *Simulator) staffRequest(key string) (a *staffRequest, location string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok = s.staff.requests.get(key); ok {
		location = a.location
	}
	return a, location, ok
}

// staffAnswer receives what a person chose. A request that was answered before leads to
// the same callback.
func (s *Simulator) staffAnswer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "bad_answer"})
		return
	}
	a, _, ok := s.staffRequest(r.PostFormValue("flowId"))
	if !ok {
		s.page(w, r, http.StatusNotFound, "notice", notice{Key: "forgotten"})
		return
	}
	person, known := s.staff.persona(r.PostFormValue("persona"))
	scenario, listed := staffScenarioNamed(r.PostFormValue("scenario"))
	declined := r.PostFormValue("answer") == "decline"
	switch {
	case !listed || !known && !declined:
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "bad_answer"})
	case declined:
		s.staffSendBack(w, r, a, "error=access_denied&state={state}&iss={iss}", nil, nil)
	default:
		s.staffSendBack(w, r, a, "", s.startStaffSession(w, r, person), scenario)
	}
}

// staffSendBack ends a request: the browser leaves for the registered redirect URI.
func (s *Simulator) staffSendBack(w http.ResponseWriter, r *http.Request, a *staffRequest, query string, who *staffSession, sc *Scenario) {
	effect := sc.at(AtCallback)
	if query == "" {
		query = "code={code}&state={state}&iss={iss}"
		if effect.Query != "" {
			query = effect.Query
		}
	}
	location := s.settle(&a.authorization, false, func() string {
		code := ""
		if strings.Contains(query, "{code}") {
			code = s.staffCode(a, who, sc)
		}
		filled := strings.ReplaceAll(a.fill(query, code), "{iss}", url.QueryEscape(issuerOf(r)))
		return a.redirectURI + "?" + filled
	})
	redirectOut(w, r, location)
}

// staffCode issues a code. The caller holds the lock.
func (s *Simulator) staffCode(a *staffRequest, who *staffSession, sc *Scenario) string {
	g := &staffGrant{
		redirectURI: a.redirectURI, challenge: a.challenge, nonce: a.nonce, scope: a.scope, session: who, scenario: sc,
		issued: s.config.Now().Add(-sc.at(AtCallback).CodeAge),
	}
	code := newUUID()
	s.staff.codes.put(s.config.Now(), code, g)
	s.remember(code)
	return code
}

// The cookies of a host do not know ports; see sessionCookie.
const staffCookie = "pingone_simulator_session"

func (s *Simulator) startStaffSession(w http.ResponseWriter, r *http.Request, person *StaffPersona) *staffSession {
	session := &staffSession{id: newUUID(), person: person, began: s.config.Now()}
	key := newUUID()
	s.mu.Lock()
	s.staff.sessions.put(s.config.Now(), key, session)
	s.remember(key)
	s.mu.Unlock()
	http.SetCookie(w, named(staffCookie, cookie(r, key, 0)))
	return session
}

func named(name string, c *http.Cookie) *http.Cookie {
	c.Name = name
	return c
}

func (s *Simulator) staffSessionOf(r *http.Request) *staffSession {
	c, err := r.Cookie(staffCookie)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.staff.sessions.get(c.Value)
	if !ok || s.config.Now().Sub(session.began) > keepSessions {
		return nil
	}
	return session
}

// staffSignoff ends the session. The browser goes back to an address that is
// registered, if the request shows an ID token of ours for the client that it is
// registered for.
func (s *Simulator) staffSignoff(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(staffCookie); err == nil {
		s.mu.Lock()
		s.staff.sessions.remove(c.Value)
		s.mu.Unlock()
	}
	http.SetCookie(w, named(staffCookie, cookie(r, "", -1)))
	q := r.URL.Query()
	target := only(q, "post_logout_redirect_uri")
	if !s.ownIDToken(r, only(q, "id_token_hint")) || !slices.Contains(s.staff.signOff, target) {
		s.page(w, r, http.StatusOK, "notice", notice{Key: "signed_out"})
		return
	}
	if state := only(q, "state"); state != "" {
		target += "?state=" + url.QueryEscape(state)
	}
	http.Redirect(w, r, target, http.StatusFound)
}

// staffGrant is what a code stands for. The lock of the simulator guards it.
type staffGrant struct {
	redirectURI string
	challenge   string
	nonce       string
	scope       []string
	session     *staffSession
	scenario    *Scenario
	issued      time.Time
	used        bool
}
