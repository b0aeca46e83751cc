package web

import (
	"net/http"
	"strings"

	"takeed/internal/approval"
	"takeed/static"
	"takeed/web/api"
	"takeed/web/customer"
	"takeed/web/office"
	"takeed/web/page"
	"takeed/web/translog"
)

// routes mounts the rooms: each has callbacks, which exist once, and pages, which exist
// once in each language. The routes.go of each room says what its URLs do.
func (s *Server) routes() http.Handler {
	top := http.NewServeMux()
	top.Handle("GET "+static.Prefix, s.static())
	s.site.Handle(top, "GET /{$}", chooseLanguage)
	s.customer.MountCallbacks(top)

	if s.translog != nil {
		top.Handle(translog.Prefix, s.translog)
	}

	s.site.Handle(top, "GET /V", toVerifier) // page.VerifyCode

	pages := http.NewServeMux()
	s.customer.Mount(pages)
	pages.Handle("GET /verify", s.verify())
	if s.office != nil {
		s.office.MountCallbacks(top)
		s.office.Mount(pages)
	}
	for _, l := range []approval.Lang{approval.EN, approval.AR} {
		top.Handle("/"+string(l)+"/", s.inLanguage(l, s.site.OrError(pages)))
	}
	return s.site.OrError(top)
}

// apart sends what is for the API past the router of the pages and their guard against other
// sites: it has an access token instead of a cookie, and its paths have one spelling each.
func (s *Server) apart(pages http.Handler) http.Handler {
	if s.api == nil {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if api.Owns(r.URL.Path) {
			s.api.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// refuse is how a path answers with an error; nil if it does so with a page.
func (s *Server) refuse(path string) func(http.ResponseWriter, *http.Request, error) {
	if s.api == nil || !api.Owns(path) {
		return nil
	}
	return s.api.Refuse
}

// roomOf is the room that a path belongs to, whether or not it exists. If there is no back
// office, its paths are like any other that does not exist.
func (s *Server) roomOf(path string) page.Room {
	if s.office != nil && office.Owns(path) {
		return s.office
	}
	return s.customer
}

// holdsSecret reports whether an address with this path holds a secret: the code of a callback,
// or the token of a request's link.
func holdsSecret(path string) bool {
	return strings.HasPrefix(path, customer.Callbacks) || strings.HasPrefix(path, office.Callbacks) || customer.IsLink(path)
}

// chooseLanguage redirects "/" to the start page in one of the two languages.
func chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	return page.Redirect(w, page.To(r, "/"))
}

// toVerifier is where the code on a printed receipt leads. The browser keeps what stands after
// the "#".
func toVerifier(w http.ResponseWriter, r *http.Request) error {
	return page.Redirect(w, page.To(r, "/verify"))
}

// inLanguage mounts pages below a language. A wildcard for the language would clash
// with the other routes when they are registered.
func (s *Server) inLanguage(l approval.Lang, pages http.Handler) http.Handler {
	prefix := "/" + string(l)
	strip := http.StripPrefix(prefix, pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := page.Of(r)
		path, ok := strings.CutPrefix(r.URL.EscapedPath(), prefix)
		if !ok { // "/%65n/" is no path of ours
			s.site.Fail(w, r, approval.ErrNotFound)
			return
		}
		q.Lang, q.Path = l, path
		if r.URL.RawQuery != "" {
			q.Path += "?" + r.URL.RawQuery
		}
		strip.ServeHTTP(w, r)
	})
}

// static serves files outside the session: an asset costs no query.
func (s *Server) static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.Of(r).Pattern = static.Prefix
		w.Header().Del("Vary")
		s.site.Assets.ServeHTTP(w, r)
	})
}

// verify serves the page that verifies receipts, to everybody and without a session: it
// does everything in the browser, and saved to a disk it does the same.
func (s *Server) verify() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.Of(r).Pattern = "GET /verify"
		static.ServeVerify(w, r)
	})
}
