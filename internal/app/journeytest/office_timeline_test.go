package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/audit"
)

// A timeline shows who of the staff looked at it before, and says so if there is more than
// it shows.
func TestATimelineSaysWhoLookedAndWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := open(t)
	customer := w.Browser("en", 0)
	customer.SignIn("fatima")
	review := customer.Create("transfer", apptest.Transfer())
	path := "/ar/staff/transactions/" + idOf(review)
	cut, _, _ := strings.Cut(say("ar", "timeline.cut", "count", "|"), "|")

	b := w.Browser("ar", 0)
	b.SignInStaff("saeed")
	story := b.Get(path)
	want(w, story, http.StatusOK, say("ar", "timeline.title", "reference", approval.ID(idOf(review)).Reference()))
	if n := story.Find(".events tbody").Length(); n != 1 {
		t.Errorf("%d tables before anybody looked", n)
	}
	story = b.Get(path)
	if n := story.Find(".events tbody").Last().Find("tr").Length(); n != 1 {
		t.Errorf("%d looks", n)
	}
	shows(w, story, say("ar", "timeline.reads"), string(approval.EventTransactionViewed))
	if strings.Contains(textOf(story), cut) {
		t.Error("a short timeline is said to be cut")
	}

	e := approval.Source{Actor: approval.Anonymous}.Refusal(approval.Attempt{TransactionID: approval.ID(idOf(review))}, approval.EventCallbackRefused, "repeated")
	for range 100 {
		if err := w.Apps[0].DB.Record(t.Context(), e, e, e, e, e, e, e, e, e, e); err != nil {
			t.Fatal(err)
		}
	}
	customer.Post(review.Path()+"/cancel", url.Values{})
	story = b.Get(path)
	shows(w, story, cut, string(approval.EventTransactionCreated), string(approval.EventTransactionCancelled))
	if n := story.Find(".events tbody").First().Find("tr").Length(); n != 2*audit.TimelineEnd+1 {
		t.Errorf("%d rows are shown", n)
	}
}
