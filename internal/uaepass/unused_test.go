package uaepass

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"takeed/internal/approval"
	"takeed/internal/guard"
)

// oddText draws what stands between the quotation marks of a JSON string, in bytes: any
// script, marks that turn text around, broken characters, escapes of all kinds.
func oddText(t *rapid.T) string {
	odd := []string{
		`\u0000`, `\u202e`, `\ud800`, `\udc00`, `\ud83d\ude00`, `\r\n`, `\"`, `\\`, "\xff", "\xc3", "\xed\xa0\x80", "\u202e", "\u200e", "\ufeff", "ſ", "فاطمة", "٠٥٠", "राम", "漢",
		"<script>", "'; drop", "{", "]", "784199000000010", "a@b.ae", "+971501234567", "2026-02-31", ",,,,", " ", "\u0301",
	}
	piece := rapid.OneOf(rapid.SampledFrom(odd), rapid.Map(rapid.String(), func(s string) string {
		quoted, _ := json.Marshal(s)
		return string(quoted[1 : len(quoted)-1])
	}))
	text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "text"), "")
	if rapid.IntRange(0, 9).Draw(t, "length") == 9 {
		text = strings.Repeat("x"+text, 2000/(len(text)+1))
	}
	return text
}

// oddValue draws any value, of any kind.
func oddValue(depth int) *rapid.Generator[string] {
	leaves := rapid.OneOf(
		rapid.SampledFrom([]string{"null", "true", "false", "0", "-1", "1e999", "971501234567", "2.50", `""`, `" "`, "[]", "{}"}),
		rapid.Map(rapid.Custom(oddText), func(s string) string { return `"` + s + `"` }),
	)
	if depth == 0 {
		return leaves
	}
	deeper := oddValue(depth - 1)
	return rapid.OneOf(leaves,
		rapid.Map(rapid.SliceOfN(deeper, 0, 3), func(v []string) string { return "[" + strings.Join(v, ",") + "]" }),
		rapid.Map(deeper, func(v string) string { return `{"sub":` + v + `,"Sub":"x","sub":"y"}` }),
		rapid.Map(rapid.IntRange(1, 2000), func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }),
	)
}

// oddName draws the name of a member that nobody asked for.
func oddName(decides []string) *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"photo", "acr", "amr", "dob", "gender", "expires_in", "id_token", "error", "sub ", "__proto__", "", "spuuid"}), rapid.Custom(oddText)).
		Filter(func(name string) bool {
			var read string
			_ = json.Unmarshal([]byte(`"`+name+`"`), &read)
			return !slices.ContainsFunc(decides, func(d string) bool { return strings.EqualFold(d, read) })
		})
}

// among puts the members of a document between others, in any order, and answers it as a
// provider does.
func among(t *rapid.T, document string, others []string) []byte {
	var honest map[string]json.RawMessage
	if err := json.Unmarshal([]byte(document), &honest); err != nil {
		t.Fatal(err)
	}
	members := others
	for name, value := range honest {
		members = append(members, fmt.Sprintf("%q:%s", name, value))
	}
	slices.Sort(members) // a map has no order, and a test that fails shall fail again
	return []byte("{" + strings.Join(rapid.Permutation(members).Draw(t, "order"), ",") + "}")
}

func unasked(t *rapid.T, decides []string) []string {
	names, values := oddName(decides), oddValue(2)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		return `"` + names.Draw(t, "name") + `":` + values.Draw(t, "value")
	}), 0, 6).Draw(t, "unasked")
}

const (
	whoResident = `{"sub":"UAEPASS/7a05992e","uuid":"7a05992e","idn":"784189014978983","userType":"SOP3"}`
	whoVisitor  = `{"sub":"35q00600","uuid":"35q87600","unifiedID":"123458099","profileType":"2","userType":"SOP3"}`
)

// Only what decides who somebody is may stop them: with anything at all for their names
// and contact details, and in members that nobody knows, they are the same person, and
// nothing of it gets further that cannot be shown.
func TestWhatInformsStopsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		document := rapid.SampledFrom([]string{whoResident, whoVisitor}).Draw(t, "who")
		want, ok := parseIdentity([]byte(document))
		if !ok {
			t.Fatal("the honest answer is refused")
		}
		others := unasked(t, decidingClaims)
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(informingClaims), 0, 9).Draw(t, "informing") {
			others = append(others, `"`+name+`":`+oddValue(1).Draw(t, name))
		}
		body := among(t, document, others)
		got, ok := parseIdentity(body)
		if !ok {
			t.Fatalf("refused: %q", body)
		}
		for _, name := range []string{got.NameEN, got.NameAR} {
			if name != guard.CleanName(name) {
				t.Fatalf("the name %q from %q", name, body)
			}
		}
		for _, value := range []string{got.Mobile, got.Email} {
			if !utf8.ValidString(value) || strings.ContainsFunc(value, isInvisible) || len(value) > 254 {
				t.Fatalf("%q from %q", value, body)
			}
		}
		for _, name := range strings.Fields(got.Unusable) {
			if !slices.Contains(informingClaims, name) {
				t.Fatalf("%q is said to be unusable", name)
			}
		}
		got.Mobile, got.Email, got.NameEN, got.NameAR, got.Unusable = "", "", "", "", ""
		if got != want {
			t.Fatalf("%+v became %+v by %q", want, got, body)
		}
		if err := got.CanEnrol(); err != nil {
			t.Fatal(err)
		}
		if err := (approval.Person{Identity: want}).Match(got); err != nil {
			t.Fatal(err)
		}
	})
}

// What nobody uses cannot hurt: a token is the same, and a token is active or not,
// whatever else is said about it.
func TestAMemberThatNobodyUsesIsIgnored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := among(t, `{"access_token":"CANARY","token_type":"Bearer"}`, unasked(t, []string{"access_token", "token_type"}))
		if token, ok := parseToken(body); !ok || token.Reveal() != "CANARY" {
			t.Fatalf("no token in %q", body)
		}
		now := config("https://x").Now()
		for document, want := range map[string]bool{activeToken: true, strings.Replace(activeToken, "true", "false", 1): false} {
			body := among(t, document, unasked(t, []string{"active", "client_id", "exp", "sub", "scope", "iss", "nbf", "iat", "token_type", "username", "client_claims"}))
			if active(body, clientID, now) != want {
				t.Fatalf("active is not %v in %q", want, body)
			}
		}
		// Nor is a refusal another one, except by what it says itself.
		body = among(t, `{"error":"invalid_grant","error_description":"expiredCode"}`, unasked(t, []string{"error", "error_description"}))
		if why := refusalText(body); why != approval.ReasonCodeExpired {
			t.Fatalf("%s from %q", why, body)
		}
	})
}
