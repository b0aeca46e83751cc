package audit

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"takeed/internal/i18n"
)

const (
	person = "0b0a7ad1-5f0f-4c55-9d0c-6a1b2c3d4e5f"
	other  = "1c1b8be2-6a1a-4d66-8e1d-7b2c3d4e5f60"
)

// queries are texts and their canonical forms.
var queries = map[string]string{
	"": "", "  \u200f ": "",
	"event:signed_out": "event:signed_out",
	"Event:SIGNED_OUT": "event:signed_out",
	"event:signin_*":   "event:signin_*",
	"event:signin_failed,signed_out,signin_failed": "event:signed_out,signin_failed",
	"-event:signed_out":                            "-event:signed_out",
	"event:signed_out event:signed_out":            "event:signed_out",
	"event:signed_out -event:signed_out":           "event:signed_out -event:signed_out",
	"event:signed_out event:signin_failed":         "event:signed_out event:signin_failed",
	"result:Denied outcome:failure":                "result:denied result:failure",
	"actor:customer,system":                        "actor:customer,system",
	"customer:" + strings.ToUpper(person):          "person:" + person,
	"person:" + other + "," + person:               "person:" + person + "," + other,
	"operator:" + person + " attempt:" + other:     "staff:" + person + " attempt:" + other,
	"transaction:" + person:                        "transaction:" + person,
	"reference:tk-7gq2m-xko4r":                     "ref:TK-7GQ2M-XK04R",
	"ref:TK-7GQ2M-*":                               "ref:TK-7GQ2M-*",
	"ref:tk-7gq*":                                  "ref:TK-7GQ*",
	"code:7gq2-mxkl":                               "check:7GQ2-MXK1",
	"kind:transfer -reason:token_*":                "kind:transfer -reason:token_*",
	"amount:>10000":                                "amount:10000.01..",
	"amount:>=10000.5":                             "amount:10000.50..",
	"amount:<0.02":                                 "amount:0.00..0.01",
	"amount:<=5 amount:5":                          "amount:0.00..5.00 amount:5.00",
	"amount:100..200.75,..7":                       "amount:0.00..7.00,100.00..200.75",
	"amount:100..":                                 "amount:100.00..",
	"amount:501234567":                             "amount:501234567.00",
	"seq:18000..18204":                             "number:18000..18204",
	"seq:7,501234567":                              "number:7,501234567",
	"seq:<500":                                     "number:0..499",
	"seq:007":                                      "number:7",
	"amount:00.5":                                  "amount:0.50",

	// One reading, as in a form and on a page.
	"amount:1,250.50": "amount:1250.50", "amount:>20,500": "amount:20500.01..", "amount:<1,500": "amount:0.00..1499.99", "amount:1,000..2,000": "amount:1000.00..2000.00",
	"amount:١٬٢٥٠٫٥٠": "amount:1250.50", "amount:>١٠٠": "amount:100.01..", "amount:١،٢٥٠": "amount:1250.00", "amount:100,200": "amount:100200.00",
	`amount:"100","200"`: "amount:100.00,200.00", "amount:100.00,200.00": "amount:100.00,200.00", "amount:5000,7000": "amount:5000.00,7000.00", "amount:1250,>5000": "amount:1250.00,5000.01..",
	"seq:١٨": "number:18", "seq:18,204": "number:18204", "seq:۱۸٬۲۰۴": "number:18204", "seq:7,12": "number:7,12", `seq:"7","501"`: `number:"7","501"`, "seq:18000,18204": "number:18000,18204",
	"event:signed_out،signin_failed": "event:signed_out,signin_failed", "\u200fevent:\u200esigned_out\u200f": "event:signed_out", "–event:signed_out": "-event:signed_out",
	"ref:TK–7GQ2M–XK04R": "ref:TK-7GQ2M-XK04R", "ref:tk7gq2mxk04r": "ref:TK-7GQ2M-XK04R", "ref:tk7gq2mx*": "ref:TK-7GQ2M-X*", "code:7GQ2MXK0": "check:7GQ2-MXK0", "ip:١٩٢.0.2.7": "ip:192.0.2.7",
	"staff:" + person: "staff:" + person, "user:" + person + " op:" + other: "person:" + person + " staff:" + other, "state:attempt:failed stream:sys:retention": "state:attempt:failed stream:sys:retention",
	"request:kz3r5nq7yb2m4ptc6vxw2ajdhs": "request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS",

	// Times as they are printed.
	"after:٧d": "after:7d", "after:2026-11-18T10:30:05.5Z": "after:2026-11-18T14:30:05.500", "after:2026-11-30 06:03:06.026 result:denied": "result:denied after:2026-11-30T06:03:06.026",
	`after:"2026-11-30 06:03" before:2026-11-30T02:03:06.026278Z`:          "after:2026-11-30T06:03 before:2026-11-30T06:03:06.026278",
	"after:20 November 2026, 14:05 before:30 نوفمبر 2026، 2:05 م event:s*": "event:s* after:2026-11-20T14:05 before:2026-11-30T14:05",
	"after:30/11/2026":                   "after:2026-11-30",
	"lang:AR":                            "lang:ar",
	"request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS": "request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS",
	"crid:" + person + ",x-1":            "crid:" + person + ",x-1",
	"ip:192.0.2.7,::ffff:192.0.2.8":      "ip:192.0.2.7,192.0.2.8",
	"ip:2001:DB8::0001":                  "ip:2001:db8::1",
	"ip:50.123.45.67":                    "ip:50.123.45.67",
	"ip:10.0.*":                          "ip:10.0.*",
	"ip:2001:db8:*":                      "ip:2001:db8:*",
	`result:"denied" ip:"192.0.2.7","192.0.2.8" event:"sign"*`: "event:sign* result:denied ip:192.0.2.7,192.0.2.8",
	`result:" denied "`:                                     "result:denied",
	"after:24h":                                             "after:1d",
	"after:2w before:90m":                                   "after:14d before:90m",
	"after:25h":                                             "after:25h",
	"before:2026-11-19 after:2026-11-18":                    "after:2026-11-18 before:2026-11-19",
	"after:2026-11-18T10:30":                                "after:2026-11-18T10:30",
	"after:2026-11-18T10:30:05":                             "after:2026-11-18T10:30:05",
	"after:2026-11-18T20:00Z":                               "after:2026-11-19",
	"after:2026-11-18T20:00:00+04:00":                       "after:2026-11-18T20:00",
	"after:2026-11-18 before:1h":                            "after:2026-11-18 before:1h",
	"\u2066event:signed_out\u2069 \u00a0result:success":     "event:signed_out result:success",
	"seq:1..2 lang:en -result:denied actor:system after:1d": "-result:denied actor:system lang:en number:1..2 after:1d",
}

