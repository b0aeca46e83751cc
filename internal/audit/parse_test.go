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
	"operator:" + person + " attempt:" + other:     "operator:" + person + " attempt:" + other,
	"transaction:" + person:                        "txn:" + person,
	"reference:tk-7gq2m-xko4r":                     "ref:TK-7GQ2M-XK04R",
	"ref:TK-7GQ2M-*":                               "ref:TK-7GQ2M-*",
	"ref:tk-7gq*":                                  "ref:TK-7GQ*",
	"code:7gq2-mxkl":                               "code:7GQ2-MXK1",
	"kind:transfer -reason:token_*":                "kind:transfer -reason:token_*",
	"amount:>10000":                                "amount:10000.01..",
	"amount:>=10000.5":                             "amount:10000.50..",
	"amount:<0.02":                                 "amount:0.00..0.01",
	"amount:<=5 amount:5":                          "amount:0.00..5.00 amount:5.00",
	"amount:100..200.75,..7":                       "amount:0.00..7.00,100.00..200.75",
	"amount:100..":                                 "amount:100.00..",
	"amount:501234567":                             "amount:501234567.00",
	"seq:18000..18204":                             "seq:18000..18204",
	"seq:7,501234567":                              "seq:7,501234567",
	"seq:<500":                                     "seq:0..499",
	"lang:AR":                                      "lang:ar",
	"request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS":           "request:KZ3R5NQ7YB2M4PTC6VXW2AJDHS",
	"crid:" + person + ",x-1":                      "crid:" + person + ",x-1",
	"ip:192.0.2.7,::ffff:192.0.2.8":                "ip:192.0.2.7,192.0.2.8",
	"ip:2001:DB8::0001":                            "ip:2001:db8::1",
	"ip:50.123.45.67":                              "ip:50.123.45.67",
	"ip:10.0.*":                                    "ip:10.0.*",
	"ip:2001:db8:*":                                "ip:2001:db8:*",
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
	"seq:1..2 lang:en -result:denied actor:system after:1d": "-result:denied actor:system lang:en seq:1..2 after:1d",
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
	"code:7GQ2MXK0":           {5, "query.value"},
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
	"seq:007":                 {4, "query.value"}, "amount:00.5": {7, "query.value"}, "amount:1.+5": {7, "query.value"}, "seq:+1": {4, "query.value"},
	"seq:>1":                      {4, "query.long_range"},
	"seq:1..1001":                 {4, "query.long_range"},
	"after:yesterday":             {6, "query.time"},
	"after:0h":                    {6, "query.time"},
	"after:-1h":                   {6, "query.time"},
	"after:99999999999999999999h": {6, "query.time"},
	"after:4443661d":              {6, "query.time"}, "after:+1d": {6, "query.time"}, "after:3661d": {6, "query.time"},
	"after:153722867280913m":             {6, "query.time"},
	"after:2026-13-01":                   {6, "query.time"},
	"after:2026-11-18T10:30:05.5Z":       {6, "query.time"},
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
		if strings.ContainsAny(canonical, "'\";%\\\x00") || len(q.Terms) > maxTerms {
			t.Fatalf("%q: %q", text, canonical)
		}
	})
}
