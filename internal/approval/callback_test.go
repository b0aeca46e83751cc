package approval

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

const goodState = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

func TestParseCallback(t *testing.T) {
	st := "state=" + goodState
	for name, c := range map[string]struct {
		query string
		ok    bool
	}{
		"code":                      {"code=abc&" + st, true},
		"code last":                 {st + "&code=abc", true},
		"declined, as UAE PASS is":  {st + "&error=cancelledOnApp&sp=UAE+PASS+Staging+Sandbox&crId=3f0a-1&tenantDomain=carbon.super", true},
		"error with description":    {st + "&error=access_denied&error_description=no", true},
		"unknown parameters":        {st + "&code=abc&utm=1&utm2", true},
		"an escaped code":           {st + "&code=a%2Bb", true},
		"the longest code":          {st + "&code=" + strings.Repeat("a", 2048), true},
		"an issuer":                 {st + "&code=abc&iss=https%3A%2F%2Fid.example", true},
		"two issuers":               {st + "&code=abc&iss=https%3A%2F%2Fid.example&iss=https%3A%2F%2Fid.example", false},
		"nothing":                   {"", false},
		"no state":                  {"code=abc", false},
		"no code":                   {st, false},
		"empty code":                {st + "&code=", false},
		"empty error":               {st + "&error=", false},
		"empty state":               {"code=abc&state=", false},
		"code and error":            {st + "&code=abc&error=access_denied", false},
		"code and empty error":      {st + "&code=abc&error=", false},
		"two states":                {st + "&code=abc&" + st, false},
		"two codes":                 {st + "&code=abc&code=abd", false},
		"three codes":               {st + "&code=abc&code=abc&code=abc", false},
		"two errors":                {st + "&error=a&error=b", false},
		"a repeated extra":          {st + "&code=abc&sp=1&sp=2", false},
		"semicolons":                {"code=abc;" + st, false},
		"a semicolon in a value":    {st + "&code=ab;c", false},
		"a bad escape":              {st + "&code=a%zz", false},
		"a cut escape":              {st + "&code=a%2", false},
		"a bad escape in an extra":  {st + "&code=abc&x=%", false},
		"a NUL":                     {st + "&code=a%00b", false},
		"a line break":              {st + "&code=a%0d%0ab", false},
		"not ASCII":                 {st + "&code=%D9%81", false},
		"not UTF-8":                 {st + "&code=%ff", false},
		"state cut":                 {"code=abc&state=" + goodState[:42], false},
		"state longer":              {"code=abc&state=" + goodState + "A", false},
		"state padded":              {"code=abc&state=" + goodState + "=", false},
		"state with other alphabet": {"code=abc&state=" + strings.Replace(goodState, "A", "+", 1), false},
		"state not canonical":       {"code=abc&state=" + goodState[:42] + "9", false},
		"state with a space":        {"code=abc&state=%20" + goodState[:42], false},
		"a long code":               {st + "&code=" + strings.Repeat("a", 2049), false},
		"a long query":              {st + "&code=abc&x=" + strings.Repeat("%20", 1500), false},
	} {
		got, err := ParseCallback(c.query)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && !errors.Is(err, ErrCallbackMalformed) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (got.State.Reveal() != goodState || got.Code.Empty() == (got.Error == "")) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestARefusedCallbackStillTellsItsState(t *testing.T) {
	c, err := ParseCallback("code=a&error=b&state=" + goodState)
	if err == nil || c.State.Reveal() != goodState || !c.Code.Empty() || c.Error != "" {
		t.Errorf("%+v, %v", c, err)
	}
	if c, _ := ParseCallback("code=a&state=" + goodState + "&state=" + goodState); !c.State.Empty() {
		t.Error("one of two states was believed")
	}
}

func TestACorrelationIDIsKeptOnlyIfItLooksLikeOne(t *testing.T) {
	for given, want := range map[string]string{"3f0a-1": "3f0a-1", "<b>": "", "a b": "", strings.Repeat("a", 65): ""} {
		c, err := ParseCallback("error=x&state=" + goodState + "&crId=" + url.QueryEscape(given))
		if err != nil || c.CorrelationID != want {
			t.Errorf("%q: %q, %v", given, c.CorrelationID, err)
		}
	}
}

func FuzzParseCallback(f *testing.F) {
	for _, seed := range []string{"", "code=abc&state=" + goodState, "code=a&code=b", "error=cancelledOnApp&state=x&crId=1;2", "state=%zz"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c, err := ParseCallback(raw)
		if err != nil {
			if !c.Code.Empty() || c.Error != "" {
				t.Fatalf("refused, and yet %+v", c)
			}
			return
		}
		// What was accepted means the same to the standard parser.
		q, perr := url.ParseQuery(raw)
		if perr != nil || len(q["state"]) != 1 || len(q["code"])+len(q["error"]) != 1 {
			t.Fatalf("%q was accepted", raw)
		}
		if q.Get("state") != c.State.Reveal() || q.Get("code") != c.Code.Reveal() || q.Get("error") != c.Error {
			t.Fatalf("%q means two things", raw)
		}
	})
}
