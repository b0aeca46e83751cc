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

// staff is for those whose role has a permission; the others on the staff are refused,
// which is recorded, and whoever is not signed in is asked to. The role is the one that
// the database has at this moment. Handlers behind it find who is asking in staffOf(r).
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

// watching is for whoever is on the staff and has a page that asks by itself.
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

// watcher is who is on the staff, as long as they are.
func (o *Room) watcher(ctx context.Context, r *http.Request) (*rules.Member, error) {
	session := o.Binding(r, sessionCookie)
	if !session.WellFormed() {
		return nil, nil
	}
	return o.Sessions.StaffWatching(ctx, session.Hash())
}

// withStaff finds out who on the staff is asking, in one database round trip.
func (o *Room) withStaff(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if session := o.Binding(r, sessionCookie); session.WellFormed() {
			member, err := o.Sessions.StaffMember(r.Context(), session.Hash())
			if err != nil {
				return err
			}
			page.Local[visit](r).member = member
		}
		return h(w, r)
	}
}

// askToSignIn leads to the sign-in page, and back here afterwards if here can be
// read with a GET.
//
// Whoever followed a link from another site may be signed in all the same: no browser
// sends a SameSite=Strict cookie with that. They are led here once more, by a page of ours
// (see arrived). Reading changes nothing, and whoever wrote the link does not see what
// it led to, so that takes nothing from the cookie's strictness that matters.
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

// followsForeignLink reports whether a browser comes here from a page of another site.
func followsForeignLink(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && (site == "cross-site" || site == "same-site")
}

// pathOfOurs keeps a page of this room that somebody may be sent back to, and not one that
// signs them in or out.
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
