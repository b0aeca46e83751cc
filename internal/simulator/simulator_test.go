//takeed:race
package simulator

import (
	"testing"

	"takeed/internal/simulator/oauthserver"
)

func TestTheJournalDropsTheOldest(t *testing.T) {
	t.Parallel()
	var j journal
	for range oauthserver.MaxRemembered {
		j.add(Entry{Endpoint: AtToken, Code: "first"})
	}
	j.add(Entry{Endpoint: AtToken, Code: "second"})
	j.add(Entry{Endpoint: AtUserinfo, Code: "second"})
	if len(j.entries) != oauthserver.MaxRemembered || j.exchanges["first"] != oauthserver.MaxRemembered-2 || j.exchanges["second"] != 1 {
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

func TestTheLanguageOfARequest(t *testing.T) {
	t.Parallel()
	for uiLocales, want := range map[string]Lang{
		"": EN, "en": EN, "ar": AR, "AR": AR, "ar-AE": AR, "fr ar en": AR, "fr": EN, "arabic": EN, " ar ": AR,
	} {
		if got := LangOf(uiLocales); got != want {
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
