package simulator

import (
	"context"
	"net/http"
	"strings"
	"time"

	"takeed/internal/simulator/oauthserver"
)

// The query of the callback when nothing goes wrong. The refusal is as observed: no
// error_description, and three parameters that no document mentions.
const (
	approvedQuery = "code={code}&state={state}"
	declinedQuery = "state={state}&error=cancelledOnApp&sp={sp}&crId={crId}&tenantDomain=carbon.super"
)

// sendBack ends a request: the browser leaves for the registered redirect URI.
// query is the template of the callback; if it is empty, it follows from the scenario and
// from who answered, where nil means that the request was declined. If the query has a
// code, that is issued for who.
func (s *Simulator) sendBack(w http.ResponseWriter, r *http.Request, a *authorization, query string, who *Persona, sc *Scenario) {
	effect := sc.At(AtCallback)
	switch {
	case query != "":
	case effect.Query != "":
		query = effect.Query
	case who == nil:
		query = declinedQuery
	default:
		query = approvedQuery
	}
	location := s.settle(a, effect.ByHand, func() string { return s.callbackURL(a, query, who, sc) })
	s.visit(r.Context(), effect.Visits, location)
	if effect.ByHand {
		http.Redirect(w, r, a.pageURL(a.lang), http.StatusSeeOther)
		return
	}
	oauthserver.Leave(w, r, location)
}

// settle writes the end of a request. A request ends once: a button that is pressed
// twice leads to the same callback.
func (s *Simulator) settle(a *authorization, shown bool, callback func() string) (location string) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	if a.location != "" {
		return a.location
	}
	a.location, a.stage = callback(), answered
	if shown {
		a.stage = byHand
	}
	return a.location
}

// callbackURL is called with the lock held, since it may issue a code.
func (s *Simulator) callbackURL(a *authorization, query string, who *Persona, sc *Scenario) string {
	code := ""
	if strings.Contains(query, "{code}") {
		code = s.codeFor(a, who, sc)
	}
	separator := "?"
	if strings.Contains(a.redirectURI, "?") {
		separator = "&"
	}
	return a.redirectURI + separator + a.fill(query, code)
}

// codeFor issues the code. If who is nil it returns a code that was never issued.
func (s *Simulator) codeFor(a *authorization, who *Persona, sc *Scenario) string {
	if who == nil {
		return oauthserver.NewUUID()
	}
	effect := sc.At(AtCallback)
	g := &grant{
		client: a.client, redirectURI: a.redirectURI, challenge: a.challenge, scope: a.scope,
		person: who, issued: s.config.Now().Add(-effect.CodeAge),
	}
	if effect.ForeignCode {
		g.client = &Client{}
	}
	return s.issue(g, sc)
}

// fill replaces the placeholders of a query by values.
func (a *authorization) fill(query, code string) string {
	return oauthserver.Fill(query, a.state, map[string]string{"{code}": code, "{sp}": a.client.Name, "{crId}": oauthserver.NewUUID()})
}

const visitTime = 5 * time.Second

// visit does what link scanners do: it requests the callback first, from elsewhere
// and without the person's cookies. What comes of it is up to the portal.
func (s *Simulator) visit(ctx context.Context, methods []string, location string) {
	ctx, cancel := context.WithTimeout(ctx, visitTime)
	defer cancel()
	for _, method := range methods {
		req, err := http.NewRequestWithContext(ctx, method, location, nil)
		if err != nil {
			continue
		}
		// The transport, not a client: redirects are not followed.
		resp, err := s.config.Scanner.RoundTrip(req)
		if err != nil {
			s.config.Log.Warn("the scanner's visit failed", "method", method)
			continue
		}
		_ = resp.Body.Close()
	}
}

// strand leaves the browser on a page that it does not leave by itself.
func (s *Simulator) strand(w http.ResponseWriter, r *http.Request, a *authorization, l Lang, where Dead) {
	s.memory.mu.Lock()
	a.stage = ignored
	s.memory.mu.Unlock()
	switch where {
	case DeadMismatch:
		redirectToMismatch(w, r, "&ui_locales="+string(l))
	case DeadRetry:
		http.Redirect(w, r, retryPath+"?ui_locales="+string(l), http.StatusSeeOther)
	default:
		http.Redirect(w, r, a.pageURL(l), http.StatusSeeOther)
	}
}

// redirectToMismatch answers a request whose redirect URI is not registered.
func redirectToMismatch(w http.ResponseWriter, r *http.Request, more string) {
	target := mismatchPath + "?oauthErrorCode=invalid_callback&oauthErrorMsg=callback.not.match&crId=" + oauthserver.NewUUID() + more
	http.Redirect(w, r, target, http.StatusFound)
}
