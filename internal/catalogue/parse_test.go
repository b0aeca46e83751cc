package catalogue

import (
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// noon is 21 November 2026 in the Emirates, and hours away from another day.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, i18n.UAE())

// parseCase is a value as typed, and either its canonical form or the advice.
type parseCase struct {
	name   string
	typed  string
	want   string
	advice approval.Text
}

func checkParsing(t *testing.T, f approval.Field, cases []parseCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, advice := parseOne(f, tt.typed)
			if got != tt.want || advice != tt.advice {
				t.Errorf("%q is read as %q and %+q, want %q and %+q", tt.typed, got, advice, tt.want, tt.advice)
			}
		})
	}
}

func parseOne(f approval.Field, typed string) (string, approval.Text) {
	k := approval.Kind{Fields: []approval.Field{f}}
	values, wrong := Parse(k, func(string) string { return typed }, noon)
	if len(wrong) > 0 {
		return values[f.Name], approval.Text{EN: i18n.Plain(wrong[0].Text.EN), AR: i18n.Plain(wrong[0].Text.AR)}
	}
	return values[f.Name], approval.Text{}
}

func form(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestParseReadsAWholeForm(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	values, wrong := Parse(k, form(map[string]string{
		"amount": "١٬٢٥٠٫٥", "payee_name": " عمر  بدوي ", "iban": "ae07 0331 2345 6789 0123 456", "purpose": "rent", "note": " ",
	}), noon)
	if wrong != nil {
		t.Fatalf("errors: %+v", wrong)
	}
	want := Values{"amount": "AED 1250.50", "payee_name": "عمر بدوي", "iban": "AE070331234567890123456", "purpose": "rent"}
	for _, f := range k.Fields {
		if values[f.Name] != want[f.Name] {
			t.Errorf("%s = %q, want %q", f.Name, values[f.Name], want[f.Name])
		}
	}
	if _, ok := values["note"]; ok {
		t.Error("an empty field has a value")
	}
}

func TestParseTellsEveryFaultInOrder(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("transfer")
	values, wrong := Parse(k, form(map[string]string{"payee_name": "R2_D2", "iban": "AE07", "purpose": "rent"}), noon)
	want := []FieldError{
		{"amount", "required", approval.Text{EN: "Enter an amount", AR: "يُرجى إدخال المبلغ"}},
		{"payee_name", "name_characters", approval.Text{
			EN: "Beneficiary’s name cannot have the character at position 3: \u2066U+005F LOW LINE\u2069. Use letters, digits, spaces and \u2066. , ' - & / ( ) +\u2069",
			AR: "اسم المستفيد: لا يمكن استخدام الرمز في الموضع 3: \u2066U+005F LOW LINE\u2069. يُرجى استخدام الحروف والأرقام والمسافات والعلامات \u2066. , ' - & / ( ) +\u2069",
		}},
		{"iban", "iban_length", approval.Text{
			EN: "Beneficiary’s IBAN must have 23 characters. You entered: 4",
			AR: "رقم الحساب المصرفي الدولي (IBAN) للمستفيد: يجب أن يتكوّن من 23 خانة. عدد الخانات المُدخلة: 4",
		}},
	}
	if !slices.Equal(wrong, want) {
		t.Errorf("errors: %+v, want %+v", wrong, want)
	}
	if values["purpose"] != "rent" || len(values) != 1 {
		t.Errorf("values: %v", values)
	}
}

func TestParseIgnoresFieldsThatTheKindLacks(t *testing.T) {
	t.Parallel()
	k, _ := loadBuiltin(t).Kind("mobile")
	values, wrong := Parse(k, func(string) string { return "055 123 4567" }, noon)
	if wrong != nil || len(values) != 1 || values["mobile"] != "+971551234567" {
		t.Errorf("values %v, errors %v", values, wrong)
	}
}

func TestEmptyValues(t *testing.T) {
	t.Parallel()
	advice := approval.Text{EN: "Enter it", AR: "يُرجى الإدخال"}
	for fieldType := range parsers {
		for _, typed := range []string{"", "   ", "\u00a0\u3000", " ـــ "} {
			if got, said := parseOne(approval.Field{Name: "x", Type: fieldType, Required: true, Empty: advice}, typed); got != "" || said != advice {
				t.Errorf("%s, required: %q and %q", fieldType, got, said)
			}
			if got, said := parseOne(approval.Field{Name: "x", Type: fieldType}, typed); got != "" || said != (approval.Text{}) {
				t.Errorf("%s, optional: %q and %q", fieldType, got, said)
			}
		}
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	f := approval.Field{
		Name: "why", Type: approval.Choice, Label: approval.Text{EN: "Reason", AR: "السبب"},
		Choices: []approval.ChoiceOption{{ID: "joy"}, {ID: "duty"}},
	}
	unknown := approval.Text{EN: "Reason must be one of the options shown", AR: "السبب: يُرجى اختيار أحد الخيارات المعروضة"}
	checkParsing(t, f, []parseCase{
		{"the first", "joy", "joy", approval.Text{}},
		{"the last", "duty", "duty", approval.Text{}},
		{"none of them", "greed", "", unknown},
		{"in capitals", "JOY", "", unknown},
		{"with a space", "joy ", "", unknown},
		{"two of them", "joy,duty", "", unknown},
	})
}
