package catalogue_test

import (
	"fmt"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
)

// A form becomes the document that a customer approves: Parse reads what was typed into
// canonical values, and Compose freezes them as they are shown, in both languages.
func ExampleCompose() {
	kinds, err := catalogue.Builtin()
	if err != nil {
		fmt.Println(err)
		return
	}
	beneficiary, _ := kinds.Kind("beneficiary")
	typed := map[string]string{"payee_name": " Omar  Badawi", "iban": "ae070331234567890123456"}
	values, wrong := catalogue.Parse(beneficiary, func(field string) string { return typed[field] }, time.Now())
	fmt.Println(len(wrong), values["payee_name"], values["iban"])

	d := catalogue.Compose(beneficiary, values, approval.NewID(), 1)
	for _, f := range d.Fields {
		fmt.Printf("%s: %s\n", f.Label.EN, f.Text.EN)
	}
	fmt.Printf("%+q\n", d.Sentence.EN) // \u2068 and \u2069 keep each value in its own direction
	// Output:
	// 0 Omar Badawi AE070331234567890123456
	// Beneficiary’s name: Omar Badawi
	// Beneficiary’s IBAN: AE07 0331 2345 6789 0123 456
	// "Add \u2068Omar Badawi\u2069, IBAN \u2066AE07 0331 2345 6789 0123 456\u2069, to your beneficiaries."
}

// A fault names its field and says what to do, in both languages.
func ExampleParse() {
	kinds, err := catalogue.Builtin()
	if err != nil {
		fmt.Println(err)
		return
	}
	mobile, _ := kinds.Kind("mobile")
	_, wrong := catalogue.Parse(mobile, func(string) string { return "12" }, time.Now())
	for _, fault := range wrong {
		fmt.Printf("%s: %+q\n", fault.Field, fault.Text.EN)
	}
	// Output:
	// mobile: "New mobile number must be a UAE mobile number, like \u2066055 123 4567\u2069"
}
