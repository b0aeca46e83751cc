package simulator

import (
	"net/http"

	"takeed/internal/simulator/oauthserver"
)

// decision is what the user chose on the page of a request.
type decision struct {
	answer   string // approve, other, decline or ignore
	person   *Persona
	scenario *Scenario
	lang     Lang // of the page they chose it on
}

// answer receives a decision. The request must be waiting for one.
func (s *Simulator) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, oauthserver.MaxBody)
	if err := r.ParseForm(); err != nil {
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "bad_answer"})
		return
	}
	s.memory.mu.Lock()
	a, ok := s.memory.requests.Get(r.PostFormValue("sessionDataKey"))
	s.memory.mu.Unlock()
	if !ok {
		s.page(w, r, http.StatusNotFound, "notice", notice{Key: "forgotten"})
		return
	}
	d, ok := s.decide(r, a)
	if !ok {
		s.page(w, r, http.StatusBadRequest, "notice", notice{Key: "bad_answer"})
		return
	}
	s.carryOut(w, r, a, d)
}

// decide reads the form. Only the facial confirmation has a phone, whose owner approves; at
// a sign-in the user chooses the persona.
func (s *Simulator) decide(r *http.Request, a *authorization) (decision, bool) {
	d := decision{answer: r.PostFormValue("answer"), lang: LangOf(r.PostFormValue("ui_locales"))}
	named, known := s.persona(r.PostFormValue("persona"))
	ok := true
	switch {
	case d.answer == "approve" && a.client.Face:
		d.person = a.person
	case d.answer == "other" && a.client.Face, d.answer == "" && !a.client.Face:
		d.person, ok = named, known
	case d.answer == "decline", d.answer == "ignore":
	default:
		ok = false
	}
	scenario, listed := scenarioNamed(r.PostFormValue("scenario"))
	d.scenario = scenario
	return d, ok && listed
}

// carryOut does what was decided. A request that has ended stays as it is.
func (s *Simulator) carryOut(w http.ResponseWriter, r *http.Request, a *authorization, d decision) {
	if stage, location := s.standing(a); stage == answered {
		oauthserver.Leave(w, r, location)
		return
	} else if stage != waiting {
		http.Redirect(w, r, a.pageURL(d.lang), http.StatusSeeOther)
		return
	}
	effect := d.scenario.At(AtAuthorize)
	if d.answer == "ignore" {
		effect.Stay = DeadSilent
	}
	if effect.Stay != "" {
		s.strand(w, r, a, d.lang, effect.Stay)
		return
	}
	if p := s.sessionPersona(r); effect.FromSession && d.person != nil && p != nil {
		d.person = p
	}
	if d.person != nil && !a.client.Face {
		s.startSession(w, r, d.person, d.scenario)
	}
	s.sendBack(w, r, a, "", d.person, d.scenario)
}

func (s *Simulator) standing(a *authorization) (stage, string) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	return a.stage, a.location
}
