package reading

import "testing"

func TestNormalForms(t *testing.T) {
	type form func(string) (string, bool)
	for _, tt := range []struct {
		name     string
		normal   form
		in, want string // no want: refused
	}{
		{"Emirates ID", EmiratesID, "784199012345676", "784199012345676"},
		{"Emirates ID as on the card", EmiratesID, " 784-1990-1234567-6\n", "784199012345676"},
		{"Emirates ID, pasted with direction marks", EmiratesID, "\u2066784-1990-1234567-6\u2069", "784199012345676"},
		{"Emirates ID in Arabic digits", EmiratesID, "٧٨٤-١٩٩٠-١٢٣٤٥٦٧-٦", "784199012345676"},
		{"Emirates ID of a sample", EmiratesID, "78419901234567", "78419901234567"},
		{"Emirates ID, too short", EmiratesID, "7841990123456", ""},
		{"Emirates ID, too long", EmiratesID, "7841990123456789", ""},
		{"Emirates ID of another country", EmiratesID, "785199012345676", ""},
		{"Emirates ID with a letter", EmiratesID, "78419901234567X", ""},
		{"mobile", Mobile, "971501234567", "971501234567"},
		{"mobile with a plus", Mobile, "+971 50 123 4567", "971501234567"},
		{"mobile with two zeros", Mobile, "00971-50-123-4567", "971501234567"},
		{"mobile at home", Mobile, "(050) 123.4567", "971501234567"},
		{"mobile without its zero", Mobile, "50 1234567", "971501234567"},
		{"mobile in Persian digits", Mobile, "۰۵۰۱۲۳۴۵۶۷", "971501234567"},
		{"mobile from elsewhere", Mobile, "+44 7911 123456", "447911123456"},
		{"mobile from elsewhere, no plus", Mobile, "447911123456", ""},
		{"a landline", Mobile, "042345678", ""},
		{"mobile, too short", Mobile, "+97150", ""},
		{"mobile, too long", Mobile, "+9715012345678901", ""},
		{"mobile with letters", Mobile, "+971 50 CALL ME", ""},
		{"no mobile", Mobile, "", ""},
		{"e-mail", Email, "fatima@example.ae", "fatima@example.ae"},
		{"e-mail in capitals", Email, "\u200eFatima.M@Example.AE ", "fatima.m@example.ae"},
		{"e-mail without a host", Email, "fatima@", ""},
		{"e-mail without a dot", Email, "fatima@example", ""},
		{"e-mail without a mailbox", Email, "@example.ae", ""},
		{"two e-mails", Email, "a@example.ae,b@example.ae", ""},
		{"e-mail with a space", Email, "fatima m@example.ae", ""},
		{"e-mail with two hosts", Email, "a@b@example.ae", ""},
	} {
		got, ok := tt.normal(tt.in)
		if ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, ok, tt.want)
		}
		if again, ok := tt.normal(tt.want); ok && again != tt.want {
			t.Errorf("%s: %q is not stable: %q", tt.name, tt.want, again)
		}
	}
}
