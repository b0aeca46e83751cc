package api

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n/i18ntest"
	"takeed/internal/integration"
)

// The table and the file have the same codes with the same statuses, and each has its texts.
func TestEveryCodeIsInTheFileAndHasItsTexts(t *testing.T) {
	t.Parallel()
	f, err := readFile(site(t), openAPI)
	if err != nil {
		t.Fatal(err)
	}
	inTable := map[string]int{}
	for _, r := range table {
		if status, known := inTable[r.code]; known && status != r.status {
			t.Errorf("%s has the statuses %d and %d", r.code, status, r.status)
		}
		inTable[r.code] = r.status
		i18ntest.Said(t, "api."+r.code)
	}
	for code, status := range inTable {
		if f.codes[code].Status != status || f.codes[code].Detail == "" {
			t.Errorf("%s has the status %d, and in the file %+v", code, status, f.codes[code])
		}
	}
	for code := range f.codes {
		if inTable[code] == 0 {
			t.Errorf("no error has the code %s", code)
		}
	}
}

// handled are the errors that no answer of the API comes of.
var handled = []error{
	integration.ErrReplayed,    // refuses a token, in the words of OAuth
	integration.ErrWrongPerson, // is told to a person
	integration.ErrClock,       // is told of the member that says by how much
}

// refusals are the errors of package integration, by their names.
var refusals = map[string]error{
	"ErrUnauthorized": integration.ErrUnauthorized, "ErrReplayed": integration.ErrReplayed, "ErrScope": integration.ErrScope, "ErrKind": integration.ErrKind,
	"ErrReturnURL": integration.ErrReturnURL, "ErrPersonUnknown": integration.ErrPersonUnknown, "ErrPersonBlocked": integration.ErrPersonBlocked,
	"ErrInProgress": integration.ErrInProgress, "ErrKeyReused": integration.ErrKeyReused, "ErrFinal": integration.ErrFinal, "ErrNotConfirmed": integration.ErrNotConfirmed,
	"ErrLapsed": integration.ErrLapsed, "ErrDigestMismatch": integration.ErrDigestMismatch, "ErrVersionMismatch": integration.ErrVersionMismatch,
	"ErrWrongPerson": integration.ErrWrongPerson, "ErrEndpoints": integration.ErrEndpoints, "ErrClock": integration.ErrClock,
	"ReferenceTaken": &integration.ReferenceTaken{}, "AlreadyConsumed": &integration.AlreadyConsumed{},
}

func TestEveryRefusalHasACode(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../internal/integration/errors.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range regexp.MustCompile(`(?m)^\t(Err\w+) |^type (\w+) struct`).FindAllStringSubmatch(string(source), -1) {
		if name := match[1] + match[2]; refusals[name] == nil {
			t.Errorf("nobody looks at %s", name)
		}
	}
	for name, err := range refusals {
		if code := find(err).code; (code == "internal_error") != slices.Contains(handled, err) {
			t.Errorf("%s has the code %s", name, code)
		}
	}
}

// An outcome that is not known comes before everything that was found out on the way.
func TestAnUnknownOutcomeComesFirst(t *testing.T) {
	t.Parallel()
	for _, r := range table {
		if got := find(errors.Join(r.err, approval.ErrOutcomeUnknown)).code; got != "outcome_unknown" {
			t.Errorf("%s with an unknown outcome is %s", r.code, got)
		}
		if got := find(&detailed{error: r.err}).code; got != r.code {
			t.Errorf("%s with details is %s", r.code, got)
		}
	}
}
