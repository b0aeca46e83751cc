package uaepass

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"takeed/internal/approval"
)

// The samples of the documentation, with a face on each.
const (
	residentInfo = `{"sub":"UAEPASS/7a05992e-3244-49d3-bcbc-7894c8fca25e","fullnameAR":"ساوميا,,,,شارما,,","gender":"Male",
		"mobile":"97151234003","lastnameEN":"ABC","fullnameEN":"Ram,,,,ABC,,","uuid":"7a05992e-3244-49d3-bcbc-7894c8fca25e",
		"lastnameAR":"شارما","idn":"784189014978983","nationalityEN":"IND","firstnameEN":"Ram","userType":"SOP3",
		"nationalityAR":"هندى ","firstnameAR":"ساوميا ","email":"ram@example.ae"}`
	visitorInfo = `{"sub":"35q00600-27a0-5555-8d93-453392902b84","fullnameAR":"عمر,بدوى,حسنين,,عبدالله,,","mobile":"971566612311",
		"fullnameEN":"AMAR,,,,KHAN,,","uuid":"35q87600-27a0-5555-8d93-453392902b84","profileType":"2","nationalityEN":"IND",
		"firstnameEN":"AMAR","unifiedID":"123458099","userType":"SOP3","firstnameAR":"عمر","lastnameEN":"Khan","email":"amar@example.ae"}`
)

var resident = approval.Identity{
	Subject: "UAEPASS/7a05992e-3244-49d3-bcbc-7894c8fca25e", UUID: "7a05992e-3244-49d3-bcbc-7894c8fca25e",
	EmiratesID: "784189014978983", Level: approval.SOP3, Mobile: "97151234003", Email: "ram@example.ae",
	NameEN: "Ram ABC", NameAR: "ساوميا شارما",
}

var visitor = approval.Identity{
	Subject: "35q00600-27a0-5555-8d93-453392902b84", UUID: "35q87600-27a0-5555-8d93-453392902b84", UnifiedID: "123458099",
	Level: approval.SOP3, Visitor: true, Mobile: "971566612311", Email: "amar@example.ae",
	NameEN: "AMAR KHAN", NameAR: "عمر بدوى حسنين عبدالله",
}

// only is an identity with one thing known.
func only(set func(*approval.Identity)) approval.Identity {
	var i approval.Identity
	set(&i)
	return i
}

var (
	someone  = only(func(i *approval.Identity) { i.Subject = "A" })
	nobody   = approval.Identity{}
	unified  = only(func(i *approval.Identity) { i.UnifiedID = "7" })
	visiting = only(func(i *approval.Identity) { i.Visitor = true })
	named    = only(func(i *approval.Identity) { i.NameEN = "Ram ABC" })
)

// without is someone of whom something unusable was said.
func without(what string) approval.Identity {
	return only(func(i *approval.Identity) { i.Subject, i.Unusable = "A", what })
}

