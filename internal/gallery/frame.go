package gallery

import (
	"sync"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/i18n"
	"takeed/static"
	"takeed/templates"
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

// screen is what a view is shown in: a language, and the address of the entry.
type screen struct {
	lang i18n.Lang
	path string
}

// view makes an entry of what one screen shows.
func view(name string, show func(screen) templ.Component) Entry {
	return Entry{Name: name, Page: func(l i18n.Lang) templ.Component { return show(screen{l, "/" + name}) }}
}

// t is a text of the pages.
func (s screen) t(key string, args ...any) string { return i18n.T(s.lang, key, args...) }

// in is a text of the catalogue, or a name.
func (s screen) in(t approval.Text) string { return t.In(approval.Lang(s.lang)) }

// page is the frame of a view, for somebody who is signed in.
func (s screen) page(title string) templates.Page {
	return templates.Page{
		Lang: s.lang, Title: title, Entity: s.in(entity), Path: s.path,
		Assets: s.files(), SignedIn: true, Idle: 600, Test: true,
	}
}

// files are those of a portal without a brand.
func (s screen) files() templates.Assets {
	font := "roboto-latin.woff2"
	if s.lang == i18n.AR {
		font = "noto-kufi-arabic.woff2"
	}
	return templates.Assets{
		Sheets: []string{assets().URL("app.css")}, Scripts: []string{assets().URL("app.js")}, Icon: assets().URL("favicon.svg"), Font: assets().URL(font),
	}
}

// branded is a page with everything that an operator can add to it.
func (s screen) branded(p *templates.Page) {
	p.Entity, p.Legal, p.Phone = s.in(longEntity), s.in(legal), phone
	p.Assets.Logo = assets().URL(brand.LogoSVG)
	p.Assets.Art = templates.Art{
		Black: assets().URL(brand.SignIn(approval.Lang(s.lang), "black")), White: assets().URL(brand.SignIn(approval.Lang(s.lang), "white")),
	}
}

// outside is the frame for somebody who is not.
func (s screen) outside(title string) templates.Page {
	p := s.page(title)
	p.SignedIn, p.Idle, p.StaffDoor = false, 0, true
	return p
}
