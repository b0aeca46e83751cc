package web

import (
	"errors"
	"net/http"
	"time"

	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/i18n"
	"takeed/templates"
)

// page is the frame that every page starts from.
func (s *Server) page(r *http.Request, title string) templates.Page {
	q := requestOf(r)
	p := templates.Page{
		Lang: i18n.Lang(q.lang), Title: title, Entity: s.Entity.In(q.lang), Path: q.path,
		Legal: s.Brand.Legal.In(q.lang), Phone: s.Brand.Phone, Assets: s.files(q.lang), Test: s.Test,
	}
	if q.backOffice {
		s.staffFrame(r, &p)
		return p
	}
	p.StaffDoor = s.Staff != nil
	if q.caller.Person != nil {
		p.SignedIn, p.Idle = true, int(s.Idle.Seconds())
	}
	if waiting := q.caller.Waiting; waiting != "" && string(waiting) != r.PathValue("id") {
		p.Waiting = pathOf(waiting)
	}
	return p
}

// files are the addresses of what a page loads.
func (s *Server) files(lang approval.Lang) templates.Assets {
	a := templates.Assets{
		Sheets: []string{s.assets.URL("app.css")}, Scripts: []string{s.assets.URL("app.js")}, Icon: s.assets.URL("favicon.svg"),
		Font: s.assets.URL("roboto-latin.woff2"), Logo: s.assets.URL(brand.LogoSVG),
		Art: templates.Art{Black: s.assets.URL(brand.SignIn(lang, "black")), White: s.assets.URL(brand.SignIn(lang, "white"))},
	}
	if sheet := s.assets.URL(brand.Sheet); sheet != "" {
		a.Sheets = append(a.Sheets, sheet)
	}
	if lang == approval.AR {
		a.Font = s.assets.URL("noto-kufi-arabic.woff2")
	}
	if a.Logo == "" {
		a.Logo = s.assets.URL(brand.LogoPNG)
	}
	return a
}

// The steps of a transaction's journey, as the head of its pages counts them.
const (
	stepDetails = 1 + iota
	stepReview
	stepFace
	stepResult
)

// pathOf is the page of a transaction, after the language.
func pathOf(id approval.ID) string { return "/transactions/" + string(id) }

// to is a page of ours in the language of the request.
func to(r *http.Request, path string) string { return "/" + string(requestOf(r).lang) + path }

// form reads the body of a POST. What is too large, has too many fields or gives one
// twice is refused as a whole: nobody's browser sends that.
func form(r *http.Request) (func(name string) string, error) {
	if err := r.ParseForm(); err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return nil, errTooLarge
		}
		return nil, errBadRequest
	}
	if len(r.PostForm) > maxFields {
		return nil, errBadRequest
	}
	for _, values := range r.PostForm {
		if len(values) != 1 {
			return nil, errBadRequest
		}
	}
	return r.PostForm.Get, nil
}

// when writes a moment as people read it.
func when(r *http.Request, at time.Time) string {
	return i18n.DateTime(i18n.Lang(requestOf(r).lang), at)
}

// untilLine says when a limit ends, if waiting helps.
func (s *Server) untilLine(r *http.Request, err error) string {
	tooMany := (*approval.TooMany)(nil)
	if !errors.As(err, &tooMany) || tooMany.Until.IsZero() {
		return ""
	}
	return t(r, "error.too_many.until", "time", i18n.Isolate(when(r, tooMany.Until)))
}
