package journeytest

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// returnURL is where clients want their customers back: an address that has a query already.
const returnURL = "https://bank.example/done?step=2"

// request is what a client asked for.
type request struct {
	*apptest.World
	client integration.Client
	id     approval.ID
	token  string
}

// link is the address that the client sends to the customer.
func (r request) link(lang string) string { return "/" + lang + "/a/" + r.token }

func (r request) page(lang string) string { return "/" + lang + "/transactions/" + string(r.id) }

// asker is a client that may ask for transfers, and consume them.
func asker(w *apptest.World) integration.Client {
	w.Helper()
	w.Database.AddClient(w, "core")
	w.Database.SetClient(w, "core", `return_urls = '{`+returnURL+`}'`)
	c, err := w.Apps[0].DB.Client(w.Context(), "core")
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// asks has the client ask for the approval of a transfer by one of the people of UAE PASS, named
// by their Emirates ID, or by their e-mail address if they have none.
func asks(w *apptest.World, c integration.Client, persona string) request {
	w.Helper()
	p := person(w, persona)
	to := integration.Addressee{By: string(approval.ByEmiratesID), Value: p.EmiratesID}
	if p.EmiratesID == "" {
		to = integration.Addressee{By: string(approval.ByEmail), Value: p.Email}
	}
	return asksOf(w, c, to, 15*time.Minute)
}

func asksOf(w *apptest.World, c integration.Client, to integration.Addressee, ttl time.Duration) request {
	w.Helper()
	k, r := kind(w, "transfer"), request{World: w, client: c, id: approval.NewID(), token: rand.Text()}
	values, wrong := catalogue.Parse(k, apptest.Transfer().Get, time.Now())
	if len(wrong) > 0 {
		w.Fatal(wrong)
	}
	asked := integration.Asked{
		Document: catalogue.Compose(k, values, r.id, 1), Policy: k.Policy, Reference: string(r.id), Addressee: to, Language: approval.EN, TTL: ttl,
		ReturnURL: returnURL, ReturnState: "s-1", Link: approval.SecretOf(r.token).Hash(),
	}
	_, err := w.Apps[0].DB.CreateRequest(w.Context(), postgrestest.CallOf(c), c, asked, approval.Origin{}, func(integration.Request) ([]byte, error) { return []byte("{}"), nil })
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(r.stayedSecret)
	return r
}

func person(w *apptest.World, persona string) simulator.Persona {
	w.Helper()
	all := simulator.Personas()
	i := slices.IndexFunc(all, func(p simulator.Persona) bool { return p.ID == persona })
	if i < 0 {
		w.Fatalf("nobody is called %s", persona)
	}
	return all[i]
}

// stayedSecret fails the test if the token was printed or served.
func (r request) stayedSecret() {
	if strings.Contains(r.Logs(), r.token) {
		r.Error("the token of a link was printed or served")
	}
}

// renew gives the request another link.
func (r request) renew() request {
	r.Helper()
	r.token = rand.Text()
	if err := r.Apps[0].DB.RenewLink(r.Context(), r.client, r.id, approval.SecretOf(r.token).Hash(), approval.Origin{}); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(r.stayedSecret)
	return r
}

func (r request) cancel() {
	r.Helper()
	if err := r.Apps[0].DB.CancelRequest(r.Context(), r.client, r.id, approval.Origin{}); err != nil {
		r.Fatal(err)
	}
}

// consumed has a client execute a confirmed transaction.
func consumed(w *apptest.World, c integration.Client, id approval.ID, reference string) {
	w.Helper()
	t, _, err := w.Apps[0].DB.ClientTransaction(w.Context(), c.ID, id)
	if err != nil {
		w.Fatal(err)
	}
	x := integration.Execution{Transaction: id, Digest: t.Digest, Version: t.Version, Reference: reference}
	_, err = w.Apps[0].DB.Consume(w.Context(), postgrestest.CallOf(c), c, x, approval.Origin{}, func(integration.Consumption) ([]byte, error) { return []byte("{}"), nil })
	if err != nil {
		w.Fatal(err)
	}
}

// status is where the request stands for its client.
func (r request) status() integration.Status {
	r.Helper()
	t, now, err := r.Apps[0].DB.ClientTransaction(r.Context(), r.client.ID, r.id)
	if err != nil {
		r.Fatal(err)
	}
	return t.At(now)
}

// stands fails the test unless that is where it stands.
func (r request) stands(want integration.Status) {
	r.Helper()
	if got := r.status(); got != want {
		r.Errorf("the request is %s, want %s", got, want)
	}
}

// opens follows the link of a request, as from a message.
func opens(b *apptest.Browser, r request) *apptest.Page {
	r.Helper()
	return follows(r.World, b, r.link(b.Lang))
}

// signsInFromLink follows the link in a browser in which nobody is signed in, and signs in there.
func signsInFromLink(b *apptest.Browser, r request, persona string) *apptest.Page {
	r.Helper()
	door := opens(b, r)
	want(r.World, door, http.StatusOK, say(b.Lang, "invitation.title"))
	return b.SignInFrom(door, persona)
}

// backTo is the address that the page of a transaction which is over leads back to.
func backTo(r request) string {
	return returnURL + "&transaction=txn_" + strings.ReplaceAll(string(r.id), "-", "") + "&state=s-1"
}

// declines presses the button of a review that declines the request.
func declines(b *apptest.Browser, r request) *apptest.Page {
	r.Helper()
	return b.Post(r.page(b.Lang)+"/cancel", url.Values{})
}
