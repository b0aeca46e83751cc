package catalogue

import (
	"maps"
	"testing"

	"takeed/internal/approval"
)

// filled is a good form of every kind that is built in.
var filled = map[string]map[string]string{
	"transfer": {
		"amount": "1,250.50", "payee_name": "عمر بدوي", "iban": "AE07 0331 2345 6789 0123 456",
		"purpose": "rent", "note": "شقة 12 {iban}",
	},
	"beneficiary": {"payee_name": "Fatima Al-Mansoori", "iban": registryIBAN, "note": "Fatima"},
	"mobile":      {"mobile": "055 123 4567"},
	"limit":       {"amount": "100000", "until": "31/12/2026", "reason": "vehicle"},
	"disclosure": {
		"document": "salary_certificate", "recipient_name": "Omar Badawi", "email": "Omar@Example.ae",
		"recipient_id": "784-1990-1234567-6", "purpose": "visa", "until": "2026-12-01",
	},
}

func compose(t testing.TB, id string, typed map[string]string) approval.Document {
	t.Helper()
	k, ok := loadBuiltin(t).Kind(id)
	if !ok {
		t.Fatalf("no kind %s", id)
	}
	values, wrong := Parse(k, form(typed), noon)
	if wrong != nil {
		t.Fatalf("%s: %+v", id, wrong)
	}
	return Compose(k, values, "3f6c1c9e-0d3b-4c55-8a43-0a6d1b0a7f11", 2)
}

// The sentences are what people approve. Here they stand with every isolate.
func TestSentences(t *testing.T) {
	t.Parallel()
	want := map[string]approval.Text{
		"transfer": {
			EN: "Transfer \u2066AED 1,250.50\u2069 to \u2068عمر بدوي\u2069, IBAN \u2066AE07 0331 2345 6789 0123 456\u2069. Purpose: Rent.",
			AR: "تحويل \u20681,250.50 درهم\u2069 إلى \u2068عمر بدوي\u2069، رقم الحساب المصرفي الدولي (IBAN): \u2066AE07 0331 2345 6789 0123 456\u2069. الغرض: الإيجار.",
		},
		"beneficiary": {
			EN: "Add \u2068Fatima Al-Mansoori\u2069, IBAN \u2066AE07 0331 2345 6789 0123 456\u2069, to your beneficiaries.",
			AR: "إضافة \u2068Fatima Al-Mansoori\u2069 إلى قائمة المستفيدين، رقم الحساب المصرفي الدولي (IBAN): \u2066AE07 0331 2345 6789 0123 456\u2069.",
		},
		"mobile": {
			EN: "Change your registered mobile number to \u2066+971 55 123 4567\u2069.",
			AR: "تغيير رقم الهاتف المتحرك المسجَّل إلى \u2066+971 55 123 4567\u2069.",
		},
		"limit": {
			EN: "Raise your daily transfer limit to \u2066AED 100,000.00\u2069 until \u206831 December 2026\u2069. Reason: Buying a vehicle.",
			AR: "رفع الحد اليومي للتحويل إلى \u2068100,000.00 درهم\u2069 حتى \u206831 ديسمبر 2026\u2069. السبب: شراء مركبة.",
		},
		"disclosure": {
			EN: "Release a document to \u2068Omar Badawi\u2069 at \u2066Omar@example.ae\u2069 until \u20681 December 2026\u2069. Document: Salary certificate. Purpose: Visa application.",
			AR: "إتاحة مستند إلى \u2068Omar Badawi\u2069 على البريد الإلكتروني \u2066Omar@example.ae\u2069 حتى \u20681 ديسمبر 2026\u2069. المستند: شهادة الراتب. الغرض: طلب تأشيرة.",
		},
	}
	for id, typed := range filled {
		if got := compose(t, id, typed).Sentence; got != want[id] {
			t.Errorf("%s:\n%+q\nwant:\n%+q", id, got, want[id])
		}
	}
}

