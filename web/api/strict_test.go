package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// bodies that two readers could understand differently, or that say what nobody asked for.
var bodies = []struct {
	name, body string
	code       string
	told       string
}{
	{"nothing", "", "malformed_json", ""},
	{"a list", "[]", "malformed_json", ""},
	{"null", "null", "malformed_json", ""},
	{"a string", `"{}"`, "malformed_json", ""},
	{"something behind it", wanted() + " 1", "malformed_json", ""},
	{"two objects", wanted() + wanted(), "malformed_json", ""},
	{"a comma too many", strings.Replace(wanted(), ",", ",,", 1), "malformed_json", ""},
	{"a comment", "/* */" + wanted(), "malformed_json", ""},
	{"a byte order mark", "\ufeff" + wanted(), "malformed_json", ""},
	{"bytes that are no UTF-8", wanted("reference", `"R"`) + "\xff", "malformed_json", ""},
	{"a text that is no UTF-8", strings.Replace(wanted(), "Mariam", "Mari\xe9m", 1), "malformed_json", ""},
	{"a nest", strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), "malformed_json", ""},
	{"a deep list", `{"a":` + strings.Repeat("[", 4000) + strings.Repeat("]", 4000) + "}", "malformed_json", ""},
	{"a member twice", `{"kind":"transfer",` + wanted()[1:], "duplicate_field", "/kind duplicate"},
	{"a field twice", strings.Replace(wanted(), `"iban":`, `"purpose":"rent","iban":`, 1), "duplicate_field", "/fields/purpose duplicate"},
	{"an escaped member twice", strings.Replace(wanted(), `"iban":`, `"purp\u006fse":"rent","iban":`, 1), "duplicate_field", "/fields/purpose duplicate"},
	{"a currency twice", strings.Replace(wanted(), `"currency":`, `"currency":"USD","currency":`, 1), "duplicate_field", "/fields/amount/currency duplicate"},
	{"another spelling", wanted("Kind", `"transfer"`, "kind", ""), "unknown_field", "/Kind unknown"},
	{"a member too many", wanted("amount", `"1"`, "a/b~", `1`), "unknown_field", "/a~1b~0 unknown,/amount unknown"},
	{"a person and more", wanted("person", `{"email":"a@example.ae","name":"A"}`), "unknown_field", "/person/name unknown"},
	{"a person in two ways", wanted("person", `{"email":"a@example.ae","mobile":"0501234567"}`), "invalid_fields", "/person one_of"},
	{"nobody", wanted("person", `{}`), "invalid_fields", "/person one_of"},
	{"a person as a text", wanted("person", `"784-1990-1234567-6"`), "invalid_fields", "/person not_an_object"},
	{"a number for a person", wanted("person", `{"emirates_id":784199012345676}`), "invalid_fields", "/person/emirates_id not_a_string"},
	{"a number for a reference", wanted("reference", "1"), "invalid_fields", "/reference not_a_string"},
	{"null for a reference", wanted("reference", "null"), "invalid_fields", "/reference not_a_string"},
	{"a long reference", wanted("reference", `"`+strings.Repeat("r", 65)+`"`), "invalid_fields", "/reference malformed"},
	{"a text for a number", wanted("expires_in", `"900"`), "invalid_fields", "/expires_in not_a_number"},
	{"a fraction of a second", wanted("expires_in", "900.5"), "invalid_fields", "/expires_in not_a_number"},
	{"a long life", wanted("expires_in", "86401"), "invalid_fields", "/expires_in out_of_range"},
	{"a number for an amount", wanted("fields", strings.Replace(fields, `{"value":"25000.00","currency":"AED"}`, "25000.00", 1)), "invalid_fields", "/fields/amount money_object"},
	{"fields as a list", wanted("fields", "[]"), "invalid_fields", "/fields not_an_object"},
	{"an unknown kind", wanted("kind", `"gift"`), "invalid_fields", "/kind unknown_kind"},
	{"no kind", wanted("kind", ""), "invalid_fields", "/kind required"},
	{"a person of another portal", wanted("person", `{"id":"per_test_0123456789abcdef0123456789abcdef"}`), "invalid_fields", "/person/id malformed"},
	{"a state with an ampersand", wanted("return_state", `"a&b"`), "invalid_fields", "/return_state malformed"},
	{"half a pair of surrogates", wanted("reference", `"\ud800"`), "invalid_fields", "/reference malformed"},
}

