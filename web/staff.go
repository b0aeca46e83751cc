package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// The back office lies below this path, after the language. It has sessions, a frame and
// error pages of its own; nothing in it asks who the customer is.
const backOffice = "/staff"

// errWrongRole is a page that somebody's role does not allow.
var errWrongRole = errors.New("the role does not allow this page")

// inBackOffice reports whether an address is one of the staff's, existing or not. Without
// an identity provider there is no back office, and its addresses are like any other that
// does not exist.
func (s *Server) inBackOffice(path string) bool {
	if s.Staff == nil {
		return false
	}
	for _, l := range []approval.Lang{approval.EN, approval.AR} {
		if rest, ok := strings.CutPrefix(path, "/"+string(l)+backOffice); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return strings.HasPrefix(path, staffCallbacks)
}

// staff is for those whose role is one of these; the others on the staff are refused,
// which is recorded, and whoever is not signed in is asked to. The role is the one that
// the database has at this moment. Handlers behind it find who is asking in
// requestOf(r).staff.
func (s *Server) staff(h handler, allowed ...approval.Role) handler {
	return s.withStaff(func(w http.ResponseWriter, r *http.Request) error {
		q := requestOf(r)
		switch {
		case q.staff == nil:
			return s.askStaffToSignIn(w, r)
		case !slices.Contains(allowed, q.staff.Role):
			return errors.Join(errWrongRole, s.Staff.Refuse(r.Context(), *q.staff, q.pattern, q.origin))
		}
		return h(w, r)
	})
}

// anyStaff is for whoever has a role.
func (s *Server) anyStaff(h handler) handler {
	return s.staff(h, approval.Operator, approval.Auditor, approval.Admin)
}

// watching is for whoever is on the staff and has a page that asks by itself.
func (s *Server) watching(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		member, err := s.watcher(r.Context(), r)
		if err != nil {
			return err
		}
		if requestOf(r).staff = member; member == nil {
			return s.askStaffToSignIn(w, r)
		}
		return h(w, r)
	}
}

// watcher is who is on the staff, as long as they are.
func (s *Server) watcher(ctx context.Context, r *http.Request) (*approval.StaffMember, error) {
	session := s.binding(r, staffCookie)
	if !session.WellFormed() {
		return nil, nil
	}
	return s.StaffSessions.StaffWatching(ctx, session.Hash())
}

// withStaff finds out who on the staff is asking, in one database round trip.
func (s *Server) withStaff(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if session := s.binding(r, staffCookie); session.WellFormed() {
			member, err := s.StaffSessions.StaffMember(r.Context(), session.Hash())
			if err != nil {
				return err
			}
			requestOf(r).staff = member
		}
		return h(w, r)
	}
}

// askStaffToSignIn leads to the sign-in page, and back here afterwards if here can be
// read with a GET.
//
// Whoever followed a link from another site may be signed in all the same: no browser
// sends a SameSite=Strict cookie with that. They are led here once more, by a page of ours
// (see staffArrived). Reading changes nothing, and whoever wrote the link does not see what
// it led to, so that takes nothing from the cookie's strictness that matters.
func (s *Server) askStaffToSignIn(w http.ResponseWriter, r *http.Request) error {
	back := staffPath(here(r))
	switch {
	case back == "":
		return redirect(w, to(r, backOffice+"/signin"))
	case followedLink(r) && !s.binding(r, staffCookie).WellFormed():
		page := s.page(r, t(r, "backoffice.came_title"))
		return handOver(w, r, page, templates.Action{Label: t(r, "backoffice.arrived_link"), Href: back[len("/en"):]}, t(r, "backoffice.came"))
	}
	return redirect(w, to(r, backOffice+"/signin?"+wanted(back)))
}

// followedLink reports whether a browser comes here from a page of another site.
func followedLink(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && (site == "cross-site" || site == "same-site")
}

// staffFrame is what the pages of the back office have around them.
func (s *Server) staffFrame(r *http.Request, p *templates.Page) {
	p.Staff = &templates.StaffFrame{}
	p.Assets.Sheets = append(p.Assets.Sheets, s.assets.URL("staff.css"))
	p.Assets.Scripts = append(p.Assets.Scripts, s.assets.URL("staff.js"))
	if member := requestOf(r).staff; member != nil {
		p.Idle = int(s.Idle.Seconds())
		p.Staff.Who, p.Staff.Role = i18n.Isolate(member.Name), t(r, "role."+string(member.Role))
	}
}
