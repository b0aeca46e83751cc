package office

import (
	"context"
	"errors"
	"net/http"
	"strings"

	rules "takeed/internal/office"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// staff is for members of staff whose role has a permission. Other members are refused,
// which is recorded; a caller who is not signed in is asked to sign in. The role is the one
// that the database has at this moment. Handlers behind it find the member in staffOf(r).
func (o *Room) staff(permission rules.Permission, h page.Handler) page.Handler {
	return o.withStaff(func(w http.ResponseWriter, r *http.Request) error {
		member, q := staffOf(r), page.Of(r)
		switch {
		case member == nil:
			return o.askToSignIn(w, r)
		case !member.Role.May(permission):
			return errors.Join(errWrongRole, o.Flow.Refuse(r.Context(), *member, q.Pattern, q.Origin))
		}
		return h(w, r)
	})
}

// watching is for members of staff whose page asks by itself, which does not count as use of
// the session.
func (o *Room) watching(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		member, err := o.watcher(r.Context(), r)
		if err != nil {
			return err
		}
		if page.Local[visit](r).member = member; member == nil {
			return o.askToSignIn(w, r)
		}
		return h(w, r)
	}
}

// watcher is the member of staff whose session the request has, without counting as use of
// it; nil if there is no such session any more.
func (o *Room) watcher(ctx context.Context, r *http.Request) (*rules.Member, error) {
	session := o.Binding(r, sessionCookie)
	if !session.WellFormed() {
		return nil, nil
	}
	return o.Visits.StaffWatching(ctx, session.Hash())
}

// withStaff finds out which member of staff is asking, in one database round trip.
func (o *Room) withStaff(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if session := o.Binding(r, sessionCookie); session.WellFormed() {
			member, err := o.Visits.StaffMember(r.Context(), session.Hash())
			if err != nil {
				return err
			}
			page.Local[visit](r).member = member
		}
		return h(w, r)
	}
}

// askToSignIn leads to the sign-in page, and afterwards back to this page if it can be read
// with a GET.
//
// A member of staff who followed a link from another site may be signed in all the same: no
// browser sends a SameSite=Strict cookie with such a link. They are led here once more, by a
// page of ours (see arrived). That gives up nothing that Strict is there for: reading changes
// nothing, and the author of the link does not see what it led to.
func (o *Room) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	back := pathOfOurs(page.Here(r))
	switch {
	case back == "":
		return page.Redirect(w, page.To(r, view.StaffPath+"/signin"))
	case followsForeignLink(r) && !o.Binding(r, sessionCookie).WellFormed():
		frame := o.Frame(r, page.T(r, "backoffice.came_title"))
		return page.Handover(w, r, frame, templates.Action{Label: page.T(r, "backoffice.arrived_link"), Href: back[len("/en"):]}, page.T(r, "backoffice.came"))
	}
	return page.Redirect(w, page.To(r, view.StaffPath+"/signin?"+page.ReturnQuery(back)))
}

// followsForeignLink reports whether the browser comes here from a page of another site, or
// of another host of our site.
func followsForeignLink(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && (site == "cross-site" || site == "same-site")
}

// pathOfOurs returns the address if it is a page of this room that a member of staff may be
// sent back to, and "" otherwise, also for the pages that sign them in or out.
func pathOfOurs(address string) string {
	if address = page.ReturnPath(address); address == "" {
		return ""
	}
	path, _, _ := strings.Cut(address[len("/en"):], "?")
	rest, ok := strings.CutPrefix(path, view.StaffPath)
	if !ok || rest != "" && rest[0] != '/' || strings.HasPrefix(rest, "/sign") {
		return ""
	}
	return address
}
