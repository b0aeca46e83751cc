package auditlog_test

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
)

// pasted is what the search box makes of a text.
func (w world) pasted(text string) (audit.Query, error) {
	w.Helper()
	p, ok := audit.Detect(text)
	if !ok {
		w.Fatalf("%q is not recognised", text)
	}
	return w.log.Resolve(w.Context(), p, auditor)
}

func TestWhatIsPastedIsFound(t *testing.T) {
	j := newJourney(t)
	i := approval.Identity{Subject: "UAEPASS/x", UUID: "x", EmiratesID: "784199012345676", Level: approval.SOP3, Mobile: "971501234567", Email: "Fatima@Example.ae", NameEN: "Fatima"}
	c := j.Signs(i)
	id := j.Asks(c)
	r := j.Leaves(c, id)
	r.Callback.Code, r.Callback.Error, r.Callback.CorrelationID = approval.Secret{}, "cancelledOnApp", "cr-12345678"
	j.Returns(r, nil)
	attempt := approval.ID(j.text(`select attempt_id::text from audit_events where kind = 'attempt_started'`))
	d := j.text(`select encode(payload_hash, 'hex') from transactions`)
	staff := strings.TrimPrefix(string(auditor.Actor), "staff:")
	j.searched("", "")

	for text, want := range map[string]string{
		"784-1990-1234567-6": "person:" + string(c.ID), "٧٨٤١٩٩٠١٢٣٤٥٦٧٦": "person:" + string(c.ID), "+971 50 123 4567": "person:" + string(c.ID),
		"0501234567": "person:" + string(c.ID), "fatima@example.ae": "person:" + string(c.ID), " FATIMA@EXAMPLE.AE ": "person:" + string(c.ID),
		string(id): "transaction:" + string(id), strings.ToUpper(string(attempt)): "attempt:" + string(attempt), string(c.ID): "person:" + string(c.ID),
		staff: "staff:" + staff, id.Reference(): "ref:" + id.Reference(), d: "check:" + digestCode(t, d), digestCode(t, d): "check:" + digestCode(t, d),
		"request-1": "request:request-1", "cr-12345678": "crid:cr-12345678", "192.0.2.7": "ip:192.0.2.7",
	} {
		q, err := j.pasted(text)
		if err != nil || q.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, q, err, want)
			continue
		}
		if lines := j.searched(q.String(), "").Lines; len(lines) == 0 {
			t.Errorf("%q finds nothing", q)
		}
	}
	for _, text := range []string{"784199012345677", "0501234568", "another@example.ae", string(approval.NewID()), "cr-nobody-knows"} {
		if q, err := j.pasted(text); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%q: %q, %v", text, q, err)
		}
	}
	j.noViolations()
}

func digestCode(t *testing.T, hex string) string {
	p, ok := audit.Detect(hex)
	if !ok {
		t.Fatal("no digest")
	}
	return strings.TrimPrefix(p.Query.String(), "check:")
}

func (w world) text(sql string) string {
	w.Helper()
	var s string
	w.must(w.app.QueryRow(w.Context(), sql).Scan(&s))
	return s
}

func TestWhoeverLooksForSomebodyIsRecorded(t *testing.T) {
	j := newJourney(t)
	one, two := j.Newcomer().Identity, j.Newcomer().Identity
	two.Email = one.Email // a household
	j.Signs(two)
	q, err := j.pasted(one.Email)
	j.must(err)
	if len(q.Terms) != 1 || len(q.Terms[0].Any) != 2 {
		t.Errorf("found: %q", q)
	}
	_, err = j.pasted("nobody@example.ae")
	if !errors.Is(err, approval.ErrNotFound) {
		t.Error(err)
	}
	var said []string
	for _, look := range j.looks(approval.EventPersonLookedUp) {
		said = append(said, look["by"]+" "+look["found"]+" "+strconv.FormatBool(look["person"] != ""))
		for _, value := range maps.All(look) {
			if strings.Contains(value, "@") {
				t.Errorf("the event says %q", value)
			}
		}
	}
	if !slices.Equal(said, []string{"email 2 true", "email 2 true", "email 0 false"}) {
		t.Errorf("recorded: %q", said)
	}
}

// What the lists call people is found when it is pasted.
func TestAShortNumberFindsItsOwner(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	entered, _ := w.staffEntered(worker("noura", office.Operator))
	member := entered.ID
	for text, want := range map[string]string{
		p.ID.PersonNumber():                        "person:" + string(p.ID),
		" " + strings.ToLower(p.ID.PersonNumber()): "person:" + string(p.ID),
		member.StaffNumber():                       "staff:" + string(member),
		"P-FFFFFFFF":                               "",
		p.ID.PersonNumber() + "0":                  "",
	} {
		pasted, ok := audit.Detect(text)
		if !ok {
			t.Errorf("%q is nothing", text)
			continue
		}
		q, err := w.log.Resolve(t.Context(), pasted, auditor)
		if q.String() != want || (want == "") != (err != nil) {
			t.Errorf("%q finds %q, %v; want %q", text, q, err, want)
		}
	}
}
