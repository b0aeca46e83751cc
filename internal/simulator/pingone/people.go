package pingone

import (
	"slices"

	"takeed/internal/simulator"
)

// Persona is an invented person with a work account. Their ID token has only one name: that
// of the directory, in the script in which the directory keeps it.
type Persona struct {
	ID    string         // stable: tests and links name people by it
	About simulator.Text // one sentence for the user who chooses

	Subject string
	Name    simulator.Text // as this page shows it
	Listed  string         // "name" of the ID token
	Email   string
	Roles   []string // the groups of the directory, as the client's attribute mapping names them
}

// The groups that a portal's configuration gives roles to.
const (
	GroupOperators = "Takeed Operators"
	GroupAuditors  = "Takeed Auditors"
	GroupAdmins    = "Takeed Administrators"
)

// Personas lists them. They are invented: surnames mean "trial", "example" and the
// like.
func Personas() []Persona {
	return []Persona{
		{
			ID: "noura",
			About: simulator.Text{
				EN: "Helps customers: an operator.",
				AR: "تساعد المتعاملين: لديها صلاحية العمليات.",
			},
			Subject: "0c7a1d5e-6b2f-4c81-9d37-5e90b4a20101", Name: simulator.Text{EN: "Noura Al Tajribi", AR: "نورة التجريبي"}, Listed: "Noura Al Tajribi",
			Email: "noura@staff.example.com", Roles: []string{"Everybody", GroupOperators},
		},
		{
			ID: "saeed",
			About: simulator.Text{
				EN: "Proves what happened: an auditor. The directory has his name in Arabic only.",
				AR: "يتحقق مما جرى: لديه صلاحية التدقيق. اسمه مسجل في الدليل بالعربية فقط.",
			},
			Subject: "7f3e9b20-14c8-4a6d-b5e2-8d1c06f70102", Name: simulator.Text{EN: "Saeed Al Mithali", AR: "سعيد المثالي"}, Listed: "سعيد المثالي",
			Email: "saeed@staff.example.com", Roles: []string{GroupAuditors},
		},
		{
			ID: "hessa",
			About: simulator.Text{
				EN: "Looks after the portal: an administrator, who is an operator too.",
				AR: "تدير البوابة: لديها صلاحية إدارة النظام وصلاحية العمليات أيضًا.",
			},
			Subject: "b94d6e03-a27f-4510-8c6b-f2e57d190103", Name: simulator.Text{EN: "Hessa Al Namouthaji", AR: "حصة النموذجي"}, Listed: "Hessa Al Namouthaji",
			Email: "hessa@staff.example.com", Roles: []string{GroupOperators, GroupAdmins},
		},
		{
			ID: "omar",
			About: simulator.Text{
				EN: "Works elsewhere in the bank: an account without any role here.",
				AR: "يعمل في قسم آخر: لديه حساب دون أي صلاحية هنا.",
			},
			Subject: "e15f8c47-903b-4d2a-a7c6-41b8de350104", Name: simulator.Text{EN: "Omar Al Tajribi", AR: "عمر التجريبي"}, Listed: "Omar Al Tajribi",
			Email: "omar@staff.example.com", Roles: []string{"Everybody"},
		},
	}
}

func (p *provider) persona(id string) (Persona, bool) {
	i := slices.IndexFunc(p.personas, func(persona Persona) bool { return persona.ID == id })
	if i < 0 {
		return Persona{}, false
	}
	return p.personas[i], true
}

// Scenarios lists what can go wrong.
func Scenarios() []simulator.Scenario { return slices.Clone(scenarios) }
