package web_test

import (
	"net/http"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// failures is what can go wrong between the confirm button and the identity: under
// which reason it is stored, which event explains it, and what the customer is told.
var failures = []struct {
	scenario string
	stored   string
	event    approval.EventCode
	notice   approval.Notice
}{
	{"cancelled-on-app", "failed provider_cancelled", approval.EventProviderDeclined, approval.NoticeCancelled},
	{"cancelled-on-web", "failed provider_cancelled", approval.EventProviderDeclined, approval.NoticeCancelled},
	{"cancelled-on-mobile", "failed provider_cancelled", approval.EventProviderDeclined, approval.NoticeCancelled},
	{"access-denied", "failed provider_access_denied", approval.EventProviderDeclined, approval.NoticeCancelled},
	{"login-required", "failed provider_login_required", approval.EventProviderDeclined, approval.NoticeCancelled},
	{"invalid-request", "failed provider_invalid_request", approval.EventProviderFault, approval.NoticeCancelled},
	{"unknown-error", "failed provider_error", approval.EventProviderFault, approval.NoticeTryAgain},

	{"old-code", "failed code_expired", approval.EventExchangeFailed, approval.NoticeTooLate},
	{"foreign-code", "failed code_of_another_client", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-code-not-found", "failed code_expired", approval.EventExchangeFailed, approval.NoticeTooLate},
	{"token-expired-code", "failed code_expired", approval.EventExchangeFailed, approval.NoticeTooLate},
	{"token-redirect-mismatch", "failed redirect_mismatch", approval.EventExchangeFailed, approval.NoticeUnavailable},
	{"token-401-invalid-client", "failed client_auth", approval.EventClientRefused, approval.NoticeUnavailable},
	{"token-unsupported-grant", "failed request_unsupported", approval.EventExchangeFailed, approval.NoticeUnavailable},
	{"token-400-invalid-request", "failed token_rejected", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-500", "failed token_500", approval.EventExchangeFailed, approval.NoticeUnavailable},
	{"token-502-html", "failed token_http", approval.EventExchangeFailed, approval.NoticeUnavailable},
	{"token-redirect", "failed token_http", approval.EventExchangeFailed, approval.NoticeUnavailable},
	{"token-empty", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-malformed", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-trailing-data", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-content-type", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-missing", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-number", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-type-mac", "failed token_malformed", approval.EventExchangeFailed, approval.NoticeTryAgain},
	{"token-reset", "unknown token_reset", approval.EventExchangeUnknown, approval.NoticeUnclear},

	{"userinfo-400", "failed userinfo_rejected", approval.EventUserinfoFailed, approval.NoticeTryAgain},
	{"userinfo-401", "failed userinfo_rejected", approval.EventUserinfoFailed, approval.NoticeTryAgain},
	{"userinfo-500", "failed userinfo_unavailable", approval.EventUserinfoFailed, approval.NoticeUnavailable},
	{"userinfo-malformed", "failed userinfo_malformed", approval.EventUserinfoFailed, approval.NoticeTryAgain},
	{"userinfo-sop1", "failed not_eligible", approval.EventNotEligible, approval.NoticeNotEligible},
}

// Whatever went wrong, nothing is confirmed, the customer is told so, and the next
// attempt can succeed.
func TestAFailureIsExplainedAndTheNextAttemptConfirms(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := open(t, unlimited)
			b := w.Browser(lang, 0)
			b.SignIn("fatima")
			for _, f := range failures {
				failAndRetry(w, b, f.scenario, f.stored, f.event, f.notice)
			}
		})
	}
}

func failAndRetry(w *apptest.World, b *apptest.Browser, scenario, how string, event approval.EventCode, notice approval.Notice) {
	w.Helper()
	k := kind(w, "transfer")
	before := exchanges(w)
	failed := b.Confirm(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{Scenario: scenario})
	want(w, failed, http.StatusOK, say(b.Lang, "notice."+string(notice)+".title"))
	shows(w, failed, in(b.Lang, k.Undone), say(b.Lang, "notice."+string(notice)+".text"))
	if strings.Contains(failed.Body, "liveness") || strings.Contains(failed.Body, "gateway") {
		w.Errorf("%s: the page repeats what the provider said", scenario)
	}
	began := "transaction_created attempt_started "
	sent := exchanges(w) - before
	if strings.HasPrefix(how, "failed provider_") != (sent == 0) || sent > 1 {
		w.Errorf("%s: %d exchanges", scenario, sent)
	}
	if sent == 1 {
		began += "callback_claimed "
	}
	stored(w, failed, record{"pending", how, began + string(event)})
	want(w, b.Confirm(failed, approve), http.StatusOK, in(b.Lang, k.Done))
	stored(w, failed, record{
		"confirmed", how + ", succeeded",
		began + string(event) + " attempt_started callback_claimed identity_matched transaction_confirmed",
	})
}

func TestWhatTheProviderMayDoDifferentlyDoesNotMatter(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, scenario := range []string{
		"token-expires-text", "userinfo-500-once", "userinfo-new-contact", "userinfo-spaces", "userinfo-no-arabic-name", "userinfo-no-uuid",
	} {
		done := b.Confirm(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{Scenario: scenario})
		want(w, done, http.StatusOK, in("en", kind(w, "transfer").Done))
		stored(w, done, confirmedRecord)
	}
}

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

// With introspection switched on, a token that is not shown to be ours and alive is
// worth nothing.
func TestIntrospectionHasTheLastWord(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		unlimited(o)
		portal := o.Portal
		o.Portal = func(c *app.Config) { portal(c); c.UAEPass.Introspect = true }
	})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for scenario, how := range map[string]string{
		"introspect-inactive": "failed token_inactive", "introspect-active-text": "failed token_inactive",
		"introspect-other-client": "failed token_inactive", "introspect-500": "failed introspection_unavailable",
	} {
		failed := b.Confirm(b.Create("transfer", apptest.Transfer()), simulatortest.Decision{Scenario: scenario})
		stored(w, failed, record{"pending", how, began + " callback_claimed token_inactive"})
	}
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	stored(w, done, confirmedRecord)
	asked := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtIntrospection {
			asked++
		}
	}
	if asked < 5 {
		t.Errorf("%d introspections", asked)
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
