package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// onPaper is a statement with values that can be looked for.
func onPaper() said {
	s := newSaid(rand.New(rand.NewPCG(23, 23)))
	s.index, s.micros = 1234, 1_796_076_131_123_456
	copy(s.digest, raw("0123456789abcdef"))
	return s
}

// arrive opens the link of a code, and waits until the page has read it.
const arrive = `
  const read = new Promise(done => window.addEventListener("hashchange", done, { once: true }));
  location.hash = args[0];
  await read;
`

const seen = `
  const result = document.getElementById("result");
  if (!result.querySelector(".panel")) await new Promise(done => new MutationObserver(() => { if (result.querySelector(".panel")) done(); }).observe(result, { childList: true }));
  return document.getElementById("live").textContent + "\n" + result.innerText;
`

func TestThePageTellsACodeInBothLanguages(t *testing.T) {
	page := browser(t)
	s := onPaper()
	if use(t, page, arrive+`return [document.getElementById("text").value, document.getElementById("code-note").hidden, document.activeElement.id, document.getElementById("result").innerText].join(" ")`, s.code()) != s.code()+" false key " {
		t.Error("the page does not ask for the key")
	}
	said := use(t, page, `document.getElementById("key").value = args[0]; document.querySelector("form button").click();`+seen, s.by.vkey)
	for _, want := range []string{"Verified\n", "04HM-ASW9", "2026-12-01 02:02:11 (UAE time)\n2026-11-30T22:02:11.123456Z", "states that a transaction with this digest was confirmed", "0123456789abcdef", "1234", origin, "nothing else on the paper was checked", "The log's key signed what it says"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	arabic := use(t, page, `document.getElementById("switch").click();`+seen)
	for _, want := range []string{words["limit content"].AR, words["limit log"].AR, words["compare"].AR, words["code says"].AR, "04HM-ASW9"} {
		if !strings.Contains(arabic, want) {
			t.Errorf("%q is not in %q", want, arabic)
		}
	}
	said = use(t, page, submit, "https://portal.example.ae/V#"+strings.Replace(s.code(), "A", "B", 1), s.by.vkey, "")
	if !strings.HasPrefix(said, words["not verified"].AR) || !strings.Contains(said, words["statement format"].AR) || !strings.Contains(said, words["statement nothing"].AR) || strings.Contains(said, "04HM") {
		t.Errorf("of a damaged code: %q", said)
	}
}

// Whoever forges a paper makes its link, too: the key must come from elsewhere.
func TestACodeDoesNotBringItsKey(t *testing.T) {
	page := browser(t)
	s := onPaper()
	const state = `return [document.getElementById("key").value, document.getElementById("key-note").hidden, document.querySelector("#result .panel") === null].join(" ")`
	for _, link := range []string{s.code() + "&key=" + s.by.vkey, "key=" + s.by.vkey + "&" + s.code()} {
		if got := use(t, page, arrive+state, link); got != " true true" {
			t.Errorf("%s: %s", link, got)
		}
	}
	use(t, page, arrive+`return ""`, "key="+s.by.vkey)
	if got := use(t, page, arrive+state, s.code()); got != " true true" {
		t.Errorf("a key from an earlier link: %s", got)
	}
	use(t, page, `document.getElementById("key").value = args[0]; return ""`, s.by.vkey)
	if got := use(t, page, arrive+seen, "again"+s.code()); !strings.Contains(got, words["statement format"].EN) {
		t.Errorf("a key that the reader gave: %s", got)
	}
}

// A scanner opens a new page, under the policy that the portal gives it.
func TestAScannedCodeIsReadWhenThePageOpens(t *testing.T) {
	page := browser(t)
	visit(t, page, portalOf(t)+"/ar/verify#"+onPaper().code())
	if got := use(t, page, `return document.getElementById("text").value + document.documentElement.lang`); got != onPaper().code()+"ar" {
		t.Error(got)
	}
}

func TestThePageSaysWhatChecksAnExport(t *testing.T) {
	page := browser(t)
	archive := write(t, "PK\x03\x04")[0]
	if err := chromedp.Do(page, chromedp.SetUploadFiles("#file", []string{archive})); err != nil {
		t.Fatal(err)
	}
	said := use(t, page, `document.getElementById("key").value = args[0]; document.querySelector("form button").click();`+seen, onPaper().by.vkey)
	if !strings.Contains(said, "use the program takeed-verify") {
		t.Error(said)
	}
}

func TestACodeIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	s := onPaper()
	code, out, fault := command("--key", s.by.vkey, "--statement", "https://portal.example.ae/V#"+s.code())
	for _, want := range []string{"VERIFIED: code on paper", "Check code: 04HM-ASW9", "When: 2026-12-01 02:02:11 (UAE time), 2026-11-30T22:02:11.123456Z", "Whoever holds the key of " + origin, "Index: 1234", words["limit content"].EN, words["limit log"].AR, "تم التحقق: الرمز المطبوع"} {
		if code != 0 || fault != "" || !strings.Contains(out, want) {
			t.Errorf("%d %s: %q is not in\n%s", code, fault, want, out)
		}
	}
	code, out, _ = command("--key", s.by.vkey, "--lang", "en", "--statement", s.code()[1:])
	if code != 1 || !strings.Contains(out, words["statement format"].EN) || !strings.Contains(out, words["statement nothing"].EN) || strings.Contains(out, "04HM") {
		t.Errorf("%d\n%s", code, out)
	}
}

