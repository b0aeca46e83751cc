package catalogue

import (
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// fuzzField feeds anything into a field. What is accepted must be canonical and stable,
// show no character that cannot be seen, and fit the sentence; what is refused must come
// with advice in both languages.
func fuzzField(f *testing.F, field approval.Field, seeds ...string) {
	field.Name, field.Required = "x", true
	field.Label = approval.Text{EN: "Field", AR: "الحقل"}
	field.Empty = approval.Text{EN: "Enter it", AR: "يُرجى الإدخال"}
	pieces := 3 // words, the value in its isolate, words
	if field.Type == approval.Choice {
		pieces = 1 // words throughout
	}
	k := approval.Kind{Sentence: approval.Text{EN: "Do {x}.", AR: "تنفيذ {x}."}, Fields: []approval.Field{field}}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		values, wrong := Parse(k, func(string) string { return typed }, noon)
		if wrong != nil {
			checkAdvice(t, typed, wrong[0])
			return
		}
		checkStable(t, k, values)
		checkCanonical(t, field, values["x"])
		d := Compose(k, values, "", 1)
		for _, l := range i18n.Langs {
			checkShown(t, i18n.Plain(d.Sentence.In(approval.Lang(l))))
			if n := len(i18n.Segments(d.Sentence.In(approval.Lang(l)))); n != pieces {
				t.Errorf("%q makes a sentence of %d pieces", typed, n)
			}
		}
	})
}

