package journeytest

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// What userinfo says about the person who is signed in, in the order of the members.
const (
	fatimaSaid = `{"sub":"UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001","uuid":"6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001",` +
		`"userType":"SOP3","idn":"784199000000010","mobile":"971500000001","email":"fatima@example.com","fullnameEN":"Fatima,,,,Al Tajribi,,"}`
	danielSaid = `{"sub":"35a00610-27b0-4555-8d93-453392900005","uuid":"9d41b7e6-50f2-4c88-92ab-77e0f13c0005",` +
		`"userType":"SOP3","unifiedID":"100000005","profileType":"2","mobile":"971500000005","email":"daniel@example.com"}`
)

// claim is one way in which an answer differs from the good one: an edit of its text.
type claim struct {
	name     string
	old, new string // replaced once; an empty old means the whole
	how      string // what is stored about the attempt
}

const (
	malformed  = "failed userinfo_malformed"
	incomplete = "failed identity_incomplete"
	mismatch   = "failed identity_mismatch"
	ineligible = "failed not_eligible"
	good       = "succeeded"
)

// explained is how the events of a transaction end for each.
var explained = map[string]string{
	malformed:  "callback_claimed userinfo_failed",
	incomplete: "callback_claimed identity_incomplete",
	mismatch:   "callback_claimed identity_mismatch transaction_rejected",
	ineligible: "callback_claimed not_eligible",
	good:       "callback_claimed identity_matched transaction_confirmed",
}

const (
	subF  = `"sub":"UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001"`
	uuidF = `"uuid":"6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001"`
	idnF  = `"idn":"784199000000010"`
	typeF = `"userType":"SOP3"`
	subD  = `"sub":"35a00610-27b0-4555-8d93-453392900005"`
	uuidD = `"uuid":"9d41b7e6-50f2-4c88-92ab-77e0f13c0005"`
	uniD  = `"unifiedID":"100000005"`
)

