package gallery

import (
	"github.com/a-h/templ"

	"takeed/internal/i18n"
	"takeed/templates"
)

// notes are what the sign-in page says about what happened before.
var notes = []struct{ name, key, tone string }{

	{"needed", "signin.note_needed", "info"},
	{"cancelled", "official.cancelled", "info"},
	{"failed", "official.exception", "info"},
	{"not-eligible", "official.not_eligible", "info"},
	{"contact", "signin.note_contact", "info"},
	{"signed-out", "signout.done", "ok"},
}

const (
	provider   = "https://id.uaepass.ae"
	emiratesID = "784-1990-XXXXXXX-X"
)

// signins are the pages around a session: before it, after it, and on the way to UAE
// PASS.
func signins() []Entry {
	all := []Entry{signin("signin", nil)}
	for _, n := range notes {
		all = append(all, signin("signin-"+n.name, func(s screen, v *templates.SignInPage) {
			v.Note = &templates.Note{Tone: n.tone, Lines: []string{s.t(n.key, "entity", v.Entity)}}
			if n.name == "needed" {
				v.To = "/" + string(s.lang) + "/profile"
			}
		}))
	}
	return append(all, signin("signin-branded", func(s screen, v *templates.SignInPage) { s.branded(&v.Page) }),
		view("handover-signin", func(s screen) templ.Component {
			return templates.Handover(s.handover(s.outside(s.t("handover.title")), "/signin/go", s.t("handover.signin", "host", i18n.LTR(provider))))
		}),
		view("handover-confirm", func(s screen) templ.Component {
			d := document(kind("transfer"), usual)
			return templates.Handover(s.handover(s.page(s.t("handover.title")), address+"/go", s.in(d.Sentence), s.t("handover.confirm", "host", i18n.LTR(provider))))
		}),
		view("signing-out", func(s screen) templ.Component {
			v := s.handover(s.outside(s.t("signout.title")), "/signout/go", s.t("signout.body", "entity", s.in(entity)))
			v.Link.Label = s.t("signout.link")
			return templates.Handover(v)
		}))
}

func signin(name string, change func(screen, *templates.SignInPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.SignInPage{Page: s.outside(s.t("signin.title"))}
		if change != nil {
			change(s, &v)
		}
		return templates.SignIn(v)
	})
}

func (s screen) handover(p templates.Page, to string, body ...string) templates.HandoverPage {
	p.Refresh = "/" + string(s.lang) + to
	return templates.HandoverPage{Page: p, Body: body, Link: templates.Action{Label: s.t("handover.link"), Href: to}}
}