// canonicalShapes are the formats that approval.FieldType promises, in ASCII.
var canonicalShapes = map[approval.FieldType]*regexp.Regexp{
	approval.Money:      regexp.MustCompile(`^AED (0|[1-9][0-9]*)\.[0-9]{2}$`),
	approval.IBAN:       regexp.MustCompile(`^AE[0-9]{21}$`),
	approval.Mobile:     regexp.MustCompile(`^\+9715[0-9]{8}$`),
	approval.Email:      regexp.MustCompile(`^[!-?A-~]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$`),
	approval.EmiratesID: regexp.MustCompile(`^784[0-9]{12}$`),
	approval.Date:       regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`),
	approval.PersonName: regexp.MustCompile(`^\S+( \S+)*$`),
	approval.FreeText:   regexp.MustCompile(`^\S+( \S+)*$`),
	approval.Choice:     regexp.MustCompile(`^joy$`),
}

// checkCanonical computes what is computed for a value in another way.
func checkCanonical(t *testing.T, f approval.Field, value string) {
	t.Helper()
	if !canonicalShapes[f.Type].MatchString(value) || !norm.NFC.IsNormalString(value) {
		t.Errorf("%q is no canonical %s", value, f.Type)
		return
	}
	good := true
	switch f.Type {
	case approval.Money:
		amount, _ := new(big.Rat).SetString(value[len("AED "):])
		low, high := big.NewRat(f.MinMinor, 100), big.NewRat(f.MaxMinor, 100)
		good = amount.Cmp(low) >= 0 && amount.Cmp(high) <= 0
	case approval.IBAN:
		moved, _ := new(big.Int).SetString(value[4:]+"1014"+value[2:4], 10)
		good = new(big.Int).Mod(moved, big.NewInt(97)).Int64() == 1
	case approval.Date:
		date, err := time.ParseInLocation(time.DateOnly, value, i18n.UAE())
		good = err == nil && !date.Before(startOfDay(noon)) && date.Before(noon.AddDate(0, 0, f.MaxDays))
	case approval.PersonName, approval.FreeText:
		good = utf8.RuneCountInString(value) <= f.MaxLength
	}
	if !good {
		t.Errorf("%q is out of bounds", value)
	}
}

func checkAdvice(t *testing.T, typed string, e FieldError) {
	t.Helper()
	if e.Code == "" || e.Text.EN == "" || e.Text.AR == "" || strings.Contains(e.Text.EN+e.Text.AR, "«") {
		t.Errorf("the advice on %q: %+v", typed, e)
	}
	checkShown(t, i18n.Plain(e.Text.EN+e.Text.AR))
}

func checkShown(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if joiner := r == '\u200c' || r == '\u200d'; r != ' ' && !joiner && !guard.Visible(r) {
			t.Errorf("%q shows %U", text, r)
		}
	}
}

func FuzzMoney(f *testing.F) {
	fuzzField(f, amountField(), "1,250.50", "١٬٢٥٠٫٥", "1 250", "1.250,50", "-1", "1e9", strings.Repeat("9", 30), "0.01", "\u200e5")
}

func FuzzIBAN(f *testing.F) {
	fuzzField(f, ibanField(), registryIBAN, "ae07 0331 2345 6789 0123 456", "GB29NWBK60161331926819", "AE", "ﬀ", "AE٠٧")
}

func FuzzMobile(f *testing.F) {
	fuzzField(f, approval.Field{Type: approval.Mobile}, "055 123 4567", "+971 55 123 4567", "00971551234567", "04 123 4567", "+", "٠٥٥")
}

func FuzzEmail(f *testing.F) {
	fuzzField(f, approval.Field{Type: approval.Email}, "Fatima@Example.AE", "a@b@c.d", "a..b@c.de", "@", "é@c.de", strings.Repeat("a", 300))
}

func FuzzEmiratesID(f *testing.F) {
	fuzzField(f, approval.Field{Type: approval.EmiratesID}, "784-1990-1234567-6", "٧٨٤", "784199012345676", "785199012345676")
}

func FuzzDate(f *testing.F) {
	fuzzField(f, dayField(), "2026-12-01", "1/12/2026", "٠١/١٢/٢٠٢٦", "30/02/2027", "9999-12-31", "0000-00-00")
}

func FuzzText(f *testing.F) {
	var seeds []string
	for _, tt := range textCases {
		seeds = append(seeds, tt.typed)
	}
	fuzzField(f, approval.Field{Type: approval.FreeText, MaxLength: 140}, seeds...)
}

func FuzzName(f *testing.F) {
	fuzzField(f, approval.Field{Type: approval.PersonName, MaxLength: 70}, "Fatima Al-Mansoori", "D'Arcy O’Neill", "عمر بدوي", "گل\u200cزار", "R2D2", "Zoe\u0308", "-")
}

func FuzzChoice(f *testing.F) {
	fuzzField(f, approval.Field{Type: approval.Choice, Choices: []approval.ChoiceOption{
		{ID: "joy", Label: approval.Text{EN: "Joy", AR: "فرح"}},
	}}, "joy", "JOY", "", "j")
}

// FuzzLoad reads a good catalogue in which one place was written over. What loads must be
// ready for use. A whole catalogue would be too long to get anywhere by changing it.
func FuzzLoad(f *testing.F) {
	f.Add(0, 0, "")
	for _, seed := range []string{"", "[[kind]]", "kind = [{}]", "kind = 1", "[kind]\nfield = []", "a.b.c = 1\n\xff"} {
		f.Add(0, len(small), seed)
	}
	for old, text := range map[string]string{
		"5m": "0s", "15m": "4m59s", "1,000.00": "0.99", "AED": "USD", "max_days = 10": "max_days = -1", `"joy"`: `"duty"`, "{who}": "{}",
		"{day}": "{amount}", "هدية": "Gift", "Gift": "\u202etfiG", `"who"`: `"note"`, "person_name": "text", "gift": "Gift", "[[kind.field]]": "[[kind]]",
	} {
		f.Add(strings.Index(small, old), len(old), text)
	}
	f.Fuzz(func(t *testing.T, at, length int, text string) {
		at = min(max(at, 0), len(small))
		length = min(max(length, 0), len(small)-at)
		c, err := Load([]byte(small[:at]+text+small[at+length:]), "fuzz.toml")
		if err != nil {
			return
		}
		for _, k := range c.Kinds() {
			checkKind(t, k)
		}
	})
}

// checkKind uses a kind as a customer would, who forgets everything, and then nothing.
func checkKind(t *testing.T, k approval.Kind) {
	t.Helper()
	for _, text := range []approval.Text{k.Label, k.Review, k.Done, k.Undone, k.Cancel} {
		if text.EN == "" || text.AR == "" {
			t.Errorf("a kind is not complete: %+v", k)
		}
		checkShown(t, i18n.Plain(text.EN+text.AR))
	}
	if p := k.Policy; p.Method != "face" || p.Attempt <= 0 || p.Transaction < p.Attempt || p.Longest < p.Transaction {
		t.Errorf("nobody can confirm within %+v", k.Policy)
	}
	if p := k.Policy; (p.Consumer == "") != (p.ConsumeWithin == 0) {
		t.Errorf("a consumer without a time, or the other way round: %+v", k.Policy)
	}
	if !slices.ContainsFunc(k.Fields, func(f approval.Field) bool { return f.Name == k.Headline && f.Required }) {
		t.Errorf("the headline of a kind is not there: %+v", k)
	}
	_, wrong := Parse(k, func(string) string { return "" }, noon)
	for _, e := range wrong {
		checkAdvice(t, "", e)
	}
	typed, random := map[string]string{}, rand.New(rand.NewPCG(1, 2))
	for _, f := range k.Fields {
		typed[f.Name] = randomValue(random, f)
	}
	checkRoundTrip(t, k, typed)
	values, _ := Parse(k, form(typed), noon)
	for _, l := range i18n.Langs {
		sentence := Compose(k, values, "", 1).Sentence.In(approval.Lang(l))
		checkShown(t, i18n.Plain(sentence))
		if strings.ContainsAny(sentence, "{}") {
			t.Errorf("a value is missing in %q", sentence)
		}
	}
}
