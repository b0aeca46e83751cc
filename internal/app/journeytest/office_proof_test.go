package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// Any member of staff may save the proof of an event, which a stranger can check, and which is
// recorded. Before there is one, the page of the event says that it follows.
func TestTheStaffSaveTheProofOfAnEvent(t *testing.T) {
	t.Parallel()
	d := disputed(t)
	b := staffBrowser(d.World, "ar", "noura")
	number := postgrestest.Query[string](t, d.Database, `select id::text from audit_events where kind = 'transaction_confirmed'`)
	path := "/ar/staff/events/" + number
	if p := b.Get(path + "/proof"); p.Path() != path {
		t.Errorf("before there is a proof, its address leads to %s", p.Path())
	}
	page := b.Get(path)
	shows(d.World, page, say("ar", "auditlog.proof_follows"))
	d.Sequenced()
	if n := events(d.World, approval.EventExportFinished, "format", "tlog-proof"); n != 0 {
		t.Errorf("%d proofs are recorded", n)
	}
	address := b.Get(path).Find("a[download]").AttrOr("href", "")
	resp, text := d.saved(b, strings.TrimPrefix(address, "/ar"), nil)
	mustBe(d.World, page, "name", resp.Header.Get("Content-Disposition"), `attachment; filename="event-`+number+`.tlog-proof"`)
	d.proves(string(text), postgrestest.Query[string](t, d.Database, `select encode(hash, 'hex') from audit_events where id = $1::bigint`, number), "")
	if n := events(d.World, approval.EventExportFinished, "query", "number:"+number); n != 1 {
		t.Errorf("the proof is recorded %d times", n)
	}
	for _, nothing := range []string{"0", "x", "99999999999999999999"} {
		if p := b.Get("/ar/staff/events/" + nothing + "/proof"); p.Status != http.StatusNotFound {
			t.Errorf("the proof of event %s: %d", nothing, p.Status)
		}
	}
	if p := b.Get("/ar/staff/events/987654321/proof"); p.Status != http.StatusNotFound {
		t.Errorf("the proof of no event: %d", p.Status)
	}
}

// The receipt has a name in clear, so the staff get it for a reason, which is recorded.
func TestTheStaffSaveAReceiptForAReason(t *testing.T) {
	t.Parallel()
	d := disputed(t)
	b := staffBrowser(d.World, "en", "noura")
	path := "/en/staff/transactions/" + d.id
	shows(d.World, b.Get(path), say("en", "dispute.follows"))
	if p := b.Post(path+"/receipt.json", goodReason); p.Path() != path {
		t.Errorf("before there is a receipt, its address leads to %s", p.Path())
	}
	d.Sequenced()
	action := b.Get(path).Find("button[formaction]").AttrOr("formaction", "")
	for _, values := range []url.Values{{}, {"reason": {"complaint"}}, {"case": {"CRM-1"}}, {"reason": {"x"}, "case": {"CRM-1"}}} {
		if p := b.Post(action, values); p.Status != http.StatusUnprocessableEntity || p.Find(".summary-error").Length() != 1 {
			t.Errorf("%v: %d", values, p.Status)
		}
	}
	if n := events(d.World, approval.EventIdentifierRevealed, "outcome", "success"); n != 0 {
		t.Errorf("%d receipts left without a reason", n)
	}
	resp, file := d.saved(b, strings.TrimPrefix(action, "/en"), goodReason)
	if said, ok := d.Verify("en", string(file)); !ok || resp.Header.Get("Content-Type") != "application/json; charset=utf-8" || !strings.Contains(said, d.name) {
		t.Errorf("%v:\n%s", resp.Header, said)
	}
	recorded := postgrestest.Query[int](t, d.Database, `select count(*) from audit_events where kind = 'identifier_revealed' and tx_id::text = $1
		and body::json ->> 'why' = 'customer' and body::json ->> 'case' = 'CRM-2026/00417' and body::json ->> 'person' = (select user_id::text from transactions where id = tx_id)`, d.id)
	if recorded != 1 {
		t.Errorf("the receipt is recorded %d times", recorded)
	}
	for _, id := range []string{string(approval.NewID()), "x"} {
		if p := b.Post("/en/staff/transactions/"+id+"/receipt.json", goodReason); p.Status != http.StatusNotFound {
			t.Errorf("the receipt of %s: %d", id, p.Status)
		}
	}
	pending := d.Browser("en", 0)
	pending.SignIn("ahmed")
	if p := b.Post("/en/staff/transactions/"+idOf(pending.Create("transfer", apptest.Transfer()))+"/receipt.json", goodReason); p.Status != http.StatusNotFound {
		t.Errorf("the receipt of what was not confirmed: %d", p.Status)
	}
}

// The page of the log tells how it is, also when it has stopped; then the portal is ready all
// the same, and says so.
func TestTheStaffSeeTheLog(t *testing.T) {
	t.Parallel()
	d := disputed(t)
	d.Sequenced()
	b := staffBrowser(d.World, "ar", "hessa")
	link := b.Get("/ar/staff").Find(`nav a[href="/ar/staff/log"]`)
	page := b.Get(link.AttrOr("href", ""))
	want(d.World, page, http.StatusOK, say("ar", "office.log"))
	shows(d.World, page, say("ar", "logpage.kept"), apptest.LogOrigin, d.Apps[0].Translog.Keys().Public()[0], say("ar", "logpage.no_witnesses"))
	if p := b.Get(page.Find(`a[href="/log/checkpoint"]`).AttrOr("href", "")); !strings.HasPrefix(p.Body, apptest.LogOrigin+"\n") {
		t.Errorf("the checkpoint is %q", p.Body)
	}
	if p := b.Get("/readyz"); p.Status != http.StatusOK || !strings.HasPrefix(p.Body, "ready\nlog: kept, size ") || strings.Count(p.Body, "\n") != 2 {
		t.Errorf("/readyz: %d %q", p.Status, p.Body)
	}
	d.Database.Plant(t, `update log_state set server = server + 1`)
	if _, err := d.Apps[0].Translog.Round(t.Context()); err == nil {
		t.Fatal("the log goes on")
	}
	page = b.Get("/ar/staff/log")
	shows(d.World, page, say("ar", "logpage.stopped"), say("ar", "stopped.other_server"))
	if p := b.Get("/readyz"); p.Status != http.StatusOK || p.Body != "ready\nlog: stopped, other_server\n" {
		t.Errorf("/readyz: %d %q", p.Status, p.Body)
	}
}
