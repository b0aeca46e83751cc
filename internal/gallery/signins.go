package gallery

import (
	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
	"takeed/web/view"
)

// notes are what the sign-in page says about why the customer is there.
var notes = []struct{ name, key, tone string }{
	{"needed", "signin.note_needed", "info"},
	{"cancelled", "official.cancelled", "info"},
	{"failed", "official.exception", "info"},
	{"not-eligible", "official.not_eligible", "info"},
	{"contact", "signin.note_contact", "info"},
	{"signed-out", "signout.done", "ok"},
}

const provider = "https://id.uaepass.ae"

// signins are the pages around a session: before it, after it, and on the way to UAE
// PASS.
func signins() []Entry {
	all := []Entry{signin("signin", nil)}
	for _, n := range notes {
		all = append(all, signin("signin-"+n.name, func(s screen, p *templates.SignInPage) {
			p.Note = &templates.Note{Tone: n.tone, Lines: []string{s.T(n.key, "entity", p.Entity)}}
			if n.name == "needed" {
				p.To = "/" + string(s.Lang) + "/profile"
			}
		}))
	}
	return append(all, signin("signin-branded", func(s screen, p *templates.SignInPage) { p.Page = s.branded(p.Page) }),
		entry("handover-signin", func(s screen) templ.Component {
			return s.handover(s.outside(), "handover.title", "handover.link", "/signin/go", s.T("handover.signin", "host", i18n.LTR(provider)))
		}),
		entry("handover-confirm", func(s screen) templ.Component {
			tx := transaction(kind("transfer"), usual, approval.Pending, createdAt)
			return s.handover(s.page(), "handover.title", "handover.link", view.TransactionPath(tx.ID)+"/go",
				tx.Sentence.In(s.Lang), s.T("handover.confirm", "host", i18n.LTR(provider)))
		}),
		entry("signing-out", func(s screen) templ.Component {
			return s.handover(s.outside(), "signout.title", "signout.link", "/signout/go", s.T("signout.body", "entity", entity.In(s.Lang)))
		}))
}

func signin(name string, change func(screen, *templates.SignInPage)) Entry {
	return entry(name, func(s screen) templ.Component {
		p := templates.SignInPage{Page: s.outside()}
		p.Title = s.T("signin.title")
		if change != nil {
			change(s, &p)
		}
		return templates.SignIn(p)
	})
}
