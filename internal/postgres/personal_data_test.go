package postgres_test

import (
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres/postgrestest"
)

func TestADumpHoldsNobody(t *testing.T) {
	j := newJourney(t)
	j.allStories()
	j.Calm()
	c := j.Newcomer()
	r := j.Leaves(c, j.asksFor(c, "AE070331234567890123456", "Mariam Al Namouthaji"))
	i := c.Identity
	work := worker("noura", office.Operator)
	_, refused := j.Works(work)
	j.must(refused)
	dump := j.database.Dump(j)

	for what, value := range map[string]string{
		"the subject": i.Subject, "the uuid": i.UUID, "the Emirates ID": i.EmiratesID, "the mobile number": i.Mobile, "the e-mail address": i.Email,
		"the name": i.NameEN, "the Arabic name": i.NameAR, "the payee": "Mariam Al Namouthaji", "the IBAN": "AE070331234567890123456",
		"the verifier": j.Sent.Verifier.Reveal(), "the code": r.Callback.Code.Reveal(),
		"the Emirates ID as on the card":  i.EmiratesID[:3] + "-" + i.EmiratesID[3:7] + "-" + i.EmiratesID[7:14] + "-" + i.EmiratesID[14:],
		"the mobile number with its plus": "+" + i.Mobile,
		"the subject of the staff":        work.Subject, "the name of the staff": work.Name, "the e-mail address of the staff": work.Email,
		"the ID token": work.Token.Reveal(),
	} {
		postgrestest.HiddenIn(t, dump, what, value, false)
	}
	for _, s := range append(j.Secrets, c.Session, r.Binding, r.Callback.State) {
		postgrestest.HiddenIn(t, dump, "a secret", s.Reveal(), true)
	}
}

// asksFor is a transaction with people and accounts in it.
func (j *journey) asksFor(c customer, iban, payee string) approval.ID {
	j.Helper()
	r := request("AED 10.00")
	r.Document.Sentence.EN = "Pay " + payee
	r.Document.Fields = append(r.Document.Fields,
		approval.DocumentField{Name: "iban", Type: approval.IBAN, Value: iban}, approval.DocumentField{Name: "payee_name", Type: approval.PersonName, Value: payee})
	id, err := j.Confirm.Create(j.Context(), c.ID, r, origin)
	j.must(err)
	return id
}

// The search finds what is there: the states and the tokens as their hashes, and the
// kind of transaction, which is no secret.
func TestTheSearchOfTheDumpFinds(t *testing.T) {
	j := newJourney(t)
	c := j.Newcomer()
	r := j.Leaves(c, j.Asks(c))
	dump := j.database.Dump(j)
	for what, secret := range map[string]approval.Secret{"state": r.Callback.State, "binding": r.Binding, "session": c.Session} {
		if !strings.Contains(dump, postgrestest.Spellings(secret.Reveal())["SHA-256"]) {
			t.Errorf("the %s is not found by its hash", what)
		}
	}
	if !strings.Contains(dump, postgrestest.Spellings("transfer")["clear"]) || !strings.Contains(dump, string(c.ID)) {
		t.Error("what is stored in clear is not found")
	}
	j.must(j.direct(`update signins set return_path = $1, handover = $2`, c.Identity.EmiratesID, []byte(c.Identity.Email)))
	dump = j.database.Dump(j)
	if !strings.Contains(dump, postgrestest.Spellings(c.Identity.EmiratesID)["clear"]) || !strings.Contains(dump, postgrestest.Spellings(c.Identity.Email)["hex"]) {
		t.Error("what was planted is not found")
	}
}
