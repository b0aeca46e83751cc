package simulator

import "slices"

// StaffPersona is an invented person with a work account. What is said about them in an
// ID token has one name: that of the directory, in whatever script it is kept.
type StaffPersona struct {
	ID    string // stable: tests and links name people by it
	About Text   // one sentence for whoever chooses

	Subject string
	Name    Text   // as this page shows it
	Listed  string // "name" of the ID token
	Email   string
	Roles   []string // the groups of the directory, as the client's attribute mapping tells them
}

// The groups that a portal's configuration gives roles to.
const (
	GroupOperators = "Takeed Operators"
	GroupAuditors  = "Takeed Auditors"
	GroupAdmins    = "Takeed Administrators"
)

// StaffPersonas lists them. They are invented: surnames mean "trial", "example" and the
// like.
func StaffPersonas() []StaffPersona {
	return []StaffPersona{
		{
			ID: "noura",
			About: Text{
				"Helps customers: an operator.",
				"تساعد المتعاملين: لديها صلاحية العمليات.",
			},
			Subject: "0c7a1d5e-6b2f-4c81-9d37-5e90b4a20101", Name: Text{"Noura Al Tajribi", "نورة التجريبي"}, Listed: "Noura Al Tajribi",
			Email: "noura@staff.example.com", Roles: []string{"Everybody", GroupOperators},
		},
		{
			ID: "saeed",
			About: Text{
				"Proves what happened: an auditor. The directory has his name in Arabic only.",
				"يتحقق مما جرى: لديه صلاحية التدقيق. اسمه مسجل في الدليل بالعربية فقط.",
			},
			Subject: "7f3e9b20-14c8-4a6d-b5e2-8d1c06f70102", Name: Text{"Saeed Al Mithali", "سعيد المثالي"}, Listed: "سعيد المثالي",
			Email: "saeed@staff.example.com", Roles: []string{GroupAuditors},
		},
		{
			ID: "hessa",
			About: Text{
				"Looks after the portal: an administrator, who is an operator too.",
				"تدير البوابة: لديها صلاحية إدارة النظام وصلاحية العمليات أيضًا.",
			},
			Subject: "b94d6e03-a27f-4510-8c6b-f2e57d190103", Name: Text{"Hessa Al Namouthaji", "حصة النموذجي"}, Listed: "Hessa Al Namouthaji",
			Email: "hessa@staff.example.com", Roles: []string{GroupOperators, GroupAdmins},
		},
		{
			ID: "omar",
			About: Text{
				"Works elsewhere in the bank: an account without any role here.",
				"يعمل في قسم آخر: لديه حساب دون أي صلاحية هنا.",
			},
			Subject: "e15f8c47-903b-4d2a-a7c6-41b8de350104", Name: Text{"Omar Al Tajribi", "عمر التجريبي"}, Listed: "Omar Al Tajribi",
			Email: "omar@staff.example.com", Roles: []string{"Everybody"},
		},
	}
}

func (p *staffProvider) persona(id string) (*StaffPersona, bool) {
	return find(p.personas, func(persona *StaffPersona) bool { return persona.ID == id })
}

// StaffScenarios lists what can go wrong.
func StaffScenarios() []Scenario { return slices.Clone(staffScenarios) }

func staffScenarioNamed(id string) (*Scenario, bool) {
	i := slices.IndexFunc(staffScenarios, func(sc Scenario) bool { return sc.ID == id || id == "" && sc.Where == Nowhere })
	if i < 0 {
		return nil, false
	}
	return &staffScenarios[i], true
}
