// Package guard decides which characters in text from outside may stand on a page, and how
// they are written there.
//
// What an attacker could try is to have a page read differently from what it says: a
// direction control turns an amount or a name around, an invisible letter makes two
// different names look the same, marks pile up over the line above, a Cyrillic а stands for
// an a. So nothing is repaired that could have been meant to deceive. [Text] and [Name]
// refuse it, and the [Refusal] says which character it was and where; all text that people
// type into a form goes through one of the two. [CleanName] is for the names that UAE PASS
// sends, which the customer cannot type again: it drops what cannot be seen and keeps the
// rest.
//
// The rules are narrower than the profile Highly Restrictive of Unicode's security
// mechanisms (UTS #39), and simpler:
//
//   - What is not on the lists of characters.go is refused: there are letters of
//     two scripts, Latin and Arabic, the digits 0 to 9, and common punctuation. Banks in
//     the Emirates and UAE PASS write names in these two. A word of a third script
//     could not be compared with anything that the bank has, and most look-alikes are
//     letters of a third script. Emoji are refused as well, since each system draws its own.
//   - Within the two scripts the lists have the letters of living spelling: Arabic,
//     Persian, Urdu, Kurdish and Pashto; the languages of Europe, Vietnamese, Hausa
//     and Akan. Letters of phonetics, numerals, ligatures and mathematics, which
//     exist to look like others, are not among them.
//   - Both scripts may be in one text, never in one word. "شركة ABC" is a name; a word of
//     both is not, and the order in which a page would show it cannot be guessed.
//   - A letter carries at most two marks beyond those that are part of it, none of them
//     twice.
//   - Where digits meet letters in a name, digits that look like letters are refused:
//     "0mar", "Fat1ma"; and so is a number long enough to be taken for an account.
//
// What different keyboards write differently is written in one way before anything is
// hashed: accents composed (NFC), one ASCII space for every run of spaces, digits 0 to 9,
// full-width letters and the presentation forms of Arabic as plain ones, hyphens as
// "-". The stretching line of Arabic (tatweel) goes, as it means nothing, and so does a
// non-joiner that has no effect; one that shapes a Persian word stays. NFKC would do
// most of this and too much besides: it makes 102 of 10² and 11⁄2 of 1½. The result of these
// rules is its own NFKC all the same, since that holds for every character on the lists.
//
// What no rule here can do: tell a name from another that is honestly spelled almost
// like it, in one script (rn and m, ك and ک, I and l), or know whether a name belongs
// to an account. Pages therefore always show the account beside the name.
package guard
