package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/approval"
	rules "takeed/internal/office"
	"takeed/internal/signin"
	"takeed/static"
	"takeed/web/page"
)

// onDuty is a store in which one person is signed in, whatever the session, and a journal
// that remembers what it is told.
type onDuty struct {
	signin.StaffStore
	member *rules.Member
	events []approval.Event
	err    error
}

func (d *onDuty) StaffMember(context.Context, approval.Hash) (*rules.Member, error) {
	return d.member, nil
}

func (d *onDuty) StaffWatching(ctx context.Context, session approval.Hash) (*rules.Member, error) {
	return d.StaffMember(ctx, session)
}

func (d *onDuty) Record(_ context.Context, events ...approval.Event) error {
	d.events = append(d.events, events...)
	return d.err
}

// room is a back office without anything to read.
func (d *onDuty) room(t *testing.T, log AuditLog) *Room {
	t.Helper()
	assets, err := static.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	site := &page.Site{Log: slog.New(slog.DiscardHandler), Assets: assets, Office: true}
	return New(site, Config{Visits: Visits{Sessions: d}, Flow: signin.NewStaffFlow(d, nil, approval.Limits{}, nil), Audit: log})
}

// portal serves the room's pages in a language, as the hall does.
func portal(o *Room, lang approval.Lang, mux *http.ServeMux) http.Handler {
	pages := http.StripPrefix("/"+string(lang), mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &page.Request{Lang: lang, Room: o}
		defer q.End()
		pages.ServeHTTP(w, page.Begin(r.Context(), r, q))
	})
}

// asked is what somebody gets who asks for a page that takes a permission.
func (d *onDuty) asked(t *testing.T, method string, permission rules.Permission) *httptest.ResponseRecorder {
	t.Helper()
	o, mux := d.room(t, nil), http.NewServeMux()
	o.Handle(mux, method+" /staff/page", o.staff(permission, func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusTeapot)
		return nil
	}))
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, "http://portal.localhost/en/staff/page", nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: approval.NewSecret().Reveal()})
	portal(o, approval.EN, mux).ServeHTTP(w, r)
	return w
}

// A page is for the roles that have its permission, and each refusal is an event of who
// was refused. A permission that nobody knows is nobody's.
func TestAPageIsForTheRolesThatItNames(t *testing.T) {
	t.Parallel()
	for _, permission := range []rules.Permission{rules.ReadLog, rules.RevealIdentifier, rules.ExportLog, ""} {
		for _, role := range append([]rules.Role{""}, rules.Roles...) {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				d := &onDuty{member: &rules.Member{ID: approval.NewID(), Role: role}}
				may := role.May(permission)
				w := d.asked(t, method, permission)
				if status := map[bool]int{true: http.StatusTeapot, false: http.StatusForbidden}[may]; w.Code != status {
					t.Errorf("%q asks for what takes %q: %d", role, permission, w.Code)
				}
				if told := fmt.Sprint(len(d.events)); told != map[bool]string{true: "0", false: "1"}[may] {
					t.Errorf("%q asks for what takes %q: %s events", role, permission, told)
				}
				for _, e := range d.events {
					if e.Code != approval.EventStaffAccessRefused || e.Stream != approval.OfStaff(d.member.ID) || e.Detail["page"] != method+" /staff/page" {
						t.Errorf("%+v", e)
					}
				}
			}
		}
	}
}

func TestWhoeverIsNotOnTheStaffIsAskedToSignIn(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		d := &onDuty{}
		w := d.asked(t, method, rules.ReadLog)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/en/staff/signin") || len(d.events) != 0 {
			t.Errorf("%s: %d %s", method, w.Code, w.Header().Get("Location"))
		}
	}
}

// A refusal that cannot be recorded is a fault of ours, and still a refusal.
func TestARefusalThatIsNotRecorded(t *testing.T) {
	t.Parallel()
	d := &onDuty{member: &rules.Member{ID: approval.NewID(), Role: rules.Operator}, err: errors.New("database 42501")}
	if w := d.asked(t, http.MethodGet, rules.ExportLog); w.Code < http.StatusBadRequest || bytes.Contains(w.Body.Bytes(), []byte("42501")) {
		t.Errorf("%d", w.Code)
	}
}
