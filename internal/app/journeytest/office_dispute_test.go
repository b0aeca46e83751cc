package journeytest

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/translog"
	"takeed/static"
)

// dispute is a confirmed transaction that somebody disputes.
type dispute struct {
	*apptest.World
	id   string
	name string // of the customer
}

func disputed(t *testing.T) dispute {
	t.Helper()
	w := open(t, unlimited)
	customer := w.Browser("en", 0)
	customer.SignIn("fatima")
	review := customer.Create("transfer", apptest.Transfer())
	customer.Confirm(review, decline)
	return dispute{w, idOf(customer.Confirm(review, approve)), simulator.Personas()[0].LastName.EN}
}

// signedIn is the member of staff who signed in last.
func (d dispute) signedIn() approval.ID {
	d.Helper()
	return approval.ID(postgrestest.Query[string](d, d.Database, `select substr(actor, 7) from audit_events where kind = 'staff_signed_in' order by id desc limit 1`))
}

// saved asks for a file as a button does. It is read past the canary, which looks at pages.
func (d dispute) saved(b *apptest.Browser, path string, values url.Values) (*http.Response, []byte) {
	d.Helper()
	method := http.MethodPost
	if values == nil {
		method = http.MethodGet
	}
	resp, err := b.Client.Do(b.Request(method, "/"+b.Lang+path, values))
	if err != nil {
		d.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		d.Fatal(err)
	}
	return resp, body
}

// archive is what the button on the page of the transaction saves.
func (d dispute) archive(b *apptest.Browser, values url.Values) map[string]string {
	d.Helper()
	page := b.Get("/" + b.Lang + "/staff/transactions/" + d.id)
	action := page.Find("form[action$='/bundle']").AttrOr("action", "")
	resp, body := d.saved(b, strings.TrimPrefix(action, "/"+b.Lang), values)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), `attachment; filename="takeed-`+approval.ID(d.id).Reference()) {
		d.Fatalf("%q answers %d, %v", action, resp.StatusCode, resp.Header)
	}
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		d.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range in.File {
		content, err := f.Open()
		if err != nil {
			d.Fatal(err)
		}
		all, err := io.ReadAll(content)
		if err != nil {
			d.Fatal(err)
		}
		files[f.Name] = string(all)
	}
	return files
}

// provesEvents verifies every event of a timeline by another library, with a public key and
// nothing else of ours.
func (d dispute) provesEvents(files map[string]string) {
	d.Helper()
	lines := strings.Split(strings.TrimSuffix(files["timeline.jsonl"], "\n"), "\n")
	if n := postgrestest.Query[int](d, d.Database, `select count(*) from audit_events where stream = 'txn:' || $1`, d.id); n != len(lines) || n < 5 {
		d.Fatalf("%d events of %d", len(lines), n)
	}
	for _, line := range lines {
		var e struct {
			Number int64
			Hash   string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			d.Fatal(err)
		}
		d.proves(files["proofs/"+strconv.FormatInt(e.Number, 10)+".tlog-proof"], e.Hash, files["checkpoint.txt"])
	}
}

func (d dispute) proves(text, hash, checkpoint string) {
	d.Helper()
	p, err := translog.ParseProof([]byte(text))
	if err != nil {
		d.Fatalf("%v: %q", err, text)
	}
	verifier, err := note.NewVerifier(d.Apps[0].Translog.Keys().Public()[0])
	if err != nil {
		d.Fatal(err)
	}
	signed, err := note.Open(p.Note, note.VerifierList(verifier))
	if err != nil || checkpoint != "" && string(p.Note) != checkpoint {
		d.Fatalf("%v: %q is not %q", err, p.Note, checkpoint)
	}
	c, err := translog.ParseCheckpoint(signed.Text)
	if err != nil {
		d.Fatal(err)
	}
	event, err := hex.DecodeString(hash)
	if err != nil {
		d.Fatal(err)
	}
	var hashes [][]byte
	for _, h := range p.Hashes {
		hashes = append(hashes, h[:])
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(translog.LeafData(event))
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(p.Index), uint64(c.Size), leaf, hashes, c.Root[:]); err != nil {
		d.Error(err)
	}
}

// chained verifies the events of an archive and that its manifest is about them.
func (d dispute) chained(files map[string]string) audit.Manifest {
	d.Helper()
	m, err := audit.ParseManifest([]byte(files["manifest.json"]))
	if err != nil {
		d.Fatal(err)
	}
	v, err := audit.VerifyExport(strings.NewReader(files["timeline.jsonl"]), &m)
	if err != nil || len(v.Faults) != 0 || v.Links != v.Lines || !m.Complete {
		d.Errorf("%+v, %v, %+v", v, err, m)
	}
	return m
}

