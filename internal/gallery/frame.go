package gallery

import (
	"sync"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/i18n"
	"takeed/static"
	"takeed/templates"
	"takeed/web/view"
)

// Files of an operator's brand. The button is a plain box: only UAE PASS draws its own.
const (
	logo = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="#7c5e24"/></svg>`
	box  = `<svg xmlns="http://www.w3.org/2000/svg" width="290" height="50"><rect width="290" height="50" rx="12" fill="#808080"/></svg>`
)

var assets = sync.OnceValue(func() *static.Assets {
	files := map[string][]byte{brand.LogoSVG: []byte(logo)}
	for _, l := range i18n.Langs {
		for _, colour := range []string{"black", "white"} {
			files[brand.SignIn(approval.Lang(l), colour)] = []byte(box)
		}
	}
	a, err := static.Load(files)
	if err != nil {
		panic("gallery: " + err.Error())
	}
	return a
})

// screen is what a page is shown on: its viewer, and the address of the entry.
type screen struct {
	view.Viewer
	path string
}

// entry is what one screen shows.
func entry(name string, show func(screen) templ.Component) Entry {
	return Entry{Name: name, Page: func(l i18n.Lang) templ.Component {
		return show(screen{view.Viewer{Lang: approval.Lang(l), Now: now, Catalogue: builtin(), Staff: readerID}, "/" + name})
	}}
}

// page is the frame of a view, for a customer who is signed in.
func (s screen) page() templates.Page {
	return templates.Page{
		Lang: i18n.Lang(s.Lang), Entity: entity.In(s.Lang), Path: s.path,
		Assets: s.files(), SignedIn: true, Idle: 600, Test: true,
	}
}

// files are those of a portal without a brand.
func (s screen) files() templates.Assets {
	font := "roboto-latin.woff2"
	if s.Lang == approval.AR {
		font = "noto-kufi-arabic.woff2"
	}
	return templates.Assets{
		Sheets: []string{assets().URL("app.css")}, Scripts: []string{assets().URL("app.js")}, Icon: assets().URL("favicon.svg"), Font: assets().URL(font),
	}
}

// branded is a page with everything that an operator can add to it.
func (s screen) branded(p templates.Page) templates.Page {
	p.Entity, p.Legal, p.Phone = longEntity.In(s.Lang), legal.In(s.Lang), phone
	p.Assets.Logo = assets().URL(brand.LogoSVG)
	p.Assets.Art = templates.Art{Black: assets().URL(brand.SignIn(s.Lang, "black")), White: assets().URL(brand.SignIn(s.Lang, "white"))}
	return p
}

// outside is the frame for a reader who is not signed in.
func (s screen) outside() templates.Page {
	p := s.page()
	p.SignedIn, p.Idle, p.StaffDoor = false, 0, true
	return p
}

// handover is a page that leads on at once.
func (s screen) handover(frame templates.Page, title, link, to string, body ...string) templ.Component {
	frame.Title = s.T(title)
	return templates.Handover(s.Handover(frame, templates.Action{Label: s.T(link), Href: to}, body...))
}
