package approval

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const goodState = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

func TestParseCallback(t *testing.T) {
	st := "state=" + goodState
	long := strings.Repeat("a", 64)
	for name, c := range map[string]struct {
		query string
		ok    bool
	}{
		"code":                      {"code=abc&" + st, true},
		"code last":                 {st + "&code=abc", true},
		"declined, as UAE PASS is":  {st + "&error=cancelledOnApp&sp=UAE+PASS+Staging+Sandbox&crId=3f0a-1&tenantDomain=carbon.super", true},
		"error with description":    {st + "&error=access_denied&error_description=no", true},
		"a code as UAE PASS issues": {st + "&code=7a05992e-3244-49d3-bcbc-7894c8fca25e", true},
		"the longest code":          {st + "&code=" + long, true},
		"an issuer":                 {st + "&code=abc&iss=https%3A%2F%2Fid.example", true},
		"two issuers":               {st + "&code=abc&iss=https%3A%2F%2Fid.example&iss=https%3A%2F%2Fid.example", false},
		"a broken issuer":           {st + "&code=abc&iss=%zz", false},
		"an issuer in two lines":    {st + "&code=abc&iss=https%3A%2F%2F%0a", false},
		"nothing":                   {"", false},
		"no state":                  {"code=abc", false},
		"no code":                   {st, false},
		"empty code":                {st + "&code=", false},
		"empty error":               {st + "&error=", false},
		"empty state":               {"code=abc&state=", false},
		"code and error":            {st + "&code=abc&error=access_denied", false},
		"code and unreadable error": {st + "&code=abc&error=%ff", false},
		"code and empty error":      {st + "&code=abc&error=", false},
		"error and empty code":      {st + "&code=&error=access_denied", false},
		"two states":                {st + "&code=abc&" + st, false},
		"two states, one escaped":   {st + "&code=abc&st%61te=" + goodState, false},
		"a state and a broken one":  {st + "&code=abc&state=%zz", false},
		"two codes":                 {st + "&code=abc&code=abd", false},
		"three codes":               {st + "&code=abc&code=abc&code=abc", false},
		"two errors":                {st + "&error=a&error=b", false},
		"semicolons":                {"code=abc;" + st, false},
		"a semicolon in a value":    {st + "&code=ab;c", false},
		"a semicolon in an error":   {st + "&error=a;code=b", false},
		"a bad escape":              {st + "&code=a%zz", false},
		"a cut escape":              {st + "&code=a%2", false},
		"an escaped semicolon":      {st + "&code=ab%3Bc", false},
		"an escaped plus sign":      {st + "&code=a%2Bb", false},
		"a space":                   {st + "&code=a+b", false},
		"an underscore":             {st + "&code=a_b", false},
		"markup":                    {st + "&code=%3Cscript%3E", false},
		"a path":                    {st + "&code=../../etc/passwd", false},
		"a NUL":                     {st + "&code=a%00b", false},
		"a line break":              {st + "&code=a%0d%0ab", false},
		"not ASCII":                 {st + "&code=%D9%81", false},
		"not UTF-8":                 {st + "&code=%ff", false},
		"a long code":               {st + "&code=a" + long, false},
		"state cut":                 {"code=abc&state=" + goodState[:42], false},
		"state longer":              {"code=abc&state=" + goodState + "A", false},
		"state padded":              {"code=abc&state=" + goodState + "=", false},
		"state with other alphabet": {"code=abc&state=" + strings.Replace(goodState, "A", "+", 1), false},
		"state not canonical":       {"code=abc&state=" + goodState[:42] + "9", false},
		"state with a space":        {"code=abc&state=%20" + goodState[:42], false},
		"a longer query than comes": {st + "&code=abc&x=" + strings.Repeat("x", maxCallbackQuery), false},
	} {
		got, err := ParseCallback(c.query, UAEPassCode)
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

// The provider of the staff may be any: its codes are printable, and that is all that is
// known of them.
func TestTheCodeOfAnotherProvider(t *testing.T) {
	for raw, want := range map[string]string{
		"1.AVkA%2F-x_~": "1.AVkA/-x_~", "a%2Bb": "a+b", "a%3Bb": "a;b", "%3Cb%3E": "<b>", "a+b": "a b", strings.Repeat("a", 2048): strings.Repeat("a", 2048),
		strings.Repeat("a", 2049): "", "a;b": "", "a%00": "", "a%7f": "", "a%0a": "", "%D9%81": "", "%ff": "", "%zz": "", "": "",
	} {
		c, err := ParseCallback("state="+goodState+"&code="+raw, OIDCCode)
		if c.Code.Reveal() != want || (err == nil) != (want != "") {
			t.Errorf("%.20s: %q, %v", raw, c.Code.Reveal(), err)
		}
	}
}

// What the provider has ended has ended, in whatever letters it says so.
func TestAnErrorIsAnErrorHoweverItIsWritten(t *testing.T) {
	for raw, want := range map[string]string{
		"RIGCANARY%E2%80%AE": ErrorUnreadable, "%D8%B1%D9%81%D8%B6": ErrorUnreadable, "a%0d%0ab": ErrorUnreadable, "%ff": ErrorUnreadable, "%zz": ErrorUnreadable,
		strings.Repeat("x", 10_000): ErrorUnreadable, "cancelledOnApp" + strings.Repeat("x", 300): ErrorUnreadable, "%00": ErrorUnreadable,
		"access_denied": "access_denied", "face_liveness_failed": "face_liveness_failed",
	} {
		c, err := ParseCallback("error="+raw+"&state="+goodState, UAEPassCode)
		if err != nil || c.Error != want || c.State.Reveal() != goodState {
			t.Errorf("%.20s: %q, %v", raw, c.Error, err)
		}
	}
	if why := DeclineReason(ErrorUnreadable); why != ReasonProviderError {
		t.Errorf("an error that cannot be read is %s", why)
	}
}

// used are the parameters that somebody looks at.
var used = []string{"code", "state", "error", "iss", "crId"}

// unused draws a pair that nobody asked for: any name but those, and anything in it.
func unused(t *rapid.T) string {
	odd := []string{"%0d%0a", "%D9%81", "%ff", "%zz", "%", ";", "=", "+", "%00", "%E2%80%AE", "ا", "\xff", "<", "%26code%3Dx", "?", "#", "code=x", ";state=y"}
	text := rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "odd") {
			return rapid.SampledFrom(odd).Draw(t, "piece")
		}
		return url.QueryEscape(rapid.String().Draw(t, "text"))
	})
	pieces := rapid.SliceOfN(text, 0, 6)
	name := rapid.OneOf(
		rapid.SampledFrom([]string{"sp", "error_description", "error_uri", "session_state", "tenantDomain", "Code", "STATE", "state[]", "code ", "utm", ""}),
		rapid.Map(pieces, func(p []string) string { return strings.NewReplacer("=", "", "&", "").Replace(strings.Join(p, "")) }),
	).Filter(func(name string) bool {
		decoded, err := url.QueryUnescape(name)
		return err != nil || !slices.Contains(used, decoded)
	}).Draw(t, "name")
	value := strings.ReplaceAll(strings.Join(pieces.Draw(t, "value"), ""), "&", "")
	if rapid.IntRange(0, 9).Draw(t, "length") == 9 {
		value += strings.Repeat("%D9%81", 300)
	}
	return name + "=" + value
}

