package catalogue

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// TestRoundTrips makes hundreds of good forms: canonical values are canonical, and
// what Typed gives back means the same.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	c := loadBuiltin(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		for _, k := range c.Kinds() {
			typed := map[string]string{}
			for _, f := range k.Fields {
				typed[f.Name] = randomValue(random, f)
			}
			checkRoundTrip(t, k, typed)
		}
	}
}

func checkRoundTrip(t *testing.T, k approval.Kind, typed map[string]string) {
	t.Helper()
	values, wrong := Parse(k, form(typed), noon)
	if wrong != nil {
		t.Fatalf("%s: %+q is refused: %+v", k.ID, typed, wrong)
	}
	checkStable(t, k, values)
}

// checkStable checks the three promises about values that Parse accepted.
func checkStable(t *testing.T, k approval.Kind, values Values) {
	t.Helper()
	if again, wrong := Parse(k, canonical(k, values), noon); wrong != nil || !maps.Equal(again, values) {
		t.Errorf("%s: canonical %+q is read as %+q, %+v", k.ID, values, again, wrong)
	}
	d := Compose(k, values, "", 1)
	if again, wrong := Parse(k, Typed(d), noon); wrong != nil || !maps.Equal(again, values) {
		t.Errorf("%s: %+q, typed again, is read as %+q, %+v", k.ID, values, again, wrong)
	}
	if again, wrong := FromJSON(k, sent(t, ToJSON(d)), noon); wrong != nil || !maps.Equal(again, values) {
		t.Errorf("%s: %+q, sent, is read as %+q, %+v", k.ID, values, again, wrong)
	}
}

// canonical types canonical values in; of money only the number, for nobody types
// the currency.
func canonical(k approval.Kind, values Values) func(string) string {
	return func(name string) string {
		value := values[name]
		if f, _ := fieldOf(k, name); f.Type == approval.Money && value != "" {
			return value[len("AED "):]
		}
		return value
	}
}

func randomValue(r *rand.Rand, f approval.Field) string {
	if !f.Required && r.IntN(2) == 0 {
		return ""
	}
	switch f.Type {
	case approval.Money:
		minor := f.MinMinor + r.Int64N(f.MaxMinor-f.MinMinor+1)
		return i18n.Money(i18n.EN, f.Currency, minor)[len("AED "):]
	case approval.IBAN:
		return randomIBAN(r)
	case approval.PersonName, approval.FreeText:
		return randomText(r, 1+r.IntN(f.MaxLength))
	case approval.Mobile:
		return fmt.Sprintf("05%d %03d %04d", []int{0, 2, 4, 5, 6, 8}[r.IntN(6)], r.IntN(1000), r.IntN(10000))
	case approval.Email:
		return fmt.Sprintf("User.%d@Mail-%d.Example.ae", r.IntN(1000), r.IntN(1000))
	case approval.EmiratesID:
		return i18n.EmiratesID(fmt.Sprintf("784%012d", r.Int64N(1e12)))
	case approval.Date:
		return noon.AddDate(0, 0, r.IntN(f.MaxDays+1)).Format("2/1/2006")
	case approval.Choice:
		return f.Choices[r.IntN(len(f.Choices))].ID
	}
	return ""
}

func randomIBAN(r *rand.Rand) string {
	account := fmt.Sprintf("%019d", r.Int64N(1e18))
	for check := 2; check <= 98; check++ {
		if iban := fmt.Sprintf("AE%02d%s", check, account); issued(iban) {
			return i18n.GroupIBAN(iban)
		}
	}
	return ""
}

// alphabets are what a word is made of: one of them for each word.
var alphabets = [][]rune{[]rune("abcXYZéñ.-’'"), []rune("عمربدويةى.-")}

// randomText begins with a letter, so that a name is one.
func randomText(r *rand.Rand, length int) string {
	alphabet := alphabets[r.IntN(2)]
	text := []rune{alphabet[r.IntN(3)]}
	for len(text) < length {
		if r.IntN(6) == 0 {
			text, alphabet = append(text, []rune(" \u00a0")[r.IntN(2)]), alphabets[r.IntN(2)]
			continue
		}
		text = append(text, alphabet[r.IntN(len(alphabet))])
	}
	return string(text)
}