func TestComposeFreezesWhatIsShown(t *testing.T) {
	t.Parallel()
	d := compose(t, "transfer", filled["transfer"])
	if d.ID != "3f6c1c9e-0d3b-4c55-8a43-0a6d1b0a7f11" || d.Kind != "transfer" || d.Version != 2 || d.Template != 1 {
		t.Errorf("the document: %+v", d)
	}
	both := func(s string) approval.Text { return approval.Text{EN: s, AR: s} }
	want := []approval.DocumentField{
		{Name: "amount", Type: approval.Money, Value: "AED 1250.50",
			Label: approval.Text{EN: "Amount", AR: "المبلغ"}, Text: approval.Text{EN: "AED 1,250.50", AR: "1,250.50 درهم"}},
		{Name: "payee_name", Type: approval.PersonName, Value: "عمر بدوي",
			Label: approval.Text{EN: "Beneficiary’s name", AR: "اسم المستفيد"}, Text: both("عمر بدوي")},
		{Name: "iban", Type: approval.IBAN, Value: registryIBAN,
			Label: approval.Text{EN: "Beneficiary’s IBAN", AR: "رقم الحساب المصرفي الدولي (IBAN) للمستفيد"},
			Text:  both("AE07 0331 2345 6789 0123 456")},
		{Name: "purpose", Type: approval.Choice, Value: "rent",
			Label: approval.Text{EN: "Purpose", AR: "الغرض من التحويل"}, Text: approval.Text{EN: "Rent", AR: "الإيجار"}},
		{Name: "note", Type: approval.FreeText, Value: "شقة 12 {iban}",
			Label: approval.Text{EN: "Note", AR: "ملاحظة"}, Text: both("شقة 12 {iban}")},
	}
	for i, f := range d.Fields {
		if f != want[i] {
			t.Errorf("row %d: %+v, want %+v", i, f, want[i])
		}
	}
	if len(d.Fields) != len(want) {
		t.Errorf("%d rows, want %d", len(d.Fields), len(want))
	}
}

func TestADocumentNamesTheVersionOfItsTexts(t *testing.T) {
	t.Parallel()
	c, err := Load([]byte(small), "small.toml")
	if err != nil {
		t.Fatal(err)
	}
	k, _ := c.Kind("gift")
	values, wrong := Parse(k, form(map[string]string{"amount": "5", "who": "Omar", "day": "2026-11-30", "why": "joy"}), noon)
	if d := Compose(k, values, "", 1); wrong != nil || d.Template != 3 || d.Version != 1 {
		t.Errorf("errors %v, document %+v", wrong, d)
	}
}

func TestComposeLeavesEmptyFieldsOut(t *testing.T) {
	t.Parallel()
	typed := maps.Clone(filled["disclosure"])
	delete(typed, "recipient_id")
	d := compose(t, "disclosure", typed)
	if _, ok := d.Field("recipient_id"); ok || len(d.Fields) != 5 {
		t.Errorf("rows: %+v", d.Fields)
	}
}

func TestADocumentSurvivesStorage(t *testing.T) {
	t.Parallel()
	for id, typed := range filled {
		d := compose(t, id, typed)
		again, err := approval.OpenDocument(d.Canonical(), d.Digest())
		if err != nil || again.Digest() != d.Digest() || again.Sentence != d.Sentence {
			t.Errorf("%s: %v, %+v", id, err, again)
		}
	}
}

func TestTyped(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]string{
		"transfer": {
			"amount": "1250.50", "payee_name": "عمر بدوي", "iban": "AE07 0331 2345 6789 0123 456",
			"purpose": "rent", "note": "شقة 12 {iban}",
		},
		"mobile": {"mobile": "+971 55 123 4567"},
		"limit":  {"amount": "100000.00", "until": "2026-12-31", "reason": "vehicle"},
		"disclosure": {
			"document": "salary_certificate", "recipient_name": "Omar Badawi", "email": "Omar@example.ae",
			"recipient_id": "784-1990-1234567-6", "purpose": "visa", "until": "2026-12-01",
		},
	}
	for id, fields := range want {
		typed := Typed(compose(t, id, filled[id]))
		for name, value := range fields {
			if got := typed(name); got != value {
				t.Errorf("%s, %s: %q, want %q", id, name, got, value)
			}
		}
		if typed("no_such_field") != "" {
			t.Errorf("%s has a value for a field that is not there", id)
		}
	}
}
