package catalogue

import (
	"strings"
	"testing"

	"takeed/internal/approval"
)

func TestMobile(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "mobile", Type: approval.Mobile, Label: approval.Text{EN: "Mobile", AR: "الهاتف المتحرك"}}
	format := approval.Text{
		EN: "Mobile must be a UAE mobile number, like 055 123 4567",
		AR: "الهاتف المتحرك: يُرجى إدخال رقم هاتف متحرك في دولة الإمارات، مثل 055 123 4567",
	}
	const number = "+971551234567"
	none := approval.Text{}
	checkParsing(t, f, []parseCase{
		{"as dialled", "0551234567", number, none},
		{"with spaces", "055 123 4567", number, none},
		{"international", "+971 55 123 4567", number, none},
		{"international with zeros", "00971 55 1234567", number, none},
		{"as UAE PASS has it", "971551234567", number, none},
		{"both prefixes", "+971 (0)55-123-4567", number, none},
		{"points and slashes", "055/123.45.67", number, none},
		{"without the zero", "551234567", number, none},
		{"Arabic-Indic digits", "٠٥٥ ١٢٣ ٤٥٦٧", number, none},
		{"direction marks of a phone book", "\u202a+971 55 123 4567\u202c", number, none},
		{"dashes of typography", "055–123−4567", number, none},

		{"a landline", "04 123 4567", "", format},
		{"a free number", "800 1234", "", format},
		{"an area that is none", "051 123 4567", "", format},
		{"too short", "055 123 456", "", format},
		{"too long", "055 123 45678", "", format},
		{"from elsewhere", "+44 7911 123456", "", format},
		{"letters of the key pad", "055 1BC DEFG", "", format},
		{"an extension", "0551234567;ext=5", "", format},
		{"a link", "tel:+971551234567", "", format},
		{"other text around it", "call 0551234567", "", format},
		{"two plus signs", "++971551234567", "", format},
		{"a plus sign inside", "971+551234567", "", format},
		{"two numbers", "0551234567,0501234567", "", format},
		{"very long", strings.Repeat("5", 10_000), "", format},
	})
}

func TestEmiratesID(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "id", Type: approval.EmiratesID, Label: approval.Text{EN: "Emirates ID", AR: "رقم الهوية"}}
	format := approval.Text{
		EN: "Emirates ID must have 15 digits and start with 784, like 784-1990-1234567-6",
		AR: "رقم الهوية: يُرجى إدخال رقم من 15 خانة يبدأ بالأرقام 784، مثل 784-1990-1234567-6",
	}
	none := approval.Text{}
	checkParsing(t, f, []parseCase{
		{"digits", "784199012345676", "784199012345676", none},
		{"as on the card", "784-1990-1234567-6", "784199012345676", none},
		{"with spaces", "784 1990 1234567 6", "784199012345676", none},
		{"Arabic-Indic digits", "٧٨٤-١٩٩٠-١٢٣٤٥٦٧-٦", "784199012345676", none},
		{"no Luhn digit, and in use all the same", "784000000000000", "784000000000000", none},

		{"14 digits", "78419901234567", "", format},
		{"16 digits", "7841990123456760", "", format},
		{"another country", "785199012345676", "", format},
		{"a letter", "78419901234567X", "", format},
		{"masked", "784-1990-XXXXXXX-X", "", format},
	})
}

func TestEmail(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "email", Type: approval.Email, Label: approval.Text{EN: "Email", AR: "البريد"}}
	format := approval.Text{
		EN: "Email must be an email address, like name@example.ae",
		AR: "البريد: يُرجى إدخال عنوان بريد إلكتروني صحيح، مثل name@example.ae",
	}
	long := approval.Text{
		EN: "Email can have at most 254 characters. You entered 260 characters",
		AR: "البريد: النص أطول من الحد المسموح به. الحد الأقصى: 254 حرفًا. المُدخل: 260 حرفًا",
	}
	none := approval.Text{}
	cases := []parseCase{
		{"plain", "fatima@example.ae", "fatima@example.ae", none},
		{"spaces around", " fatima@example.ae ", "fatima@example.ae", none},
		{"capitals", "Fatima.Ali@Example.AE", "Fatima.Ali@example.ae", none},
		{"tags and hyphens", "o'brien+bank_1@mail-2.example.co.ae", "o'brien+bank_1@mail-2.example.co.ae", none},
		{"longest mailbox", strings.Repeat("a", 64) + "@example.ae", strings.Repeat("a", 64) + "@example.ae", none},
		{"too long altogether", "a@" + strings.Repeat("abcdefghi.", 25) + "example1", "", long},
	}
	for _, bad := range []string{
		"fatima", "@example.ae", "fatima@", "fatima@example", "fatima@@example.ae", "a@b@example.ae",
		".fatima@example.ae", "fatima.@example.ae", "fat..ima@example.ae", "fatima@.ae", "fatima@example..ae",
		"fatima@-example.ae", "fatima@example-.ae", "fatima@example.a", "fatima@127.0.0.1", "fatima@[127.0.0.1]",
		"Fatima <fatima@example.ae>", "fatima@example.ae,b@example.ae", "fat ima@example.ae", `"fatima"@example.ae`,
		"fatima(x)@example.ae", "fatima@exämple.ae", "فاطمة@example.ae", strings.Repeat("a", 65) + "@example.ae",
		"a@" + strings.Repeat("b", 64) + ".ae",
	} {
		cases = append(cases, parseCase{bad, bad, "", format})
	}
	checkParsing(t, f, cases)
}
