package audit

import (
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("ab", 32)
	for text, want := range map[string]string{
		"TK-7GQ2M-XK04R":             "ref:TK-7GQ2M-XK04R",
		" tk-7gq2m-xko4r\n":          "ref:TK-7GQ2M-XK04R",
		"\u2066TK-7GQ2M-XK04R\u2069": "ref:TK-7GQ2M-XK04R",
		"7gq2-mxk0":                  "check:7GQ2-MXK0",
		digest:                       "look up hash " + digest,
		strings.ToUpper(digest):      "look up hash " + digest,
		"192.0.2.7":                  "ip:192.0.2.7",
		"50.123.45.67":               "ip:50.123.45.67",
		"2001:DB8::1":                "ip:2001:db8::1",
		"signed_out":                 "event:signed_out",
		"18204":                      "look up count 18204",
		"KZ3R5NQ7YB2M4PTC6VXW2AJDHS": "request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS",
		strings.ToUpper(person):      "look up id " + person,
		`"` + person + `"`:           "look up id " + person,
		"crid-of-another-form":       "look up handle crid-of-another-form",
		"784-1990-1234567-6":         "find emirates_id 784199012345676",
		"٧٨٤-١٩٩٠-١٢٣٤٥٦٧-٦":         "find emirates_id 784199012345676",
		"784199012345676":            "find emirates_id 784199012345676",
		"+971 50 123 4567":           "find mobile 971501234567",
		"0501234567":                 "find mobile 971501234567",
		"\u200e+971501234567\u200e":  "find mobile 971501234567",
		"Fatima@Example.ae":          "find email fatima@example.ae",

		"": "", "event:signed_out": "", "event:signed_out result:success": "", "hello": "", "hello world": "", "ref:TK-7GQ2M-XK04R": "",
		"0x10": "", "fatima@example": "", "+1": "", "evnet:x": "", "1,50": "", "0": "look up count 0", "-5": "",

		// References, as word processors and people write them.
		"TK–7GQ2M–XK04R": "ref:TK-7GQ2M-XK04R", "TK‑7GQ2M‑XK04R": "ref:TK-7GQ2M-XK04R", "TK−7GQ2M−XK04R": "ref:TK-7GQ2M-XK04R", "TK 7GQ2M XK04R": "ref:TK-7GQ2M-XK04R",
		"tk7gq2mxk04r": "ref:TK-7GQ2M-XK04R", "“TK-7GQ2M-XK04R”": "ref:TK-7GQ2M-XK04R", "7GQ2 MXK0": "check:7GQ2-MXK0", "7GQ2MXK0": "check:7GQ2-MXK0",
		// Numbers and amounts, as pages print them.
		"١٨": "look up count 18", "۱۸": "look up count 18", "18,204": "look up count 18,204", "١٨٬٢٠٤": "look up count 18,204", "AED 1,250.50": "amount:1250.50", "1,250.50 درهم": "amount:1250.50", "1,250.50": "amount:1250.50",
		// Times, as pages, exports and manifests print them.
		"2026-11-30 06:03:06.026":        "after:2026-11-30T06:03:06.026 before:2026-11-30T06:03:06.027",
		`"2026-11-30T02:03:06.026278Z"`:  "after:2026-11-30T06:03:06.026278 before:2026-11-30T06:03:06.026279",
		"2026-11-30T02:03:06.026278123Z": "after:2026-11-30T06:03:06.026278 before:2026-11-30T06:03:06.026279",
		"2026-11-30T02:03:06.999Z":       "after:2026-11-30T06:03:06.999 before:2026-11-30T06:03:07",
		"2026-11-30 06:03":               "after:2026-11-30T06:03 before:2026-11-30T06:04",
		"30/11/2026":                     "after:2026-11-30 before:2026-12-01",
		"30 November 2026, 14:05":        "after:2026-11-30T14:05 before:2026-11-30T14:06",
		"30 نوفمبر 2026، 2:05 م":         "after:2026-11-30T14:05 before:2026-11-30T14:06",
		"\u206830 نوفمبر 2026\u2069":     "after:2026-11-30 before:2026-12-01",
		"confirmed":                      "state:confirmed", "attempt:failed": "state:attempt:failed", "succeeded": "state:attempt:succeeded", `"customer:` + person + `"`: "person:" + person, "role:auditor": "state:role:auditor",
		"denied": "result:denied", "anonymous": "actor:anonymous", "sys:retention": "stream:sys:retention", "login:2026113002:7": "stream:login:2026113002:7",
		"token_timeout": "look up handle token_timeout", "kz3r5nq7yb2m4ptc6vxw2ajdhs": "request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS",
		"IBAN AE07 0331 2345 6789 0123 456": "find iban AE070331234567890123456",
	} {
		p, ok := Detect(text)
		got := ""
		switch {
		case ok && p.Personal():
			got = "find " + string(p.Kind) + " " + p.Text
		case ok && p.Kind != "":
			got = "look up " + string(p.Kind) + " " + p.Text
		case ok:
			got = p.Query.String()
			if again, err := Parse(got); err != nil || again.String() != got {
				t.Errorf("%q: the query %q does not parse: %v", text, got, err)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever is found by hash is refused as the value of a key, and the other way round a
// query that parses holds nothing that would be.
func FuzzPersonalDataStaysOutOfQueries(f *testing.F) {
	for _, text := range []string{"784-1990-1234567-6", "0501234567", "+971501234567", "fatima@example.ae", "50.123.45.67", "18204"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := Detect(text)
		if !ok || !p.Personal() || strings.Contains(text, `"`) {
			return
		}
		for _, k := range Keys {
			if q, err := Parse(string(k) + `:"` + text + `"`); err == nil && rules[k].traits&ranges == 0 {
				t.Errorf("%s takes %q: %q", k, text, q)
			}
		}
	})
}
