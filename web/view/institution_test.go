package view

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
)

// The address that a client registered stays as it is, byte for byte; what the portal adds is
// the last of its query.
func TestTheWayBackIsTheRegisteredAddress(t *testing.T) {
	t.Parallel()
	for registered, want := range map[string]string{
		"https://bank.example":                    "https://bank.example?transaction=txn_1&state=s",
		"https://bank.example/":                   "https://bank.example/?transaction=txn_1&state=s",
		"https://bank.example/done?":              "https://bank.example/done?transaction=txn_1&state=s",
		"https://bank.example/done?step=2":        "https://bank.example/done?step=2&transaction=txn_1&state=s",
		"https://bank.example/done?step=2&":       "https://bank.example/done?step=2&transaction=txn_1&state=s",
		"https://bank.example/done?q=a?b":         "https://bank.example/done?q=a?b&transaction=txn_1&state=s",
		"https://bank.example/%D8%AA?q=%2f+x;y":   "https://bank.example/%D8%AA?q=%2f+x;y&transaction=txn_1&state=s",
		"https://bank.example/app#/pay?step=2":    "https://bank.example/app?transaction=txn_1&state=s#/pay?step=2",
		"https://bank.example/app?v=1#/pay":       "https://bank.example/app?v=1&transaction=txn_1&state=s#/pay",
		"https://bank.example:8443/a//b/../c?x=1": "https://bank.example:8443/a//b/../c?x=1&transaction=txn_1&state=s",
	} {
		got := returnAddress(integration.Institution{ReturnURL: registered, ReturnState: "s"}, "txn_1")
		u, err := url.Parse(got)
		if got != want || err != nil || u.Query().Get("transaction") != "txn_1" && !strings.Contains(registered, ";") || len(u.Query()["state"]) > 1 {
			t.Errorf("%s became %s, want %s", registered, got, want)
		}
	}
	if got := returnAddress(integration.Institution{ReturnURL: "https://bank.example"}, "txn_1"); got != "https://bank.example?transaction=txn_1" {
		t.Errorf("without a state: %s", got)
	}
}

// The way back names the transaction as its client knows it, in a sandbox as there, and there is
// none where none was registered.
func TestTheWayBackNamesTheTransaction(t *testing.T) {
	t.Parallel()
	v, tx := viewer(t), pending("6f1c2b34-5d6e-4f70-8a9b-0c1d2e3f4a5b")
	by := integration.Institution{Name: approval.Text{EN: "Core", AR: "النظام"}, ReturnURL: "https://bank.example"}
	if got := v.back(tx, by).Href; got != "https://bank.example?transaction=txn_6f1c2b345d6e4f708a9b0c1d2e3f4a5b" {
		t.Error(got)
	}
	v.Names.Sandbox = true
	if got := v.back(tx, by).Href; got != "https://bank.example?transaction=txn_test_6f1c2b345d6e4f708a9b0c1d2e3f4a5b" {
		t.Error(got)
	}
	by.ReturnURL = ""
	if got := v.back(tx, by); got != nil {
		t.Errorf("nowhere became %+v", got)
	}
}

// Only what is over has a way back, and the same whatever became of it.
func TestTheWayBackSaysNothingOfTheOutcome(t *testing.T) {
	t.Parallel()
	v, by := viewer(t), integration.Institution{Name: approval.Text{EN: "Core", AR: "النظام"}, ReturnURL: "https://bank.example", ReturnState: "s"}
	seen := map[string]bool{}
	for _, state := range []approval.State{approval.Confirmed, approval.Rejected, approval.Expired, approval.Cancelled} {
		tx := pending("6f1c2b34-5d6e-4f70-8a9b-0c1d2e3f4a5b")
		tx.State, tx.Client = state, "core"
		p := v.End(templates.Page{}, caller(tx, attempt(approval.Failed, "")), by)
		seen[p.Back.Href] = true
		if p.Next != nil || !strings.Contains(p.AskedBy, "Core") {
			t.Errorf("%s: next %+v, asked by %q", state, p.Next, p.AskedBy)
		}
	}
	if len(seen) != 1 {
		t.Errorf("the way back tells outcomes apart: %v", seen)
	}
}

// What a page says of a confirmed transaction follows from what is stored, and from time where
// nobody has written yet what it decided.
func TestWhatBecameOfAConfirmedTransaction(t *testing.T) {
	t.Parallel()
	v := viewer(t)
	at := integration.Consumption{ExecutionReference: "HUB-1", At: now}
	for name, c := range map[string]struct {
		consumer string
		by       integration.Institution
		says     string
		tone     string
		again    bool
	}{
		"nobody consumes it": {"", integration.Institution{}, "", "ok", false},
		"it waits":           {"core", integration.Institution{Awaited: true}, "waiting to be carried out", "ok", false},
		"it was consumed":    {"core", integration.Institution{Consumption: &at}, "HUB-1", "ok", false},
		"it lapsed":          {"core", integration.Institution{Consumption: &integration.Consumption{Lapsed: true, At: now}}, "nothing was executed", "info", true},
		"its time is over":   {"core", integration.Institution{}, "nothing was executed", "info", true},
	} {
		tx := pending(approval.NewID())
		tx.State, tx.ConfirmedAt, tx.Consumer = approval.Confirmed, now.Add(-time.Hour), c.consumer
		p := v.End(templates.Page{}, caller(tx, attempt(approval.Succeeded, "")), c.by)
		if said := strings.Join(p.Lines[2:], " "); !strings.Contains(said, c.says) || (said == "") != (c.says == "") || p.Tone != c.tone || (p.Next != nil) != c.again {
			t.Errorf("%s: %q in the tone %s, next %+v", name, said, p.Tone, p.Next)
		}
		if rows := v.executionRows(tx, c.by); (len(rows) == 0) != (c.consumer == "") {
			t.Errorf("%s: the receipt has %d rows about it", name, len(rows))
		}
	}
}
