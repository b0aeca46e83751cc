package gallery

import (
	"crypto/rand"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// ask has a client ask Fatima for a transfer, and returns the path of its link.
func ask(t *testing.T, w *apptest.World, c integration.Client, lang string) string {
	t.Helper()
	k, token := kind("transfer"), rand.Text()
	values, wrong := catalogue.Parse(k, fillIn(k).Get, time.Now())
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	a := integration.Asked{
		Document: catalogue.Compose(k, values, approval.NewID(), 1), Policy: k.Policy, Reference: string(approval.NewID()), Language: approval.Lang(lang), TTL: 15 * time.Minute,
		Addressee: integration.Addressee{By: string(approval.ByEmiratesID), Value: simulator.Personas()[0].EmiratesID},
		ReturnURL: c.ReturnURLs[0], Link: approval.SecretOf(token).Hash(),
	}
	_, err := w.Apps[0].DB.CreateRequest(t.Context(), postgrestest.CallOf(c), c, a, approval.Origin{}, func(integration.Request) ([]byte, error) { return []byte("{}"), nil })
	if err != nil {
		t.Fatal(err)
	}
	return "/" + lang + "/a/" + token
}

// What the gallery shows of requests is what the portal serves.
func TestEntriesOfRequestsAreMadeLikeThePagesOfThePortal(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "ar"} {
		w := apptest.New(t, apptest.Options{})
		core := w.Database.AddClient(t, "core")
		b, twin, other := w.Browser(lang, 0), w.Browser(lang, 0), w.Browser(lang, 0)
		door := b.Get(ask(t, w, core, lang))
		same(t, "invitation", door)
		review := b.SignInFrom(door, "fatima")
		same(t, "asked-review", review)
		same(t, "asked-review-after-cancelled", b.Confirm(review, simulatortest.Decision{Action: simulatortest.Decline}))
		within(t, "asked-home", b.Get("/"+lang+"/"))
		within(t, "asked-history", b.Get("/"+lang+"/transactions"))
		b.Begin(review)
		same(t, "asked-waiting", b.Get(review.Path()))
		twin.SignIn("fatima")
		same(t, "asked-elsewhere", twin.Get(review.Path()))
		done := b.Confirm(review, simulatortest.Decision{})
		same(t, "asked-awaited", done)
		w.Sequenced()
		same(t, "receipt-asked-awaited", b.Get(done.Path()+"/receipt"))

		second := b.Get(ask(t, w, core, lang))
		same(t, "asked-declined", b.Post(second.Path()+"/cancel", nil))
		same(t, "error-request_link", b.Get("/"+lang+"/a/"+rand.Text()))
		other.SignIn("mariam")
		same(t, "error-request_person", other.Get(ask(t, w, core, lang)))
	}
}
