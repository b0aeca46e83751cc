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
		"7gq2-mxk0":                  "code:7GQ2-MXK0",
		digest:                       "code:NENT-QAXB",
		strings.ToUpper(digest):      "code:NENT-QAXB",
		"192.0.2.7":                  "ip:192.0.2.7",
		"50.123.45.67":               "ip:50.123.45.67",
		"2001:DB8::1":                "ip:2001:db8::1",
		"signed_out":                 "event:signed_out",
		"18204":                      "seq:18204",
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
		"0x10": "", "fatima@example": "", "+1": "", "a_b_c_d_e_f": "",
	} {
		p, ok := Detect(text)
		got := ""
		switch {
		case ok && p.Personal():
			got = "find " + string(p.What) + " " + p.Text
		case ok && p.What != "":
			got = "look up " + string(p.What) + " " + p.Text
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
