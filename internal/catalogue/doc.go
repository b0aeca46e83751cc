// Package catalogue holds the kinds of transaction as data, and turns what people
// type into the document that they approve.
//
// A catalogue is a TOML file; kinds.toml is the one that is built in. [Load] reads
// it into values of [approval.Kind] or reports all its faults at once, each in a
// sentence that names the file, the kind and the field. A catalogue that loads is
// complete: every text is there in both languages, and the sentence of a kind says
// every value that the kind requires.
//
// From a form to a document:
//
//   - [Parse] reads each field and returns canonical values, or for each bad field
//     what to do about it, in both languages.
//   - [Compose] freezes the values with the labels, texts and sentences of the moment.
//   - [Typed] gives the values back as a customer would type them, to fill a form in.
//
// Systems of the institution send values as JSON: [FromJSON] stands for Parse, and [ToJSON]
// for Typed. The same values make the same document, whichever way they came.
//
// Parsing a canonical value, or what Typed or ToJSON returns, gives the same value again.
//
// What an attacker could try: to have a customer approve something other than they
// read. A name or note could reverse the text around it, hide a part of itself,
// pile marks over its neighbours or end the isolation it is put in; an amount could
// be read with another decimal separator than was meant; an IBAN could carry a
// swapped digit. Names and notes therefore go through package guard, which refuses
// what is hidden, foreign or mixed, and the message names the character; amounts are
// read only where one reading is possible, and never as floating point; an IBAN must
// satisfy its check digits.
// Spaces, dashes and direction marks are removed from identifiers, whose canonical form is
// plain ASCII: they come along when a number is copied from elsewhere.
//
// What is typed may be of any length (the server bounds the request); no message
// repeats it. A form that is shown again holds it as [Shown] writes it.
package catalogue