func TestIdentitiesThatAreUnderstood(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       approval.Identity
	}{
		{"resident", residentInfo, resident},
		{"visitor", visitorInfo, visitor},
		{"nothing known", `{}`, nobody},
		{"subject alone", `{"sub":"A"}`, someone},
		{"space around a value", `{"sub":" \t A\u00a0\r\n"}`, someone},
		{"blank", `{"sub":" ","idn":"\t"}`, nobody},
		{"null", `{"sub":null,"idn":null,"profileType":null,"fullnameEN":null}`, nobody},
		{"empty strings", `{"sub":"","idn":"","uuid":""}`, nobody},
		{"escaped key and value", `{"s\u0075b":"\u0041"}`, someone},
		{"unknown members of any kind", `{"sub":"A","photo":[1,{"sub":"B"}],"dob":null,"acr":1e999,"amr":{"sub":"C"}}`, someone},
		{"unknown members repeated", `{"x":1,"sub":"A","x":2}`, someone},
		{"claims that only look similar", `{"sub":"A","sub ":"B","subject":"C","user_id":"D","s_ub":"E"}`, someone},
		{"brackets in a text are no depth", `{"x":"\"` + strings.Repeat("[{", 20) + `\\","sub":"A"}`, someone},
		{"a subject with a slash", `{"sub":"UAEPASS\/x"}`, only(func(i *approval.Identity) { i.Subject = "UAEPASS/x" })},
		{"Emirates ID of fourteen digits", `{"idn":"78414567885323"}`, only(func(i *approval.Identity) { i.EmiratesID = "78414567885323" })},
		{"Emirates ID with hyphens", `{"idn":"784-1990-1234567-8"}`, only(func(i *approval.Identity) { i.EmiratesID = "784-1990-1234567-8" })},
		{"mobile with a plus sign", `{"mobile":"+9715 0000"}`, only(func(i *approval.Identity) { i.Mobile = "97150000" })},
		{"mobile of thirteen digits", `{"mobile":"9715145678890"}`, only(func(i *approval.Identity) { i.Mobile = "9715145678890" })},
		{"mobile in Arabic digits, with a mark", `{"mobile":"\u200e٩٧١٥٠ ١٢٣ ٤٥٦٧"}`, only(func(i *approval.Identity) { i.Mobile = "971501234567" })},
		{"mobile at home", `{"mobile":"050-123 4567"}`, only(func(i *approval.Identity) { i.Mobile = "971501234567" })},
		{"mobile a number", `{"sub":"A","mobile":971500000000}`, without("mobile")},
		{"mobile twice", `{"sub":"A","mobile":"971500000000","mobile":"971500000000"}`, without("mobile")},
		{"mobile in words", `{"sub":"A","mobile":"n/a"}`, without("mobile")},
		{"Mobile beside mobile", `{"sub":"A","Mobile":7,"MOBILE":[]}`, someone},
		{"right-to-left override in mobile", `{"mobile":"\u202e971501234567"}`, only(func(i *approval.Identity) { i.Mobile = "971501234567" })},
		{"email a list", `{"sub":"A","email":["a@x.ae"]}`, without("email")},
		{"email without a domain", `{"sub":"A","email":"fatima"}`, without("email")},
		{"email in lines", `{"sub":"A","email":"a@x.ae\r\nBcc: b@x.ae"}`, without("email")},
		{"marks around an email", `{"email":"\u200e a@X.ae\u200f"}`, only(func(i *approval.Identity) { i.Email = "a@X.ae" })},
		{"a mark in an email", `{"sub":"A","email":"a\u200e@x.ae"}`, without("email")},
		{"name a number", `{"sub":"A","fullnameEN":7}`, without("fullnameEN")},
		{"name twice", `{"sub":"A","fullnameEN":"A","fullnameEN":"B"}`, without("fullnameEN")},
		{"a broken name", "{\"fullnameEN\":\"Ram\xff ABC\"}", named},
		{"half a surrogate in a name", `{"fullnameEN":"Ram\ud800 ABC"}`, named},
		{"a name of another kind, and parts", `{"sub":"A","fullnameEN":[7],"firstnameEN":"Ram","lastnameEN":{}}`, func() approval.Identity {
			i := without("lastnameEN fullnameEN")
			i.NameEN = "Ram"
			return i
		}()},
		{"bad UTF-8 elsewhere", "{\"sub\":\"A\",\"x\":\"\xc3\"}", someone},
		{"bad UTF-8 in a name that nobody asked for", "{\"sub\":\"A\",\"\xc3\":\"\"}", someone},
		{"half surrogates elsewhere", `{"\ud800":"\udc00","sub":"A"}`, someone},
		{"depth elsewhere", `{"sub":"A","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, someone},
		{"a photograph elsewhere", `{"sub":"A","photo":"` + strings.Repeat("/9j/", 50_000) + `"}`, someone},
		{"subject keeps its case", `{"sub":"800F475a"}`, only(func(i *approval.Identity) { i.Subject = "800F475a" })},
		{"pair of surrogates", `{"email":"\ud83d\ude00@x.ae"}`, only(func(i *approval.Identity) { i.Email = "😀@x.ae" })},
		{"unknown level", `{"userType":"SOP9"}`, only(func(i *approval.Identity) { i.Level = "SOP9" })},
		{"level in lower case is another level", `{"userType":"sop3"}`, only(func(i *approval.Identity) { i.Level = "sop3" })},
		{"profile 2 as a string", `{"profileType":"2"}`, visiting},
		{"profile 2 with space", `{"profileType":" 2 "}`, visiting},
		{"profile 2 as a number", `{"profileType": 2 }`, visiting},
		{"profile 1 as a string", `{"profileType":"1"}`, nobody},
		{"profile 1 as a number", `{"profileType":1}`, nobody},
		{"unknown profile", `{"profileType":"3"}`, nobody},
		{"unifiedID", `{"unifiedID":"7"}`, unified},
		{"unifiedId", `{"unifiedId":"7"}`, unified},
		{"both spellings agree", `{"unifiedID":"7","unifiedId":" 7"}`, unified},
		{"one spelling empty", `{"unifiedID":"","unifiedId":"7"}`, unified},
		{"full name before the others", `{"fullnameEN":"Ram,,,,ABC,,","firstnameEN":"X","lastnameEN":"Y"}`, named},
		{"first and last name", `{"firstnameEN":" Ram ","lastnameEN":"ABC"}`, named},
		{"full name of commas", `{"fullnameEN":",,,, ,","firstnameEN":"Ram","lastnameEN":"ABC"}`, named},
		{"controls in a name", `{"fullnameEN":"\u202eRam\u0000,\r\nABC\u200b"}`, named},
		{"value at the limit", `{"sub":"` + strings.Repeat("a", maxValue) + `"}`, only(func(i *approval.Identity) { i.Subject = strings.Repeat("a", maxValue) })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, saysOK(tt.body))
			got, err := clientFor(t, p).UserInfo(context.Background(), approval.SecretOf(tokenText))
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, tt.want)
			}
			p.wantRequests(t, 1)
		})
	}
}

func TestIdentitiesThatAreMalformed(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"empty body":                     ``,
		"null":                           `null`,
		"list":                           `[{"sub":"A"}]`,
		"string":                         `"A"`,
		"number":                         `7`,
		"page":                           `<html>CANARY-provider</html>`,
		"truncated":                      `{"sub":"A","idn":"78`,
		"trailing object":                `{"sub":"A"}{"sub":"B"}`,
		"trailing letter":                `{"sub":"A"} x`,
		"trailing NUL":                   "{\"sub\":\"A\"}\x00",
		"byte order mark":                "\ufeff{\"sub\":\"A\"}",
		"UTF-16":                         "\xfe\xff\x00{\x00}",
		"bad UTF-8 in a value":           "{\"sub\":\"A\xff\"}",
		"overlong UTF-8":                 "{\"sub\":\"A\xc0\x80\"}",
		"encoded surrogate":              "{\"sub\":\"A\xed\xa0\x80\"}",
		"unquoted value, as documented":  `{"sub":"A","email":ram@example.ae}`,
		"single quotes":                  `{'sub':'A'}`,
		"comma at the end":               `{"sub":"A",}`,
		"comment":                        `{"sub":"A"/* */}`,
		"raw line break":                 "{\"sub\":\"A\n\"}",
		"sub twice":                      `{"sub":"A","sub":"B"}`,
		"sub twice, the same":            `{"sub":"A","sub":"A"}`,
		"sub twice, once null":           `{"sub":null,"sub":"A"}`,
		"sub twice, once escaped":        `{"sub":"A","\u0073ub":"B"}`,
		"idn twice":                      `{"sub":"A","idn":"1","idn":"2"}`,
		"Sub beside sub":                 `{"sub":"A","Sub":"B"}`,
		"Sub alone":                      `{"Sub":"A"}`,
		"SUB before sub":                 `{"SUB":"B","sub":"A"}`,
		"long s":                         `{"ſub":"B","sub":"A"}`,
		"long s, escaped":                `{"\u017fub":"B","sub":"A"}`,
		"IDN":                            `{"idn":"1","IDN":"2"}`,
		"usertype":                       `{"usertype":"SOP3"}`,
		"UNIFIEDID":                      `{"UNIFIEDID":"7"}`,
		"unifiedID twice":                `{"unifiedID":"7","unifiedID":"7"}`,
		"two unified ids":                `{"unifiedID":"7","unifiedId":"8"}`,
		"sub a number":                   `{"sub":7}`,
		"sub a bool":                     `{"sub":true}`,
		"sub a list":                     `{"sub":["A"]}`,
		"sub an object":                  `{"sub":{"sub":"A"}}`,
		"idn a number":                   `{"idn":784189014978983}`,
		"uuid false":                     `{"uuid":false}`,
		"level a number":                 `{"userType":3}`,
		"profile 3 as a number":          `{"profileType":3}`,
		"profile 2.0":                    `{"profileType":2.0}`,
		"profile 2e0":                    `{"profileType":2e0}`,
		"profile a bool":                 `{"profileType":true}`,
		"NUL in sub":                     `{"sub":"A\u0000"}`,
		"line break in sub":              `{"sub":"A\nB"}`,
		"DEL in idn":                     `{"idn":"7\u007f8"}`,
		"high surrogate alone":           `{"sub":"A\ud800"}`,
		"high surrogate before a letter": `{"sub":"\ud800\u0041"}`,
		"low surrogate alone":            `{"sub":"\udc00"}`,
		"surrogates the wrong way round": `{"sub":"\ude00\ud83d"}`,
		"two high surrogates":            `{"sub":"\ud83d\ud83d\ude00"}`,
		"sub too long":                   `{"sub":"` + strings.Repeat("a", maxValue+1) + `"}`,
		"one byte too long":              `{"sub":"A"}` + strings.Repeat(" ", maxBody-10),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, saysOK(body))
			got, err := clientFor(t, p).UserInfo(context.Background(), approval.SecretOf(tokenText))
			wantFailure(t, err, approval.ReasonUserinfoMalformed)
			if got != nobody {
				t.Errorf("half an identity came with the error: %+v", got)
			}
			p.wantRequests(t, 1) // what is malformed once is not asked for again
		})
	}
}

func TestUserInfoRequest(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/idshub/userinfo" || r.URL.RawQuery != "" || r.ContentLength != 0 {
			t.Errorf("%s %s with %d bytes", r.Method, r.URL, r.ContentLength)
		}
		want := []string{"Bearer " + tokenText}
		if got := r.Header.Values("Authorization"); !reflect.DeepEqual(got, want) {
			t.Errorf("Authorization: %q", got)
		}
		if got := r.Header.Get("Accept-Encoding"); got != "" {
			t.Errorf("Accept-Encoding: %q", got)
		}
		saysOK(residentInfo)(w, r)
	})
	if err := userInfo(clientFor(t, p)); err != nil {
		t.Errorf("ask for the identity: %v", err)
	}
}

func TestATokenThatCannotBeSentIsNotSent(t *testing.T) {
	t.Parallel()
	p := newProvider(t, saysOK(residentInfo))
	for _, token := range []string{"", "a b", "a\r\nX-Evil: 1", "é"} {
		_, err := clientFor(t, p).UserInfo(context.Background(), approval.SecretOf(token))
		wantFailure(t, err, approval.ReasonUserinfoRejected)
	}
	p.wantRequests(t, 0)
}
