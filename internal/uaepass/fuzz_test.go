package uaepass

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"takeed/internal/approval"
	"takeed/internal/guard"
)

// Each target compares the strict reader with the lenient one of the standard
// library: whatever the strict one accepts, the other must read alike.
func lenient(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var m map[string]any
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil || m == nil {
		t.Fatalf("accepted what is no JSON object: %q", body)
	}
	return m
}

// sole fails if the document has name twice, or another key that a careless reader takes
// for it.
func sole(t *testing.T, body []byte, m map[string]any, name string) {
	t.Helper()
	if n := occurrences(t, body, name); n > 1 {
		t.Fatalf("accepted %q %d times", name, n)
	}
	for key := range m {
		if key != name && strings.EqualFold(key, name) {
			t.Fatalf("accepted %q beside %q", key, name)
		}
	}
}

// occurrences counts the members of that name in the outermost object.
func occurrences(t *testing.T, body []byte, name string) int {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(body))
	_, err := dec.Token()
	n := 0
	for err == nil && dec.More() {
		var key json.Token
		if key, err = dec.Token(); key == name {
			n++
		}
		var value json.RawMessage
		err = errors.Join(err, dec.Decode(&value))
	}
	if err != nil {
		t.Fatalf("accepted what cannot be read: %q", body)
	}
	return n
}

func FuzzToken(f *testing.F) {
	for _, tt := range tokenAnswers {
		f.Add([]byte(tt.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		token, ok := parseToken(body)
		if !ok {
			if !token.Empty() {
				t.Fatal("a token came with the refusal")
			}
			return
		}
		m := lenient(t, body)
		sole(t, body, m, "access_token")
		sole(t, body, m, "token_type")
		text := token.Reveal()
		if m["access_token"] != text || text == "" || len(text) > 4096 || strings.ContainsFunc(text, unicode.IsSpace) {
			t.Fatalf("took %q from %q", text, body)
		}
		if kind, _ := m["token_type"].(string); strings.ToLower(kind) != "bearer" {
			t.Fatalf("took a token of type %q", kind)
		}
	})
}

func FuzzUserInfo(f *testing.F) {
	for _, body := range []string{
		residentInfo, visitorInfo, `{}`, `null`, `{"sub":"A","Sub":"B"}`, `{"ſub":"B","sub":"A"}`, `{"sub":"\ud800"}`,
		`{"sub":"\\ud800"}`, `{"sub":"\ud83d\ude00","profileType":2}`, `{"unifiedID":"7","unifiedId":"8"}`, `{"x":[[[[]]]],"sub":"A"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		who, ok := parseIdentity(body)
		if !ok {
			if who != (approval.Identity{}) {
				t.Fatal("half an identity came with the refusal")
			}
			return
		}
		m := lenient(t, body)
		values := map[string]string{
			"sub": who.Subject, "uuid": who.UUID, "idn": who.EmiratesID, "userType": string(who.Level),
		}
		for name, got := range values {
			sole(t, body, m, name)
			said, _ := m[name].(string)
			if got != strings.TrimSpace(said) || len(got) > maxValue || strings.ContainsFunc(got, unicode.IsControl) {
				t.Fatalf("%s: took %q from %q", name, got, body)
			}
		}
		if mobile, ok := cleanMobile(who.Mobile); who.Mobile != "" && (!ok || mobile != who.Mobile) {
			t.Fatalf("mobile %q from %q", who.Mobile, body)
		}
		if email, ok := cleanEmail(who.Email); who.Email != "" && (!ok || email != who.Email) {
			t.Fatalf("email %q from %q", who.Email, body)
		}
		for _, name := range []string{who.NameEN, who.NameAR} {
			if name != guard.CleanName(name) {
				t.Fatalf("name %q from %q", name, body)
			}
		}
	})
}

func FuzzIntrospection(f *testing.F) {
	for _, body := range []string{
		activeToken, `{"active":false}`, `{ {"active":false,} }`, `{"active":"true","client_id":"face-client","exp":1800003600}`,
		`{"active":true,"client_id":"face-client","exp":1e99}`, `{"active":true,"client_id":"face-client","exp":-1}`,
	} {
		f.Add([]byte(body))
	}
	now := time.Unix(1_800_000_000, 0)
	f.Fuzz(func(t *testing.T, body []byte) {
		if !active(body, clientID, now) {
			return
		}
		m := lenient(t, body)
		sole(t, body, m, "active")
		sole(t, body, m, "client_id")
		exp, _ := m["exp"].(json.Number)
		seconds, err := exp.Int64()
		issuedTo, _ := m["client_id"].(string)
		if m["active"] != true || strings.TrimSpace(issuedTo) != clientID || err != nil || seconds < now.Unix()-60 {
			t.Fatalf("called active: %q", body)
		}
	})
}

// The lenient reader of refusals must cope with anything and name a reason that
// exists.
func FuzzRefusal(f *testing.F) {
	for _, body := range []string{`{"error":"invalid_grant","error_description":"expiredCode"}`, `{"error":7}`, "<html>", "\xff"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if why := refusalText(body); !why.Known() {
			t.Fatalf("%q is no reason", why)
		}
	})
}
