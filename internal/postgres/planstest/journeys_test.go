package planstest

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

// statements are what the portal sends, and for whom.
type statements map[string]sender

// sender is whom the portal sends a statement for.
type sender int

const (
	customers sender = iota
	theSweep         // and nobody else
)

// listen makes the journeys of customers, and the rounds of the sweep after them, on a new
// database.
func listen(t *testing.T) (said statements, inside plans) {
	t.Helper()
	d := postgrestest.New(t)
	wire := d.Wire(t)
	said, executed := statements{}, overhear(t, d, wire)
	w := newPortal(t, d, wire)
	take := wire.Listen()
	executed() // what a portal asks when it starts, it asks once
	for _, lang := range []string{"en", "ar"} {
		travel(w.Browser(lang, 0))
	}
	said.add(take(), customers)
	inside = executed()
	inside.mustHaveForeignKeys(t)
	sweep(w)
	said.add(take(), theSweep)
	if len(said) < 20 {
		t.Fatalf("%d statements were heard", len(said))
	}
	return said, inside
}

func newPortal(t *testing.T, d *postgrestest.Database, wire *postgrestest.Wire) *apptest.World {
	t.Helper()
	return apptest.New(t, apptest.Options{Database: d, Portal: func(c *app.Config) {
		c.DatabaseURL = wire.URL
		c.Limits = approval.Limits{Attempts: 50, Mismatches: 50, Starts: 50, StartsDay: 50, Open: 50, Created: 50, Address: 50}
	}})
}

var readsOrWrites = regexp.MustCompile(`(?i)^[(\s]*(select|with|insert|update|delete)\b`)

// add adds what was sent, unless it was sent for somebody else before.
func (s statements) add(sent postgrestest.Sent, by sender) {
	for _, sql := range sent.Statements {
		if _, known := s[sql]; !known && readsOrWrites.MatchString(sql) {
			s[sql] = by
		}
	}
}

// travel goes wherever a customer can.
func travel(b *apptest.Browser) {
	home := "/" + b.Lang
	b.SignIn("fatima")
	b.Get(home + "/")
	b.Get(home + "/session")
	b.Get(home + "/profile")
	b.Post(home+"/profile", url.Values{"identifier": {"mobile"}})
	answers(b)
	changes(b)
	for _, filter := range []string{"", "?kind=transfer", "?state=pending", "?state=expired&kind=limit", "?from=2026-01-01&to=2026-12-31"} {
		list := b.Get(home + "/transactions" + filter)
		if older, more := list.Find("a[rel=next]").Attr("href"); more {
			b.Get(older)
		}
	}
	b.Post(home+"/signout", url.Values{})
	b.Get(home + "/")
	stranger := b.World.Browser(b.Lang, 0)
	stranger.Get(stranger.SignInCallback(simulatortest.Decision{Action: simulatortest.Decline}))
}

// answers makes attempts that end in each way, delivers their callbacks twice, and looks at
// what became of them.
func answers(b *apptest.Browser) {
	for _, d := range []simulatortest.Decision{{}, {Action: simulatortest.Decline}, {Action: simulatortest.Other, Persona: "mariam"}} {
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, d)
		b.Get(review.Path() + "/status")
		b.Get(home(b))
		b.World.Browser(b.Lang, 0).Get(callback) // in another browser
		b.Get(callback)
		b.Get(callback)
		b.Get(review.Path() + "/status")
		b.Get(review.Path() + "/receipt")
	}
	b.Get("/uaepass/confirm/callback?" + url.Values{"state": {"unknown"}, "code": {"any"}}.Encode())
}

func home(b *apptest.Browser) string { return "/" + b.Lang + "/" }

// changes edits, cancels and begins again.
func changes(b *apptest.Browser) {
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	b.Begin(review) // ends the attempt before
	b.Get(review.Path() + "/edit")
	values := apptest.Transfer()
	values.Set("version", "1")
	values.Set("key", string(approval.NewID()))
	newer := b.Post(review.Path()+"/edit", values)
	b.Get(review.Path())
	b.Begin(newer)
	b.Post(newer.Path()+"/cancel", url.Values{})
	b.Once(b.Request(http.MethodPost, newer.Path()+"/cancel", url.Values{}))
	b.Begin(b.Create("transfer", apptest.Transfer())) // and leaves it to the sweep
}

// sweep lets time pass, so that there is something to sweep, and looks after the rest.
func sweep(w *apptest.World) {
	w.Database.Advance(w, 2*approval.DayWindow)
	w.Sweep()
	flow := w.Apps[0].Confirm
	if err := flow.Watch(context.Background()); err != nil {
		w.Fatal(err)
	}
	if err := flow.Tidy(context.Background()); err != nil {
		w.Fatal(err)
	}
}