// claimsOfAnybody are faults of the document, the same for everybody.
var claimsOfAnybody = []claim{
	{"good", `{`, `{`, good},
	{"unknown members", `{`, `{"amr":["face"],"nested":{"sub":"x"},`, good},
	{"spaces around", `{`, " \n{", good},
	{"nothing", "", "", malformed},
	{"null", "", "null", malformed},
	{"a text", "", `"sub"`, malformed},
	{"a list", `{`, `[{`, malformed},
	{"an empty list", "", "[]", malformed},
	{"an empty object", "", "{}", incomplete},
	{"cut off", `}`, ``, malformed},
	{"two objects", `}`, `}{}`, malformed},
	{"text behind", `}`, `} ok`, malformed},
	{"a byte order mark", `{`, "\ufeff{", malformed},
	{"UTF-16", "", "{\x00}\x00", malformed},
	{"broken UTF-8 elsewhere", `{`, "{\"x\":\"\xff\",", good},
	{"half a surrogate elsewhere", `{`, `{"x":"\ud800",`, good},
	{"depth elsewhere", `{`, `{"x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `,`, good},
	{"a photograph", `{`, `{"photo":"` + strings.Repeat("x", 200<<10) + `",`, good},
	{"too long", `{`, `{"x":"` + strings.Repeat("x", 300<<10) + `",`, malformed},
	{"a name of another kind", `{`, `{"fullnameAR":[7],"firstnameEN":false,`, good},
	{"a name without end", `{`, `{"fullnameAR":"` + strings.Repeat("ف\u202e", 20_000) + `",`, good},
}

// claimsOfResident concern the values that a resident is compared by.
var claimsOfResident = []claim{
	{"no sub", subF + `,`, ``, incomplete},
	{"null sub", subF, `"sub":null`, incomplete},
	{"empty sub", subF, `"sub":""`, incomplete},
	{"blank sub", subF, `"sub":"  "`, incomplete},
	{"number sub", subF, `"sub":42`, malformed},
	{"true sub", subF, `"sub":true`, malformed},
	{"object sub", subF, `"sub":{}`, malformed},
	{"list sub", subF, `"sub":["UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001"]`, malformed},
	{"other sub", subF, `"sub":"UAEPASS/e87a4b10-95c3-4d26-b0f8-61c2d7ab0003"`, mismatch},
	{"sub in capitals", subF, `"sub":"UAEPASS/6C1F0A52-7D0E-4B8E-9A51-0F4A7E1D0001"`, mismatch},
	{"half the sub", subF, `"sub":"UAEPASS/6c1f0a52"`, mismatch},
	{"more than the sub", subF, `"sub":"UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001x"`, mismatch},
	{"hidden in the sub", subF, `"sub":"UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001\u202e"`, malformed},
	{"sub twice", subF, subF + `,` + subF, malformed},
	{"sub right, then wrong", subF, subF + `,"sub":"x"`, malformed},
	{"sub wrong, then right", subF, `"sub":"x",` + subF, malformed},
	{"Sub", `"sub"`, `"Sub"`, malformed},
	{"sub and SUB", subF, subF + `,"SUB":"x"`, malformed},
	{"long s in sub", `"sub"`, `"ſub"`, malformed},
	{"escaped name, twice", subF, subF + `,"\u0073ub":"x"`, malformed},
	{"endless sub", subF, `"sub":"` + strings.Repeat("x", 2000) + `"`, malformed},

	{"no idn", idnF + `,`, ``, incomplete},
	{"null idn", idnF, `"idn":null`, incomplete},
	{"empty idn", idnF, `"idn":""`, incomplete},
	{"blank idn", idnF, `"idn":" "`, incomplete},
	{"number idn", idnF, `"idn":784199000000010`, malformed},
	{"list idn", idnF, `"idn":["784199000000010"]`, malformed},
	{"other idn", idnF, `"idn":"784199200000034"`, mismatch},
	{"idn twice", idnF, idnF + `,` + idnF, malformed},
	{"idn right, then wrong", idnF, idnF + `,"idn":"784199200000034"`, malformed},
	{"idn wrong, then right", idnF, `"idn":"784199200000034",` + idnF, malformed},
	{"IDN", `"idn"`, `"IDN"`, malformed},
	{"only mobile and e-mail agree", "", `{"userType":"SOP3","mobile":"971500000001","email":"fatima@example.com"}`, incomplete},
	{"a stranger with her mobile and e-mail", "",
		`{"sub":"x","idn":"784199200000034","userType":"SOP3","mobile":"971500000001","email":"fatima@example.com"}`, mismatch},

	{"no uuid", uuidF + `,`, ``, good},
	{"other uuid", uuidF, `"uuid":"e87a4b10-95c3-4d26-b0f8-61c2d7ab0003"`, mismatch},
	{"number uuid", uuidF, `"uuid":6`, malformed},
	{"other mobile", `971500000001`, `971500000009`, good},
	{"number mobile", `"mobile":"971500000001"`, `"mobile":971500000001`, good},
	{"words for a mobile", `971500000001`, `not known\u0000`, good},
	{"mobile twice", `"mobile":"971500000001"`, `"mobile":"971500000001","mobile":null`, good},
	{"a list of e-mails", `"email":"fatima@example.com"`, `"email":["fatima@example.com"]`, good},
	{"two lines for an e-mail", `fatima@example.com`, `fatima@example.com\r\nBcc: x@example.com`, good},
	{"a name in pieces", `"fullnameEN":"Fatima,,,,Al Tajribi,,"`, `"fullnameEN":{"first":"Fatima"}`, good},
	{"broken sub", subF, "\"sub\":\"UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001\xff\"", malformed},
	{"half a surrogate in the idn", idnF, `"idn":"784199000000010\ud800"`, malformed},

	{"SOP2", `SOP3`, `SOP2`, good},
	{"SOP1", `SOP3`, `SOP1`, ineligible},
	{"sop3", `SOP3`, `sop3`, ineligible},
	{"SOP4", `SOP3`, `SOP4`, ineligible},
	{"no userType", typeF + `,`, ``, ineligible},
	{"null userType", typeF, `"userType":null`, ineligible},
	{"number userType", typeF, `"userType":3`, malformed},
	{"SOP1 of another", "", `{"sub":"x","idn":"784199200000034","userType":"SOP1"}`, mismatch},
}

// claimsOfVisitor concern the values that a visitor is compared by.
var claimsOfVisitor = []claim{
	{"no sub", subD + `,`, ``, incomplete},
	{"null sub", subD, `"sub":null`, incomplete},
	{"empty sub", subD, `"sub":""`, incomplete},
	{"other sub", subD, `"sub":"71c2d9a4-08e5-4f61-b3a7-9e5d0c480008"`, mismatch},
	{"sub twice", subD, subD + `,` + subD, malformed},
	{"no uuid", uuidD + `,`, ``, incomplete},
	{"null uuid", uuidD, `"uuid":null`, incomplete},
	{"empty uuid", uuidD, `"uuid":""`, incomplete},
	{"list uuid", uuidD, `"uuid":[]`, malformed},
	{"other uuid", uuidD, `"uuid":"a3f07b58-e41c-4d92-8056-1bd9c2e70008"`, mismatch},
	{"uuid wrong, then right", uuidD, `"uuid":"x",` + uuidD, malformed},
	{"UUID", `"uuid"`, `"UUID"`, malformed},
	{"no unified number", uniD + `,`, ``, good},
	{"other unified number", uniD, `"unifiedID":"100000009"`, mismatch},
	{"unified number spelled unifiedId", `unifiedID`, `unifiedId`, good},
	{"two unified numbers that differ", uniD, uniD + `,"unifiedId":"100000009"`, malformed},
	{"no profileType", `,"profileType":"2"`, ``, good},
	{"number profileType", `"profileType":"2"`, `"profileType":2`, good},
	{"list profileType", `"profileType":"2"`, `"profileType":[2]`, malformed},
	{"an Emirates ID all at once", `{`, `{"idn":"784199200000034",`, incomplete},
	{"SOP1", `SOP3`, `SOP1`, ineligible},
}

// Only the person who is signed in confirms; only somebody else is a mismatch, which
// stops a transaction for good. Every doubt in between costs one attempt.
func TestNoClaimIsTakenForAnother(t *testing.T) {
	t.Parallel()
	t.Run("resident", func(t *testing.T) {
		t.Parallel()
		tryClaims(t, "fatima", fatimaSaid, claimsOfAnybody, claimsOfResident)
	})
	t.Run("visitor", func(t *testing.T) {
		t.Parallel()
		tryClaims(t, "daniel", danielSaid, claimsOfAnybody, claimsOfVisitor)
	})
}

func tryClaims(t *testing.T, persona, said string, tables ...[]claim) {
	t.Helper()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn(persona)
	for _, table := range tables {
		for _, c := range table {
			c.try(w, b, said)
		}
	}
}

func (c claim) try(w *apptest.World, b *apptest.Browser, said string) {
	w.Helper()
	if c.old != "" && !strings.Contains(said, c.old) {
		w.Fatalf("%s: the good answer has no %s", c.name, c.old)
	}
	body := c.new
	if c.old != "" {
		body = strings.Replace(said, c.old, c.new, 1)
	}
	callback := b.Callback(b.Create("mobile", filled("mobile")), approve)
	reply := &simulator.Reply{Header: map[string]string{"Content-Type": "application/json"}, Raw: []byte(body)}
	if err := w.Simulator.Script(param(w, callback, "code"), simulator.Scenario{ID: c.name, Where: simulator.AtUserinfo, Do: simulator.Effect{Reply: reply}}); err != nil {
		w.Fatal(err)
	}
	page := b.Get(callback)
	state := map[string]string{good: "confirmed", mismatch: "rejected"}[c.how]
	if state == "" {
		state = "pending"
	}
	got := recorded(w, idOf(page))
	if page.Status != http.StatusOK || got.Attempts != c.how || got.State != state || !strings.HasSuffix(got.Events, explained[c.how]) {
		w.Errorf("%s: %d %+v, want %s and %s", c.name, page.Status, got, c.how, state)
	}
	if n := w.Simulator.Exchanges(param(w, callback, "code")); n != 1 {
		w.Errorf("%s: %d exchanges", c.name, n)
	}
}
