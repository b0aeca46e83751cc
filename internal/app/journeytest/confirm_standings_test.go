package journeytest

import (
	"net/http/cookiejar"
	"net/url"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/simulator"
)

// scene is somebody with one transaction, in the browser in which they made it.
type scene struct {
	crowdMember
	page string // of the transaction
}

// newScene is played by somebody who has not been here before.
func newScene(w *apptest.World, lang, persona string) *scene {
	w.Helper()
	s := &scene{crowdMember: crowdMember{w.Browser(lang, 0), persona}}
	if err := s.signIn(); err != nil {
		w.Fatal(err)
	}
	s.page = s.create()
	return s
}

func (s *scene) create() (page string) {
	s.World.Helper()
	return s.Post("/"+s.Lang+"/new/transfer", keyed()).Path()
}

// begin goes as far as UAE PASS with a transaction, and returns what comes of it there.
func (s *scene) begin(page string) (callback string) {
	s.World.Helper()
	s.Post(page+"/confirm", url.Values{"version": {"1"}})
	callback, err := s.sent(page+"/go", "")
	if err != nil {
		s.World.Fatal(err)
	}
	return callback
}

func (s *scene) decline() {
	s.World.Helper()
	state := param(s.World, s.begin(s.page), "state")
	s.Get("/uaepass/confirm/callback?" + url.Values{"error": {"cancelledOnApp"}, "state": {state}}.Encode())
}

// beginUnheard begins an attempt, and the answer to that is lost.
func (s *scene) beginUnheard() {
	s.World.Helper()
	deaf := s.World.Browser(s.Lang, 0)
	deaf.SetCookie("sid", s.Cookie("sid"))
	deaf.Post(s.page+"/confirm", url.Values{"version": {"1"}})
}

// pass lets time pass, and nobody idles long enough to be signed out.
func (s *scene) pass(d time.Duration) {
	s.World.Helper()
	for ; d > 0; d -= 8 * time.Minute {
		s.World.Database.Advance(s.World, min(d, 8*time.Minute))
		s.Get("/" + s.Lang + "/profile")
	}
}

// standing is a way for a transaction to stand. It is looked at while it stands so.
type standing struct {
	name string
	set  func(s *scene, look func())
}

var standings = []standing{
	{"to be reviewed", func(_ *scene, look func()) { look() }},
	{"declined once", func(s *scene, look func()) { s.decline(); look() }},
	{"declined as often as it can be", func(s *scene, look func()) { s.decline(); s.decline(); s.decline(); look() }},
	{"waiting", func(s *scene, look func()) { s.begin(s.page); look() }},
	{"begun, and the answer lost", func(s *scene, look func()) { s.beginUnheard(); look() }},
	{"begun twice, and the second answer lost", func(s *scene, look func()) { s.begin(s.page); s.beginUnheard(); look() }},
	{"waiting for the last time", func(s *scene, look func()) { s.decline(); s.decline(); s.begin(s.page); look() }},
	{"begun for the last time, and the answer lost", func(s *scene, look func()) { s.decline(); s.decline(); s.beginUnheard(); look() }},
	{"being checked", func(s *scene, look func()) { s.held(look) }},
	{"being checked by a portal that died", func(s *scene, look func()) {
		s.held(func() {
			s.pass(approval.AbandonedAfter + time.Second)
			s.World.Sweep()
			look()
		})
	}},
	{"left for another", func(s *scene, look func()) { s.begin(s.page); s.begin(s.create()); look() }},
	{"to be reviewed while another waits", func(s *scene, look func()) { s.begin(s.create()); look() }},
	{"left too long at UAE PASS", func(s *scene, look func()) { s.begin(s.page); s.pass(5*time.Minute + time.Second); look() }},
	{"expired", func(s *scene, look func()) { s.begin(s.page); s.pass(16 * time.Minute); look() }},
	{"cancelled", func(s *scene, look func()) { s.begin(s.page); s.Post(s.page+"/cancel", url.Values{}); look() }},
	{"edited", func(s *scene, look func()) { s.begin(s.page); s.Post(s.page+"/edit", edited("2.00", "1")); look() }},
	{"confirmed", func(s *scene, look func()) { s.Get(s.begin(s.page)); look() }},
	{"stopped", func(s *scene, look func()) {
		s.Post(s.page+"/confirm", url.Values{"version": {"1"}})
		stranger := crowdMember{s.Browser, "person0"}
		callback, err := stranger.sent(s.page+"/go", "")
		if err != nil {
			s.World.Fatal(err)
		}
		s.Get(callback)
		look()
	}},
}

// held has a callback exchanged for as long as somebody looks.
func (s *scene) held(look func()) {
	s.World.Helper()
	callback := s.begin(s.page)
	held(s.World, callback, simulator.AtToken)
	meanwhile(s.World, s.Browser, callback, look)
}

// arrivals are the browsers in which somebody may open their transaction.
var arrivals = []struct {
	name string
	come func(*scene) *apptest.Browser
}{
	{"the same browser", func(s *scene) *apptest.Browser { return s.On(0) }},
	{"another browser", func(s *scene) *apptest.Browser { return s.elsewhere() }},
	{"the same browser without its secret", func(s *scene) *apptest.Browser {
		s.SetCookie("txb", "")
		return s.On(0)
	}},
	{"the same browser without any cookie", func(s *scene) *apptest.Browser {
		b := s.elsewhere()
		s.Client.Jar, _ = cookiejar.New(nil) // what the first one had is gone
		return b
	}},
	{"the same browser in another session", func(s *scene) *apptest.Browser {
		b := s.On(0)
		b.Post("/"+b.Lang+"/signout", url.Values{})
		if err := (crowdMember{b, s.persona}).signIn(); err != nil {
			s.World.Fatal(err)
		}
		return b
	}},
	{"the same browser in the other language", func(s *scene) *apptest.Browser {
		b := s.On(0)
		b.Lang = string(i18n.Lang(s.Lang).Other())
		return b
	}},
}

// elsewhere is a browser on another device, in which the same person signs in.
func (s *scene) elsewhere() *apptest.Browser {
	s.World.Helper()
	b := s.World.Browser(s.Lang, 0)
	if err := (crowdMember{b, s.persona}).signIn(); err != nil {
		s.World.Fatal(err)
	}
	return b
}
