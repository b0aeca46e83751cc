package page

import (
	"log/slog"
	"net/http"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/i18n"
	"takeed/static"
	"takeed/templates"
)

// Site is what all rooms share.
type Site struct {
	BaseURL string        // public, "https://portal.example.ae"; no path
	Entity  approval.Text // the name of the bank, insurer or ministry
	Brand   brand.Brand
	Test    bool // not production: every page says so
	Secure  bool // https: cookies get the __Host- prefix
	Office  bool // there is a back office
	Sandbox bool // of the API: the names of transactions say so
	Assets  *static.Assets
	Log     *slog.Logger
}

// Frame is what every page starts from; its room adds what it knows about the reader.
func (s *Site) Frame(r *http.Request, title string) templates.Page {
	q := Of(r)
	return templates.Page{
		Lang: i18n.Lang(q.Lang), Title: title, Entity: s.Entity.In(q.Lang), Path: q.Path,
		Legal: s.Brand.Legal.In(q.Lang), Phone: s.Brand.Phone, Assets: s.files(q.Lang), Test: s.Test,
	}
}

// files are the URLs of the files that a page loads.
func (s *Site) files(lang approval.Lang) templates.Assets {
	a := templates.Assets{
		Sheets: []string{s.Assets.URL("app.css")}, Scripts: []string{s.Assets.URL("app.js")}, Icon: s.Assets.URL("favicon.svg"),
		Font: s.Assets.URL("roboto-latin.woff2"), Logo: s.Assets.URL(brand.LogoSVG),
		Art: templates.Art{Black: s.Assets.URL(brand.SignIn(lang, "black")), White: s.Assets.URL(brand.SignIn(lang, "white"))},
	}
	if sheet := s.Assets.URL(brand.Sheet); sheet != "" {
		a.Sheets = append(a.Sheets, sheet)
	}
	if lang == approval.AR {
		a.Font = s.Assets.URL("noto-kufi-arabic.woff2")
	}
	if a.Logo == "" {
		a.Logo = s.Assets.URL(brand.LogoPNG)
	}
	return a
}
