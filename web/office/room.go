package office

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	rules "takeed/internal/office"
	"takeed/internal/signin"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// Sessions tells who is signed in to the back office; nil if the session is not one. Watching
// does not count as use of a session: it ends as if the member of staff were away.
type Sessions interface {
	StaffMember(ctx context.Context, session approval.Hash) (*rules.Member, error)
	StaffWatching(ctx context.Context, session approval.Hash) (*rules.Member, error)
}

// Visits are the sessions of the staff. One ends after so long without use.
type Visits struct {
	Sessions
	Idle time.Duration
}

// Config is what the room needs.
type Config struct {
	Flow      *signin.StaffFlow
	Visits    Visits
	Audit     AuditLog
	Clients   Clients
	Translog  LogState // nil: there is no transparency log
	Catalogue *catalogue.Catalogue
	Host      string // where the staff are sent, for them to recognise: "https://auth.pingone.eu"
	Ready     func(context.Context) error
}

// Room is the back office.
type Room struct {
	*page.Site
	Config
	open struct{ tails, exports streams }
}

// New builds the room.
func New(site *page.Site, c Config) *Room { return &Room{Site: site, Config: c} }

// Owns reports whether a path belongs to the back office, whether or not it exists.
func Owns(path string) bool {
	for _, l := range []approval.Lang{approval.EN, approval.AR} {
		if rest, ok := strings.CutPrefix(path, "/"+string(l)+view.StaffPath); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return strings.HasPrefix(path, Callbacks)
}

// visit is what this room knows of a request.
type visit struct{ member *rules.Member }

// staffOf is the member of staff who is asking; nil if none is signed in.
func staffOf(r *http.Request) *rules.Member { return page.Local[visit](r).member }

// viewer is the Viewer for the member of staff who is asking.
func (o *Room) viewer(r *http.Request) view.Viewer {
	return view.Viewer{Lang: page.Of(r).Lang, Now: time.Now(), Catalogue: o.Catalogue, Staff: staffOf(r).ID}
}

// source is the member of staff who is asking, and from where.
func source(r *http.Request) approval.Source {
	return approval.Source{Actor: approval.Staff(staffOf(r).ID), Origin: page.Of(r).Origin}
}

// Frame implements page.Room.
func (o *Room) Frame(r *http.Request, title string) templates.Page {
	p := o.Site.Frame(r, title)
	p.Staff = &templates.StaffFrame{Log: o.Translog != nil}
	p.Assets.Sheets = append(p.Assets.Sheets, o.Assets.URL("staff.css"))
	p.Assets.Scripts = append(p.Assets.Scripts, o.Assets.URL("staff.js"))
	if member := staffOf(r); member != nil {
		p.Idle = int(o.Visits.Idle.Seconds())
		p.Staff.Who, p.Staff.Role = i18n.Isolate(member.Name), page.T(r, "role."+string(member.Role))
	}
	return p
}

// What can go wrong only in the back office.
var (
	errWrongRole      = errors.New("the role does not allow this page")
	errStaffDeclined  = errors.New("the identity provider of the staff declined")
	errStaffSignin    = errors.New("the identity provider of the staff gave no answer that holds")
	errTooManyStreams = errors.New("the member of staff has too many streams open")
)

var answers = page.Table(
	page.Row{Err: approval.ErrDisabled, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.disabled"}},
	page.Row{Err: approval.ErrCallbackMalformed, Answer: page.Answer{Status: http.StatusBadRequest, Key: "error.staff_link"}},
	page.Row{Err: approval.ErrCallbackUnknown, Answer: page.Answer{Status: http.StatusNotFound, Key: "error.staff_link"}},
	page.Row{Err: approval.ErrCallbackElsewhere, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.elsewhere"}},
	page.Row{Err: rules.ErrNoRole, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.no_role"}},
	page.Row{Err: audit.ErrCursor, Answer: page.Answer{Status: http.StatusBadRequest, Key: "error.bad_request"}},
	page.Row{Err: audit.ErrTooBroad, Answer: page.Answer{Status: http.StatusServiceUnavailable, Key: "error.too_broad"}},
	page.Row{Err: audit.ErrTooManySavedSearches, Answer: page.Answer{Status: http.StatusConflict, Key: "error.too_many_saved"}},
	page.Row{Err: errTooManyStreams, Answer: page.Answer{Status: http.StatusTooManyRequests, Key: "error.too_many_streams"}},
	page.Row{Err: errWrongRole, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.wrong_role"}},
	page.Row{Err: errStaffDeclined, Answer: page.Answer{Status: http.StatusForbidden, Key: "error.staff_declined"}},
	page.Row{Err: errStaffSignin, Answer: page.Answer{Status: http.StatusBadGateway, Key: "error.staff_signin"}},
)

// staffKeys maps texts written for customers to what the staff read instead.
var staffKeys = map[string]string{
	"error.checking":    "error.staff_checking",
	"error.internal":    "error.staff_internal",
	"error.busy":        "error.staff_internal",
	"error.not_found":   "error.staff_not_found",
	"error.unavailable": "error.staff_unavailable",
}

// Answer implements page.Room.
func (o *Room) Answer(_ *http.Request, err error) page.Answer {
	a := page.Find(answers, err)
	if key, ok := staffKeys[a.Key]; ok {
		a.Key = key
	}
	return a
}

// Onward implements page.Room.
func (o *Room) Onward(r *http.Request, _ error, p *templates.ErrorPage) {
	p.Next = &templates.Action{Label: page.T(r, "action.staff_signin"), Href: view.StaffPath + "/signin"}
	if staffOf(r) != nil {
		p.Next = &templates.Action{Label: page.T(r, "action.backoffice"), Href: view.StaffPath}
	}
}

// Known implements page.Room.
func (o *Room) Known(h page.Handler) page.Handler { return o.withStaff(h) }
