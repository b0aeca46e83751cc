package simulator

import (
	"net/http"

	"takeed/internal/simulator/oauthserver"
)

// notice is a page that asks for nothing, on which the browser stays: a heading and a few
// paragraphs. Key selects the texts.
type notice struct {
	Key   string
	Codes []string // shown as they are, isolated from the surrounding text
	Link  string   // for the user to go back to the portal
}

// Undocumented reports that it is not known what UAE PASS does here.
func (n notice) Undocumented() bool { return n.Key == string(unknown) || n.Key == string(barred) }

// signinView and phoneView are the two pages that ask for an answer.
type signinView struct {
	Key       string // of the request
	Client    string
	Personas  []*Persona
	Scenarios []ScenarioGroup
}

type phoneView struct {
	Key       string
	Client    string
	Person    *Persona
	Others    []*Persona
	Scenarios []ScenarioGroup
}

// ScenarioGroup is what can go wrong at one place.
type ScenarioGroup struct {
	Label string // key of the text
	Rows  []scenarioRow
}

type scenarioRow struct {
	Scenario
	Chosen bool
}

// Groups sorts a table of scenarios by where they strike, for a page that offers them.
func Groups(table []Scenario, chosen *Scenario) []ScenarioGroup {
	var groups []ScenarioGroup
	for _, where := range places {
		g := ScenarioGroup{Label: "where." + string(where)}
		for i := range table {
			if table[i].Where == where {
				g.Rows = append(g.Rows, scenarioRow{table[i], &table[i] == chosen})
			}
		}
		if g.Rows != nil {
			groups = append(groups, g)
		}
	}
	return groups
}

// request shows the page of a request. The stored stage decides which one, so reloading the
// page or coming back to it is harmless.
func (s *Simulator) request(w http.ResponseWriter, r *http.Request) {
	s.memory.mu.Lock()
	a, ok := s.memory.requests.Get(r.URL.Query().Get("sessionDataKey"))
	s.memory.mu.Unlock()
	if !ok {
		s.page(w, r, http.StatusNotFound, "notice", notice{Key: "forgotten"})
		return
	}
	s.show(w, r, a)
}

func (s *Simulator) show(w http.ResponseWriter, r *http.Request, a *authorization) {
	stage, location := s.standing(a)
	view := notice{Key: string(stage), Link: oauthserver.Origin(a.redirectURI) + "/"}
	switch {
	case stage == byHand:
		view.Link, view.Codes = location, []string{location}
	case stage == waiting && a.client.Face:
		s.page(w, r, http.StatusOK, "phone", s.phoneView(a))
		return
	case stage == waiting:
		s.page(w, r, http.StatusOK, "signin", signinView{a.key, a.client.Name, s.personas, Groups(scenarios, s.expected(a))})
		return
	}
	s.page(w, r, http.StatusOK, "notice", view)
}

func (s *Simulator) phoneView(a *authorization) phoneView {
	v := phoneView{Key: a.key, Client: a.client.Name, Person: a.person, Scenarios: Groups(scenarios, s.expected(a))}
	for _, p := range s.personas {
		if p != a.person {
			v.Others = append(v.Others, p)
		}
	}
	return v
}

// mismatch is the page of a request that can never return to its client.
func (s *Simulator) mismatch(w http.ResponseWriter, r *http.Request) {
	view := notice{Key: "mismatch"}
	for _, name := range []string{"oauthErrorCode", "oauthErrorMsg", "crId"} {
		if v := r.URL.Query().Get(name); len(v) <= 64 {
			view.Codes = append(view.Codes, name+"="+v)
		}
	}
	s.page(w, r, http.StatusOK, "notice", view)
}

func (s *Simulator) retry(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, http.StatusOK, "notice", notice{Key: "retry"})
}

// homeView is the start page, which says what the simulator is.
type homeView struct {
	Personas       []*Persona
	Scenarios      []ScenarioGroup
	Staff          []Account // empty if the staff's provider is not configured
	StaffScenarios []ScenarioGroup
}

// home shows the start page.
func (s *Simulator) home(w http.ResponseWriter, r *http.Request) {
	view := homeView{Personas: s.personas, Scenarios: Groups(scenarios, nil)}
	if s.config.Staff != nil {
		accounts, failures := s.config.Staff.Present()
		view.Staff, view.StaffScenarios = accounts, Groups(failures, nil)
	}
	s.page(w, r, http.StatusOK, "home", view)
}

const journalRows = 100

// showJournal shows the newest entries, without their codes.
func (s *Simulator) showJournal(w http.ResponseWriter, r *http.Request) {
	entries := s.Journal()
	entries = entries[max(0, len(entries)-journalRows):]
	s.page(w, r, http.StatusOK, "journal", entries)
}