// The archive for a dispute convinces a stranger who has a public key: of the receipt, of each
// event, and of their order. The log says who took it, and why they were shown the name.
func TestAnArchiveForADisputeProvesItself(t *testing.T) {
	t.Parallel()
	d := disputed(t)
	onlooker := staffBrowser(d.World, "en", "noura")
	noura := d.signedIn()
	onlooker.Get("/en/staff/transactions/" + d.id)
	d.Sequenced()
	for _, lang := range langs {
		b := staffBrowser(d.World, lang, "saeed")
		who := d.signedIn()
		files := d.archive(b, url.Values{"reason": {"complaint"}, "case": {"CRM-2026/1"}})
		if said, ok := d.Verify(lang, files["receipt.json"]); !ok {
			t.Errorf("the receipt is not verified:\n%s", said)
		}
		if said, ok := d.Verify(lang, strings.Replace(files["receipt.json"], "1250.50", "9250.50", 1)); ok {
			t.Errorf("another amount is verified:\n%s", said)
		}
		d.provesEvents(files)
		m := d.chained(files)
		if m.Actor != approval.Staff(who) || m.Query != "transaction:"+d.id {
			t.Errorf("the manifest is %+v", m)
		}
		if n := events(d.World, approval.EventExportFinished, "sha256", m.SHA256); n == 0 {
			t.Error("nobody is said to have taken it")
		}
		if files["verify.html"] != string(static.Verifier()) {
			t.Error("the page that checks receipts is another")
		}
		d.tellsAll(files, noura)
	}
	for code, where := range map[approval.EventCode][2]string{
		approval.EventExportStarted: {"format", "bundle"}, approval.EventExportFinished: {"format", "bundle"}, approval.EventIdentifierRevealed: {"case", "CRM-2026/1"},
	} {
		if n := events(d.World, code, where[0], where[1]); n != len(langs) {
			t.Errorf("%s is recorded %d times", code, n)
		}
		if n := postgrestest.Query[int](t, d.Database, `select count(*) from audit_events where kind = $1 and tx_id::text = $2`, code, d.id); n != len(langs) {
			t.Errorf("%s is about this transaction %d times", code, n)
		}
	}
}

// tellsAll looks for what a reader of the printed page needs, in both languages.
func (d dispute) tellsAll(files map[string]string, onlooker approval.ID) {
	d.Helper()
	html := files["bundle.html"]
	digest := postgrestest.Query[string](d, d.Database, `select encode(payload_hash, 'hex') from transactions where id::text = $1`, d.id)
	wanted := []string{
		approval.ID(d.id).Reference(), digest, d.name, "AE070331234567890123456", onlooker.StaffNumber(), "provider_declined", "transaction_confirmed",
		"takeed-verify --key KEY receipt.json", apptest.Address + "/en/verify", apptest.LogOrigin,
	}
	for _, lang := range langs {
		wanted = append(wanted, say(lang, "dispute.limit_mind"), say(lang, "dispute.proof_text"), say(lang, "timeline.saw"))
	}
	plainHTML := strings.ReplaceAll(html, " ", "")
	for _, text := range wanted {
		if !strings.Contains(plainHTML, strings.ReplaceAll(text, " ", "")) {
			d.Errorf("the page does not say %q", text)
		}
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "href=") || strings.Contains(html, "src=") {
		d.Error("the page leads elsewhere, or runs something")
	}
	for _, identifier := range clear(simulator.Personas()[0]) {
		for name, content := range files {
			if strings.Contains(content, identifier) {
				d.Errorf("%s has the identifier %s", name, identifier)
			}
		}
	}
}

// Whoever may not see names, or gives no reason, gets an archive without any.
func TestAnArchiveWithoutAReasonNamesNobody(t *testing.T) {
	t.Parallel()
	d := disputed(t)
	d.Sequenced()
	for persona, values := range map[string]url.Values{"hessa": goodReason, "saeed": {"reason": {""}, "case": {""}}} {
		files := d.archive(staffBrowser(d.World, "en", persona), values)
		d.provesEvents(files)
		d.chained(files)
		names := slices.Sorted(maps.Keys(files))
		if slices.Contains(names, "receipt.json") || !strings.Contains(files["bundle.html"], say("en", "dispute.receipt_withheld")) {
			t.Errorf("%s has %v", persona, names)
		}
		for name, content := range files {
			if strings.Contains(content, d.name) {
				t.Errorf("%s has the name, for %s", name, persona)
			}
		}
		if !strings.Contains(files["bundle.html"], i18n.MaskEmiratesID(simulator.Personas()[0].EmiratesID)) {
			t.Errorf("%s does not see whom it is about", persona)
		}
	}
	if n := events(d.World, approval.EventIdentifierRevealed, "outcome", "success"); n != 0 {
		t.Errorf("%d names were shown", n)
	}
	b := staffBrowser(d.World, "ar", "saeed")
	path := "/ar/staff/transactions/" + d.id
	refused := b.Post(path+"/bundle", url.Values{"reason": {"complaint"}, "case": {"فاطمة"}})
	if refused.Status != http.StatusUnprocessableEntity {
		t.Errorf("a case that is none: %d", refused.Status)
	}
	shows(d.World, refused, say("ar", "person.case_wrong"))
	operator := staffBrowser(d.World, "en", "noura")
	if p := operator.Post("/en/staff/transactions/"+d.id+"/bundle", goodReason); p.Status != http.StatusForbidden {
		t.Errorf("an operator: %d", p.Status)
	}
	if n := events(d.World, approval.EventStaffAccessRefused, "page", "POST /staff/transactions/{transaction}/bundle"); n != 1 {
		t.Errorf("the refusal is recorded %d times", n)
	}
	if n := events(d.World, approval.EventExportStarted, "format", "bundle"); n != 2 {
		t.Errorf("%d archives are recorded", n)
	}
}
