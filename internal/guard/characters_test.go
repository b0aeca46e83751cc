package guard

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// never are categories and properties of which no character gets through. Unassigned
// characters are in no category at all.
var never = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Me,
	unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Noncharacter_Code_Point,
}

// assigned are the characters that Unicode has given a meaning to.
var assigned = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf}

// TestEveryCharacter puts every code point of Unicode between letters of both scripts,
// and by itself: it is refused, or what becomes of it is harmless. One without a
// meaning has no better place than another.
func TestEveryCharacter(t *testing.T) {
	t.Parallel()
	kept, rewritten := 0, 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		as, accepted := "", false
		for _, around := range []string{"a", "", "ب"} {
			if around != "a" && !unicode.In(r, assigned...) {
				break
			}
			typed := around + string(r) + around
			got, refusal := Text(typed)
			if refusal != nil {
				checkRefusal(t, typed, r, refusal)
				continue
			}
			checkHarmless(t, r, got)
			as, accepted = strings.TrimPrefix(strings.TrimSuffix(got, around), around), true
		}
		if accepted && as == string(r) {
			kept++
		} else if accepted {
			rewritten++
		}
	}
	if kept != 658 || rewritten != 810 {
		t.Errorf("%d characters are kept and %d rewritten; whoever changes the lists changes the numbers too", kept, rewritten)
	}
}

// checkRefusal looks at what the message will say.
func checkRefusal(t *testing.T, typed string, r rune, refusal *Refusal) {
	t.Helper()
	shown := []rune(Marked(typed))
	if refusal.Position < 1 || refusal.Position > len(shown) {
		t.Fatalf("%s is refused at position %d of %d", Describe(r), refusal.Position, len(shown))
	}
	hidden := shown[refusal.Position-1] == unicode.ReplacementChar
	if must := refusal.Reason == Hidden || refusal.Reason != Mixed && isMark(refusal.Character); hidden != must {
		t.Errorf("%s is refused for reason %d and shown as %+q", Describe(r), refusal.Reason, string(shown))
	}
	if unicode.In(r, never...) && !unicode.Is(unicode.Me, r) && refusal.Reason != Hidden {
		t.Errorf("%s is refused for reason %d, and is hidden", Describe(r), refusal.Reason)
	}
}

// checkHarmless trusts the tables of Unicode and none of ours.
func checkHarmless(t *testing.T, r rune, text string) {
	t.Helper()
	if unicode.In(r, never...) && r != nonJoiner || !unicode.In(r, assigned...) {
		t.Errorf("%s is accepted", Describe(r))
	}
	if !norm.NFKC.IsNormalString(text) {
		t.Errorf("%s becomes %+q, which has a plainer form", Describe(r), text)
	}
	for _, c := range text {
		if !harmless(c) && !(c == nonJoiner && r == nonJoiner) {
			t.Errorf("%s becomes %+q", Describe(r), text)
		}
	}
}

func harmless(r rune) bool {
	properties, _ := bidi.LookupRune(r)
	class := properties.Class()
	switch {
	case unicode.IsLetter(r):
		return unicode.Is(unicode.Latin, r) && class == bidi.L || unicode.Is(unicode.Arabic, r) && class == bidi.AL
	case unicode.Is(unicode.Mn, r):
		return unicode.Is(unicode.Inherited, r) && class == bidi.NSM
	case unicode.IsDigit(r):
		return class == bidi.EN && r <= '9'
	case unicode.In(r, unicode.P, unicode.S):
		return unicode.Is(unicode.Common, r) && (class == bidi.ON || class == bidi.ES || class == bidi.ET || class == bidi.CS || class == bidi.AL)
	}
	return r == ' '
}
