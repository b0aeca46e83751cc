package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takeed/static"
)

// use runs a script in the page and returns the text that it gives.
func use(t *testing.T, page context.Context, script string, args ...string) string {
	t.Helper()
	given, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(page, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async args => {"+script+"})("+string(given)+")", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// submit fills in the form as a reader does, and waits for the answer that readers hear.
const submit = `
  const field = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event("input", { bubbles: true })); };
  field("text", args[0]); field("key", args[1]); field("policy", args[2]);
  const live = document.getElementById("live");
  live.textContent = "";
  const answered = new Promise(done => new MutationObserver(() => {
    if (document.querySelector("#result .panel")) done();
  }).observe(live, { childList: true, characterData: true, subtree: true }));
  document.querySelector("#result").replaceChildren();
  document.querySelector("form button").click();
  await answered;
  return live.textContent + "\n" + document.querySelector("#result").textContent;
`

func TestThePageTellsAReceiptInBothLanguages(t *testing.T) {
	page := browser(t)
	s := sample()
	said := use(t, page, submit, string(s.file), s.keys, *s.policy)
	for _, want := range []string{
		"Verified\n", "Transfer \u2066AED 1,250.50\u2069 to \u2068Omar Badawi\u2069", "تحويل \u20681,250.50 درهم\u2069", "2026-12-01 02:02:11 (UAE time)", "Fatima Al Mansoori", "784-****-*******-1", origin, "can rewrite history",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	arabic := use(t, page, `document.getElementById("switch").click();
		const e = document.documentElement;
		return e.lang + " " + e.dir + "\n" + document.title + document.body.innerText;`)
	for _, want := range []string{"ar rtl\n", "التحقق من إيصال", "تم التحقق", "فاطمة المنصوري", "يستطيع إعادة كتابة التاريخ", "Transfer"} {
		if !strings.Contains(arabic, want) {
			t.Errorf("%q is not in %q", want, arabic)
		}
	}
	said = use(t, page, submit, strings.Replace(string(s.file), "Omar", "Omer", 1), s.keys, "")
	if !strings.Contains(said, words["not verified"].AR) || !strings.Contains(said, words["document"].AR) || strings.Contains(said, "Omer") {
		t.Errorf("of a changed receipt: %q", said)
	}
}

// Each step is called the same by the program and by the page.
func TestThePageUsesTheWordsOfTheProgram(t *testing.T) {
	t.Parallel()
	html := pageSource(t)
	for _, key := range []string{
		"format", "document", "result", "event", "proof", "inclusion", "checkpoint", "witnesses", "nothing", "approved", "when", "who", "identifier", "how", "by face", "check code", "digest",
		"transaction", "origin", "index", "size", "cosigned", "unchecked", "limits", "limit keys", "limit key", "limit face", "limit done",
		"statement format", "statement nothing", "signature", "stated", "code says", "compare", "compare all", "limit content", "limit log", "limit signer",
	} {
		for _, text := range []string{words[key].EN, words[key].AR} {
			if !strings.Contains(html, `"`+text+`"`) {
				t.Errorf("the page does not say %q", text)
			}
		}
	}
}

func TestThePageCannotVerifyWithoutEd25519(t *testing.T) {
	page := browser(t)
	s := sample()
	said := use(t, page, `
		const given = crypto.subtle.importKey;
		SubtleCrypto.prototype.importKey = async () => { throw new DOMException("unknown", "NotSupportedError"); };
		const verdict = await takeedVerify(args[0], { key: args[1] });
		SubtleCrypto.prototype.importKey = given;
		return JSON.stringify(verdict);`, string(s.file), s.keys)
	if said != `{"ok":false,"step":"","error":"browser"}` {
		t.Error(said)
	}
}

// axe-core finds nothing to object to, in both languages, before and after a verdict.
func TestThePageIsAccessible(t *testing.T) {
	page := browser(t)
	axe, err := os.ReadFile("../../web/browsertest/testdata/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := sample()
	use(t, page, string(axe)+`; return ""`)
	for _, file := range []string{"", string(s.file), "{}", onPaper().code(), "code", largeSample().code()} {
		for range 2 {
			found := use(t, page, `document.getElementById("switch").click(); for (const d of document.querySelectorAll("details")) d.open = true;
				return JSON.stringify((await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations.map(v => v.id + ": " + v.nodes.map(n => n.html)));`)
			if found != "[]" {
				t.Error(found)
			}
		}
		use(t, page, submit, file, s.keys, "")
	}
}

// Without a key nothing is trusted, and what is no file is no receipt.
func TestThePageNeedsAKeyAndAReceipt(t *testing.T) {
	page := browser(t)
	s := sample()
	for call, want := range map[string]string{
		`takeedVerify(args[0])`:                                             `{"ok":false,"step":"","error":"key"}`,
		`takeedVerify(args[0], { key: "" })`:                                `{"ok":false,"step":"","error":"key"}`,
		`takeedVerify(args[0], { key: args[1], policy: "" })`:               `{"ok":false,"step":"","error":"policy"}`,
		`takeedVerify("", { key: args[1] })`:                                `{"kind":"receipt","ok":false,"step":"format"}`,
		`takeedVerify(args[0].replace("Omar", "\ud800"), { key: args[1] })`: `{"kind":"receipt","ok":false,"step":"format"}`,
	} {
		if said := use(t, page, "return JSON.stringify(await "+call+")", string(s.file), s.keys); said != want {
			t.Errorf("%s: %s", call, said)
		}
	}
}

// Served by the portal, in Arabic, the page works under its own policy, and has no other rights.
func TestThePageWorksAsThePortalServesIt(t *testing.T) {
	page := browser(t)
	visit(t, page, portalOf(t)+"/ar/verify")
	s := sample()
	if said := use(t, page, submit, string(s.file), s.keys, *s.policy); !strings.HasPrefix(said, words["verified"].AR) {
		t.Error(said)
	}
	if said := use(t, page, `
		const refused = new Promise(done => document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective), { once: true }));
		fetch("/").catch(() => {});
		return await refused + " " + getComputedStyle(document.querySelector("header")).display + " " + getComputedStyle(document.querySelector("header")).borderTopStyle;`); said != "connect-src block solid" {
		t.Error(said)
	}
}

func portalOf(t *testing.T) string {
	t.Helper()
	portal := httptest.NewServer(http.HandlerFunc(static.ServeVerify))
	t.Cleanup(portal.Close)
	return portal.URL
}

// A link may bring the key and the language, and the page says where the key came from.
func TestALinkMayBringTheKey(t *testing.T) {
	page := browser(t)
	s := sample()
	said := use(t, page, `
		const read = new Promise(done => window.addEventListener("hashchange", done, { once: true }));
		location.hash = "#key=" + encodeURIComponent(args[0]) + "&lang=ar";
		await read;
		return document.getElementById("key").value + " " + document.getElementById("key-note").hidden + " " + document.documentElement.lang;`, s.keys)
	if said != s.keys+" false ar" {
		t.Error(said)
	}
}

// The page is one file that asks nobody for anything.
func TestThePageStandsAlone(t *testing.T) {
	t.Parallel()
	html := pageSource(t)
	for _, never := range []string{`\bsrc=`, `\bhref=`, `url\(`, `@import`, `\bfetch\(`, `XMLHttpRequest`, `WebSocket`, `\bimport[( ]`, `sendBeacon`, `https?://`, `\son[a-z]+=`, `style=`, `innerHTML`, `\beval\b`} {
		if found := regexp.MustCompile(never).FindString(html); found != "" {
			t.Errorf("the page has %q", found)
		}
	}
	if n := strings.Count(html, "<script") + strings.Count(html, "<style"); n != 2 {
		t.Errorf("%d scripts and styles: a policy names one of each by its hash", n)
	}
}

func pageSource(t *testing.T) string {
	t.Helper()
	html, err := os.ReadFile("../../static/verify.html")
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}
