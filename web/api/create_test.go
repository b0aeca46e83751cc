package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

func TestAClientAsksForAnApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.asked("reference", `"HUB-1"`, "expires_in", "900", "return_url", `"https://bank.example/done"`, "return_state", `"s-1"`)
	if at := g.Header.Get("Location"); at != of(g, "") || g.Header.Get("ETag") != `"1"` {
		t.Errorf("Location %s, ETag %s", at, g.Header.Get("ETag"))
	}
	for name, want := range map[string]string{"status": "pending", "kind": "transfer", "reference": "HUB-1", "language": "ar"} {
		if got := g.member(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if link := g.member("approval_url"); !strings.HasPrefix(link, base+"/ar/a/") || len(link) != len(base+"/ar/a/")+26 {
		t.Errorf("the link is %s", link)
	}
	read := w.get("hub", of(g, ""))
	w.wants(read, http.StatusOK, "")
	if read.Header.Get("ETag") != `"1"` || read.member("approval_url") != "" || read.member("digest") != g.member("digest") {
		t.Errorf("read again it is %s", read.body)
	}
	found := w.get("hub", transactions+"?reference=HUB-1&something=else")
	if !strings.Contains(string(found.body), g.member("id")) {
		t.Errorf("looked up by its reference: %s", found.body)
	}
	if nothing := w.get("hub", transactions+"?reference=HUB-2"); string(nothing.body) != "{\"data\":[]}\n" {
		t.Errorf("looked up by another: %s", nothing.body)
	}
}

// The core presents what it is about to execute, so it must be able to compute the digest
// from the document that it was told.
func TestTheDocumentInTheAnswerHasTheDigest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.asked("fields", strings.Replace(fields, `"Mariam Al Namouthaji"`, `"Smith & Sons"`, 1))
	for _, answer := range []got{g, w.get("hub", of(g, ""))} {
		var body struct {
			Document json.RawMessage `json:"document"`
		}
		w.must(json.Unmarshal(answer.body, &body))
		sum := sha256.Sum256(body.Document)
		if "sha-256:"+hex.EncodeToString(sum[:]) != g.member("digest") {
			t.Errorf("the digest of %s is not %s", body.Document, g.member("digest"))
		}
	}
}

// Whom it is addressed to is written in many ways, and never comes back.
func TestAPersonIsNamedInAnySpelling(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := postgrestest.Resident("Somebody")
	i.EmiratesID, i.Mobile = strings.ReplaceAll(emiratesID, "-", ""), "971501234567"
	p, _ := postgrestest.SignedIn(w, w.db, i)
	for _, person := range []string{
		`{"emirates_id":"784199012345676"}`, `{"emirates_id":" 784 1990 1234567 6"}`, `{"mobile":"` + p.Identity.Mobile + `"}`, `{"mobile":"0` + p.Identity.Mobile[3:] + `"}`,
		`{"email":"` + strings.ToUpper(p.Identity.Email) + `"}`,
	} {
		g := w.asked("person", person)
		if w.opened(g, p); strings.Contains(string(g.body), "per_") {
			t.Errorf("%s: %s", person, g.body)
		}
		read := w.get("hub", of(g, ""))
		if n := strings.Count(string(read.body), "per_"); n != 1 || strings.Contains(string(read.body), p.Identity.EmiratesID) {
			t.Errorf("%s: once opened it is %s", person, read.body)
		}
		var body struct{ Person json.RawMessage }
		w.must(json.Unmarshal(read.body, &body))
		w.opened(w.asked("person", string(body.Person)), p)
	}
	for _, text := range []string{p.Identity.EmiratesID, p.Identity.Email, emiratesID} {
		if strings.Contains(w.lines.text(), text) {
			t.Errorf("the log has %s", text)
		}
	}
}

// What is wrong with a request is told all at once, with a pointer and texts to each.
func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.posting("hub", transactions, wanted("reference", `"two words"`, "person", `{"emirates_id":"1"}`, "language", `"fr"`, "expires_in", "1", "simulate", `"x"`,
		"fields", `{"amount":{"value":"25000.00","currency":"USD"},"payee_name":7,"iban":"AE08 0331 2345 6789 0123 456","extra":"x"}`))
	a.invalid = true
	g := w.do(a)
	w.wants(g, http.StatusUnprocessableEntity, "invalid_fields")
	want := []string{"/reference malformed", "/person/emirates_id malformed", "/fields/amount money_currency", "/fields/payee_name not_a_string",
		"/fields/iban iban_checksum", "/fields/purpose required", "/fields/extra unknown_field", "/language malformed", "/expires_in out_of_range", "/simulate sandbox_only"}
	if told := g.errors(); strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("it tells\n%s", strings.Join(told, "\n"))
	}
}

// errors are what an answer says is wrong with each thing.
func (g got) errors() (all []string) {
	var body struct {
		Errors []struct{ Pointer, Parameter, Code string }
	}
	_ = json.Unmarshal(g.body, &body)
	for _, e := range body.Errors {
		all = append(all, e.Pointer+e.Parameter+" "+e.Code)
	}
	return all
}
