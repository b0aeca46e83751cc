package audit_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/audit"
)

func TestReasons(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"CRM-2026/00417": "CRM-2026/00417", " inc0017 ": "INC0017", "١٧": "17", "SR.1": "SR.1", "7": "7", "INC–0017": "INC-0017",
	} {
		if got, err := audit.CheckReason("fraud", typed); err != nil || got != (audit.RevealReason{Purpose: audit.ForFraud, Case: want}) {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]error{
		"": audit.ErrCase, "CRM": audit.ErrCase, "CRM 17": audit.ErrCase, "-17": audit.ErrCase, "17-": audit.ErrCase, strings.Repeat("1", 41): audit.ErrCase,
		"Fatima-1": audit.ErrCase, "Sara-Ali-7": audit.ErrCase, "1-Omar": audit.ErrCase, "Fat-ima-1": audit.ErrCase, "fati7ma": audit.ErrCase, "TICKET-17": audit.ErrCase, "17<b>": audit.ErrCase, "=1+1": audit.ErrCase, "فاطمة١": audit.ErrCase,
		"CRM-784199012345676": audit.ErrCasePersonal, "0501234567": audit.ErrCasePersonal, "a@b.ae": audit.ErrCasePersonal,
	} {
		if _, err := audit.CheckReason("fraud", typed); err != want {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
	for _, purpose := range []string{"", "because", "Fraud"} {
		if _, err := audit.CheckReason(purpose, "17"); err != audit.ErrPurpose {
			t.Errorf("%q: %v", purpose, err)
		}
	}
}

// What is recorded names nobody: no name of five letters or more, and no identifier.
func TestAReasonNamesNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z]{5,12}`).Draw(t, "name")
		before := rapid.StringMatching(`[0-9./-]{0,6}`).Draw(t, "before")
		after := rapid.StringMatching(`[0-9./-]{0,6}`).Draw(t, "after")
		if got, err := audit.CheckReason("customer", before+name+after); err == nil {
			t.Fatalf("recorded: %+v", got)
		}
	})
}
