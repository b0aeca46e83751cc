package postgres_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"
	"os/exec"
	"strings"
	"testing"

	"takeed/internal/approval"
)

// dump is what pg_dump takes away, in lower case. Bytes appear as hex, so a value that was
// stored as bytes is found by its hex.
func (w world) dump() string {
	w.Helper()
	program, err := exec.LookPath("pg_dump")
	if err != nil && os.Getenv("CI") == "" {
		w.Skip("pg_dump is not installed")
	}
	w.must(err)
	text, err := exec.CommandContext(w.Context(), program, "--dbname", w.database.Owner).Output()
	w.must(err)
	return strings.ToLower(string(text))
}

// spellings are the ways in which a value could lie in the dump: as it is, and in the
// encodings and the plain hash that a careless hand would use; each as text and as
// bytes. A plain hash hides nothing that can be guessed.
func spellings(value string) map[string]string {
	hash := sha256.Sum256([]byte(value))
	spelled := map[string]string{
		"clear": value, "hex": hex.EncodeToString([]byte(value)),
		"base64":               strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(value)), "="),
		"base64url":            base64.RawURLEncoding.EncodeToString([]byte(value)),
		"SHA-256":              hex.EncodeToString(hash[:]),
		"SHA-256 in base64":    strings.TrimRight(base64.StdEncoding.EncodeToString(hash[:]), "="),
		"SHA-256 in base64url": base64.RawURLEncoding.EncodeToString(hash[:]),
	}
	for name, s := range spelled {
		spelled[name] = strings.ToLower(s)
		spelled[name+", as bytes"] = hex.EncodeToString([]byte(s))
	}
	return spelled
}

// hiddenIn fails if a value lies in the dump. Secrets of 256 random bits may lie there
// as their plain hash, which is how they are looked up.
func hiddenIn(t *testing.T, dump, what, value string, mayHash bool) {
	t.Helper()
	for name, s := range spellings(value) {
		if mayHash && strings.HasPrefix(name, "SHA-256") {
			continue
		}
		if strings.Contains(dump, s) {
			t.Errorf("%s is in the database: %s", what, name)
		}
	}
}

func TestADumpHoldsNobody(t *testing.T) {
	j := newJourney(t)
	j.allStories()
	j.calm()
	c := j.newcomer()
	r := j.leaves(c, j.asksFor(c, "AE070331234567890123456", "Mariam Al Namouthaji"))
	i := c.Identity
	work := worker("noura", approval.Operator)
	_, refused := j.works(work)
	j.must(refused)
	dump := j.dump()

	for what, value := range map[string]string{
		"the subject": i.Subject, "the uuid": i.UUID, "the Emirates ID": i.EmiratesID, "the mobile number": i.Mobile, "the e-mail address": i.Email,
		"the name": i.NameEN, "the Arabic name": i.NameAR, "the payee": "Mariam Al Namouthaji", "the IBAN": "AE070331234567890123456",
		"the verifier": j.sent.Verifier.Reveal(), "the code": r.Callback.Code.Reveal(),
		"the Emirates ID as on the card":  i.EmiratesID[:3] + "-" + i.EmiratesID[3:7] + "-" + i.EmiratesID[7:14] + "-" + i.EmiratesID[14:],
		"the mobile number with its plus": "+" + i.Mobile,
		"the subject of the staff":        work.Subject, "the name of the staff": work.Name, "the e-mail address of the staff": work.Email,
		"the ID token": work.Token.Reveal(),
	} {
		hiddenIn(t, dump, what, value, false)
	}
	for _, s := range append(j.secrets, c.session, r.Binding, r.Callback.State) {
		hiddenIn(t, dump, "a secret", s.Reveal(), true)
	}
}

// asksFor is a transaction with people and accounts in it.
func (j *journey) asksFor(c customer, iban, payee string) approval.ID {
	j.Helper()
	r := request("AED 10.00")
	r.Document.Sentence.EN = "Pay " + payee
	r.Document.Fields = append(r.Document.Fields,
		approval.DocumentField{Name: "iban", Type: approval.IBAN, Value: iban}, approval.DocumentField{Name: "payee_name", Type: approval.PersonName, Value: payee})
	id, err := j.confirm.Create(j.Context(), c.ID, r, origin)
	j.must(err)
	return id
}

// The search finds what is there: the states and the tokens as their hashes, and the
// kind of transaction, which is no secret.
func TestTheSearchOfTheDumpFinds(t *testing.T) {
	j := newJourney(t)
	c := j.newcomer()
	r := j.leaves(c, j.asks(c))
	dump := j.dump()
	for what, secret := range map[string]approval.Secret{"state": r.Callback.State, "binding": r.Binding, "session": c.session} {
		if !strings.Contains(dump, spellings(secret.Reveal())["SHA-256"]) {
			t.Errorf("the %s is not found by its hash", what)
		}
	}
	if !strings.Contains(dump, spellings("transfer")["clear"]) || !strings.Contains(dump, string(c.ID)) {
		t.Error("what is stored in clear is not found")
	}
	j.must(j.direct(`update signins set return_path = $1, handover = $2`, c.Identity.EmiratesID, []byte(c.Identity.Email)))
	dump = j.dump()
	if !strings.Contains(dump, spellings(c.Identity.EmiratesID)["clear"]) || !strings.Contains(dump, spellings(c.Identity.Email)["hex"]) {
		t.Error("what was planted is not found")
	}
}
