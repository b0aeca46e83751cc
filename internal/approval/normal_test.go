package approval

import "testing"

func TestNormalForms(t *testing.T) {
	type form func(string) (string, bool)
	for _, tt := range []struct {
		name     string
		normal   form
		in, want string // no want: refused
	}{
		{"Emirates ID", NormalEmiratesID, "784199012345676", "784199012345676"},
		{"Emirates ID as on the card", NormalEmiratesID, " 784-1990-1234567-6\n", "784199012345676"},
		{"Emirates ID, pasted with direction marks", NormalEmiratesID, "\u2066784-1990-1234567-6\u2069", "784199012345676"},
		{"Emirates ID in Arabic digits", NormalEmiratesID, "٧٨٤-١٩٩٠-١٢٣٤٥٦٧-٦", "784199012345676"},
		{"Emirates ID of a sample", NormalEmiratesID, "78419901234567", "78419901234567"},
		{"Emirates ID, too short", NormalEmiratesID, "7841990123456", ""},
		{"Emirates ID, too long", NormalEmiratesID, "7841990123456789", ""},
		{"Emirates ID of another country", NormalEmiratesID, "785199012345676", ""},
		{"Emirates ID with a letter", NormalEmiratesID, "78419901234567X", ""},
		{"mobile", NormalMobile, "971501234567", "971501234567"},
		{"mobile with a plus", NormalMobile, "+971 50 123 4567", "971501234567"},
		{"mobile with two zeros", NormalMobile, "00971-50-123-4567", "971501234567"},
		{"mobile at home", NormalMobile, "(050) 123.4567", "971501234567"},
		{"mobile without its zero", NormalMobile, "50 1234567", "971501234567"},
		{"mobile in Persian digits", NormalMobile, "۰۵۰۱۲۳۴۵۶۷", "971501234567"},
		{"mobile from elsewhere", NormalMobile, "+44 7911 123456", "447911123456"},
		{"mobile from elsewhere, no plus", NormalMobile, "447911123456", ""},
		{"a landline", NormalMobile, "042345678", ""},
		{"mobile, too short", NormalMobile, "+97150", ""},
		{"mobile, too long", NormalMobile, "+9715012345678901", ""},
		{"mobile with letters", NormalMobile, "+971 50 CALL ME", ""},
		{"no mobile", NormalMobile, "", ""},
		{"e-mail", NormalEmail, "fatima@example.ae", "fatima@example.ae"},
		{"e-mail in capitals", NormalEmail, "\u200eFatima.M@Example.AE ", "fatima.m@example.ae"},
		{"e-mail without a host", NormalEmail, "fatima@", ""},
		{"e-mail without a dot", NormalEmail, "fatima@example", ""},
		{"e-mail without a mailbox", NormalEmail, "@example.ae", ""},
		{"two e-mails", NormalEmail, "a@example.ae,b@example.ae", ""},
		{"e-mail with a space", NormalEmail, "fatima m@example.ae", ""},
		{"e-mail with two hosts", NormalEmail, "a@b@example.ae", ""},
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
