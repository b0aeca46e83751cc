package simulator_test

import (
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

func TestEveryRowOfTheTableIsSeenFromOutside(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "mariam"})
	honest := w.journey("none")
	rows := simulator.Scenarios()
	if len(rows) != len(changed) {
		t.Errorf("%d rows, %d expectations", len(rows), len(changed))
	}
	for _, sc := range rows {
		want, ok := changed[sc.ID]
		if got := compare(honest, w.journey(sc.ID)); !ok || got != want {
			t.Errorf("%s:\n got %s\nwant %s", sc.ID, got, want)
		}
	}
}

func TestEveryRowSpeaksBothLanguagesAndHasItsOwnName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, sc := range simulator.Scenarios() {
		if sc.Says.EN == "" || sc.Says.AR == "" || seen[sc.ID] || strings.Contains(sc.ID, " ") {
			t.Errorf("%q: a text is missing, or the name is not its own", sc.ID)
		}
		seen[sc.ID] = true
	}
}

func TestEveryRowCanStrike(t *testing.T) {
	t.Parallel()
	for _, sc := range slices.Concat(simulator.Scenarios(), pingone.Scenarios()) {
		if err := sc.Check(); err != nil {
			t.Errorf("%s: %v", sc.ID, err)
		}
		if sc.Where != simulator.Nowhere && !sc.Does() {
			t.Errorf("%s does nothing", sc.ID)
		}
	}
}
