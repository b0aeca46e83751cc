package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample is a receipt that people could have, with texts that can be looked for.
func sample() *specimen {
	r := rand.New(rand.NewPCG(3, 3))
	s := newSpecimen(r, 257)
	s.witnesses, s.enough = []identity{newWitness(r, "auditor.example"), newWitness(r, "regulator.example")}, 2
	s.policy = policyOf(2, s.witnesses)
	s.document = `{"fields":[{"label":{"en":"Amount","ar":"المبلغ"},"name":"amount","text":{"en":"AED 1,250.50","ar":"1,250.50 درهم"},"type":"money","value":"AED 1250.50"},` +
		`{"label":{"en":"Beneficiary","ar":"المستفيد"},"name":"payee","text":{"en":"Omar Badawi","ar":"Omar Badawi"},"type":"person_name","value":"Omar Badawi"},` +
		`{"label":{"en":"IBAN","ar":"رقم الحساب المصرفي الدولي (IBAN)"},"name":"iban","text":{"en":"AE07 0331 2345 6789 0123 456","ar":"AE07 0331 2345 6789 0123 456"},"type":"iban","value":"AE070331234567890123456"}],` +
		`"id":"` + s.event["transaction"].(string) + `","kind":"transfer","sentence":{"en":"Transfer ` + "\u2066AED 1,250.50\u2069 to \u2068Omar Badawi\u2069, IBAN \u2066AE07 0331 2345 6789 0123 456\u2069" + `.",` +
		`"ar":"تحويل ` + "\u20681,250.50 درهم\u2069 إلى \u2068Omar Badawi\u2069، رقم الحساب المصرفي الدولي (IBAN): \u2066AE07 0331 2345 6789 0123 456\u2069" + `."},"template":1,"version":1}`
	s.result = `{"identifier":"784-****-*******-1","method":"uaepass.face","name":{"en":"Fatima Al Mansoori","ar":"فاطمة المنصوري"},"status":"confirmed"}`
	s.event["time"] = "2026-11-30T22:02:11.123456Z"
	s.body = map[string]string{"digest": sum(s.document), "kind": "transfer", "outcome": "success", "result": sum("takeed.result/v1" + raw(s.resultSalt) + s.result), "version": "1"}
	s.keys = s.log.vkey
	s.file = s.issue(r, s.parts, s.signers()...)
	return s
}

