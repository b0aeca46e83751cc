package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// Script binds a scenario, from the table or made up for one test, to a code. It replaces
// those that strike the same endpoint.
func (s *Simulator) Script(code string, sc Scenario) error {
	if err := sc.check(); err != nil {
		return fmt.Errorf("script a code: %w", err)
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	g, ok := s.memory.codes.Get(code)
	if !ok {
		return errUnknownCode
	}
	kept := []*strike{{scenario: &sc}}
	for _, st := range g.strikes {
		if st.scenario.Where != sc.Where {
			kept = append(kept, st)
		}
	}
	g.strikes = kept
	return nil
}

var errUnknownCode = errors.New("script a code: no such code was issued")

// SetDefault chooses what goes wrong with the requests of a client from now on, unless the
// user chooses otherwise on the page. Codes that were issued already keep their scenario.
func (s *Simulator) SetDefault(clientID, scenarioID string) error {
	client := s.clients[clientID]
	scenario, ok := scenarioNamed(scenarioID)
	if client == nil || !ok {
		return fmt.Errorf("set a default: client %q or scenario %q is not known", clientID, scenarioID)
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.memory.defaults[client] = scenario
	return nil
}

// choice is the body of POST /simulator/scenarios: a scenario from the table, for a code or
// as the default of a client, or the exact answer of an endpoint to a code.
type choice struct {
	Code     string `json:"code"`
	Client   string `json:"client"`
	Scenario string `json:"scenario"`

	Where  Where             `json:"where"` // token, userinfo or introspection
	Status int               `json:"status"`
	Header map[string]string `json:"header"`
	Body   string            `json:"body"`
	Bytes  []byte            `json:"bytes"` // base64, instead of a body
}

// scenario returns what was chosen.
func (c choice) scenario() (Scenario, error) {
	if c.Where != Nowhere {
		raw := c.Bytes
		if raw == nil {
			raw = []byte(c.Body)
		}
		return Scenario{ID: "exact", Where: c.Where, Do: Effect{Reply: &Reply{Status: c.Status, Header: c.Header, Raw: raw}}}, nil
	}
	sc, ok := scenarioNamed(c.Scenario)
	if !ok {
		return Scenario{}, fmt.Errorf("scenario %q is not known", c.Scenario)
	}
	return *sc, nil
}

func (s *Simulator) chooseScenario(w http.ResponseWriter, r *http.Request) {
	var c choice
	if err := readJSON(w, r, &c); err != nil {
		http.Error(w, "The body is not the JSON object that is described in the documentation.", http.StatusBadRequest)
		return
	}
	if err := s.choose(c); errors.Is(err, errUnknownCode) {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	} else if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Simulator) choose(c choice) error {
	switch {
	case (c.Code == "") == (c.Client == ""):
		return errors.New("name a code or a client")
	case c.Client != "" && c.Where != Nowhere:
		return errors.New("an exact answer belongs to one code")
	case c.Client != "":
		return s.SetDefault(c.Client, c.Scenario)
	}
	sc, err := c.scenario()
	if err != nil {
		return err
	}
	return s.Script(c.Code, sc)
}

// readJSON insists on the content type: a page of another origin cannot send it without a
// CORS preflight, and no preflight is answered.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mediaType != "application/json" {
		return errors.New("not application/json")
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func (s *Simulator) releaseHeld(w http.ResponseWriter, r *http.Request) {
	var nothing struct{}
	if err := readJSON(w, r, &nothing); err != nil {
		http.Error(w, "Send an empty JSON object.", http.StatusBadRequest)
		return
	}
	s.Release()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Simulator) listScenarios(w http.ResponseWriter, _ *http.Request) {
	type row struct {
		ID    string `json:"id"`
		Where Where  `json:"where"`
		EN    string `json:"en"`
		AR    string `json:"ar"`
	}
	var rows []row
	for _, sc := range scenarios {
		rows = append(rows, row{sc.ID, sc.Where, sc.Says.EN, sc.Says.AR})
	}
	writeJSON(w, rows)
}

func (s *Simulator) listJournal(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Journal()) }

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(value)
}
