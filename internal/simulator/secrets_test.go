package simulator_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestSecretsListEverythingThatPassedThrough(t *testing.T) {
	var log bytes.Buffer
	w := start(t, func(c *simulator.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	state := "a-state-nobody-else-has"
	q := w.answer(w.request(w.Face, "state", state, "username", "971500000001"), simulatortest.Decision{})
	p := grantParameters(w.Face, q.Get("code"))
	p.Set("code_verifier", simulatortest.Verifier)
	token, _ := w.must(w.tokenRequest(w.Face, p)).JSON(t)["access_token"].(string)
	w.must(w.userinfoRequest(token))
	w.must(w.introspectRequest(w.Face, token))
	w.get(w.request(w.Face, "username", "someone-unknown@example.com"))

	staff := w.answer(w.StaffRequest(), simulatortest.Decision{Persona: "noura"})
	staffTokens := w.must(w.StaffTokenRequest(staff.Get("code"))).JSON(t)

	secrets := w.Secrets()
	for name, value := range map[string]string{
		"state": state, "code": q.Get("code"), "verifier": simulatortest.Verifier, "token": token, "client secret": w.Face.Secret,
		"other client secret": w.Signin.Secret, "Emirates ID": "784199000000010", "printed Emirates ID": "784-1990-0000001-0",
		"mobile": "971500000005", "e-mail": "fatima@example.com", "unknown username": "someone-unknown@example.com", "unified number": "100000005",
		"code of the staff": staff.Get("code"), "state of the staff": simulatortest.StaffState, "nonce": simulatortest.StaffNonce, "staff secret": w.Staff.Secret,
		"ID token": staffTokens["id_token"].(string), "access token of the staff": staffTokens["access_token"].(string), "staff e-mail": "saeed@staff.example.com",
	} {
		if !slices.Contains(secrets, value) {
			t.Errorf("the %s is missing", name)
		}
	}
	if slices.Contains(secrets, "") || !slices.IsSorted(secrets) {
		t.Error("an empty value would be found everywhere")
	}

	// The simulator keeps its own rule.
	if log.Len() == 0 {
		t.Fatal("nothing is logged")
	}
	for _, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Error("the log holds a secret")
		}
	}
}

func TestShortValuesAreNoSecrets(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Face, "state", "ok"), simulatortest.Decision{})
	if slices.Contains(w.Secrets(), "ok") {
		t.Error("every page would seem to leak")
	}
}
