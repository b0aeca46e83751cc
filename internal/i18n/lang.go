package i18n

// Lang is a language of the product.
type Lang string

const (
	EN Lang = "en"
	AR Lang = "ar"
)

// Langs lists the languages.
var Langs = []Lang{EN, AR}

// Dir is the direction of the language, as the dir attribute of HTML has it.
func (l Lang) Dir() string {
	if l == AR {
		return "rtl"
	}
	return "ltr"
}

// Other is the language that a page in l links to.
func (l Lang) Other() Lang {
	if l == AR {
		return EN
	}
	return AR
}