// among puts a query between pairs that nobody asked for.
func among(t *rapid.T, query string) string {
	pairs := strings.Split(query, "&")
	for _, extra := range rapid.SliceOfN(rapid.Custom(unused), 0, 5).Draw(t, "extras") {
		pairs = slices.Insert(pairs, rapid.IntRange(0, len(pairs)).Draw(t, "place"), extra)
	}
	return strings.Join(pairs, "&")
}

// What nobody uses cannot hurt: neither a good callback nor a bad one becomes another by
// what stands beside it.
func TestAnUnusedParameterIsIgnored(t *testing.T) {
	queries := []string{
		"code=abc&state=" + goodState, "error=cancelledOnApp&crId=3f0a-1&state=" + goodState, "state=" + goodState + "&error=%D9%81",
		"state=" + goodState + "&code=abc&iss=https%3A%2F%2Fid.example", "code=a&error=b&state=" + goodState, "code=abc", "code=%3C&state=" + goodState,
	}
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.SampledFrom(queries).Draw(t, "query")
		shape := CodeShape(UAEPassCode)
		want, wantErr := ParseCallback(query, shape)
		with := among(t, query)
		got, err := ParseCallback(with, shape)
		same := got.State.Reveal() == want.State.Reveal() && got.Code.Reveal() == want.Code.Reveal() && got.Error == want.Error &&
			got.Issuer == want.Issuer && got.CorrelationID == want.CorrelationID
		if !same || !errors.Is(err, wantErr) {
			t.Fatalf("%q: %+v, %v", with, got, err)
		}
	})
}

// A correlation id is for asking UAE PASS, and stops nobody.
func TestACorrelationIDNeverRefusesACallback(t *testing.T) {
	for _, extra := range []string{"crId=a&crId=b", "crId=%zz", "crId=%ff", "crId=a;b", "crId=", "crId=" + strings.Repeat("a", 5000)} {
		c, err := ParseCallback("error=x&state="+goodState+"&"+extra, UAEPassCode)
		if err != nil || c.CorrelationID != "" {
			t.Errorf("%.20s: %q, %v", extra, c.CorrelationID, err)
		}
	}
}

func TestARefusedCallbackStillTellsItsState(t *testing.T) {
	c, err := ParseCallback("code=a&error=b&state="+goodState, UAEPassCode)
	if err == nil || c.State.Reveal() != goodState || !c.Code.Empty() || c.Error != "" {
		t.Errorf("%+v, %v", c, err)
	}
	if c, _ := ParseCallback("code=a&state="+goodState+"&state="+goodState, UAEPassCode); !c.State.Empty() {
		t.Error("one of two states was believed")
	}
}

func TestACorrelationIDIsKeptOnlyIfItLooksLikeOne(t *testing.T) {
	for given, want := range map[string]string{"3f0a-1": "3f0a-1", "<b>": "", "a b": "", strings.Repeat("a", 65): ""} {
		c, err := ParseCallback("error=x&state="+goodState+"&crId="+url.QueryEscape(given), UAEPassCode)
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
		c, err := ParseCallback(raw, OIDCCode)
		if err != nil {
			if !c.Code.Empty() || c.Error != "" {
				t.Fatalf("refused, and yet %+v", c)
			}
			return
		}
		// What was accepted means the same to the standard parser, as far as that reads it.
		q, _ := url.ParseQuery(raw)
		if len(q["state"]) != 1 || len(q["code"])+len(q["error"]) > 1 {
			t.Fatalf("%q was accepted", raw)
		}
		if q.Get("state") != c.State.Reveal() || q.Get("code") != c.Code.Reveal() || q.Get("error") != c.Error && c.Error != ErrorUnreadable {
			t.Fatalf("%q means two things", raw)
		}
	})
}