func TestCanonicalForms(t *testing.T) {
	t.Parallel()
	for text, want := range queries {
		q, err := Parse(text)
		if err != nil || q.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, q, err, want)
			continue
		}
		again, err := Parse(want)
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Errorf("%q: %+v comes back as %+v, %v", text, q, again, err)
		}
	}
}

// faults are texts, the characters before what is wrong, and what is said about it.
var faults = map[string]struct {
	at      int
	message string
}{
	"hello":                   {0, "query.no_key"},
	"event:signed_out hello":  {17, "query.no_key"},
	"result:denied he llo:x":  {14, "query.no_key"},
	`result:denied "event:x"`: {14, "query.no_key"},
	"- event:x":               {0, "query.no_key"},
	"--event:signed_out":      {0, "query.unknown_key_nearest"},
	"evnet:signed_out":        {0, "query.unknown_key_nearest"},
	"result:denied session:x": {14, "query.unknown_key"},
	"عربي:x":                  {0, "query.unknown_key"},
	"event:":                  {6, "query.no_value"},
	"event: signed_out":       {6, "query.no_value"},
	"event:signed_out,":       {17, "query.no_value"},
	`event:""`:                {6, "query.no_value"},
	"event:*":                 {6, "query.no_value"},
	`event:"signed_out`:       {6, "query.open_quote"},
	`event:signed_out"x"`:     {16, "query.glued"},
	"event:sign*ed":           {11, "query.glued"},
	"event:signed_ou":         {6, "query.unknown_event_nearest"},
	"event:hello":             {6, "query.unknown_event"},
	"event:hello*":            {6, "query.unknown_event"},
	"result:mismatch":         {7, "query.value"},
	"result:den*":             {7, "query.no_beginning"},
	"person:fatima":           {7, "query.value"},
	"ref:TK-UUUUU-UUUUU":      {4, "query.value"},
	"ref:TK*":                 {4, "query.value"},
	"kind:Transfer":           {5, "query.value"},
	"request:a_b":             {8, "query.value"},
	"ip:300.1.1.1":            {3, "query.value"},
	"ip:fe80::1%eth0":         {3, "query.value"},
	"ip:%*":                   {3, "query.value"},
	"amount:lots":             {7, "query.value"},
	"amount:1.005":            {7, "query.value"},
	"amount:.5":               {7, "query.value"},
	"amount:..":               {7, "query.value"},
	"amount:5*":               {7, "query.value"},
	"amount:9007199254740993": {7, "query.value"},
	"amount:7..5":             {7, "query.empty_range"},
	"amount:<0":               {7, "query.empty_range"},
	"seq:-1":                  {4, "query.value"},
	"seq:0,007":               {4, "query.commas"}, "amount:0,500": {7, "query.commas"}, "amount:1.+5": {7, "query.value"}, "seq:+1": {4, "query.value"},

	// A comma that could be within a number.
	"amount:1250,50": {7, "query.commas"}, "amount:>20,50": {7, "query.commas"}, "amount:1,250,75": {7, "query.commas"}, "amount:5,7": {7, "query.commas"},
	"amount:١٢٥٠،٥٠": {7, "query.commas"}, "amount:1..5,10": {7, "query.commas"}, "seq:7,501,18000,200": {4, "query.commas"}, "amount:1,50,000": {7, "query.commas"},
	"amount:١ ٢٥٠": {9, "query.no_key"}, `amount:"١ ٢٥٠"`: {7, "query.value"}, "amount:1٢": {7, "query.value"}, "amount:1.250,50": {7, "query.value"},
	"amount:784,199,012,345,676": {7, "query.personal"}, "ref:AE070331234567890123456": {4, "query.personal"}, "crid:IBAN-AE07-0331-2345-6789-0123-456": {5, "query.personal"},
	"crid:Fatima-Al-Tajribi": {5, "query.value"}, "request:EID784199012345671": {8, "query.personal"}, "reason:mob0501234567": {7, "query.personal"}, "kind:eid_784_1990_1234567_1": {5, "query.personal"},
	"after:06:03": {6, "query.time"}, `after:"2026-11-30" 06:03`: {19, "query.unknown_key"}, "after:2026-11-30 25:03": {17, "query.unknown_key"}, "after:7d 2026": {9, "query.no_key"},
	"seq:>1":                      {4, "query.long_range"},
	"seq:1..1001":                 {4, "query.long_range"},
	"after:yesterday":             {6, "query.time"},
	"after:0h":                    {6, "query.time"},
	"after:-1h":                   {6, "query.time"},
	"after:99999999999999999999h": {6, "query.time"},
	"after:4443661d":              {6, "query.time"}, "after:+1d": {6, "query.time"}, "after:3661d": {6, "query.time"},
	"after:153722867280913m":             {6, "query.time"},
	"after:2026-13-01":                   {6, "query.time"},
	"after:1999-12-31":                   {6, "query.time"},
	"after:1d,2d":                        {6, "query.time"},
	"after:2026*":                        {6, "query.time"},
	"after:1d result:denied after:2d":    {23, "query.time_once"},
	"-after:1d":                          {0, "query.time_once"},
	"after:1d before:2d":                 {9, "query.period"},
	"before:2026-11-18 after:2026-11-18": {0, "query.period"},

	// Personal data, under whatever key.
	"person:784-1990-1234567-6":      {7, "query.personal"},
	"ref:784199012345676":            {4, "query.personal"},
	"request:0501234567":             {8, "query.personal"},
	"crid:971501234567":              {5, "query.personal"},
	"ip:+971501234567":               {3, "query.personal"},
	"kind:fatima@example.ae":         {5, "query.personal"},
	`event:"+971 50 123 4567"`:       {6, "query.personal"},
	"seq:784199012345676":            {4, "query.personal"},
	"seq:971501234567..971501234568": {4, "query.personal"},
	"amount:>0501234567":             {7, "query.personal"},
	"reason:784199012345676*":        {7, "query.personal"},
	"request:٠٥٠١٢٣٤٥٦٧":             {8, "query.personal"},

	"result:denied" + strings.Repeat(" result:denied", 20): {14 * 20, "query.too_many"},
	"result:denied" + strings.Repeat(",denied", 50):        {7 + 7*50, "query.too_many"},
	"request:" + strings.Repeat("a", maxText):              {0, "query.too_long"},
	"result:\xff": {0, "query.too_long"},
}

