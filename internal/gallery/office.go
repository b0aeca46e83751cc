package gallery

import (
	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
	"takeed/web/view"
)

// employee is the name of a member of staff.
var employee = approval.Text{EN: "Noura Al Mudaqqiqa", AR: "نورة المدقّقة"}

const staffProvider = "https://login.example.com"

// office is the frame of the back office, for a member of staff who is signed in.
func (s screen) office(who approval.Text, role string) templates.Page {
	p := s.door()
	p.Section, p.Idle = "events", 600
	p.Staff.Log = true
	p.Staff.Who, p.Staff.Role = i18n.Isolate(who.In(s.Lang)), s.T("role."+role)
	return p
}

// operator is the frame for employee, as an operator.
func (s screen) operator() templates.Page { return s.office(employee, "operator") }

// door is the frame for a reader who is not signed in.
func (s screen) door() templates.Page {
	p := s.page()
	p.SignedIn, p.Idle = false, 0
	p.Staff = &templates.StaffFrame{}
	p.Assets.Sheets = append(p.Assets.Sheets, assets().URL("staff.css"))
	p.Assets.Scripts = append(p.Assets.Scripts, assets().URL("staff.js"))
	return p
}

// doors are the pages before and after a session of the back office.
func doors() []Entry {
	return []Entry{
		door("office-signin", func(screen, *templates.StaffSignInPage) {}),
		door("office-signin-needed", func(s screen, p *templates.StaffSignInPage) {
			p.To = "/" + string(s.Lang) + view.StaffPath + "/dashboard"
			p.Note = &templates.Note{Tone: "info", Lines: []string{s.T("signin.note_needed")}}
		}),
		door("office-signedout", func(s screen, p *templates.StaffSignInPage) {
			p.Note = &templates.Note{Tone: "ok", Lines: []string{s.T("backoffice.signedout")}}
		}),
		between("office-handover", "backoffice.handover_title", "handover.signin", "backoffice.handover_link", "/signin/go"),
		between("office-arrived", "backoffice.arrived_title", "backoffice.arrived", "backoffice.arrived_link", ""),
		between("office-by-link", "backoffice.came_title", "backoffice.came", "backoffice.arrived_link", "/dashboard"),
		between("office-signing-out", "signout.title", "backoffice.signout", "backoffice.signout_link", "/signout/go"),
	}
}

func door(name string, change func(screen, *templates.StaffSignInPage)) Entry {
	return entry(name, func(s screen) templ.Component {
		p := templates.StaffSignInPage{Page: s.door()}
		p.Title = s.T("backoffice.signin_title")
		change(s, &p)
		return templates.StaffSignIn(p)
	})
}

// between is the entry of a page that leads on at once.
func between(name, title, body, link, to string) Entry {
	return entry(name, func(s screen) templ.Component {
		return s.handover(s.door(), title, link, view.StaffPath+to, s.T(body, "host", i18n.LTR(staffProvider)))
	})
}

// officeErrorKeys are the error pages that only the staff meet.
var officeErrorKeys = []string{
	"error.no_role", "error.wrong_role", "error.staff_declined", "error.staff_signin", "error.staff_unavailable",
	"error.staff_link", "error.staff_not_found", "error.staff_internal", "error.staff_checking",
	"error.too_broad", "error.too_many_saved", "error.too_many_streams",
}

// atTheDoor are those for readers who are not signed in yet.
var atTheDoor = map[string]bool{
	"error.no_role": true, "error.staff_declined": true, "error.staff_signin": true, "error.staff_unavailable": true, "error.staff_link": true,
}

func officeFailures() []Entry {
	var all []Entry
	for _, key := range officeErrorKeys {
		all = append(all, entry(entryName(key), func(s screen) templ.Component {
			if atTheDoor[key] {
				return s.failure(s.door(), key, "action.staff_signin", view.StaffPath+"/signin")
			}
			return s.failure(s.operator(), key, "action.backoffice", view.StaffPath)
		}))
	}
	return all
}