// write puts files into a folder, and returns their paths.
func write(t *testing.T, files ...string) (paths []string) {
	t.Helper()
	folder := t.TempDir()
	for i, content := range files {
		path := filepath.Join(folder, string(rune('a'+i)))
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func command(args ...string) (code int, out, fault string) {
	var stdout, stderr bytes.Buffer
	code = run(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestAReceiptIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	s := sample()
	p := write(t, string(s.file), *s.policy)
	code, out, fault := command("--key", s.keys, "--witness", p[1], p[0])
	if code != 0 || fault != "" {
		t.Fatal(code, fault)
	}
	for _, want := range []string{
		"VERIFIED: ", "Transfer AED 1,250.50 to Omar Badawi", "Amount: AED 1,250.50", "When: 2026-12-01 02:02:11 (UAE time), 2026-11-30T22:02:11.123456Z",
		"By whom: Fatima Al Mansoori", "Identifier: 784-****-*******-1", "How: With face verification in UAE PASS", "Origin: " + origin, "Events in the log: 257", "Witnesses that cosigned: 2", "can rewrite history",
		"تم التحقق: ", "تحويل 1,250.50 درهم إلى Omar Badawi", "المبلغ: 1,250.50 درهم", "صاحب التأكيد: فاطمة المنصوري", "يستطيع إعادة كتابة التاريخ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "\u2066\u2068\u2069") {
		t.Error("characters of direction reach the terminal")
	}
	_, english, _ := command("--lang", "en", "--key", s.keys, p[0])
	if strings.Contains(english, "تم التحقق") || !strings.Contains(english, "Signatures not checked (no key was given for them): 2") {
		t.Error(english)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	s := sample()
	broken := strings.Replace(string(s.file), "Omar", "Omer", 1)
	p := write(t, string(s.file), broken, s.keys+"\n", *s.policy, "quorum nobody", "no key")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--key", s.keys, p[0]}, 0},
		{[]string{"--key", p[2], "--witness", p[3], "--json", p[0], p[0]}, 0},
		{[]string{"--key", s.keys, p[1]}, 1},
		{[]string{"--key", s.keys, p[0], p[1], p[0]}, 1},
		{[]string{"--key", s.keys, p[2]}, 1}, // a file that is nothing that we know
		{[]string{"--key", s.keys, p[1], p[0] + "x"}, 2},
		{[]string{"--key", s.keys, "/"}, 2},
		{[]string{"--key", s.keys}, 2},
		{[]string{p[0]}, 2},
		{[]string{"--key", "", p[0]}, 2},
		{[]string{"--key", p[5], p[0]}, 2},
		{[]string{"--key", p[0] + "x", p[0]}, 2},
		{[]string{"--key", s.keys, "--witness", p[4], p[0]}, 2},
		{[]string{"--key", s.keys, "--witness", p[0] + "x", p[0]}, 2},
		{[]string{"--key", s.keys, "--lang", "fr", p[0]}, 2},
		{[]string{"--key", s.keys, "--unknown", p[0]}, 2},
	} {
		code, out, fault := command(c.args...)
		if code != c.code || (code == 2) != (fault != "") {
			t.Errorf("%v: %d, not %d\n%s%s", c.args, code, c.code, out, fault)
		}
	}
}

// What is not verified is not told as if it were.
func TestWhatIsNotVerifiedSaysNothingElse(t *testing.T) {
	t.Parallel()
	s := sample()
	p := write(t, strings.Replace(string(s.file), "Omar", "Omer", 1))
	for _, form := range []string{"--json", "--lang=en"} {
		code, out, _ := command("--key", s.keys, form, p[0])
		if code != 1 || strings.Contains(out, "Omer") || strings.Contains(out, "Fatima") || !strings.Contains(out, "document") {
			t.Errorf("%d\n%s", code, out)
		}
	}
}

func TestJSONIsOneObjectALine(t *testing.T) {
	t.Parallel()
	s := sample()
	p := write(t, string(s.file), "{}")
	_, out, _ := command("--key", s.keys, "--json", p[0], p[1])
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var good struct {
		File     string
		OK       bool
		Approved struct {
			CheckCode string `json:"check_code"`
			Digest    string
			Sentence  struct{ EN, AR string }
			Name      struct{ EN, AR string }
		}
	}
	if err := json.Unmarshal([]byte(lines[0]), &good); err != nil || len(lines) != 2 || !good.OK || good.File != p[0] || good.Approved.Digest != sum(s.document) ||
		!strings.HasPrefix(good.Approved.Sentence.AR, "تحويل") || good.Approved.Name.AR != "فاطمة المنصوري" {
		t.Errorf("%v %+v\n%s", err, good, out)
	}
	var bad struct {
		OK   bool
		Step string
	}
	if err := json.Unmarshal([]byte(lines[1]), &bad); err != nil || bad.OK || bad.Step != "format" {
		t.Errorf("%v %+v", err, bad)
	}
}

func TestCheckCode(t *testing.T) {
	t.Parallel()
	for digest, want := range map[string]string{
		"ffffffffff000000": "ZZZZ-ZZZZ", "0000000000ffffff": "0000-0000", "0000000001ffffff": "0000-0001", "8000000000000000": "G000-0000", "0123456789abcdef": "04HM-ASW9",
	} {
		if got := checkCode([]byte(raw(digest))); got != want {
			t.Errorf("%s: %s, not %s", digest, got, want)
		}
	}
}

func TestWhatSteersATerminalIsRemoved(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\x1b[31mred\x07\r\n": "[31mred", "a\u202eb\u2066c\u2069\u200f": "abc", "\ufeffx\u2028y\x7f\u0085": "xy", "\U000e0041": "", "مي\u200cخواهم 👩\u200d👧": "مي\u200cخواهم 👩\u200d👧", "e\u0301 \u00ad": "e\u0301 ",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
