package journeytest

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/web/page"
)

// Whoever confirmed can prove it to a stranger, who has a public key and nothing else of ours.
func TestAStrangerVerifiesAReceipt(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		if p := b.Get(review.Path() + "/receipt.json"); p.Path() != review.Path() {
			t.Errorf("before the confirmation the file leads to %s", p.Path())
		}
		done := b.Confirm(review, approve)
		shown := b.Get(done.Path() + "/receipt")
		shows(w, shown, say(lang, "receipt.follows"))
		if p := b.Get(done.Path() + "/receipt/status"); p.Body != `{"stage":"follows","state":"confirmed"}`+"\n" {
			t.Errorf("the status is %s", p.Body)
		}
		if p := b.Get(done.Path() + "/receipt.json"); p.Path() != shown.Path() {
			t.Errorf("before there is a proof the file leads to %s", p.Path())
		}
		w.Sequenced()
		if p := b.Get(done.Path() + "/receipt/status"); p.Body != `{"stage":"proved","state":"confirmed"}`+"\n" {
			t.Errorf("the status is %s", p.Body)
		}
		shown = b.Get(done.Path() + "/receipt")
		shows(w, shown, say(lang, "receipt.proof_text"), say(lang, "receipt.no_witness"), apptest.LogOrigin)
		file := b.Get(shown.Find("a[download]").AttrOr("href", ""))
		mustBe(w, file, "type", file.Header.Get("Content-Type"), "application/json; charset=utf-8")
		said, ok := w.Verify(lang, file.Body)
		if !ok {
			t.Fatalf("not verified:\n%s\n%s", said, file.Body)
		}
		code := shown.Find(`.rows dt:contains("` + say(lang, "label.code") + `") + dd`).Text()
		if code == "" || !strings.Contains(said, code) {
			t.Errorf("the verifier does not show the check code %q:\n%s", code, said)
		}
		if said, ok := w.Verify(lang, strings.Replace(file.Body, "1250.50", "9250.50", 1)); ok {
			t.Errorf("another amount is verified:\n%s", said)
		}
	}
}

// A receipt is its owner's. To anybody else it does not exist, as a file or otherwise.
func TestAReceiptIsItsOwners(t *testing.T) {
	t.Parallel()
	w := open(t)
	b, stranger := w.Browser("en", 0), w.Browser("en", 0)
	b.SignIn("fatima")
	stranger.SignIn("ahmed")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	w.Sequenced()
	for _, path := range []string{"/receipt", "/receipt.json", "/receipt/status"} {
		if p := stranger.Get(done.Path() + path); p.Status != http.StatusNotFound {
			t.Errorf("%s answers a stranger with %d", path, p.Status)
		}
	}
}

// The code on a printed receipt leads to the page that checks receipts.
func TestTheCodeOnPaperLeadsToTheVerifier(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range []string{"en", "ar"} {
		p := w.Browser(lang, 0).Get(page.VerifyCode)
		mustBe(w, p, "address", p.Path(), "/"+lang+"/verify")
		if p.Status != http.StatusOK {
			t.Errorf("the verifier answers %d", p.Status)
		}
	}
}
