package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAConfirmedTransactionIsConsumedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	a := w.posting("core", of(asked, "/consume"), execution(asked))
	first := w.do(a)
	w.wants(first, http.StatusOK, "")
	if first.member("status") != "consumed" || first.member("execution_reference") != "EXEC-1" || first.member("receipt") != base+of(asked, "/receipt") {
		t.Errorf("%s", first.body)
	}
	again := w.do(a)
	w.wants(again, http.StatusOK, "")
	if string(again.body) != string(first.body) || again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
		t.Errorf("again: %v %s", again.Header, again.body)
	}
	other := w.post("core", of(asked, "/consume"), execution(asked))
	w.wants(other, http.StatusConflict, "already_consumed")
	for name, want := range map[string]string{
		"execution_reference": "EXEC-1", "consumption_id": first.member("consumption_id"), "consumed_at": first.member("consumed_at"),
	} {
		if other.member(name) != want || want == "" {
			t.Errorf("%s is %q, want %q", name, other.member(name), want)
		}
	}
	if read := w.get("hub", of(asked, "")); read.member("status") != "consumed" || !strings.Contains(string(read.body), first.member("consumption_id")) {
		t.Errorf("read: %s", read.body)
	}
}

// A refusal uses no key up: the corrected call may have it.
func TestARefusalUsesNoKeyUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	a := w.posting("core", of(asked, "/consume"), execution(asked, "version", "2"))
	w.wants(w.do(a), http.StatusPreconditionFailed, "version_mismatch")
	a.body = execution(asked)
	w.wants(w.do(a), http.StatusOK, "")
}

func TestWhatIsNotConsumedInTimeHasLapsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	if read := w.get("core", of(asked, "")); read.member("consumer") != "core" || read.member("consume_by") == "" {
		t.Errorf("%s", read.body)
	}
	w.passes(24*time.Hour + time.Second)
	w.wants(w.post("core", of(asked, "/consume"), execution(asked)), http.StatusGone, "lapsed")
	if read := w.get("core", of(asked, "")); read.member("status") != "lapsed" {
		t.Errorf("%s", read.body)
	}
}

// The consumer reads what it consumes, and cannot withdraw it.
func TestTheConsumerDoesNotOwnWhatItConsumes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	w.wants(w.get("core", of(asked, "")), http.StatusOK, "")
	w.wants(w.post("core", of(asked, "/cancel"), ""), http.StatusNotFound, "not_found")
	w.wants(w.post("core", of(asked, "/link"), ""), http.StatusNotFound, "not_found")
	w.wants(w.post("hub", of(asked, "/cancel"), ""), http.StatusOK, "")
	w.wants(w.post("hub", of(asked, "/cancel"), ""), http.StatusOK, "")
	w.wants(w.post("core", of(asked, "/consume"), execution(asked)), http.StatusConflict, "not_confirmed")
}