func TestABodyHasOneMeaning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range bodies {
		a := w.posting("hub", transactions, tt.body, "Content-Type", "application/json")
		a.header.Set("Content-Type", "application/json")
		a.loose = true
		g := w.do(a)
		if g.code() != tt.code || strings.Join(g.errors(), ",") != tt.told {
			t.Errorf("%s: %d %s %v", tt.name, g.StatusCode, g.code(), g.errors())
		}
	}
}

func TestABodyIsWhatItsTypeSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, h := range map[string]http.Header{
		"none": {}, "another": {"Content-Type": {"text/plain"}}, "a suffix": {"Content-Type": {"application/vnd.takeed+json"}},
		"another charset": {"Content-Type": {"application/json; charset=utf-16"}}, "a parameter": {"Content-Type": {"application/json; v=1"}},
		"two": {"Content-Type": {"application/json", "application/json"}}, "a form": {"Content-Type": {"application/x-www-form-urlencoded"}},
		"packed": {"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}},
	} {
		a := w.posting("hub", transactions, wanted())
		a.header.Del("Content-Type")
		for key, values := range h {
			a.header[key] = values
		}
		a.loose = true
		if g := w.do(a); g.code() != "unsupported_media_type" {
			t.Errorf("%s: %d %s", name, g.StatusCode, g.code())
		}
	}
	a := w.posting("hub", transactions, wanted())
	a.header.Set("Content-Type", `Application/JSON; charset="UTF-8"`)
	w.wants(w.do(a), http.StatusCreated, "")
}

// Parameters of a query that nobody asked for are ignored, and those that are must be good.
func TestAQueryIsGoodOrRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.asked().member("id")
	for _, path := range []string{
		"/events?limit=0", "/events?limit=101", "/events?limit=1&limit=1", "/events?limit=%2B1", "/events?limit=01", "/events?limit=", "/events?after=", "/events?after=evt_1",
		"/events?after=" + id, "/events?limit=%zz", "/events?a;b", "/transactions", "/transactions?reference=", "/transactions?reference=a&reference=a",
		"/transactions/" + id + "?wait=-1", "/transactions/" + id + "?wait=26", "/transactions/" + id + "?wait=1s", "/deliveries", "/deliveries?endpoint=" + id,
	} {
		g := w.do(ask{method: http.MethodGet, path: "/api/v1" + path, header: headers(w.as("hub")), loose: true})
		if g.code() != "invalid_parameter" || len(g.errors()) == 0 {
			t.Errorf("%s: %d %s", path, g.StatusCode, g.body)
		}
	}
	w.wants(w.get("hub", "/api/v1/events?limit=1&limits=0&%20"), http.StatusOK, "")
}

// An address has one spelling and its own methods.
func TestWhatIsNoAddressIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.asked().member("id")
	for _, path := range []string{
		"/api/", "/api/v1", "/api/v2/kinds", "/api/v1/kinds/", "/api//v1/kinds", "/api/v1/./kinds", "/api/v1/%6binds", "/api/v1/transactions/", "/api/v1/transactions/" + id + "/",
		"/api/v1/transactions/" + id + "/receipt/x", "/api/v1/transactions/txn_1", "/api/v1/transactions/" + strings.ToUpper(id),
		"/api/v1/transactions/txn_test_" + id[4:], "/api/v1/webhook-endpoints/" + id,
	} {
		w.wants(w.do(ask{method: http.MethodGet, path: path, header: headers(w.as("hub")), nowhere: true}), http.StatusNotFound, "not_found")
	}
	for method, path := range map[string]string{
		http.MethodHead: "/api/v1/kinds", http.MethodOptions: "/api/v1/transactions", http.MethodDelete: "/api/v1/transactions/" + id, http.MethodPut: "/api/v1/transactions", "BREW": "/api/v1/kinds",
	} {
		g := w.raw(ask{method: method, path: path, header: headers(w.as("hub"))})
		if g != "405 method_not_allowed" && g != "405" {
			t.Errorf("%s %s: %s", method, path, g)
		}
	}
	if allow := w.do(ask{method: http.MethodPut, path: "/api/v1/transactions", header: headers(w.as("hub"))}).Header.Get("Allow"); allow != "POST, GET" {
		t.Errorf("Allow: %s", allow)
	}
}