// Each line of JSON says what it is about.
func TestVerdictsNameTheirKind(t *testing.T) {
	t.Parallel()
	s, paper := sample(), onPaper()
	history := string(checkpointNote(7, randomBytes(rand.New(rand.NewPCG(1, 2)), 32), s.log.signer))
	args := append([]string{"--key", s.keys, "--json", "--statement", paper.code(), "--statement", "x"}, write(t, string(s.file), "{}", history, "\n\n— ", kept(t, "v1/events.jsonl"))...)
	code, out, _ := command(args...)
	var kinds []string
	for line := range strings.Lines(out) {
		var v struct {
			Kind string
			File *string
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil || (v.File == nil) != (v.Kind == "statement") {
			t.Errorf("%v: %s", err, line)
		}
		kinds = append(kinds, v.Kind)
	}
	if got := strings.Join(kinds, " "); code != 1 || got != "statement statement receipt receipt history history export" {
		t.Errorf("%d: %s", code, got)
	}
}

// A large code is told as the receipt that it holds, with a word on what paper may say beside it.
func TestALargeCodeIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	s := sample()
	policy := write(t, *s.policy)[0]
	code, out, fault := command("--key", s.keys, "--witness", policy, "--statement", "https://portal.example.ae/V#"+largeSample().code())
	for _, want := range []string{"VERIFIED: code on paper", words["compare all"].EN, "Transfer AED 1,250.50 to Omar Badawi", "By whom: Fatima Al Mansoori", "Witnesses that cosigned: 2", "تم التحقق: الرمز المطبوع", words["compare all"].AR, "تحويل 1,250.50 درهم إلى Omar Badawi"} {
		if code != 0 || fault != "" || !strings.Contains(out, want) {
			t.Errorf("%d %s: %q is not in\n%s", code, fault, want, out)
		}
	}
	l := largeSample()
	l.texts[0] = strings.Replace(l.texts[0], "Omar", "Omer", 1)
	for code, why := range map[string]string{l.code(): words["document"].EN, largeSample().code() + "AAAAAAAA": words["statement format"].EN} {
		exit, out, _ := command("--key", s.keys, "--lang", "en", "--statement", code)
		if exit != 1 || !strings.Contains(out, why) || !strings.Contains(out, words["statement nothing"].EN) || strings.Contains(out, "Om") {
			t.Errorf("%d\n%s", exit, out)
		}
	}
}

func TestThePageTellsALargeCodeInBothLanguages(t *testing.T) {
	page := browser(t)
	s, code := sample(), largeSample().code()
	if use(t, page, arrive+`return document.getElementById("text").value + document.getElementById("code-note").hidden`, code) != code+"false" {
		t.Error("the page does not ask for the key")
	}
	said := use(t, page, submit, code, s.keys, *s.policy)
	for _, want := range []string{"Verified\n", words["compare all"].EN, "Omar Badawi", "Fatima Al Mansoori", "The code is complete", "The witnesses that you asked for cosigned: passed"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	if arabic := use(t, page, `document.getElementById("switch").click();`+seen); !strings.Contains(arabic, words["compare all"].AR) {
		t.Error(arabic)
	}
	for bad, why := range map[string]string{code + "AAAAAAAA": "statement format", strings.Replace(code, "A", "B", 20): "statement format"} {
		if said = use(t, page, submit, bad, s.keys, ""); !strings.Contains(said, words[why].AR) || !strings.Contains(said, words["statement nothing"].AR) || strings.Contains(said, "Omar") {
			t.Errorf("of a damaged code: %q", said)
		}
	}
	if said = use(t, page, submit, string(s.file), s.keys, ""); strings.Contains(said, words["compare all"].AR) {
		t.Errorf("of a file: %q", said)
	}
}
