package web

import (
	"net/http"
	"strings"

	"takeed/internal/approval"
	"takeed/static"
)

// Where browsers are sent back to: by UAE PASS, and by the identity provider of the
// staff.
const (
	callbacks      = "/uaepass/"
	staffCallbacks = "/oidc/"
)

// routes is the whole URL table.
func (s *Server) routes() http.Handler {
	top := http.NewServeMux()
	top.Handle("GET "+static.Prefix, s.static())
	s.handle(top, "GET /{$}", s.chooseLanguage)

	// The two ways back from UAE PASS. Their paths are registered there, once for
	// both languages. HEAD must not spend a code, so it is named to be refused.
	s.handle(top, "GET "+callbacks+"signin/callback", s.arrival(s.withCaller(s.signinCallback)))
	s.handle(top, "GET "+callbacks+"confirm/callback", s.arrival(s.confirmCallback))

	// And the way back of the staff.
	if s.Staff != nil {
		s.handle(top, "GET "+staffCallbacks+"callback", s.arrival(s.staffCallback))
	}

	pages := s.pages()
	for _, l := range []approval.Lang{approval.EN, approval.AR} {
		top.Handle("/"+string(l)+"/", s.inLanguage(l, pages))
	}
	return s.orError(top)
}

// pages is what exists once in each language.
func (s *Server) pages() http.Handler {
	mux := http.NewServeMux()

	// Anybody.
	s.handle(mux, "GET /{$}", s.withCaller(s.home))
	s.handle(mux, "POST /signin", s.withCaller(s.beginSignin))
	s.handle(mux, "GET /signin", s.withCaller(s.signinHandover))
	s.handle(mux, "GET /signin/go", s.goToSignin)
	s.handle(mux, "GET /signout", s.withCaller(s.signoutHandover))
	s.handle(mux, "GET /signout/go", s.withCaller(s.goToSignout))
	s.handle(mux, "GET /signedout", s.withCaller(s.signedOut))

	// A customer.
	s.handle(mux, "POST /signout", s.customer(s.signout))
	s.handle(mux, "GET /session", s.customer(s.keepSignedIn))
	s.handle(mux, "GET /profile", s.customer(s.profile))
	s.handle(mux, "POST /profile", s.customer(s.chooseIdentifier))
	s.handle(mux, "GET /new/{kind}", s.customer(s.newForm))
	s.handle(mux, "POST /new/{kind}", s.customer(s.create))
	s.handle(mux, "GET /transactions", s.customer(s.history))

	// The customer whose transaction it is; to anybody else it does not exist.
	s.handle(mux, "GET /transactions/{id}", s.owner(s.transaction))
	s.handle(mux, "GET /transactions/{id}/status", s.owner(s.status))
	s.handle(mux, "GET /transactions/{id}/edit", s.owner(s.editForm))
	s.handle(mux, "POST /transactions/{id}/edit", s.owner(s.edit))
	s.handle(mux, "POST /transactions/{id}/confirm", s.owner(s.confirm))
	s.handle(mux, "GET /transactions/{id}/handover", s.owner(s.handover))
	s.handle(mux, "GET /transactions/{id}/go", s.goToConfirm) // asks itself, in one query
	s.handle(mux, "POST /transactions/{id}/cancel", s.owner(s.cancel))
	s.handle(mux, "GET /transactions/{id}/receipt", s.owner(s.receipt))
	if s.Staff != nil {
		s.staffPages(mux)
	}
	return s.orError(mux)
}

// staffPages is the back office.
func (s *Server) staffPages(mux *http.ServeMux) {
	// Anybody.
	s.handle(mux, "GET /staff/signin", s.withStaff(s.staffSignInPage))
	s.handle(mux, "POST /staff/signin", s.withStaff(s.beginStaffSignin))
	s.handle(mux, "GET /staff/signin/handover", s.staffSigninHandover)
	s.handle(mux, "GET /staff/signin/go", s.goToStaffSignin)
	s.handle(mux, "GET /staff/signout", s.withStaff(s.staffSignoutHandover))
	s.handle(mux, "GET /staff/signout/go", s.withStaff(s.goToStaffSignout))
	s.handle(mux, "GET /staff/signedout", s.withStaff(s.staffSignedOut))

	// Whoever is on the staff.
	s.handle(mux, "GET /staff", s.anyStaff(s.staffHome))
	s.handle(mux, "GET /staff/session", s.anyStaff(s.keepSignedIn))
	s.handle(mux, "POST /staff/signout", s.anyStaff(s.staffSignout))

	// What they read. Nothing here changes anything about a customer.
	s.handle(mux, "POST /staff/find", s.anyStaff(s.find))
	s.handle(mux, "GET /staff/events", s.anyStaff(s.events))
	s.handle(mux, "GET /staff/events/{event}", s.anyStaff(s.event))
	s.handle(mux, "GET /staff/transactions/{transaction}", s.anyStaff(s.story))
	s.handle(mux, "GET /staff/people/{person}", s.anyStaff(s.person))
	s.handle(mux, "POST /staff/people/{person}/reveal", s.staff(s.reveal, approval.Operator, approval.Auditor))
	s.handle(mux, "POST /staff/export/{format}", s.staff(s.export, exporters...))
	s.handle(mux, "GET /staff/live", s.watching(s.live))
	s.handle(mux, "POST /staff/views", s.anyStaff(s.saveView))
	s.handle(mux, "POST /staff/views/{view}/delete", s.anyStaff(s.deleteView))
	s.handle(mux, "GET /staff/dashboard", s.anyStaff(s.dashboard))
}

// inLanguage mounts pages below a language. A wildcard for the language would clash
// with the other routes when they are registered.
func (s *Server) inLanguage(l approval.Lang, pages http.Handler) http.Handler {
	prefix := "/" + string(l)
	strip := http.StripPrefix(prefix, pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := requestOf(r)
		path, ok := strings.CutPrefix(r.URL.EscapedPath(), prefix)
		if !ok { // "/%65n/" is no address of ours
			s.fail(w, r, approval.ErrNotFound)
			return
		}
		q.lang, q.path = l, path
		if r.URL.RawQuery != "" {
			q.path += "?" + r.URL.RawQuery
		}
		strip.ServeHTTP(w, r)
	})
}

// orError gives the router's own refusals (no such path, another method) our page.
func (s *Server) orError(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := newResponse()
		h.ServeHTTP(probe, r)
		refusal := approval.ErrNotFound
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			refusal = errMethod
		}
		// Whoever is signed in stays so on this page too.
		known := s.withCaller
		if requestOf(r).backOffice {
			known = s.withStaff
		}
		s.answer(w, r, known(func(http.ResponseWriter, *http.Request) error { return refusal }))
	})
}

// handler answers a request, or returns why it cannot. It writes to a buffer.
type handler func(http.ResponseWriter, *http.Request) error

func (s *Server) handle(mux *http.ServeMux, pattern string, h handler) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		requestOf(r).pattern = pattern
		s.answer(w, r, h)
	})
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, h handler) {
	out := newResponse()
	if err := h(out, r); err != nil {
		if allow := out.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		s.fail(w, r, err)
		return
	}
	out.send(w)
	s.run(w, r)
}
