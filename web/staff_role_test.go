package web

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
	"takeed/internal/signin"
)

// onDuty is a store in which one person is signed in, whatever the session, and a journal
// that remembers what it is told.
type onDuty struct {
	signin.StaffStore
	member *approval.StaffMember
	events []approval.Event
	err    error
}

func (d *onDuty) StaffMember(context.Context, approval.Hash) (*approval.StaffMember, error) {
	return d.member, nil
}

func (d *onDuty) StaffWatching(ctx context.Context, session approval.Hash) (*approval.StaffMember, error) {
	return d.StaffMember(ctx, session)
}

func (d *onDuty) Record(_ context.Context, events ...approval.Event) error {
	d.events = append(d.events, events...)
	return d.err
}

// asked is what somebody gets who asks for a page that is for some roles only.
func (d *onDuty) asked(t *testing.T, method string, allowed ...approval.Role) *httptest.ResponseRecorder {
	t.Helper()
	s, err := New(Config{
		BaseURL: "http://portal.localhost", Log: slog.New(slog.DiscardHandler), StaffSessions: d, Staff: signin.NewStaffFlow(d, nil, approval.Limits{}, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.handle(mux, method+" /en/staff/page", s.staff(func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusTeapot)
		return nil
	}, allowed...))
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, "http://portal.localhost/en/staff/page", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "ops", Value: approval.NewSecret().Reveal()})
	s.chain(mux).ServeHTTP(w, r)
	return w
}

// A page is for the roles that its line in the table names, and each refusal is an event
// of who was refused.
func TestAPageIsForTheRolesThatItNames(t *testing.T) {
	t.Parallel()
	all := approval.Roles
	for set := range 1 << len(all) { // also of nobody
		var allowed []approval.Role
		for i, role := range all {
			if set&(1<<i) != 0 {
				allowed = append(allowed, role)
			}
		}
		for i, role := range append([]approval.Role{""}, all...) {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				d := &onDuty{member: &approval.StaffMember{ID: approval.NewID(), Role: role}}
				may := i > 0 && set&(1<<(i-1)) != 0
				w := d.asked(t, method, allowed...)
				if status := map[bool]int{true: http.StatusTeapot, false: http.StatusForbidden}[may]; w.Code != status {
					t.Errorf("%q of %v: %d", role, allowed, w.Code)
				}
				if told := fmt.Sprint(len(d.events)); told != map[bool]string{true: "0", false: "1"}[may] {
					t.Errorf("%q of %v: %s events", role, allowed, told)
				}
				for _, e := range d.events {
					if e.Code != approval.EventStaffAccessRefused || e.Stream != approval.OfStaff(d.member.ID) || e.Detail["page"] != method+" /en/staff/page" {
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
		w := d.asked(t, method, approval.Operator, approval.Auditor, approval.Admin)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/en/staff/signin") || len(d.events) != 0 {
			t.Errorf("%s: %d %s", method, w.Code, w.Header().Get("Location"))
		}
	}
}

// A refusal that cannot be recorded is a fault of ours, and still a refusal.
func TestARefusalThatIsNotRecorded(t *testing.T) {
	t.Parallel()
	d := &onDuty{member: &approval.StaffMember{ID: approval.NewID(), Role: approval.Operator}, err: errors.New("database 42501")}
	if w := d.asked(t, http.MethodGet, approval.Admin); w.Code < http.StatusBadRequest || bytes.Contains(w.Body.Bytes(), []byte("42501")) {
		t.Errorf("%d", w.Code)
	}
}
