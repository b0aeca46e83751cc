package approval

import "time"

// Lang is a language of the product.
type Lang string

const (
	EN Lang = "en"
	AR Lang = "ar"
)

// ParseLang accepts the two languages.
func ParseLang(s string) (Lang, bool) { return Lang(s), s == "en" || s == "ar" }

// Other is the language that a page in l links to.
func (l Lang) Other() Lang {
	if l == AR {
		return EN
	}
	return AR
}

// Text is one message in both languages.
type Text struct {
	EN string `json:"en"`
	AR string `json:"ar"`
}

// In returns the text in one language.
func (t Text) In(l Lang) string {
	if l == AR {
		return t.AR
	}
	return t.EN
}

// FieldType decides how a value is parsed, printed and isolated from text of the
// other direction.
type FieldType string

const (
	Money      FieldType = "money"       // "AED 1250.50": currency, then units with two decimals
	IBAN       FieldType = "iban"        // electronic form, no spaces
	PersonName FieldType = "person_name" //
	FreeText   FieldType = "text"        //
	Mobile     FieldType = "mobile"      // E.164: "+971551234567"
	Email      FieldType = "email"       //
	EmiratesID FieldType = "emirates_id" // 15 digits
	Date       FieldType = "date"        // ISO 8601: "2026-11-21"
	Choice     FieldType = "choice"      // the id of the choice
)

// Field is one input of a kind.
type Field struct {
	Name      string
	Type      FieldType
	Required  bool
	Label     Text
	Hint      Text
	Empty     Text // what to say when a required value is missing
	MaxLength int  // characters; texts and names
	Currency  string
	MinMinor  int64 // money, in minor units
	MaxMinor  int64
	MaxDays   int // dates: at most this many days from today
	Choices   []ChoiceOption
}

// ChoiceOption is one value of a choice field.
type ChoiceOption struct {
	ID    string
	Label Text
}

// Policy is how transactions of a kind are confirmed, and who may rely on it.
type Policy struct {
	Method        string        // "face": the only one
	Attempt       time.Duration // from leaving for UAE PASS to the callback
	Transaction   time.Duration // from the accepted form to the last possible confirmation
	Longest       time.Duration // the longest lifetime that a client may ask for; never less than Transaction
	Consumer      string        // the ID of the client that may consume it; empty: nobody
	ConsumeWithin time.Duration // from the confirmation to the last possible consumption; 0 without a Consumer
}

// Kind is a kind of transaction: data, read from the catalogue. In SQL its ID is kind of
// transactions; kind of audit_events is an [EventCode].
type Kind struct {
	ID        string
	Version   int // of the texts; part of the digest
	Label     Text
	Review    Text   // heading of the review page
	Done      Text   // heading once confirmed
	Undone    Text   // what did not happen, on every page of failure
	Cancel    Text   // label of the cancel button
	Sentence  Text   // template: {field} stands for the text of a field
	Headline  string // the field that comes first and large
	Recipient string // the field shown as "to" in lists
	Fields    []Field
	Policy    Policy
}
