package audit

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What people write when they must say why, and when.
func TestAnHonestReasonHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"She called about a transfer", "Case CRM-2026-118220, second call", "INC0012345: wrong person at 2026-11-30 06:03:06.026", "on 30/11/2026 at 14:05, for AED 1,250.50",
		"TK-7GQ2M-XK04R", "اتصلت المتعاملة بشأن التحويل رقم ٥ بتاريخ ٣٠/١١/٢٠٢٦", "request KZ3R5NQ7YB2M4PTC6VXW2AJDHS", "=Called <b>twice</b> about a transfer",
		"18204", "events 18000 to 18204", "amounts 50,000.00 and 784.00", "case 20261130184", "see https://cases.example.ae/784", "C/O the branch, 3rd floor", "AE 07 is a prefix",
	} {
		if HoldsPersonal(text) {
			t.Errorf("%q is refused", text)
		}
	}
}

func TestEverySpellingThatWasTakenIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"EID:784-1990-1234567-1", "EID784199012345671", "784_1990_1234567_1", "784,1990,1234567,1", "Mob:0501234567", "<fatima@example.ae>", "mailto:fatima@example.ae", `"fatima@example.ae"`,
		"fatima @ example.ae", "AE07 0331 2345 6789 0123 456", "IBAN:AE070331234567890123456", "call+971501234567now", "x٠٥٠١٢٣٤٥٦٧", "784–1990–1234567–1", "50.123.4567", "+44 7911 123456",
		"(050)123-4567", "00971 50 1234567", "784 1990 1234567 1 and more", "ｆａｔｉｍａ＠ｅｘａｍｐｌｅ．ａｅ", "فاطمة@example.ae", "78419901234567",
	} {
		if !HoldsPersonal("asked about " + text) {
			t.Errorf("%q is taken", text)
		}
	}
}

// spread writes a number in any digits, with anything but letters and digits between them.
func spread(t *rapid.T, number string) string {
	zero := rapid.SampledFrom([]rune{'0', '٠', '۰', '０'}).Draw(t, "digits")
	signs := rapid.SampledFrom([]string{"", " ", "-", "–", "_", ".", ",", "،", "/", "\u00a0", "\u200e", " - ", ")(", "·", "‑"})
	var out strings.Builder
	for i, r := range number {
		if i > 0 {
			out.WriteString(signs.Draw(t, "sign"))
		}
		if r != '+' {
			r += zero - '0'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// spelledOut puts it behind a word, or glues it to one.
func spelledOut(t *rapid.T, number string) string {
	before := rapid.SampledFrom([]string{"", "EID", "no:", "Mob.", "رقم", "هوية: ", "x_", "<", "#", "“", "her number is "}).Draw(t, "before")
	return before + number + rapid.SampledFrom([]string{"", ".", "!", " again", "x", "؟", ">", "”"}).Draw(t, "after")
}

func TestNoSpellingOfAnIdentifierIsAReason(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := "784" + rapid.StringMatching(`\d{12}`).Draw(t, "id")
		mobile := rapid.SampledFrom([]string{"0", "", "971", "+971", "00971"}).Draw(t, "prefix") + "5" + rapid.StringMatching(`\d{8}`).Draw(t, "mobile")
		iban := rapid.StringMatching(`\d{21}`).Draw(t, "account")
		for _, number := range []string{spread(t, id), spread(t, mobile), "AE" + spread(t, iban), "ae " + spread(t, iban)} {
			if text := spelledOut(t, number); !HoldsPersonal(text) {
				t.Fatalf("%q is taken", text)
			}
		}
		address := rapid.StringMatching(`[a-z0-9._+-]{0,8}[a-z0-9]@[a-z0-9][a-z0-9-]{0,8}\.(ae|com)`).Draw(t, "address")
		gap := rapid.SampledFrom([]string{"", " ", "\u200b", "\u00a0"}).Draw(t, "gap")
		if text := "wrote from " + strings.Replace(address, "@", gap+rapid.SampledFrom([]string{"@", "＠"}).Draw(t, "at")+gap, 1) + ">"; !HoldsPersonal(text) {
			t.Fatalf("%q is taken", text)
		}
	})
}
