package clientauth_test

import (
	"fmt"
	"testing"

	"takeed/internal/integration/clientauth"
	"takeed/internal/sourcetest"
)

// attack changes a request of the client hub that would be accepted, and says how the changed
// one is refused.
type attack struct {
	name   string
	change change
	code   clientauth.Code
	reason clientauth.Reason
}

func allAttacks() (list []attack) {
	for _, part := range [][]attack{formAttacks, shapeAttacks, headerAttacks, algorithmAttacks, claimAttacks, timeAttacks, keyAttacks} {
		list = append(list, part...)
	}
	return list
}

func TestEachAttackIsRefusedWithItsCode(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	names := map[string]bool{}
	for _, row := range allAttacks() {
		if names[row.name] {
			t.Errorf("%q stands twice", row.name)
		}
		names[row.name] = true
		a := newTry(hub.ec, "es")
		row.change(a)
		got, err := v.Verify(t.Context(), a.values())
		if err == nil {
			t.Errorf("%s: accepted as %+v", row.name, got)
			continue
		}
		if got.ClientID != "" || got.JTI != "" || got.Scopes != nil || !got.Expires.IsZero() {
			t.Errorf("%s: %+v came with the refusal", row.name, got)
		}
		if code, reason := refusal(t, err); code != row.code || reason != row.reason {
			t.Errorf("%s: %s because of %s, want %s because of %s", row.name, code, reason, row.code, row.reason)
		}
	}
	if len(names) < 60 {
		t.Errorf("only %d attacks", len(names))
	}
}

// Every reason that the package knows is met above.
func TestEveryReasonIsMet(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, row := range allAttacks() {
		met[string(row.reason)] = true
	}
	for _, reason := range sourcetest.Constants(t, "errors.go", "Reason") {
		if !met[reason] {
			t.Errorf("%s is never the reason", reason)
		}
	}
}

// The log says whom a refused request claimed to be, if that can be stored and shown.
func TestTheClaimedClientIsNoted(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	for claimed, change := range map[string]change{
		"hub":   claim("exp", at(-1)),
		"other": from("other"),
		"nobo":  from("nobo"),
		"":      all(claim("sub", `"hub\n"`), claim("iss", `"hub\n"`)),
	} {
		a := newTry(hub.ec, "es")
		change(a)
		_, err := v.Verify(t.Context(), a.values())
		if _, _ = refusal(t, err); err.(*clientauth.Error).Claimed != claimed {
			t.Errorf("%q: %+v", claimed, err)
		}
	}
}

// What a caller may tell a stranger is the same for every failed authentication.
func TestStrangersLearnNothingOfClients(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	said := map[string]bool{}
	for _, client := range []string{"hub", "other", "lone", "gone", "torn", "both", "nobody"} {
		a := newTry(other.ed, "es")
		from(client)(a)
		_, err := v.Verify(t.Context(), a.values())
		code, _ := refusal(t, err)
		said[fmt.Sprint(code)] = true
	}
	if len(said) != 1 || !said["invalid_client"] {
		t.Errorf("%v", said)
	}
}
