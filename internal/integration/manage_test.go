package integration_test

import (
	"maps"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

func TestReturnAddresses(t *testing.T) {
	t.Parallel()
	for raw, local := range map[string]bool{
		"https://bank.example.ae/done": false, "https://bank.example.ae": false, "https://bank.example.ae:8443/a?b=c": false,
		"http://localhost:3000/done": true, "http://app.localhost/": true, "http://127.0.0.1/": true, "http://[::1]:80/": true,
	} {
		if err := integration.CheckReturnURL(raw, true); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if err := integration.CheckReturnURL(raw, false); (err != nil) != local {
			t.Errorf("%s in production: %v", raw, err)
		}
	}
	for _, raw := range []string{
		"", "bank.example.ae/done", "//bank.example.ae/done", "/done", "https:///done", "https:bank.example.ae", "bank://done", "javascript:alert(1)", "http://bank.example.ae/", "http://localhost.example.ae/",
		"https://user@bank.example.ae/", "https://user:password@bank.example.ae/", "https://bank.example.ae/#a", "https://bank.example.ae/#", "https://bank.example.ae/a b", "https://bank.example.ae/\\evil.example",
		"https://bänk.example.ae/", "https://bank.example.ae/\n", "https://bank.example.ae/?transaction=txn_1", "https://bank.example.ae/?a=b&state=x", "https://bank.example.ae/" + strings.Repeat("x", 1000),
	} {
		if err := integration.CheckReturnURL(raw, true); err == nil {
			t.Errorf("%q is taken", raw)
		}
	}
}

func TestTheIDOfAClient(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{"core": true, "c1": true, "a" + strings.Repeat("-", 39): true, "": false, "c": false, "1c": false, "Core": false, "core_1": false, "core\n": false, "a" + strings.Repeat("b", 40): false} {
		if integration.IsClientID(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

// The event of a change says what is different and what is there now, and nothing of keys.
func TestWhatTheLogSaysOfAChange(t *testing.T) {
	t.Parallel()
	before := integration.Client{ID: "core", Name: approval.Text{EN: "Core", AR: "النظام"}, Scopes: []integration.Scope{integration.ScopeRead, integration.ScopeEvents},
		Kinds: []string{"transfer"}, ReturnURLs: []string{"https://bank.example.ae/done"}, KeyDocument: "secret"}
	after := before
	after.Scopes = []integration.Scope{integration.ScopeEvents, integration.ScopeRead} // in another order
	if got := after.Differences(before); len(got) != 0 {
		t.Errorf("nothing: %v", got)
	}
	after.Name.EN, after.Scopes, after.ReturnURLs, after.KeyDocument = "Core 2", []integration.Scope{integration.ScopeRead}, nil, "another"
	e := after.Managed(approval.EventClientChanged, "owner", after.Differences(before))
	want := map[string]string{"client_id": "core", "login": "owner", "name_en": "Core 2", "scopes": "transactions:read", "return_urls": ""}
	if !maps.Equal(e.Detail, want) || e.Stream != "sys:clients" || e.Actor != approval.System || e.Code != approval.EventClientChanged {
		t.Errorf("%+v", e)
	}
}
