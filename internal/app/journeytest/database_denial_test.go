package journeytest

import (
	"net/http"
	"testing"
)

// Without a database nobody can say whether a transaction is confirmed. Pages about one
// say that; only elsewhere may they say that a request confirmed nothing.
func TestAnOutageDeniesNoConfirmation(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	confirmed := b.Confirm(b.Create("transfer", filled("transfer")), approve)
	pending := b.Create("transfer", filled("transfer"))
	callback := b.Callback(pending, approve)
	wire.Cut()
	for path, key := range map[string]string{
		callback:                      "error.checking",
		confirmed.Path():              "error.checking",
		confirmed.Path() + "/receipt": "error.checking",
		confirmed.Path() + "/status":  "error.checking",
		pending.Path() + "/handover":  "error.checking",
		pending.Path() + "/go":        "error.checking",
		"/ar/transactions":            "error.checking",
		"/ar/":                        "error.busy",
		"/ar/profile":                 "error.busy",
		"/ar/new/transfer":            "error.busy",
	} {
		page := b.Get(path)
		want(w, page, http.StatusServiceUnavailable, say("ar", key+".title"))
		shows(w, page, say("ar", key+".text"))
		wellMade(w, page)
	}
	wire.Mend()
	want(w, b.Get(callback), http.StatusOK, in("ar", kind(w, "transfer").Done))
}