func TestFaultsAreNamedWithTheirPlace(t *testing.T) {
	t.Parallel()
	for text, want := range faults {
		q, err := Parse(text)
		var wrong *SyntaxError
		if !errors.As(err, &wrong) || wrong.At != want.at || wrong.Message != want.message || !reflect.DeepEqual(q, Query{}) {
			t.Errorf("%.60q: %v, %q; want %s at %d", text, err, q, want.message, want.at)
			continue
		}
		for _, l := range i18n.Langs {
			if said := i18n.T(l, wrong.Message, wrong.Args...); said == "" || strings.ContainsAny(said, "{}") {
				t.Errorf("%.60q: in %s it says %q", text, l, said)
			}
		}
	}
}

// What was typed may be personal: it stands in no error, which may be logged.
func TestAnErrorDoesNotRepeatWhatWasTyped(t *testing.T) {
	t.Parallel()
	for text := range faults {
		_, err := Parse(text)
		for _, secret := range []string{"784", "50123", "fatima", "٠٥٠"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

func TestWhatWasProbablyMeant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"evnet:x": "event", "evn:x": "", "refs:x": "ref", "resutl:x": "result", "befor:x": "before", "op:x": "",
		"event:signin_suceeded": "signin_succeeded", "event:transaction_confirm": "transaction_confirmed", "event:attempt_stated": "attempt_started",
	} {
		_, err := Parse(text)
		var wrong *SyntaxError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := ""
		if len(wrong.Args) == 2 && wrong.Args[0] == "nearest" {
			got = wrong.Args[1].(string)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestEveryKeyHasAnExampleThatParses(t *testing.T) {
	t.Parallel()
	if len(Keys) != len(rules) || len(examples) != len(Keys)+2 {
		t.Errorf("%d keys, %d rules, %d examples", len(Keys), len(rules), len(examples))
	}
	for _, k := range append(Keys, after, before) {
		if _, err := Parse(string(k) + ":" + Example(k)); err != nil {
			t.Errorf("%s:%s: %v", k, Example(k), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for text := range queries {
		f.Add(text)
	}
	for text := range faults {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			var wrong *SyntaxError
			if !errors.As(err, &wrong) || wrong.At < 0 || wrong.At > utf8.RuneCountInString(text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		canonical := q.String()
		again, err := Parse(canonical)
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%q: %+v is written as %q and read as %+v, %v", text, q, canonical, again, err)
		}
		if strings.ContainsAny(canonical, "';%\\\x00") || len(q.Terms) > maxTerms {
			t.Fatalf("%q: %q", text, canonical)
		}
	})
}
