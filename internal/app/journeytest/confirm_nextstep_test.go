package journeytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
)

// offer is something to press on a page.
type offer struct {
	method, address string
	values          url.Values
}

func (o offer) String() string { return o.method + " " + o.address }

// offersOf is what a page of a transaction offers, in this order: the forms that send
// something, the other links and buttons, and one link to change a detail, for there is
// one at each.
func offersOf(p *apptest.Page) []offer {
	var all []offer
	seen := map[string]bool{}
	for _, selector := range []string{`main form[method=post]:not([action$="/cancel"])`, `main .actions a[href]`, `main form[action$="/cancel"]`, `main dl.rows a[href]`} {
		p.Find(selector).Each(func(_ int, e *selection) {
			o := offer{http.MethodGet, e.AttrOr("href", ""), nil}
			if e.Is("form") {
				o = offer{http.MethodPost, e.AttrOr("action", ""), typedInto(e)}
			}
			o.address, _, _ = strings.Cut(o.address, "#")
			if !seen[o.address] {
				all = append(all, o)
			}
			seen[o.address] = true
		})
	}
	return all
}

// typedInto is what a form sends as it stands, with an amount that nobody reviewed.
func typedInto(form *selection) url.Values {
	values := url.Values{}
	form.Find("input, textarea").Each(func(_ int, e *selection) {
		if _, checked := e.Attr("checked"); e.AttrOr("type", "") != "radio" || checked {
			values.Set(e.AttrOr("name", ""), e.AttrOr("value", e.Text()))
		}
	})
	if values.Has("amount") {
		values.Set("amount", "3.00")
	}
	return values
}

// onward is the first offer of a page that leads away from it and ends nothing.
func onward(p *apptest.Page) (offer, bool) {
	for _, o := range offersOf(p) {
		if stays := o.method == http.MethodGet && o.address == p.Path(); !stays && !strings.HasSuffix(o.address, "/cancel") {
			return o, true
		}
	}
	return offer{method: http.MethodGet, address: p.Path()}, p.Find(`[data-stage="checking"]`).Length() == 1
}

// follow presses something. At UAE PASS the person shows their face and comes back.
func (s *scene) follow(b *apptest.Browser, o offer) *apptest.Page {
	s.World.Helper()
	if o.method == http.MethodPost {
		return b.Post(o.address, o.values)
	}
	page := b.Get(o.address)
	if page.Elsewhere == "" {
		return page
	}
	callback, err := (crowdMember{b, s.persona}).sent(o.address, "")
	if err != nil {
		s.World.Fatal(err)
	}
	return b.Get(callback)
}

// settles follows what the pages offer first, and reports whether that leads to an end: a
// confirmation, its receipt, or the way out of a transaction that was stopped.
func (s *scene) settles(b *apptest.Browser, p *apptest.Page) (way []string, ok bool) {
	s.World.Helper()
	for range 10 {
		way = append(way, fmt.Sprintf("%s (%d, %s)", p.Path(), p.Status, p.Heading()))
		if p.Find(".panel.tone-ok").Length() == 1 || strings.HasSuffix(p.Path(), "/receipt") || strings.HasSuffix(p.Path(), "/signout") {
			return way, true
		}
		next, ok := onward(p)
		if !ok || p.Status != http.StatusOK {
			return way, false
		}
		p = s.follow(b, next)
	}
	return way, false
}

// steps is what can be pressed on a page, and what the browser's own back button brings.
func steps(p *apptest.Page) []offer {
	return append(offersOf(p), offer{http.MethodGet, p.Path() + "/handover", nil}, offer{http.MethodGet, p.Path() + "/go", nil})
}

// agrees fails the test unless the script of a page would be told what the page says.
func agrees(w *apptest.World, b *apptest.Browser, p *apptest.Page) {
	w.Helper()
	var status struct{ Stage string }
	if err := json.Unmarshal([]byte(b.Get(p.Path()+"/status").Body), &status); err != nil {
		w.Fatal(err)
	}
	if stage, polls := p.Find("[data-poll]").Attr("data-stage"); polls && stage != status.Stage {
		w.Errorf("%s waits for %s, and its script is told %s", p.Path(), stage, status.Stage)
	}
}

// threeTries are all that a transaction has.
func threeTries(o *apptest.Options) { configured(o, func(c *app.Config) { c.Limits.Attempts = 3 }) }

// unscanned worlds have too many pages to look for secrets in. Other tests serve the same.
func unscanned(o *apptest.Options) { o.Silent = true }

// Every page of a transaction, wherever its owner opens it, offers a way on that works
// from there. So does everything else that it offers, in the end: that is tried in a
// browser that knows the transaction, and in one that does not.
func TestEveryStandingOffersAWayOnFromWhereItIsSeen(t *testing.T) {
	t.Parallel()
	for half, lang := range langs {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			people := 1 // nobody is person0, who answers for others
			w := open(t, crowded(300), threeTries, unscanned)
			for i, st := range standings {
				for j, from := range arrivals {
					for step, n := 0, 1; (i+j)%2 == half && step < n; step++ {
						s := newScene(w, lang, fmt.Sprintf("person%d", people))
						people++
						if n = s.play(st, from.name, from.come, step); j > 1 {
							n = 1
						}
					}
				}
			}
		})
	}
}

// play opens a transaction as it stands, takes one of the steps there, and sees where
// that leads. It returns how many steps there are.
func (s *scene) play(st standing, from string, come func(*scene) *apptest.Browser, step int) (steppable int) {
	s.World.Helper()
	var b *apptest.Browser
	var p *apptest.Page
	var taken offer
	st.set(s, func() {
		b = come(s)
		first := b.Get("/" + b.Lang + s.page[len("/en"):])
		agrees(s.World, b, first)
		if _, ok := onward(first); !ok && len(offersOf(first)) == 0 {
			s.World.Errorf("%s, from %s: nothing is offered", st.name, from)
		}
		all := steps(first)
		taken, steppable = all[step], len(all)
		p = s.follow(b, taken)
	})
	if way, ok := s.settles(b, p); !ok {
		s.World.Errorf("%s, from %s: %s leads nowhere: %s", st.name, from, taken, strings.Join(way, ", "))
	}
	return steppable
}
