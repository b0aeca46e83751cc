package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"takeed/internal/approval"
)

// sent is what arrives of fields that were sent as one JSON object.
func sent(t *testing.T, fields map[string]json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	object, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return arrived(t, string(object))
}

func arrived(t *testing.T, object string) (fields map[string]json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal([]byte(object), &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

const transferJSON = `{"amount":{"value":"25000.00","currency":"AED"},"payee_name":"Mariam","iban":"AE070331234567890123456","purpose":"rent"}`

func TestFromJSON(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	for name, object := range map[string]string{
		"as written":          transferJSON,
		"members the other":   strings.Replace(transferJSON, `"value":"25000.00","currency":"AED"`, ` "currency" : "AED" , "value" : "25000.00" `, 1),
		"as a customer types": strings.NewReplacer(`"Mariam"`, `" Mariam "`, `"AE07033`, `"ae07 033`).Replace(transferJSON),
		"escaped":             strings.Replace(transferJSON, `"Mariam"`, `"\u004dariam"`, 1),
		"empty note":          strings.Replace(transferJSON, `{`, `{"note":"",`, 1),
	} {
		values, wrong := FromJSON(k, arrived(t, object), noon)
		want := Values{"amount": "AED 25000.00", "payee_name": "Mariam", "iban": "AE070331234567890123456", "purpose": "rent"}
		if wrong != nil || !maps.Equal(values, want) {
			t.Errorf("%s: %v, %v", name, values, wrong)
		}
	}
}

// Each case replaces the value of one field, or adds one.
func TestFromJSONIsStrict(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	for _, tt := range []struct{ field, raw, code string }{
		{"payee_name", `null`, "not_a_string"}, {"payee_name", `5`, "not_a_string"}, {"payee_name", `true`, "not_a_string"},
		{"payee_name", `["Mariam"]`, "not_a_string"}, {"payee_name", `{"value":"Mariam"}`, "not_a_string"}, {"iban", `70331`, "not_a_string"},
		{"note", `null`, "not_a_string"}, // though it is optional
		{"payee_name", `""`, "required"}, {"payee_name", `" \u00a0 "`, "required"}, {"payee_name", `"\ud800"`, "text_hidden"}, {"payee_name", "\"a\xff\"", "text_hidden"},
		{"payee_name", `"` + strings.Repeat("a", 71) + `"`, "too_long"}, {"iban", `"AE080331234567890123456"`, "iban_checksum"},
		{"iban", `"\ufffdAE070331234567890123456"`, "iban_characters"}, {"purpose", `"Rent"`, "choice_unknown"}, {"purpose", `"rent\ud800"`, "choice_unknown"},

		{"amount", `null`, "money_object"}, {"amount", `"25000.00"`, "money_object"}, {"amount", `25000.00`, "money_object"}, {"amount", `{}`, "money_object"},
		{"amount", `["25000.00","AED"]`, "money_object"}, {"amount", `{"value":"25000.00"}`, "money_object"}, {"amount", `{"currency":"AED"}`, "money_object"},
		{"amount", `{"value":25000.00,"currency":"AED"}`, "money_object"}, {"amount", `{"value":null,"currency":"AED"}`, "money_object"},
		{"amount", `{"value":["25000.00"],"currency":"AED"}`, "money_object"}, {"amount", `{"value":{"value":"1.00"},"currency":"AED"}`, "money_object"},
		{"amount", `{"value":"1.00","value":"2.00","currency":"AED"}`, "money_object"}, {"amount", `{"value":"1.00","currency":"AED","currency":"AED"}`, "money_object"},
		{"amount", `{"Value":"1.00","currency":"AED"}`, "money_object"}, {"amount", `{"value":"1.00","currency":"AED","scale":"2"}`, "money_object"},
		{"amount", `{"value":"1.00","currency":"USD"}`, "money_currency"}, {"amount", `{"value":"1.00","currency":"aed"}`, "money_currency"},
		{"amount", `{"value":"1.00","currency":""}`, "money_currency"},
		{"amount", `{"value":"","currency":"AED"}`, "money_scale"}, {"amount", `{"value":"25000","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":"25000.0","currency":"AED"}`, "money_scale"}, {"amount", `{"value":"25000.000","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":"25,000.00","currency":"AED"}`, "money_scale"}, {"amount", `{"value":"-1.00","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":"+1.00","currency":"AED"}`, "money_scale"}, {"amount", `{"value":"1e3.00","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":" 1.00","currency":"AED"}`, "money_scale"}, {"amount", `{"value":"1.00\n","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":"٢٥٠٫٠٠","currency":"AED"}`, "money_scale"}, {"amount", `{"value":".50","currency":"AED"}`, "money_scale"},
		{"amount", `{"value":"0.00","currency":"AED"}`, "amount_min"}, {"amount", `{"value":"50000.01","currency":"AED"}`, "amount_max"},
		{"amount", `{"value":"99999999999999999999.00","currency":"AED"}`, "amount_max"},

		{"colour", `"red"`, "unknown_field"}, {"Amount", `{"value":"1.00","currency":"AED"}`, "unknown_field"}, {"key", `"x"`, "unknown_field"}, {"", `null`, "unknown_field"},
	} {
		fields := arrived(t, transferJSON)
		fields[tt.field] = json.RawMessage(tt.raw)
		values, wrong := FromJSON(k, fields, noon)
		if len(wrong) != 1 || wrong[0].Field != tt.field || wrong[0].Code != tt.code {
			t.Errorf("%s: %q: %+v, want %s", tt.field, tt.raw, wrong, tt.code)
			continue
		}
		checkAdvice(t, tt.raw, wrong[0])
		if values[tt.field] != "" {
			t.Errorf("%s: %q is refused and has a value: %v", tt.field, tt.raw, values)
		}
	}
}

// What is no JSON cannot come from a decoder, and is no value either.
func TestWhatIsNoJSONIsNoValue(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	for _, raw := range []string{``, `"Mariam`, `{"value":"1.00","currency":"AED"`, `{"value":"1.00","currency":"AED"}}`, `{"value" "1.00"}`, `x`} {
		for field, code := range map[string]string{"payee_name": "not_a_string", "amount": "money_object"} {
			_, wrong := FromJSON(k, map[string]json.RawMessage{field: json.RawMessage(raw)}, noon)
			if !slices.ContainsFunc(wrong, func(e FieldError) bool { return e.Field == field && e.Code == code }) {
				t.Errorf("%s: %q: %+v", field, raw, wrong)
			}
		}
	}
}

func TestFaultsOfJSONComeInOrder(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	object := strings.Repeat("x", 20)
	for i := range 20 {
		object += fmt.Sprintf(`,"unknown_%02d":1`, i)
	}
	_, wrong := FromJSON(k, arrived(t, `{"iban":5`+strings.TrimLeft(object, "x")+`}`), noon)
	var told []string
	for _, e := range wrong {
		told = append(told, e.Field+" "+e.Code)
	}
	want := []string{"amount required", "payee_name required", "iban not_a_string", "purpose required"}
	for i := range maxUnknown {
		want = append(want, fmt.Sprintf("unknown_%02d unknown_field", i))
	}
	if !slices.Equal(told, want) {
		t.Errorf("told: %q, want %q", told, want)
	}
}

// A form and a system that mean the same make the same document, to the byte.
func TestAFormAndJSONMakeTheSameDocument(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		for _, k := range loadBuiltin(t).Kinds() {
			typed, fields := map[string]string{}, map[string]json.RawMessage{}
			for _, f := range k.Fields {
				typed[f.Name] = randomValue(random, f)
				fields[f.Name] = encode(typed[f.Name])
				if amount := strings.ReplaceAll(typed[f.Name], ",", ""); f.Type == approval.Money && amount != "" {
					fields[f.Name] = encode(map[string]string{"value": amount, "currency": f.Currency})
				} else if f.Type == approval.Money {
					delete(fields, f.Name)
				}
			}
			byForm, wrong := Parse(k, form(typed), noon)
			bySystem, refused := FromJSON(k, sent(t, fields), noon)
			if wrong != nil || refused != nil || Compose(k, byForm, "", 1).Digest() != Compose(k, bySystem, "", 1).Digest() {
				t.Fatalf("%s: %v is %v, %v by form and %v, %v by system", k.ID, typed, byForm, wrong, bySystem, refused)
			}
		}
	}
}

// Systems rely on the codes. A text that gets another name changes one: do not.
func TestCodesNeverChange(t *testing.T) {
	t.Parallel()
	var file struct{ Field map[string]string }
	if _, err := toml.DecodeFile("../i18n/locales/en.toml", &file); err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(`amount_format amount_max amount_min choice_unknown date_format date_late date_past email_format emirates_id_format
		iban_characters iban_checksum iban_country iban_length mobile_format money_currency money_object money_scale name_characters name_letters
		name_number not_a_string text_characters text_hidden text_lookalike text_mark text_mixed too_long unknown_field`)
	if got := slices.Sorted(maps.Keys(file.Field)); !slices.Equal(got, want) {
		t.Errorf("the codes are %q, and were %q", got, want)
	}
}

// FuzzFromJSON reads any object as the values of every kind.
func FuzzFromJSON(f *testing.F) {
	for _, seed := range []string{
		transferJSON, `{}`, `null`, `{"mobile":"055 123 4567"}`, `{"amount":{"value":"1.00","currency":"AED"},"until":"2026-11-30","reason":"other"}`,
		`{"amount":{"value":"1.00","value":"1.00"}}`, `{"action":"sign_in","device":"Pixel\ud800"}`, `{"payee_name":["a"],"note":null}`,
	} {
		f.Add(seed)
	}
	all := loadBuiltin(f).Kinds()
	f.Fuzz(func(t *testing.T, object string) {
		var fields map[string]json.RawMessage
		if json.Unmarshal([]byte(object), &fields) != nil {
			return
		}
		for _, k := range all {
			values, wrong := FromJSON(k, fields, noon)
			for _, e := range wrong {
				checkAdvice(t, object, e)
			}
			if wrong == nil {
				checkStable(t, k, values)
			}
		}
	})
}
