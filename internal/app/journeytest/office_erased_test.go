package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// erased erases a customer, once nothing of theirs is open.
func erased(w *apptest.World, person string) {
	w.Helper()
	why := audit.RevealReason{Purpose: audit.ForCustomer, Case: "CRM-2026/00417"}
	gone, err := postgres.Erase(w.Context(), w.Database.Owner, office.Erasure{Person: approval.ID(person), Why: why})
	if err != nil || gone.Bodies == 0 {
		w.Fatalf("%+v, %v", gone, err)
	}
}

func TestTheBackOfficeShowsWhoWasErased(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	customer := w.Browser("en", 0)
	customer.SignIn("fatima")
	done := customer.Confirm(customer.Create("transfer", apptest.Transfer()), approve)
	id := approval.ID(idOf(done))
	person := postgrestest.Query[string](t, w.Database, `select user_id::text from transactions`)
	digest := postgrestest.Query[string](t, w.Database, `select encode(payload_hash, 'hex') from transactions`)
	looked := staffBrowser(w, "en", "noura")
	looked.Get("/en/staff/people/" + person)
	erased(w, person)
	for lang, persona := range map[string]string{"en": "noura", "ar": "saeed"} {
		b := staffBrowser(w, lang, persona)
		path := "/" + lang + "/staff/people/" + person
		page := b.Get(path)
		want(w, page, http.StatusOK, say(lang, "person.title"))
		shows(w, page, say(lang, "person.erased"), say(lang, "person.erased_text"), say(lang, "person.erased_at"), person, string(approval.EventPersonErased), string(approval.EventTransactionConfirmed), say(lang, "auditlog.erased_short"))
		if page.Find("form[action$='/reveal']").Length() != 0 {
			t.Error("identifiers of an erased person are offered")
		}
		want(w, b.Post(path+"/reveal", url.Values{"reason": {"fraud"}, "case": {"CRM-1"}}), http.StatusNotFound, say(lang, "error.staff_not_found.title"))
		story := b.Get("/" + lang + "/staff/transactions/" + string(id))
		want(w, story, http.StatusOK, say(lang, "timeline.title", "reference", id.Reference()))
		shows(w, story, say(lang, "timeline.erased"), id.Reference(), digest, say(lang, "state.confirmed"), say(lang, "auditlog.erased_short"), string(approval.EventTransactionConfirmed))
		if text := textOf(story); strings.Contains(text, say(lang, "timeline.broken")) || strings.Contains(text, "Omar") {
			t.Errorf("%s", text)
		}
		event := b.Get("/" + lang + "/staff/events/" + lastEvent(w, approval.EventTransactionConfirmed))
		shows(w, event, say(lang, "auditlog.erased"), say(lang, "auditlog.whole"))
		if event.Find("pre.raw").Length() != 0 {
			t.Error("the record of an erased event is offered")
		}
		shows(w, b.Get(eventsAt(lang, "person:"+person)), string(approval.EventTransactionConfirmed))
		shows(w, b.Get("/"+lang+"/staff"), say(lang, "person.erased")+" ")
	}
	w.NoViolations()
}

// The customer is signed out, what they had open leads nowhere, and they come back as
// somebody new.
func TestAnErasedCustomerComesBackAsAnother(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	want(w, b.Get(callback), http.StatusOK, in("en", kind(w, "transfer").Done))
	person := postgrestest.Query[string](t, w.Database, `select user_id::text from transactions`)
	erased(w, person)
	want(w, b.Get(review.Path()), http.StatusOK, say("en", "signin.title"))
	before := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where tx_id is not null`)
	b.Get(callback)
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where tx_id is not null`); n != before {
		t.Error("a callback is written to the transaction of an erased person")
	}
	b.SignIn("fatima")
	want(w, b.Get(review.Path()), http.StatusNotFound, say("en", "error.not_found.title"))
	b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from users`); n != 2 {
		t.Errorf("%d people", n)
	}
	w.NoViolations()
}
