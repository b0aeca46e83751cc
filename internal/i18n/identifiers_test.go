package i18n

import "testing"

func TestIdentifiersAsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		as   func(string) string
		in   string
		want string
	}{
		{"IBAN", GroupIBAN, "AE070331234567890123456", "AE07 0331 2345 6789 0123 456"},
		{"IBAN of whole groups", GroupIBAN, "AE070331", "AE07 0331"},
		{"no IBAN", GroupIBAN, "", ""},
		{"Emirates ID", EmiratesID, "784199012345676", "784-1990-1234567-6"},
		{"Emirates ID of 14 digits", EmiratesID, "78419901234567", "78419901234567"},
		{"Emirates ID with a letter", EmiratesID, "78419901234567X", "78419901234567X"},
		{"no Emirates ID", EmiratesID, "", ""},

		{"mask Emirates ID", MaskEmiratesID, "784199012345676", "784-1990-XXXXXXX-X"},
		{"mask Emirates ID of 14 digits", MaskEmiratesID, "78419901234567", "XXXXXXXXXXXXXX"},
		{"mask Emirates ID as printed", MaskEmiratesID, "784-1990-1234567-6", "XXXXXXXXXXXXXXXXXX"},

		{"mobile", Mobile, "971501234567", "+971 50 123 4567"},
		{"mobile with a plus", Mobile, "+971501234567", "+971 50 123 4567"},
		{"mobile from elsewhere", Mobile, "447911123456", "+447911123456"},
		{"what is no number", Mobile, "050 call me", "050 call me"},
		{"no number", Mobile, "", ""},
		{"mask mobile", MaskMobile, "+971501234567", "+971 50 XXX XX67"},
		{"mask mobile without a plus", MaskMobile, "971501234567", "+971 50 XXX XX67"},
		{"mask truncated mobile", MaskMobile, "97151234003", "+XXXXXXXXX03"},
		{"mask mobile from elsewhere", MaskMobile, "+447911123456", "+XXXXXXXXXX56"},
		{"mask short number", MaskMobile, "12345", "XXXXX"},
		{"mask what is no number", MaskMobile, "٠٥٠ call me", "XXXXXXXXXXX"},
		{"mask no number", MaskMobile, "", ""},

		{"mask e-mail", MaskEmail, "fatima@example.ae", "f…@example.ae"},
		{"mask e-mail of two letters", MaskEmail, "fa@example.ae", "f…@example.ae"},
		{"mask e-mail of one letter", MaskEmail, "f@example.ae", "…@example.ae"},
		{"mask e-mail of none", MaskEmail, "@example.ae", "…@example.ae"},
		{"mask e-mail with a quoted at", MaskEmail, `"a@b"@example.ae`, `"…@example.ae`},
		{"mask what is no e-mail", MaskEmail, "fatima", "XXXXXX"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.as(tt.in); got != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
