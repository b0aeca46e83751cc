//takeed:race
package simulator

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestAShelfDropsTheOldest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	s := newShelf[int](3, time.Hour)
	for i := range 5 {
		s.put(now, fmt.Sprint(i), i)
	}
	if _, ok := s.get("1"); ok || len(s.items) != 3 || len(s.order) != 3 {
		t.Errorf("%v %v", s.items, s.order)
	}
	if v, ok := s.get("4"); !ok || v != 4 {
		t.Error("the newest is gone")
	}
	s.put(now.Add(time.Minute), "4", 40)
	if v, _ := s.get("4"); v != 40 || len(s.order) != 3 {
		t.Error("replacing is not replacing")
	}
	s.put(now.Add(time.Hour+time.Second), "late", 1)
	if len(s.items) != 1 || len(s.order) != 1 {
		t.Errorf("what is past its time stays: %v", s.items)
	}
}

func TestAShelfStaysBoundedWhenValuesAreRemoved(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newShelf[int](3, time.Hour)
	for i := range 100 {
		s.put(now, fmt.Sprint(i), i)
		s.remove(fmt.Sprint(i))
	}
	if len(s.order) > 3 {
		t.Errorf("%d keys are remembered", len(s.order))
	}
}

func TestTheJournalDropsTheOldest(t *testing.T) {
	t.Parallel()
	var j journal
	for range maxRemembered {
		j.add(Entry{Endpoint: AtToken, Code: "first"})
	}
	j.add(Entry{Endpoint: AtToken, Code: "second"})
	j.add(Entry{Endpoint: AtUserinfo, Code: "second"})
	if len(j.entries) != maxRemembered || j.exchanges["first"] != maxRemembered-2 || j.exchanges["second"] != 1 {
		t.Errorf("%d entries, %v", len(j.entries), j.exchanges)
	}
}

func TestEveryFaultHasWordsInEveryVocabulary(t *testing.T) {
	t.Parallel()
	for name, words := range vocabularies {
		for _, f := range faults {
			if r, ok := words[f]; !ok || r.status < 400 || r.error == "" {
				t.Errorf("%s has no words for %s", name, f)
			}
		}
		if len(words) != len(faults) {
			t.Errorf("%s: %d words, %d faults", name, len(words), len(faults))
		}
	}
	if len(vocabularies) != len(Vocabularies) {
		t.Error("a vocabulary is not listed")
	}
}

func TestEveryRowCanStrike(t *testing.T) {
	t.Parallel()
	for _, sc := range slices.Concat(scenarios, staffScenarios) {
		if err := sc.check(); err != nil {
			t.Errorf("%s: %v", sc.ID, err)
		}
		if sc.Where != Nowhere && !sc.does() {
			t.Errorf("%s does nothing", sc.ID)
		}
	}
}

func (sc Scenario) does() bool {
	for _, used := range sc.Do.parts() {
		if used {
			return true
		}
	}
	return false
}

func TestTheLanguageOfARequest(t *testing.T) {
	t.Parallel()
	for uiLocales, want := range map[string]Lang{
		"": EN, "en": EN, "ar": AR, "AR": AR, "ar-AE": AR, "fr ar en": AR, "fr": EN, "arabic": EN, " ar ": AR,
	} {
		if got := langOf(uiLocales); got != want {
			t.Errorf("%q: %s", uiLocales, got)
		}
	}
}

// A button that is pressed twice at the same moment issues one code.
func TestARequestEndsOnce(t *testing.T) {
	t.Parallel()
	s, a := &Simulator{}, &authorization{stage: waiting}
	first := s.settle(a, false, func() string { return "first" })
	second := s.settle(a, true, func() string { return "second" })
	if first != "first" || second != "first" || a.stage != answered {
		t.Errorf("%s, %s, %s", first, second, a.stage)
	}
}
