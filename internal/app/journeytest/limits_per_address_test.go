package journeytest

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// threePerAddress is a limit that is reached here.
var threePerAddress = approval.Limits{Attempts: 99, Mismatches: 99, Starts: 99, StartsDay: 99, Open: 99, Created: 99, Address: 3}

// behindAProxy is two replicas behind a proxy of ours, and n people.
func behindAProxy(n int, l approval.Limits) func(*apptest.Options) {
	return func(o *apptest.Options) {
		o.Replicas = 2
		o.Simulator = []func(*simulator.Config){apptest.People(n)}
		o.Portal = func(c *app.Config) {
			c.Limits = l
			c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		}
	}
}

// via writes what proxies write of the way that a request came.
type via struct {
	http.RoundTripper
	hops string
}

func (v via) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", v.hops)
	return v.RoundTripper.RoundTrip(r)
}

// from is the same browser at an address, or at the end of several hops.
func from(b *apptest.Browser, hops string) *apptest.Browser {
	moved, client := *b, *b.Client
	if already, ok := client.Transport.(via); ok {
		client.Transport = already.RoundTripper
	}
	client.Transport = via{client.Transport, hops}
	moved.Client = &client
	return &moved
}

// home is where a person of the crowd lives.
func home(i int) string { return fmt.Sprintf("192.0.2.%d", i+1) }

// householder is one of the crowd, signed in at home, with a transaction to confirm.
type householder struct {
	*apptest.Browser
	review *apptest.Page
}

func householders(w *apptest.World, lang string, n int) []householder {
	w.Helper()
	var all []householder
	for i := range n {
		b := from(w.Browser(lang, i%2), home(i))
		b.SignIn(fmt.Sprintf("person%d", i))
		all = append(all, householder{b, b.Create("transfer", apptest.Transfer())})
	}
	return all
}

// presses is the confirm button, and where it leads.
func (v householder) presses(at string) *apptest.Page {
	return confirmByHand(from(v.Browser, at), v.review)
}

// begins fails the test unless a page leads on to UAE PASS.
func begins(w *apptest.World, p *apptest.Page) {
	w.Helper()
	want(w, p, http.StatusOK, say(p.Find("html").AttrOr("lang", ""), "handover.title"))
}

// Many people may share an address; together they start no more than one address may,
// whichever replica they reach.
func TestStartsOfOneAddressCountTogether(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t, behindAProxy(5, threePerAddress))
		people := householders(w, lang, 5)
		const cafe = "203.0.113.7"
		for _, p := range people[:3] {
			begins(w, p.presses(cafe))
		}
		refusedBy(w, people[3].presses(cafe), approval.LimitAddress, `select min(started_at) + interval '10 minutes' from attempts`)
		want(w, people[3].presses("::ffff:"+cafe), http.StatusTooManyRequests, say(lang, "error.too_many.title"))
		if n := rows(w, "attempts"); n != 3 {
			t.Errorf("%d attempts", n)
		}
		begins(w, people[3].presses(home(3)))
		w.Database.Advance(t, 6*time.Minute)
		people[4].Get(people[4].review.Path())
		w.Database.Advance(t, 4*time.Minute)
		begins(w, people[4].presses(cafe))
	}
}

func TestSignInsOfOneAddressCountTogether(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t, behindAProxy(1, threePerAddress))
		const cafe = "203.0.113.7"
		begin := func(i int, at string) *apptest.Page {
			return from(w.Browser(lang, i%2), at).Post("/"+lang+"/signin", url.Values{})
		}
		for i := range 3 {
			begins(w, begin(i, cafe))
		}
		refused := begin(3, cafe)
		want(w, refused, http.StatusTooManyRequests, say(lang, "error.too_many.title"))
		until := postgrestest.Query[time.Time](t, w.Database, `select min(created_at) + interval '10 minutes' from signins`)
		shows(w, refused, say(lang, "error.too_many.until", "time", i18n.DateTime(i18n.Lang(lang), until)))
		if rows(w, "signins") != 3 || events(w, approval.EventSigninRefused, "reason", string(approval.LimitAddress)) != 1 {
			t.Error("the fourth sign-in began, or its refusal left no line")
		}
		begins(w, begin(4, "203.0.113.8"))
		w.Database.Advance(t, 10*time.Minute)
		begins(w, begin(5, cafe))
	}
}

// A customer of a network has a whole /64, and hops in it as they like.
func TestAnIPv6NetworkIsOneAddress(t *testing.T) {
	t.Parallel()
	w := open(t, behindAProxy(1, threePerAddress))
	begin := func(at string) *apptest.Page { return from(w.Browser("en", 0), at).Post("/en/signin", url.Values{}) }
	for _, at := range []string{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:0:1:0:1%eth0"} {
		begins(w, begin(at))
	}
	want(w, begin("2001:db8:1:2:abcd:abcd:abcd:abcd"), http.StatusTooManyRequests, say("en", "error.too_many.title"))
	begins(w, begin("2001:db8:1:3::1"))
	if hashes := postgrestest.Query[int](t, w.Database, `select count(distinct client_mac) from signins`); hashes != 2 {
		t.Errorf("%d networks", hashes)
	}
}

// Two hundred made-up hops neither hide a client from the limit nor count against
// those whose addresses they are.
func TestMadeUpHopsHelpNobodyAndHurtNobody(t *testing.T) {
	t.Parallel()
	for name, world := range map[string]func(*apptest.Options){
		"behind a proxy": behindAProxy(1, threePerAddress), "without one": limits(threePerAddress),
	} {
		w := open(t, world)
		const victim = "203.0.113.7"
		begun := 0
		for i := range 200 {
			hops := fmt.Sprintf("%s, 10.0.0.%d", victim, i)
			if name == "behind a proxy" {
				hops += ", 198.51.100.66" // which the proxy adds
			}
			b := from(w.Browser("en", 0), hops)
			if page := b.Once(b.Request(http.MethodPost, "/en/signin", nil)); page.Status == http.StatusSeeOther {
				begun++
			}
		}
		if begun != 3 || rows(w, "signins") != 3 {
			t.Errorf("%s: %d sign-ins began", name, begun)
		}
		if name == "behind a proxy" {
			begins(w, from(w.Browser("en", 0), victim).Post("/en/signin", url.Values{}))
		}
	}
}

// The count is approximate: those who start at the same moment may pass together, and
// whoever comes after them does not.
//
//takeed:race
func TestTheLimitOfAnAddressHoldsAfterManyAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, behindAProxy(13, threePerAddress))
	people := householders(w, "en", 13)
	const cafe = "203.0.113.7"
	atOnce(12, func(i int) {
		b := from(people[i].Browser, cafe)
		_, _ = b.Send(b.Request(http.MethodPost, people[i].review.Path()+"/confirm", url.Values{"version": {"1"}}))
	})
	if n := rows(w, "attempts"); n < 3 || n > 12 {
		t.Errorf("%d attempts", n)
	}
	want(w, people[12].presses(cafe), http.StatusTooManyRequests, say("en", "error.too_many.title"))
	before := rows(w, "signins")
	atOnce(12, func(i int) {
		b := from(w.Browser("en", i%2), cafe)
		_, _ = b.Send(b.Request(http.MethodPost, "/en/signin", nil))
	})
	if n := rows(w, "signins") - before; n < 3 || n > 12 {
		t.Errorf("%d sign-ins", n)
	}
	want(w, from(w.Browser("en", 0), cafe).Post("/en/signin", url.Values{}), http.StatusTooManyRequests, say("en", "error.too_many.title"))
}
