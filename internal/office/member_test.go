package office

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/sourcetest"
)

func TestEnterStaff(t *testing.T) {
	known := func(r Role) *Member {
		return &Member{ID: "00000000-0000-4000-8000-000000000001", Name: "Noura", Role: r}
	}
	identity := func(r Role) Identity {
		return Identity{Issuer: "https://id.example", Subject: "1", Name: "Noura", Email: "noura@example.ae", Role: r}
	}
	for name, c := range map[string]struct {
		known    *Member
		got      Identity
		admitted bool
		events   []string // code, state reached, details
		err      error
	}{
		"a newcomer":            {nil, identity(Operator), true, []string{"staff_role_changed role:operator none", "staff_signed_in operator"}, nil},
		"somebody known":        {known(Auditor), identity(Auditor), true, []string{"staff_signed_in auditor"}, nil},
		"with another role":     {known(Auditor), identity(Admin), true, []string{"staff_role_changed role:admin auditor", "staff_signed_in admin"}, nil},
		"with a role again":     {known(""), identity(Admin), true, []string{"staff_role_changed role:admin none", "staff_signed_in admin"}, nil},
		"with none any more":    {known(Admin), identity(""), false, []string{"staff_role_changed role:none admin", "staff_signin_refused no_role"}, nil},
		"still with none":       {known(""), identity(""), false, []string{"staff_signin_refused no_role"}, nil},
		"a stranger":            {nil, identity(""), false, nil, ErrNoRole},
		"nobody":                {nil, Identity{Issuer: "https://id.example", Role: Admin}, false, nil, approval.ErrIdentityIncomplete},
		"somebody from nowhere": {known(Admin), Identity{Subject: "1", Role: Admin}, false, nil, approval.ErrIdentityIncomplete},
	} {
		e, err := Enter(c.known, c.got, func(id approval.ID) approval.Source { return approval.Source{Actor: approval.Staff(id)} })
		if !errors.Is(err, c.err) || e.Admitted != c.admitted || !slices.Equal(summaries(e.Events), c.events) {
			t.Errorf("%s: %v, %v, %+v", name, err, e.Admitted, summaries(e.Events))
		}
		if err != nil {
			continue
		}
		if want := (Member{ID: e.Staff.ID, Name: "Noura", Email: "noura@example.ae", Role: c.got.Role}); e.Staff != want || e.New != (c.known == nil) {
			t.Errorf("%s: %+v", name, e)
		}
		if _, ok := approval.ParseID(string(e.Staff.ID)); !ok || c.known != nil && e.Staff.ID != c.known.ID {
			t.Errorf("%s is somebody else: %s", name, e.Staff.ID)
		}
		for _, event := range e.Events {
			if event.Stream != "op:"+string(e.Staff.ID) || event.Actor != approval.Actor("staff:"+e.Staff.ID) {
				t.Errorf("%s: %s by %s", name, event.Stream, event.Actor)
			}
		}
	}
}

func summaries(events []approval.Event) []string {
	var all []string
	for _, e := range events {
		s := string(e.Code)
		for _, part := range []string{e.ToState, e.Detail["from"], e.Detail["role"], e.Detail["reason"]} {
			if part != "" {
				s += " " + part
			}
		}
		all = append(all, s)
	}
	return all
}

func TestRolesAreThese(t *testing.T) {
	for _, name := range sourcetest.Constants(t, "role.go", "Role") {
		if r, ok := ParseRole(name); !ok || string(r) != name {
			t.Errorf("%s is not in the list", name)
		}
	}
	for _, name := range []string{"", "Operator", "customer", "admin "} {
		if _, ok := ParseRole(name); ok {
			t.Errorf("%q is a role", name)
		}
	}
}

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

func TestStaffFaultsAreWordsOfTheAuditLog(t *testing.T) {
	for _, fault := range sourcetest.Constants(t, "member.go", "Fault") {
		if !snakeCase.MatchString(fault) {
			t.Errorf("%s is not one", fault)
		}
	}
}
