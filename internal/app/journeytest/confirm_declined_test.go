package journeytest

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// A correlation id is the one thing of a refusal that is worth keeping: UAE PASS can
// be asked about it.
func TestADeclineKeepsItsCorrelationID(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), decline)
	want(w, b.Get(callback), http.StatusOK, say("ar", "notice.cancelled.title"))
	if n := events(w, approval.EventProviderDeclined, "correlation_id", param(w, callback, "crId")); n != 1 {
		t.Errorf("%d events have the correlation id of the callback", n)
	}
}

// What the provider writes into a callback is shown to nobody and stored nowhere.
func TestAnErrorOfTheProviderIsNotRepeated(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, payload := range []string{
		"kanarie", "<script>kanarie</script>", `"><img src=x onerror=kanarie>`, "javascript:kanarie", "kanarie'--", "cancelled<kanarie>", "{{kanarie}}",
		"%3Ckanarie%3E", "&lt;kanarie&gt;",
	} {
		review := b.Create("transfer", apptest.Transfer())
		callback := tampered(w, b.Callback(review, decline), "error", payload)
		callback += "&error_description=kanarie&error_uri=https://kanarie.example&session_state=kanarie"
		if page := b.Get(callback); page.Status != http.StatusOK || strings.Contains(page.Body, "kanarie") {
			t.Errorf("%s: %d, and the page may repeat it", payload, page.Status)
		}
		if got := recorded(w, idOf(review)).Attempts; !strings.HasPrefix(got, "failed provider_") {
			t.Errorf("%s: %s", payload, got)
		}
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where body like '%kanarie%'`); n != 0 {
		t.Errorf("%d events repeat it", n)
	}
	if strings.Contains(w.Logs(), "kanarie") {
		t.Error("a log line repeats it")
	}
}
