package gallery

import (
	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// employee is somebody on the staff.
var employee = approval.Text{EN: "Noura Al Mudaqqiqa", AR: "نورة المدقّقة"}

const staffProvider = "https://login.example.com"

// office is the frame of the back office, for somebody who is signed in there.
func (s screen) office(title string) templates.Page {
	p := s.door(title)
	p.Section, p.Idle = "events", 600
	p.Staff.Who, p.Staff.Role = i18n.Isolate(s.in(employee)), s.t("role.operator")
	return p
}

// door is the same for somebody who is not.
func (s screen) door(title string) templates.Page {
	p := s.page(title)
	p.SignedIn, p.Idle = false, 0
	p.Staff = &templates.StaffFrame{}
	p.Assets.Sheets = append(p.Assets.Sheets, assets().URL("staff.css"))
	p.Assets.Scripts = append(p.Assets.Scripts, assets().URL("staff.js"))
	return p
}

// doors are the pages around a session of the back office.
func doors() []Entry {
	return []Entry{
		door("office-signin", func(screen, *templates.StaffSignInPage) {}),
		door("office-signin-needed", func(s screen, v *templates.StaffSignInPage) {
			v.To = "/" + string(s.lang) + "/staff/dashboard"
			v.Note = &templates.Note{Tone: "info", Lines: []string{s.t("signin.note_needed")}}
		}),
		door("office-signedout", func(s screen, v *templates.StaffSignInPage) {
			v.Note = &templates.Note{Tone: "ok", Lines: []string{s.t("backoffice.signedout")}}
		}),
		between("office-handover", "backoffice.handover_title", "handover.signin", "backoffice.handover_link", "/staff/signin/go"),
		between("office-arrived", "backoffice.arrived_title", "backoffice.arrived", "backoffice.arrived_link", "/staff"),
		between("office-by-link", "backoffice.came_title", "backoffice.came", "backoffice.arrived_link", "/staff/dashboard"),
		between("office-signing-out", "signout.title", "backoffice.signout", "backoffice.signout_link", "/staff/signout/go"),
		desk("office", employee, "operator", busyDesk),
		desk("office-auditor", longName, "auditor", quietDesk),
		desk("office-admin", mixedName, "admin", newDesk),
	}
}

func door(name string, change func(screen, *templates.StaffSignInPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.StaffSignInPage{Page: s.door(s.t("backoffice.signin_title"))}
		change(s, &v)
		return templates.StaffSignIn(v)
	})
}

// between is a page that leads on at once.
func between(name, title, body, link, to string) Entry {
	return view(name, func(s screen) templ.Component {
		v := s.handover(s.door(s.t(title)), to, s.t(body, "host", i18n.LTR(staffProvider)))
		v.Link.Label = s.t(link)
		return templates.Handover(v)
	})
}

// officeErrorKeys are the error pages that only the staff meet.
var officeErrorKeys = []string{
	"error.no_role", "error.wrong_role", "error.staff_declined", "error.staff_signin", "error.staff_unavailable",
	"error.staff_link", "error.staff_not_found", "error.staff_internal", "error.staff_checking",
	"error.too_broad", "error.too_many_saved", "error.too_many_streams",
}

// atTheDoor are those of somebody who is not signed in yet.
var atTheDoor = map[string]bool{
	"error.no_role": true, "error.staff_declined": true, "error.staff_signin": true, "error.staff_unavailable": true, "error.staff_link": true,
}

func officeFailures() []Entry {
	var all []Entry
	for _, key := range officeErrorKeys {
		all = append(all, view(named(key), func(s screen) templ.Component {
			frame, next := s.office, templates.Action{Label: s.t("action.backoffice"), Href: "/staff"}
			if atTheDoor[key] {
				frame, next = s.door, templates.Action{Label: s.t("action.staff_signin"), Href: "/staff/signin"}
			}
			v := s.failure(frame(s.t(key+".title")), key)
			v.Next = &next
			return templates.Error(v)
		}))
	}
	return all
}
