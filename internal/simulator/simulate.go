package simulator

import (
	"net/url"
	"strings"
)

// simulateParameter chooses the scenario of one authorization request, without anybody choosing
// it on a page: a portal that is a sandbox sends what its client asked for. It is the
// simulator's own, so a strict one refuses it.
//
// A client writes the ID of a scenario as it writes every name in its JSON: token_500 for
// token-500.
const simulateParameter = "simulate"

// parameterID is the ID of a scenario as the parameter has it.
func parameterID(id string) string { return strings.ReplaceAll(id, "-", "_") }

// parameterIDs are those of all scenarios.
func parameterIDs() (all []string) {
	for _, sc := range scenarios {
		all = append(all, parameterID(sc.ID))
	}
	return all
}

// scenarioOf is what a request asks for; nil if it asks for nothing. It is not known if there is
// no such scenario.
func scenarioOf(q url.Values) (asked *Scenario, known bool) {
	values := q[simulateParameter]
	if len(values) == 0 {
		return nil, true
	}
	for i := range scenarios {
		if len(values) == 1 && values[0] == parameterID(scenarios[i].ID) {
			return &scenarios[i], true
		}
	}
	return nil, false
}

// expected is what goes wrong with a request unless the user chooses otherwise.
func (s *Simulator) expected(a *authorization) *Scenario {
	if a.asked != nil {
		return a.asked
	}
	return s.defaultOf(a.client)
}
