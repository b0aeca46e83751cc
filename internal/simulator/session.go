package simulator

import (
	"net/http"

	"takeed/internal/simulator/oauthserver"
)

// session is what a sign-in leaves behind for the browser: the next request of a sign-in
// client is answered from it without asking the user.
type session struct {
	person   *Persona
	scenario *Scenario // chosen at sign-in; strikes at logout
}

const sessionCookie = "uaepass_simulator_session"

func (s *Simulator) startSession(w http.ResponseWriter, r *http.Request, person *Persona, sc *Scenario) {
	id := oauthserver.NewUUID()
	s.memory.mu.Lock()
	s.memory.sessions.Put(s.config.Now(), id, &session{person, sc})
	s.remember(id)
	s.memory.mu.Unlock()
	http.SetCookie(w, oauthserver.Cookie(r, sessionCookie, id, 0))
}

func (s *Simulator) sessionOf(r *http.Request) (*session, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil, false
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	return s.memory.sessions.Get(c.Value)
}

func (s *Simulator) sessionPersona(r *http.Request) *Persona {
	if session, ok := s.sessionOf(r); ok {
		return session.person
	}
	return nil
}

// logout ends the session and sends the browser on, if the address it names is on
// the origin of a registered redirect URI.
func (s *Simulator) logout(w http.ResponseWriter, r *http.Request) {
	effect := s.endSession(w, r).At(AtLogout)
	target := r.URL.Query().Get("redirect_uri")
	if effect.Stay != "" || !s.registeredOrigin(target) {
		s.page(w, r, http.StatusOK, "notice", notice{Key: "signed_out"})
		return
	}
	http.Redirect(w, r, target, http.StatusFound)
}

func (s *Simulator) endSession(w http.ResponseWriter, r *http.Request) *Scenario {
	http.SetCookie(w, oauthserver.Cookie(r, sessionCookie, "", -1))
	session, ok := s.sessionOf(r)
	if !ok {
		return nil
	}
	c, _ := r.Cookie(sessionCookie)
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.memory.sessions.Remove(c.Value)
	return session.scenario
}

func (s *Simulator) registeredOrigin(target string) bool {
	for _, c := range s.clients {
		for _, uri := range c.RedirectURIs {
			if oauthserver.Origin(target) != "" && oauthserver.Origin(target) == oauthserver.Origin(uri) {
				return true
			}
		}
	}
	return false
}
